using Workbench.Server.Answers;
using Workbench.Server.Semantics;
using Workbench.Server.Tools;
using Workbench.Shared.Answers;

namespace Workbench.Server.Agents;

/// <summary>What a run has to say when a limit of its agent ends it: its last good result, or that there is none.</summary>
internal static class BestAnswer
{
    public const string LimitReached = "limit_reached";

    /// <summary>Nobody has looked at it: it may be the answer or a step on the way to it.</summary>
    private const double Confidence = 0.3;

    /// <param name="limit">In words: <c>the limit of 20 model steps</c>.</param>
    public static Answer Of(AgentWork work, string limit)
    {
        var (session, agent) = (work.Session, work.Agent.Name);
        var wayOut =
            limit == Repetition.Limit
                ? "The trace shows what was refused. Ask in other words, or choose another model."
                : $"Ask for less at once, or raise the limit in the file of the agent {agent}.";
        var empty = new Answer
        {
            RunId = session.Run.Id,
            ConversationId = session.Run.ConversationId,
            Status = AnswerStatus.Refused,
            Origin = AnswerOrigin.None,
            Text = $"I reached {limit} before I had a result. {wayOut}",
            Warnings = [new AnswerWarning(LimitReached, $"The run reached {limit}. {wayOut}")],
        };
        return session.State.Results is [.., var call] && session.State.FindData(call) is { } data ? WithResult(empty, call, data, limit, wayOut, work) : empty;
    }

    private static Answer WithResult(Answer empty, string call, ToolData data, string limit, string wayOut, AgentWork work)
    {
        var layer = data.Query is { } query ? QueryDefinitions.In(work.Layer.Layer, query) : work.Layer.Layer;
        var isTruncated = data.Warnings.Any(w => w.Code == "truncated");
        var view = ResultViews.Of(data, call, isTruncated, layer, work.Scope.Today, maxRows: int.MaxValue);
        return empty with
        {
            Status = AnswerStatus.Answered,
            Origin = data.Origin,
            Verification = data.Verification,
            Text = $"{AnswerText.Of(view)}\n\nI reached {limit} before I was done: this is the last result that I had, and it may not be all of the answer.",
            Columns = data.Columns,
            Rows = data.Rows,
            PeriodLabels = ResultViews.PeriodLabelsOf(data.CompiledColumns, data.Rows, work.Layer.Layer.Calendar),
            Chart = ChartChoice.Of(view, null),
            Query = data.Query,
            Sql = data.Sql,
            SqlParameters = data.SqlParameters,
            Filters = data.Filters,
            Confidence = new AnswerConfidence(ConfidenceBand.Low, Confidence),
            Sources = data.Sources,
            Warnings = [.. data.Warnings, new AnswerWarning(LimitReached, $"The run reached {limit}, and its last result stands for the answer. {wayOut}")],
            Checks = data.Checks,
        };
    }
}
