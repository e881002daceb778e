using System.Text.Json;
using Workbench.Server.Answers;
using Workbench.Server.Semantics;
using Workbench.Server.Semantics.Planner;
using Workbench.Server.VerifiedQueries;
using Workbench.Shared;
using Workbench.Shared.Answers;

namespace Workbench.Server.Tools;

/// <summary>Ends the run with an answer: the model's words, and the proof from the result that it names.</summary>
internal sealed class AnswerTool(IAnswerChecks checks, IVerifiedAnswers verified) : IAgentTool
{
    public const string ToolName = "answer";
    private const int MaxFollowUps = 5;

    /// <summary>SQL that a model wrote is not proven by definitions, however sure the model is.</summary>
    private const double FreeSqlCeiling = 0.6;

    /// <summary>Just under "high": the data contradicts what the layer declares, however well the question was understood.</summary>
    private const double RedJoinCeiling = 0.79;

    public string Name => ToolName;

    public string Description =>
        "Gives the answer and ends the work. Name the result that it rests on in \"data\": its table, SQL and sources are shown with it. Call it exactly once.";

    public JsonElement Parameters { get; } = WireSchema.For<AnswerArguments>();

    public bool IsRepeatable => true;

    public async Task<ToolOutcome> InvokeAsync(JsonElement arguments, IToolContext context, CancellationToken cancellationToken)
    {
        if (!ToolArguments.TryRead<AnswerArguments>(arguments, out var given, out var refused))
            return refused;
        if (given.Status is AnswerStatus.Clarify)
            return ToolRefusal.Of("bad_arguments", "To ask something back call ask_user.");
        if (given.Data is { } id && context.FindData(id) is null)
            return ToolRefusal.Of(
                "unknown_data",
                context.Results is { Count: > 0 } results
                    ? $"There is no result \"{id}\" in this run. Its results are, the newest first: {string.Join(", ", results.Reverse())}."
                    : $"There is no result \"{id}\" in this run: nothing was queried yet. Query first, or leave \"data\" out.",
                [.. context.Results.Reverse()]
            );
        if (given.Data is null && string.IsNullOrWhiteSpace(given.Text))
            return ToolRefusal.Of("bad_arguments", "An answer needs a text or data.");
        var answer = Compose(given, context);
        if (given.Data is not { } call)
            return new ToolAnswered(answer);
        var data = context.FindData(call)!;
        if (given.Status == AnswerStatus.Answered)
        {
            var made = await checks.RunAsync(data, context, cancellationToken);
            data = data with { Checks = made.Checks, Warnings = [.. data.Warnings, .. made.Warnings] };
            if (data.Verification is { } verification)
                await verified.UsedAsync(context.Run, verification.Question, cancellationToken);
        }
        return new ToolAnswered(WithData(answer, call, data, given, context));
    }

    private static Answer Compose(AnswerArguments given, IToolContext context)
    {
        var sources = given.About.Select(name => SourceOf(name, context)).OfType<AnswerSource>().ToList();
        return new Answer
        {
            RunId = context.Run,
            ConversationId = context.Conversation,
            Status = given.Status,
            Origin = given.Status == AnswerStatus.Answered && given.About.Count > 0 ? AnswerOrigin.Layer : AnswerOrigin.None,
            Text = given.Text.Trim(),
            Reading = given.Reading,
            Confidence = ConfidenceOf(given.Confidence, ceiling: 1),
            Sources = sources,
            Alternatives = [.. given.Alternatives.Select(a => AlternativeOf(a, context))],
            Assumptions = given.Assumptions,
            Words = given.Words,
            FollowUps = [.. given.FollowUps.Take(MaxFollowUps)],
        };
    }

    private static Answer WithData(Answer answer, string call, ToolData data, AnswerArguments given, IToolContext context)
    {
        var view = ViewOf(data, call, context);
        return answer with
        {
            Origin = data.Origin,
            Verification = data.Verification,
            Text = answer.Text.Length > 0 ? answer.Text : AnswerText.Of(view),
            Columns = data.Columns,
            Rows = data.Rows,
            PeriodLabels = ResultViews.PeriodLabelsOf(data.CompiledColumns, data.Rows, context.Layer.Layer.Calendar),
            Chart = given.Status == AnswerStatus.Answered ? ChartChoice.Of(view, given.Chart) : null,
            Query = data.Query,
            Sql = data.Sql,
            SqlParameters = data.SqlParameters,
            Filters = data.Filters,
            Confidence = ConfidenceOf(given.Confidence, CeilingOf(data)),
            Sources = [.. data.Sources, .. answer.Sources],
            Warnings = data.Warnings,
            Checks = data.Checks,
        };
    }

    private static double CeilingOf(ToolData data) =>
        data.Origin == AnswerOrigin.FreeSql ? FreeSqlCeiling
        : data.Warnings.Any(w => w.Code is "red_join" or "parts_and_total") ? RedJoinCeiling
        : 1;

    internal static AnswerAlternative AlternativeOf(ReadingArguments reading, IToolContext context) =>
        reading.Data is { } call && context.FindData(call) is { } data
            ? new AnswerAlternative(reading.Label, reading.Reading, data.Query, AnswerText.Headline(ViewOf(data, call, context)))
            : new AnswerAlternative(reading.Label, reading.Reading, Query: null);

    private static ResultView ViewOf(ToolData data, string call, IToolContext context) =>
        ResultViews.Of(
            data,
            call,
            data.Warnings.Any(w => w.Code == "truncated"),
            data.Query is { } query ? QueryDefinitions.In(context.Layer.Layer, query) : context.Layer.Layer,
            context.Scope.Today,
            maxRows: int.MaxValue
        );

    private static AnswerSource? SourceOf(string name, IToolContext context)
    {
        var layer = context.Layer.Layer;
        if (AnswerSources.OfMetric(layer, name) is { } metric)
            return metric;
        if (layer.FindTable(name) is { } table)
            return new AnswerSource(name, table.Description ?? "Table of the warehouse.", table.At.File, table.At.Line, Freshness: null);
        return layer.FindEntity(name) is { } entity
            ? new AnswerSource(entity.Label, entity.Description ?? "Entity of the layer.", entity.At.File, entity.At.Line, Freshness: null)
            : null;
    }

    private static AnswerConfidence? ConfidenceOf(double? p, double ceiling)
    {
        if (p is not { } given || double.IsNaN(given))
            return null;
        var sure = Math.Clamp(given, 0, ceiling);
        return new AnswerConfidence(
            sure >= Confidence.High ? ConfidenceBand.High
                : sure >= 0.5 ? ConfidenceBand.Medium
                : ConfidenceBand.Low,
            Math.Round(sure, 3)
        );
    }
}
