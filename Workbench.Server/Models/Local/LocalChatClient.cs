using System.Collections.Immutable;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Microsoft.Extensions.AI;
using Workbench.Server.Models.Accounting;
using Workbench.Server.Semantics;
using Workbench.Server.Tools;
using Workbench.Server.VerifiedQueries;
using Workbench.Shared;

namespace Workbench.Server.Models.Local;

/// <summary>
/// The model that needs no key and no network: it plans the question over the semantic layer and calls the same tools as any other model.
/// It keeps no state: each call plans anew from the messages, so that a run goes on after a crash.
/// </summary>
internal sealed class LocalChatClient(IPlanner planner, ISemanticCompiler compiler, IValueIndexes values, IVerifiedAnswers verified) : StreamedChatClient
{
    public const string ModelName = ModelProviders.Local;
    private const int ChunkLength = 24;
    private readonly LocalPlanReader _reader = new(compiler);

    public override async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages,
        ChatOptions? options = null,
        [EnumeratorCancellation] CancellationToken cancellationToken = default
    )
    {
        var context =
            LocalModelContext.Find(options)
            ?? throw new ModelRefusedException(
                System.Net.HttpStatusCode.BadRequest,
                "The local model reads a question over the semantic layer, which d0 gives it; it is no model for other prompts. "
                    + "Ask d0 at POST /api/ask, or name a model of a provider."
            );
        var prompt = messages.ToList();
        var turn = LocalTurn.Read(prompt);
        var index = await values.GetAsync(context.Layer, context.Account, cancellationToken);
        var request = new PlanRequest(turn.Question, WithoutContext(context.History), context.Scope, index) { Instructions = context.Instructions };
        var plan = await verified.PreferAsync(request, planner.Plan(request), cancellationToken);
        var reply = _reader.Next(plan, turn, context.Scope);

        List<AIContent> said = [];
        if (turn.Calls.IsEmpty)
        {
            var reasoning = new TextReasoningContent(string.Join('\n', LocalReasoning.Of(plan)));
            said.Add(reasoning);
            yield return Update(reasoning);
        }
        if (reply is GiveAnswer { Arguments.Text: var text })
            foreach (var chunk in Chunks(text))
                yield return Update(new AnswerTextContent(chunk));
        foreach (var call in CallsOf(reply, turn.Calls.Length))
        {
            said.Add(call);
            yield return Update(call);
        }
        var last = Update(UsageOf(prompt, said));
        last.FinishReason = ChatFinishReason.ToolCalls;
        yield return last;
    }

    /// <summary>A comparison that we added to a number of our own accord is not what the next question builds on.</summary>
    private static ImmutableArray<PlannedTurn> WithoutContext(ImmutableArray<PlannedTurn> history) =>
        [.. history.Select(t => t is { Query: { Compare.IsContext: true } query } ? t with { Query = query with { Compare = null } } : t)];

    private static IEnumerable<FunctionCallContent> CallsOf(LocalReply reply, int callsBefore) =>
        reply switch
        {
            ComputeReadings compute => compute.Queries.Select((q, i) => Call(callsBefore + i, QueryMetricsTool.ToolName, q)),
            RunSql sql => [Call(callsBefore, ExecuteSqlTool.ToolName, new ExecuteSqlArguments { Title = sql.Title, Sql = sql.Sql })],
            AskBack ask => [Call(callsBefore, AskUserTool.ToolName, ask.Arguments)],
            GiveAnswer answer => [Call(callsBefore, AnswerTool.ToolName, answer.Arguments)],
            _ => throw new System.Diagnostics.UnreachableException(),
        };

    /// <summary>Ids count up within a run: the same question makes the same messages, byte by byte.</summary>
    private static FunctionCallContent Call<T>(int index, string tool, T arguments) =>
        new(
            string.Create(CultureInfo.InvariantCulture, $"call_{index + 1}"),
            tool,
            JsonSerializer.SerializeToElement(arguments, WireJson.Options).Deserialize<Dictionary<string, object?>>(WireJson.Options)
        );

    private static UsageContent UsageOf(List<ChatMessage> prompt, List<AIContent> said)
    {
        var usage = TokenEstimate.Of(prompt, new ChatMessage(ChatRole.Assistant, said));
        return new UsageContent(
            new UsageDetails
            {
                InputTokenCount = usage.Input,
                OutputTokenCount = usage.Output,
                TotalTokenCount = usage.Input + usage.Output,
                ReasoningTokenCount = usage.Reasoning,
                AdditionalCounts = new() { [TokenEstimate.EstimatedKey] = 1 },
            }
        );
    }

    private static IEnumerable<string> Chunks(string text)
    {
        for (var from = 0; from < text.Length; )
        {
            var to = Math.Min(from + ChunkLength, text.Length);
            while (to < text.Length && !char.IsWhiteSpace(text[to - 1]))
                to++;
            yield return text[from..to];
            from = to;
        }
    }

    private static ChatResponseUpdate Update(AIContent content) => new(ChatRole.Assistant, [content]) { ModelId = ModelName };
}
