using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;
using Workbench.Server.Models;

namespace Workbench.Tests.Runs;

/// <summary>A gateway that replies by a script. By default: count, then answer.</summary>
internal sealed class ScriptedModel : IModelGateway
{
    private readonly ConcurrentQueue<ModelCall> _calls = new();

    /// <summary>What to reply to a prompt. Its number counts the calls of this model.</summary>
    public Func<ModelCall, int, CancellationToken, IAsyncEnumerable<ModelUpdate>> Script { get; set; } = (call, _, _) => One(CountThenAnswer(call));

    public IReadOnlyList<ModelCall> Calls => [.. _calls];

    public ImmutableArray<ModelChoice> Choices =>
        [new ModelChoice("auto", "Auto", null, IsDefault: true), new ModelChoice("scripted", "Scripted", null, IsDefault: false)];

    public ImmutableArray<string> RoutedTiers { get; set; } = [];

    public IAsyncEnumerable<ModelUpdate> StreamAsync(ModelCall call, CancellationToken cancellationToken)
    {
        _calls.Enqueue(call);
        return TellingAsync(call, Script(call, _calls.Count, cancellationToken));
    }

    /// <summary>As the gateway does: each attempt is told as it ends.</summary>
    private static async IAsyncEnumerable<ModelUpdate> TellingAsync(ModelCall call, IAsyncEnumerable<ModelUpdate> updates)
    {
        await foreach (var update in updates)
        {
            var attempts =
                update is ModelReplied replied ? replied.Attempts
                : update is ModelFailed failed ? failed.Attempts
                : [];
            foreach (var attempt in attempts)
                call.Attempted?.Invoke(attempt);
            yield return update;
        }
    }

    /// <summary>Looks at the prompt alone, as a model does: whoever resumes a run gets the same reply.</summary>
    public static ModelUpdate CountThenAnswer(ModelCall call, int counts = 1)
    {
        var done = call.Messages.Count(m => m.Role == ChatRole.Tool);
        return done < counts ? CallOf("count", new JsonObject { ["what"] = $"thing {done + 1}" }, $"call_{done + 1}") : Answer($"There are {done}.");
    }

    public static ModelUpdate Answer(string text) => CallOf("answer", new JsonObject { ["status"] = "answered", ["text"] = text }, "call_answer");

    public static ModelUpdate AskUser(string question, params string[] labels) =>
        CallOf(
            "ask_user",
            new JsonObject
            {
                ["question"] = question,
                ["alternatives"] = new JsonArray([.. labels.Select(l => new JsonObject { ["label"] = l, ["reading"] = $"The number of {l}." })]),
            },
            "call_ask"
        );

    public static ModelUpdate CallOf(string tool, JsonObject arguments, string callId) => Reply(new FunctionCallContent(callId, tool, Arguments(arguments)));

    public static ModelUpdate Reply(params AIContent[] contents) =>
        new ModelReplied(new ChatMessage(ChatRole.Assistant, contents), "stop", [Attempt(1, new TokenUsage(100, 40, 0, 10, 0, IsEstimated: false), 0.002m)]);

    public static ModelUpdate Fails(ModelFault fault, string message) =>
        new ModelFailed(fault, message, [Attempt(1, TokenUsage.None, 0) with { Error = message, Fault = fault }]);

    public static async IAsyncEnumerable<ModelUpdate> One(ModelUpdate update)
    {
        await Task.Yield();
        yield return update;
    }

    public static IDictionary<string, object?> Arguments(JsonObject arguments) =>
        arguments.ToDictionary(
            p => p.Key,
            p => (object?)(p.Value is null ? null : System.Text.Json.JsonSerializer.SerializeToElement(p.Value)),
            StringComparer.Ordinal
        );

    public static ModelAttempt Attempt(int number, TokenUsage usage, decimal? cost) =>
        new(number, "script", "scripted", TimeProvider.System.GetUtcNow(), TimeSpan.FromMilliseconds(5), usage, cost, Error: null, Fault: null);
}
