using System.ComponentModel;
using System.Text.Json;
using Workbench.Server.Answers;
using Workbench.Server.LayerHealth;
using Workbench.Server.Semantics;
using Workbench.Server.Semantics.Layer;
using Workbench.Server.VerifiedQueries;
using Workbench.Shared;
using Workbench.Shared.Answers;

namespace Workbench.Server.Tools;

/// <summary>SQL that a model wrote, for what no metric covers. It runs read-only under the level's login, and its answer says so.</summary>
internal sealed class ExecuteSqlTool(SourceFreshness freshness, IJoinHealth joins, IVerifiedAnswers verified) : IAgentTool
{
    public const string ToolName = "execute_sql";
    private const int MaxRows = 1_000;
    private const int MaxMetrics = 15;

    public string Name => ToolName;

    public string Description =>
        "Runs one SELECT statement of your own (PostgreSQL) on the warehouse, read-only, at most 1,000 rows. "
        + "Only for what no metric covers, with the reason: prefer query_metrics, whose numbers are proven. Tables are the layer's, with their schema.";

    public JsonElement Parameters { get; } = WireSchema.For<ExecuteSqlArguments>();

    public bool IsRepeatable => true;

    public async Task<ToolOutcome> InvokeAsync(JsonElement arguments, IToolContext context, CancellationToken cancellationToken)
    {
        if (!ToolArguments.TryRead<ExecuteSqlArguments>(arguments, out var given, out var refused))
            return refused;
        if (!SelectStatement.TryRead(given.Sql, out var statement, out var problem))
            return ToolRefusal.Of("bad_query", problem);
        var sql = new ParameterizedSql(statement, []);
        var outcome = await context.RunSqlAsync(new SqlRequest(given.Title, sql, statement, Columns: null, MaxRows), cancellationToken);
        if (outcome is not SqlRows rows)
            return SqlFaults.OfFreeSql((SqlFailed)outcome, context.Scope);
        var layer = context.Layer.Layer;
        var tables = layer.Tables.Where(t => statement.Contains(t.FullName, StringComparison.OrdinalIgnoreCase)).ToList();
        var known = await freshness.OfAsync([.. tables.Select(t => t.FullName)], context, cancellationToken);
        var say = await verified.OfSqlAsync(statement, context.Scope, cancellationToken);
        List<AnswerWarning> warnings = say.Verification is null
            ? [new("free_sql", $"The model wrote this SQL: it is not proven by the definitions of the semantic layer. {ReasonOf(given)}")]
            : [];
        if (say.Warning is { } unverified)
            warnings.Add(unverified);
        warnings.AddRange(await joins.OfTablesAsync(context.Layer, context.Scope, context.Account, [.. tables.Select(t => t.FullName)], cancellationToken));
        if (rows.IsTruncated)
            warnings.Add(new AnswerWarning("truncated", $"Only the first {rows.Rows.Count:#,0} rows were read; there are more."));
        var data = new ToolData
        {
            Columns = rows.Columns,
            Rows = rows.Rows,
            Origin = say.Verification is null ? AnswerOrigin.FreeSql : AnswerOrigin.Verified,
            Verification = say.Verification,
            Sql = statement,
            SqlParameters = sql,
            Sources = [.. tables.Select(t => SourceOf(t, known))],
            Warnings = warnings,
        };
        var view = ResultViews.Of(data, context.CallId, rows.IsTruncated, layer, context.Scope.Today);
        if (say.Verification is null && MetricsOver(tables, context.Scope) is { Count: > 0 } metrics)
            view = view with
            {
                Note =
                    $"{view.Note} Metrics over these tables: {string.Join(", ", metrics)}. Where one covers the question, its number is the right one: query_metrics.",
            };
        return new ToolReturned(JsonSerializer.Serialize(view, WireJson.Options), data);
    }

    private static string ReasonOf(ExecuteSqlArguments given) =>
        string.IsNullOrWhiteSpace(given.Reason) ? "It gave no reason." : $"Its reason: {ShownText.Of(given.Reason.Trim())}";

    private static List<string> MetricsOver(List<LayerTable> tables, CompileScope scope)
    {
        var layer = scope.Layer;
        var homes = layer.Entities.Where(e => e.Source is TableSource source && tables.Exists(t => t.FullName == source.FullName)).Select(e => e.Name).ToList();
        return
        [
            .. layer
                .Metrics.Where(m => !m.IsHidden && layer.Access.Allows(scope.Level, m.Access) && MetricInputs.HomesOf(m, layer.FindMetric).Any(homes.Contains))
                .Select(m => m.Name)
                .Take(MaxMetrics),
        ];
    }

    private static AnswerSource SourceOf(LayerTable table, IReadOnlyDictionary<string, DateOnly> freshness) =>
        new(table.FullName, table.Description ?? "Table of the warehouse.", table.At.File, table.At.Line, AnswerSources.TextOf(freshness, table.FullName));
}

public sealed record ExecuteSqlArguments
{
    [Description("One SELECT statement.")]
    public required string Sql { get; init; }

    [Description("What it computes, in a few plain words.")]
    public string Title { get; init; } = "SQL";

    [Description("Why no metric and no field of the layer covers it, one sentence. It is shown with the answer.")]
    public string? Reason { get; init; }
}
