using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.RenderTree;
using Microsoft.Extensions.Logging.Abstractions;

namespace Workbench.Tests.Infrastructure;

/// <summary>One component without a browser: its controls are found and used, and what would break the page is caught.</summary>
[SuppressMessage("Usage", "BL0006:Do not use RenderTree types", Justification = "A renderer for tests is one of the few who have to.")]
internal sealed class ComponentStage(IServiceProvider services) : Renderer(services, NullLoggerFactory.Instance)
{
    private int _root;

    public override Dispatcher Dispatcher { get; } = Dispatcher.CreateDefault();

    /// <summary>What nobody caught: in a browser the page is gone then.</summary>
    public Exception? Fault { get; private set; }

    public Task ShowAsync<TComponent>(IDictionary<string, object?> parameters)
        where TComponent : IComponent =>
        Dispatcher.InvokeAsync(() =>
        {
            _root = AssignRootComponentId(InstantiateComponent(typeof(TComponent)));
            return RenderRootComponentAsync(_root, ParameterView.FromDictionary(parameters));
        });

    public Task DoAsync(Func<Task> work) => Dispatcher.InvokeAsync(work);

    /// <summary>Something happens at the element that has this attribute.</summary>
    /// <param name="nth">Of several such elements.</param>
    public Task RaiseAsync(string handler, string attribute, string value, EventArgs args, int nth = 0) =>
        Dispatcher.InvokeAsync(() =>
        {
            var frames = Frames(_root).ToList();
            var starts = frames
                .Select((frame, at) => (frame, at))
                .Where(f => f.frame.FrameType == RenderTreeFrameType.Element)
                .Select(f => f.at)
                .Where(at => Attributes(frames, at).Any(a => a.AttributeName == attribute && a.AttributeValue as string == value));
            var found = Attributes(frames, starts.ElementAt(nth)).Single(a => a.AttributeName == handler);
            return DispatchEventAsync(found.AttributeEventHandlerId, null, args);
        });

    public TComponent Find<TComponent>()
        where TComponent : IComponent =>
        Frames(_root).Where(f => f.FrameType == RenderTreeFrameType.Component).Select(f => f.Component).OfType<TComponent>().Single();

    /// <summary>All that can be read.</summary>
    public Task<string> TextAsync() =>
        Dispatcher.InvokeAsync(() =>
            string.Concat(
                Frames(_root)
                    .Select(f =>
                        f.FrameType switch
                        {
                            RenderTreeFrameType.Text => f.TextContent,
                            RenderTreeFrameType.Markup => f.MarkupContent,
                            _ => "",
                        }
                    )
            )
        );

    protected override void HandleException(Exception exception) => Fault ??= exception;

    // Cancelled: nothing follows a rendering that nobody sees, as in prerendering.
    protected override Task UpdateDisplayAsync(in RenderBatch renderBatch) => Task.FromCanceled(new CancellationToken(canceled: true));

    private static IEnumerable<RenderTreeFrame> Attributes(List<RenderTreeFrame> frames, int element) =>
        frames.Skip(element + 1).TakeWhile(f => f.FrameType == RenderTreeFrameType.Attribute);

    private IEnumerable<RenderTreeFrame> Frames(int component)
    {
        var range = GetCurrentRenderTreeFrames(component);
        foreach (var frame in range.Array.Take(range.Count).ToArray())
        {
            yield return frame;
            if (frame.FrameType == RenderTreeFrameType.Component)
                foreach (var inner in Frames(frame.ComponentId))
                    yield return inner;
        }
    }
}
