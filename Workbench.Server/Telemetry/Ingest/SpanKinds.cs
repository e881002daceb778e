using Workbench.Server.Telemetry.Names;
using Workbench.Shared.Runs;

namespace Workbench.Server.Telemetry.Ingest;

/// <summary>What kind of step a span is.</summary>
internal static class SpanKinds
{
    public static StepKind Of(ReadSpan span)
    {
        if (span.Text(Fact.StepKind) is { } own)
            return Enum.TryParse<StepKind>(own, ignoreCase: true, out var kind) ? kind : StepKind.Span;
        if (span.Text(Fact.Kind) is { } word && OfWord(word) is { } said)
            return said;
        if (span.Text(Fact.Operation) is { } operation)
            return OfOperation(operation);
        if (span.Has(Fact.DatabaseText) || span.Has(Fact.DatabaseSystem))
            return StepKind.Sql;
        if (span.Text(Fact.McpMethod) == "tools/call" || span.Has(Fact.ToolName))
            return StepKind.Tool;
        return span.Has(Fact.RequestModel) && (span.Has(Fact.InputTokens) || span.Has(Fact.ResponseModel)) ? StepKind.Model : StepKind.Span;
    }

    /// <summary>Whether it stands for an agent or a workflow, and not for anything inside of one.</summary>
    public static bool IsAgent(ReadSpan span) =>
        span.Text(Fact.Operation) is "invoke_agent" or "create_agent" or "invoke_workflow" || span.Text(Fact.Kind) is "AGENT" or "agent" or "workflow";

    public static bool IsEmbedding(ReadSpan span) =>
        span.Text(Fact.Operation) == "embeddings"
        || span.Text(Fact.Kind) is { } word && (word == "EMBEDDING" || word.EndsWith(".doEmbed", StringComparison.Ordinal));

    private static StepKind OfOperation(string operation) =>
        operation switch
        {
            "chat" or "text_completion" or "generate_content" or "embeddings" => StepKind.Model,
            "execute_tool" or "retrieval" => StepKind.Tool,
            _ when operation.EndsWith("_memory", StringComparison.Ordinal) || operation.EndsWith("_memory_store", StringComparison.Ordinal) => StepKind.Tool,
            _ => StepKind.Span,
        };

    /// <returns>Null: a word that says nothing here.</returns>
    private static StepKind? OfWord(string word) =>
        word switch
        {
            "LLM" or "EMBEDDING" => StepKind.Model,
            "TOOL" or "RETRIEVER" or "RERANKER" or "tool" or "ai.toolCall" => StepKind.Tool,
            "AGENT" or "CHAIN" or "GUARDRAIL" or "EVALUATOR" or "PROMPT" or "agent" or "workflow" or "task" => StepKind.Span,
            // npm ai: what asks the provider is inside of what the program called.
            _ when word.StartsWith("ai.", StringComparison.Ordinal) => word.EndsWith(".doGenerate", StringComparison.Ordinal)
            || word.EndsWith(".doStream", StringComparison.Ordinal)
            || word.EndsWith(".doEmbed", StringComparison.Ordinal)
                ? StepKind.Model
                : StepKind.Span,
            _ => null,
        };
}
