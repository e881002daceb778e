using System.Collections.Immutable;
using System.Globalization;
using System.Net.Http.Json;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text.Json;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Workbench.Server.Agents;
using Workbench.Server.Models;
using Workbench.Server.Tools;
using Workbench.Shared;

namespace Workbench.Tests.Runs.Faults;

/// <summary>A process that executes runs: everything of them is real; models, tools and effects are at the <see cref="FaultLedger"/>, outside.</summary>
internal static class FaultServer
{
    public const string Command = "fault-server";
    public const string Ready = "ready";

    public static readonly AgentLimits Limits = AgentLimits.Default with { WallClock = TimeSpan.FromMinutes(5), Steps = 200 };

    /// <summary>The program's own defaults; only it is never taken for one that kills its executors: here others do.</summary>
    public static readonly Dictionary<string, string?> Settings = new(StringComparer.Ordinal)
    {
        ["Runs:Lease"] = "00:00:05",
        ["Runs:Heartbeat"] = "00:00:01",
        ["Runs:Sweep"] = "00:00:01",
        ["Runs:Drain"] = "00:00:01",
        ["Runs:MaxClaims"] = "1000",
        ["Runs:Attempts"] = "10",
        ["Runs:RetryDelay"] = "00:00:00.1",
    };

    public static async Task<int> RunAsync(string store, Uri ledger)
    {
        var clock = new JumpingClock();
        using var http = new HttpClient { BaseAddress = ledger, Timeout = TimeSpan.FromSeconds(10) };
        await using var host = await RunsHost.StartAsync(
            store,
            settings: Settings,
            limits: Limits,
            more: services =>
            {
                services.RemoveAll<IAgentTool>();
                services.AddSingleton<IAgentTool, AnswerTool>().AddSingleton<IAgentTool, AskUserTool>();
                services.AddSingleton<IAgentTool>(new LedgerTool(http, "count", isRepeatable: true));
                services.AddSingleton<IAgentTool>(new LedgerTool(http, "effect", isRepeatable: false));
                services.AddSingleton<IModelGateway>(new LedgerModel(http));
                services.Replace(ServiceDescriptor.Singleton<TimeProvider>(clock));
            }
        );
        var stopped = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var terminate = PosixSignalRegistration.Create(
            PosixSignal.SIGTERM,
            signal =>
            {
                signal.Cancel = true;
                stopped.TrySetResult();
            }
        );
        await Console.Out.WriteLineAsync(Ready);
        await Task.WhenAny(stopped.Task, Task.Run(() => Obey(clock)));
        return 0;
    }

    /// <summary>Each line sets the clock, in seconds from the right time. Whoever started it is gone when nothing can be read any more.</summary>
    private static void Obey(JumpingClock clock)
    {
        while (Console.In.ReadLine() is { } line)
            clock.Offset = TimeSpan.FromSeconds(int.Parse(line, CultureInfo.InvariantCulture));
    }

    private static LedgerRequest Request(string key) => new(key, TimeProvider.System.GetUtcNow());

    /// <summary>Each reply has a number of the ledger's, which goes on the bill.</summary>
    private sealed class LedgerModel(HttpClient http) : IModelGateway
    {
        public ImmutableArray<ModelChoice> Choices =>
            [new ModelChoice("auto", "Auto", null, IsDefault: true), new ModelChoice("scripted", "Scripted", null, IsDefault: false)];

        public async IAsyncEnumerable<ModelUpdate> StreamAsync(ModelCall call, [EnumeratorCancellation] CancellationToken cancellationToken)
        {
            var started = TimeProvider.System.GetUtcNow();
            var (reply, problem) = await AskAsync(call, cancellationToken);
            var attempt = new ModelAttempt(
                1,
                "ledger",
                "scripted",
                started,
                TimeProvider.System.GetUtcNow() - started,
                reply is null ? TokenUsage.None : new TokenUsage(100, 0, 0, 10, 0, IsEstimated: false),
                reply is null ? 0 : FaultLedger.PriceUsd,
                problem,
                problem is null ? null : ModelFault.Transient
            )
            {
                Decision = reply,
            };
            call.Attempted?.Invoke(attempt);
            if (reply is null)
            {
                yield return new ModelFailed(ModelFault.Transient, problem!, [attempt]);
                yield break;
            }
            var script = FaultScript.Of(call.Messages.First(m => m.Role == ChatRole.User).Text);
            yield return new ModelReplied(new ChatMessage(ChatRole.Assistant, [script.ReplyTo(call)]), "tool_calls", [attempt]);
        }

        private async Task<(string? Reply, string? Problem)> AskAsync(ModelCall call, CancellationToken cancellationToken)
        {
            try
            {
                using var response = await http.PostAsJsonAsync(
                    "model",
                    Request($"{call.Caller.Run:N}:{call.Caller.Step}"),
                    WireJson.Options,
                    cancellationToken
                );
                return response.IsSuccessStatusCode
                    ? (await response.Content.ReadAsStringAsync(cancellationToken), null)
                    : (null, $"The endpoint says {(int)response.StatusCode}.");
            }
            catch (Exception e) when (e is HttpRequestException || (e is TaskCanceledException && !cancellationToken.IsCancellationRequested))
            {
                return (null, e.Message);
            }
        }
    }

    /// <summary>Does what it does at the ledger, under the key of its step.</summary>
    private sealed class LedgerTool(HttpClient http, string name, bool isRepeatable) : IAgentTool
    {
        public string Name => name;
        public string Description => "Does something elsewhere.";
        public JsonElement Parameters { get; } = JsonDocument.Parse("""{"type":"object"}""").RootElement;
        public bool IsRepeatable => isRepeatable;

        public async Task<ToolOutcome> InvokeAsync(JsonElement arguments, IToolContext context, CancellationToken cancellationToken)
        {
            using var response = await http.PostAsJsonAsync(name, Request(context.IdempotencyKey), WireJson.Options, cancellationToken);
            response.EnsureSuccessStatusCode();
            return new ToolReturned(await response.Content.ReadAsStringAsync(cancellationToken), Data: null);
        }
    }
}
