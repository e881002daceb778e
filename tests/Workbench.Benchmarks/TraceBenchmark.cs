using System.Collections.Immutable;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Workbench.Server.Agents;
using Workbench.Server.Models;
using Workbench.Server.Semantics;
using Workbench.Server.Storage;
using Workbench.Server.Tools;
using Workbench.Shared.Chat;
using Workbench.Shared.Runs;

namespace Workbench.Benchmarks;

/// <summary>
/// Bytes that one run of 50 model steps with a system prompt of 20 kB leaves in the database: the rows and blobs of the run, as PostgreSQL
/// stores them. Against the same rows with each prompt stored whole beside them, as its text is and as PostgreSQL compresses it.
/// </summary>
internal static class TraceBenchmark
{
    private const int ModelSteps = 50;
    private const int PromptBytes = 20_000;
    private const double Goal = 0.1;

    public static async Task<int> RunAsync()
    {
        var model = new LongRun();
        await using var host = await WorkbenchHost.StartAsync(
            withDemo: false,
            services =>
            {
                services.AddSingleton<IModelGateway>(model);
                services.AddSingleton<IAgentTool>(new LookTool());
                services.AddSingleton<IAgents, LongAgent>();
            }
        );
        var chat = host.Get<IChat>();
        var store = host.Get<NpgsqlDataSource>();
        await using (var clear = store.CreateCommand("create table if not exists whole_prompts (prompt text); truncate whole_prompts"))
            await clear.ExecuteNonQueryAsync();
        if (await chat.AskAsync(new AskRequest("Look at fifty things.", Account: "acme"), CancellationToken.None) is not Asked asked)
            throw new InvalidOperationException("The question was not taken.");
        RunProgress? last = null;
        await foreach (var picture in chat.FollowAsync(asked.Run, CancellationToken.None))
            last = picture;
        if (last?.Status != RunStatus.Done)
            throw new InvalidOperationException($"The run ended as {last?.Status}: {last?.Failure?.Message}");

        foreach (var prompt in model.Prompts)
        {
            await using var keep = store.CreateCommand("insert into whole_prompts values ($1)");
            keep.Parameters.Add(new() { Value = prompt });
            await keep.ExecuteNonQueryAsync();
        }

        var rows = await BytesAsync(
            store,
            """
            select sum(bytes) from (
                select pg_column_size(s) as bytes from step_starts s where run_id = $1
                union all select pg_column_size(s) from steps s where run_id = $1
                union all select pg_column_size(u) from usage u where run_id = $1
                union all select pg_column_size(r) from runs r where id = $1
            ) t
            """,
            asked.Run
        );
        var blobs = await BytesAsync(
            store,
            """
            select sum(pg_column_size(b)) from blobs b where hash in (
                select unnest(array[request_hash, tools_hash] || prompt_added) from step_starts where run_id = $1
                union select unnest(array[response_hash, data_hash, rows_hash]) from steps where run_id = $1)
            """,
            asked.Run
        );
        var compressed = await BytesAsync(store, "select sum(pg_column_size(prompt)) from whole_prompts", null);
        var plain = model.Prompts.Sum(p => (double)Encoding.UTF8.GetByteCount(p));
        await Console.Error.WriteLineAsync(
            string.Create(
                CultureInfo.InvariantCulture,
                $"System prompt {model.SystemBytes:#,0} B; {model.Prompts.Count} model steps, {last.Steps.Count} steps in all; rows {rows:#,0} B, blobs {blobs:#,0} B; whole prompts {plain:#,0} B as text, {compressed:#,0} B as PostgreSQL compresses them"
            )
        );
        Print("bytes_of_run", rows + blobs, "the same rows, each prompt whole as text", rows + plain);
        Print("bytes_of_run_against_compressed", rows + blobs, "the same rows, each prompt whole as PostgreSQL compresses it", rows + compressed);
        Print("bytes_of_prompts", blobs, "each prompt whole as PostgreSQL compresses it", compressed);
        return 0;
    }

    private static void Print(string metric, double value, string baseline, double baselineValue) =>
        new Figure("trace", metric, "bytes", value, $"ratio <= {Goal.ToString(CultureInfo.InvariantCulture)}", value / baselineValue <= Goal)
        {
            Baseline = baseline,
            BaselineValue = baselineValue,
            Ratio = Math.Round(value / baselineValue, 4),
        }.Print();

    private static async Task<double> BytesAsync(NpgsqlDataSource store, string sql, Guid? run)
    {
        await using var command = store.CreateCommand(sql);
        if (run is { } id)
            command.Parameters.Add(new() { Value = id });
        return Convert.ToDouble(await command.ExecuteScalarAsync(), CultureInfo.InvariantCulture);
    }

    /// <summary>Looks at one thing after the other, and keeps what it was sent.</summary>
    private sealed class LongRun : IModelGateway
    {
        public List<string> Prompts { get; } = [];
        public int SystemBytes { get; private set; }

        public ImmutableArray<ModelChoice> Choices => [new ModelChoice("long", "Long", null, IsDefault: true)];

        public async IAsyncEnumerable<ModelUpdate> StreamAsync(ModelCall call, [EnumeratorCancellation] CancellationToken cancellationToken)
        {
            await Task.CompletedTask;
            Prompts.Add(JsonSerializer.Serialize(call.Messages, AIJsonUtilities.DefaultOptions));
            SystemBytes = Encoding.UTF8.GetByteCount(call.Messages[0].Text);
            var number = Prompts.Count;
            var content =
                number < ModelSteps
                    ? new FunctionCallContent($"call_{number}", "look", new Dictionary<string, object?>(StringComparer.Ordinal) { ["number"] = number })
                    : new FunctionCallContent(
                        "call_answer",
                        "answer",
                        new Dictionary<string, object?>(StringComparer.Ordinal) { ["status"] = "answered", ["text"] = "Looked at all." }
                    );
            var attempt = new ModelAttempt(
                1,
                "bench",
                "long",
                TimeProvider.System.GetUtcNow(),
                TimeSpan.FromMilliseconds(1),
                new TokenUsage(5_000, 0, 0, 20, 0, false),
                0.01m,
                null,
                null
            );
            call.Attempted?.Invoke(attempt);
            yield return new ModelReplied(new ChatMessage(ChatRole.Assistant, [content]), "tool_calls", [attempt]);
        }
    }

    /// <summary>Its instructions and the layer make 20 kB together.</summary>
    private sealed class LongAgent : IAgents
    {
        private readonly AgentDefinition _agent;

        public LongAgent(ISemanticLayers layers)
        {
            var scope = new CompileScope(layers.Current.Layer, "internal", new DateOnly(2026, 11, 21));
            var bare = With("");
            var rest = PromptBytes - SystemPrompt.For(bare, layers.Current, scope).Length;
            var text = File.ReadAllText(Path.Combine(DataDirectory.SolutionDirectory()!, "agents", "d0.yml"));
            _agent = With(string.Concat(Enumerable.Repeat(text, 10))[..Math.Max(0, rest)]);
        }

        public ImmutableArray<AgentDefinition> Current => [_agent];

        public AgentDefinition? Find(string name) => _agent;

        public ValueTask<AgentDefinition?> FindVersionAsync(string name, string version, CancellationToken cancellationToken) =>
            ValueTask.FromResult<AgentDefinition?>(_agent);

        private static AgentDefinition With(string instructions) =>
            new(
                "d0",
                "bench",
                "Looks.",
                instructions,
                "long",
                ["look", "answer"],
                new AgentLimits(Steps: ModelSteps + 1, Tokens: long.MaxValue, CostUsd: null, TimeSpan.FromMinutes(5)),
                "name: d0"
            );
    }
}
