using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;
using Workbench.Server.Models;

namespace Workbench.Benchmarks;

/// <summary>
/// A model that calls <c>look</c> as often as its question says, then answers. Together with the tool it takes the times between its own end and the tool's
/// beginning, and between the tool's end and its own beginning: whatever is not the model or the tool.
/// </summary>
/// <param name="thinks">How long a reply takes on average: from half of it to half more, as replies do. Equal times would keep runs in step with each other.</param>
/// <param name="looks">The same of a tool.</param>
internal sealed class LookingModel(TimeSpan thinks, TimeSpan looks) : IModelGateway
{
    private readonly ConcurrentDictionary<Guid, Gaps> _gaps = new();
    private readonly Random _random = new(1);

    public ImmutableArray<ModelChoice> Choices => [new ModelChoice("looking", "Looking", null, IsDefault: true)];

    /// <summary>In ms, in order of the run's steps.</summary>
    public IReadOnlyList<double> GapsOf(Guid run) => _gaps[run].Milliseconds;

    public static string Question(int steps) => string.Create(CultureInfo.InvariantCulture, $"Look {steps} times.");

    public async Task LookAsync(Guid run, CancellationToken cancellationToken)
    {
        var gaps = _gaps[run];
        gaps.End();
        if (looks > TimeSpan.Zero)
            await Task.Delay(About(looks), cancellationToken);
        gaps.Begin();
    }

    public async IAsyncEnumerable<ModelUpdate> StreamAsync(ModelCall call, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var gaps = _gaps.GetOrAdd(call.Caller.Run, _ => new Gaps(StepsOf(call)));
        gaps.End();
        var number = ++gaps.Replies;
        var started = TimeProvider.System.GetUtcNow();
        if (thinks > TimeSpan.Zero)
            await Task.Delay(About(thinks), cancellationToken);
        var content =
            number <= gaps.Steps
                ? Call($"call_{number}", "look", ("number", number))
                : Call("call_answer", "answer", ("status", "answered"), ("text", "Looked at all."));
        var attempt = new ModelAttempt(1, "bench", "looking", started, thinks, new TokenUsage(5_000, 4_000, 0, 20, 0, false), 0.01m, null, null);
        call.Attempted?.Invoke(attempt);
        gaps.Begin();
        yield return new ModelReplied(new ChatMessage(ChatRole.Assistant, [content]), "tool_calls", [attempt]);
    }

    private TimeSpan About(TimeSpan mean)
    {
        lock (_random)
            return mean * (0.5 + _random.NextDouble());
    }

    private static FunctionCallContent Call(string id, string tool, params (string Name, object Value)[] arguments) =>
        new(id, tool, arguments.ToDictionary(a => a.Name, a => (object?)a.Value, StringComparer.Ordinal));

    private static int StepsOf(ModelCall call) => int.Parse(call.Messages.Last(m => m.Role == ChatRole.User).Text.Split(' ')[1], CultureInfo.InvariantCulture);

    private sealed class Gaps(int steps)
    {
        private long _since;

        public int Steps => steps;
        public int Replies { get; set; }
        public List<double> Milliseconds { get; } = [];

        public void Begin() => _since = Stopwatch.GetTimestamp();

        public void End()
        {
            if (_since != 0)
                Milliseconds.Add(Stopwatch.GetElapsedTime(_since).TotalMilliseconds);
        }
    }
}
