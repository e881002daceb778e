using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Forms;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.JSInterop;
using NSubstitute;
using Shouldly;
using Workbench.Client.SemanticLayer;
using Workbench.Shared.SemanticLayer;
using Workbench.Tests.Infrastructure;

namespace Workbench.Tests.Client;

/// <summary>The import's dialog, while answers come late, out of order, or not at all.</summary>
[SuppressMessage("Usage", "BL0006:Do not use RenderTree types", Justification = "The stage is a renderer.")]
public sealed class WhenAnImportIsChosen : IAsyncDisposable
{
    private static readonly InterchangeFormat One = new("one", "Format one", "");

    /// <summary>Until a dialog that waits for the wrong answer is told from a busy machine.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly ILayerInterchange _interchange = Substitute.For<ILayerInterchange>();
    private readonly List<IReadOnlyList<LayerFileChange>> _came = [];
    private readonly ServiceProvider _services;
    private readonly ComponentStage _stage;

    public WhenAnImportIsChosen()
    {
        _interchange.Formats.Returns([One, new InterchangeFormat("two", "Format two", "")]);
        _services = new ServiceCollection()
            .AddSingleton(_interchange)
            .AddSingleton(Substitute.For<ILayerArchives>())
            .AddSingleton(Substitute.For<IJSRuntime>())
            .BuildServiceProvider();
        _stage = new ComponentStage(_services);
    }

    [Fact]
    public async Task What_is_shown_and_put_is_of_the_format_that_was_chosen_last()
    {
        TaskCompletionSource<LayerImport> slow = new(),
            fast = new();
        Importing("one").Returns(slow.Task);
        Importing("two").Returns(fast.Task);
        await OpenAsync();

        await ChooseFormatAsync("one");
        var first = PickAsync();
        var second = ChooseFormatAsync("two");
        fast.SetResult(Of("two.yml"));
        await second.WaitAsync(Patience, TestContext.Current.CancellationToken);
        (await _stage.TextAsync()).ShouldContain("two.yml");
        slow.SetResult(Of("one.yml"));
        await first.WaitAsync(Patience, TestContext.Current.CancellationToken);

        (await _stage.TextAsync()).ShouldContain("two.yml");
        (await _stage.TextAsync()).ShouldNotContain("one.yml");
        await PutAsync();
        _came.ShouldHaveSingleItem().Select(c => c.Path).ShouldBe(["two.yml"]);
        _stage.Fault.ShouldBeNull();
    }

    [Fact]
    public async Task While_the_later_format_is_read_nothing_of_the_earlier_one_can_be_put()
    {
        TaskCompletionSource<LayerImport> first = new(),
            second = new();
        Importing("one").Returns(first.Task);
        Importing("two").Returns(second.Task);
        await OpenAsync();

        await ChooseFormatAsync("one");
        var one = PickAsync();
        var two = ChooseFormatAsync("two");
        first.SetResult(Of("one.yml"));
        await one.WaitAsync(Patience, TestContext.Current.CancellationToken);
        (await _stage.TextAsync()).ShouldContain("Reading");
        (await _stage.TextAsync()).ShouldNotContain("one.yml");

        second.SetResult(Of("two.yml"));
        await two.WaitAsync(Patience, TestContext.Current.CancellationToken);
        (await _stage.TextAsync()).ShouldNotContain("Reading");
    }

    [Fact]
    public async Task The_problems_are_those_of_what_is_ticked_now()
    {
        Importing("one").Returns(Of("a.yml", "b.yml"));
        TaskCompletionSource<IReadOnlyList<LayerProblem>> slow = new();
        _interchange
            .CheckAsync(default!, default!, TestContext.Current.CancellationToken)
            .ReturnsForAnyArgs(
                _ => slow.Task,
                _ => Task.FromResult<IReadOnlyList<LayerProblem>>([new LayerProblem("a.yml", 1, 1, "SL000", true, "of the second tick")])
            );
        await OpenAsync();
        await ChooseFormatAsync("one");
        await PickAsync();

        var first = TickAsync(0, false);
        await TickAsync(1, false);
        slow.SetResult([new LayerProblem("b.yml", 1, 1, "SL000", true, "of the first tick")]);
        await first.WaitAsync(Patience, TestContext.Current.CancellationToken);

        (await _stage.TextAsync()).ShouldContain("of the second tick");
        (await _stage.TextAsync()).ShouldNotContain("of the first tick");
    }

    [Fact]
    public async Task A_tick_that_cannot_be_checked_is_said_and_the_choice_stays()
    {
        Importing("one").Returns(Of("a.yml", "b.yml"));
        _interchange
            .CheckAsync(default!, default!, TestContext.Current.CancellationToken)
            .ReturnsForAnyArgs(Task.FromException<IReadOnlyList<LayerProblem>>(new IOException("away")));
        await OpenAsync();
        await ChooseFormatAsync("one");
        await PickAsync();

        await TickAsync(0, false);

        _stage.Fault.ShouldBeNull();
        (await _stage.TextAsync()).ShouldContain("could not be checked");
        await PutAsync();
        _came.ShouldHaveSingleItem().Select(c => c.Path).ShouldBe(["b.yml"]);
    }

    public async ValueTask DisposeAsync()
    {
        await _stage.DisposeAsync();
        await _services.DisposeAsync();
    }

    private Task<LayerImport> Importing(string format) =>
        _interchange.ImportAsync(format, Arg.Any<IReadOnlyList<InterchangeUpload>>(), Arg.Any<LayerTexts>(), Arg.Any<CancellationToken>());

    private static LayerImport Of(params string[] paths) =>
        new(One, null, [.. paths.Select(p => new LayerImportFile(p, "text", null, "1 metric"))], [], [], InterchangeReport.Empty);

    private Task OpenAsync() =>
        _stage.ShowAsync<ImportDialog>(
            new Dictionary<string, object?>(StringComparer.Ordinal)
            {
                [nameof(ImportDialog.Texts)] = LayerTexts.None,
                [nameof(ImportDialog.OnImport)] = EventCallback.Factory.Create<IReadOnlyList<LayerFileChange>>(this, _came.Add),
                [nameof(ImportDialog.OnClose)] = EventCallback.Empty,
            }
        );

    private Task ChooseFormatAsync(string format) => _stage.RaiseAsync("onchange", "id", "import-format", new ChangeEventArgs { Value = format });

    private Task TickAsync(int nth, bool isTicked) => _stage.RaiseAsync("onchange", "type", "checkbox", new ChangeEventArgs { Value = isTicked }, nth);

    private Task PutAsync() => _stage.RaiseAsync("onclick", "class", "button primary", EventArgs.Empty);

    private Task PickAsync()
    {
        var file = Substitute.For<IBrowserFile>();
        file.Name.Returns("some.yml");
        file.OpenReadStream(default, default).ReturnsForAnyArgs(_ => new MemoryStream([1]));
        return _stage.DoAsync(() => _stage.Find<InputFile>().OnChange.InvokeAsync(new InputFileChangeEventArgs([file])));
    }
}
