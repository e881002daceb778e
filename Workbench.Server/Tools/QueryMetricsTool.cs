using System.Collections.Immutable;
using System.Text.Json;
using Workbench.Server.Answers;
using Workbench.Server.LayerHealth;
using Workbench.Server.Semantics;
using Workbench.Server.Semantics.Layer;
using Workbench.Server.VerifiedQueries;
using Workbench.Shared;
using Workbench.Shared.Answers;
using Workbench.Shared.Queries;

namespace Workbench.Server.Tools;

/// <summary>A semantic query: the compiler writes the SQL, so the number is right by the layer's definitions.</summary>
internal sealed class QueryMetricsTool(ISemanticCompiler compiler, SourceFreshness freshness, IJoinHealth joins, SchemaDrift drift, IVerifiedAnswers verified)
    : IAgentTool
{
    public const string ToolName = "query_metrics";

    public string Name => ToolName;

    public string Description =>
        "Computes metrics of the semantic layer, grouped, filtered, ordered and compared over time. The SQL is written and proven by the compiler. "
        + "Use it for every question that a metric covers. A query without metrics lists distinct values of fields of one entity. "
        + "Returns columns, rows, the period that was used and warnings; a query that cannot be computed correctly is refused with the reason and the nearest one that can.";

    public JsonElement Parameters { get; } = WireSchema.For<SemanticQuery>();

    public bool IsRepeatable => true;

    public async Task<ToolOutcome> InvokeAsync(JsonElement arguments, IToolContext context, CancellationToken cancellationToken)
    {
        if (!ToolArguments.TryRead<SemanticQuery>(arguments, out var query, out var refused))
            return refused;
        switch (compiler.Compile(query, context.Scope))
        {
            case Rejected rejected:
                return ToolRefusal.Of(rejected.Problems);
            case Compiled compiled:
                return await RunAsync(query, compiled, context, cancellationToken);
            default:
                throw new System.Diagnostics.UnreachableException();
        }
    }

    private async Task<ToolOutcome> RunAsync(SemanticQuery asked, Compiled compiled, IToolContext context, CancellationToken cancellationToken)
    {
        var columns = compiled.Columns.Select(c => c.Column).ToList();
        var layer = QueryDefinitions.In(context.Layer.Layer, compiled.Query);
        var request = new SqlRequest(TitleOf(compiled, layer), compiled.SqlParameters, compiled.Sql, columns);
        var outcome = await context.RunSqlAsync(request, cancellationToken);
        if (outcome is not SqlRows rows)
            return await drift.ExplainAsync((SqlFailed)outcome, compiled.TableNames, context, cancellationToken);
        var leaning = await joins.OfAsync(context.Layer, context.Account, compiled, cancellationToken);
        var warnings = compiled.Warnings.AddRange(await CheckAsync(compiled.Checks, context, cancellationToken)).AddRange(leaning.Warnings);
        if (rows.IsTruncated)
            warnings = warnings.Add(new AnswerWarning("truncated", $"Only the first {rows.Rows.Count:#,0} rows were read; there are more."));
        var known = await freshness.OfAsync(compiled.TableNames, context, cancellationToken);
        if (IsNothing(rows, compiled) && await AfterDataAsync(compiled.Period, known, context, cancellationToken) is { } late)
            warnings = warnings.Add(late);
        var say = await verified.OfQueryAsync(asked, context.Scope, cancellationToken);
        if (say.Warning is { } unverified)
            warnings = warnings.Add(unverified);
        var data = new ToolData
        {
            Columns = columns,
            Rows = rows.Rows,
            Origin = say.Verification is null ? AnswerOrigin.Compiled : AnswerOrigin.Verified,
            Verification = say.Verification,
            Query = compiled.Query,
            Sql = compiled.Sql,
            SqlParameters = compiled.SqlParameters,
            Filters = compiled.Filters,
            Sources = AnswerSources.Of(compiled, layer, known),
            Warnings = warnings,
            Checks = [leaning.Check],
            SqlMs = rows.DurationMs,
            Period = compiled.Period,
            ComparedTo = compiled.ComparedTo,
            CompiledColumns = compiled.Columns,
        };
        var view = ResultViews.Of(data, context.CallId, rows.IsTruncated, layer, context.Scope.Today) with
        {
            DataThrough = AnswerSources.AsOf(compiled, layer, known),
        };
        return new ToolReturned(JsonSerializer.Serialize(view, WireJson.Options), data);
    }

    /// <summary>Why there is nothing, where no table goes as far as the period. A table that is merely quiet is told by its zero: others have rows of those days.</summary>
    private async ValueTask<AnswerWarning?> AfterDataAsync(
        ResolvedPeriod? period,
        IReadOnlyDictionary<string, DateOnly> known,
        IToolContext context,
        CancellationToken cancellationToken
    )
    {
        if (AnswerSources.AfterData(period, known) is null)
            return null;
        var layer = context.Layer.Layer;
        var all = layer.Content.Tables.Where(t => layer.Access.Allows(context.Scope.Level, t.Access)).Select(t => t.FullName);
        return AnswerSources.AfterData(period, await freshness.OfAsync([.. all], context, cancellationToken));
    }

    private static bool IsNothing(SqlRows rows, Compiled compiled) =>
        compiled.Columns.Any(c => c.Role == ColumnRole.Value)
        && rows.Rows.All(r => !compiled.Columns.Where((c, i) => c.Role == ColumnRole.Value && r[i].Number is not (null or 0)).Any());

    private static async Task<ImmutableArray<AnswerWarning>> CheckAsync(
        ImmutableArray<DataCheck> checks,
        IToolContext context,
        CancellationToken cancellationToken
    )
    {
        var warnings = ImmutableArray.CreateBuilder<AnswerWarning>();
        foreach (var check in checks)
        {
            var asked = new SqlRequest($"Check: {check.Warning.Code}", check.Sql, check.Sql.Text, Columns: null, MaxRows: 1);
            // A check that cannot run leaves the number as it is: the warning is what is lost, not the answer.
            if (await context.RunSqlAsync(asked, cancellationToken) is SqlRows { Rows: [[{ Value: true }, ..], ..] })
                warnings.Add(check.Warning);
        }
        return warnings.ToImmutable();
    }

    /// <summary>"ARR by plan for Enterprise, FY2027 Q3".</summary>
    private static string TitleOf(Compiled compiled, SemanticLayer layer)
    {
        var metrics = compiled.Query.Metrics.Select(m => layer.FindMetric(m)?.Label ?? m).ToList();
        var keys = compiled
            .Columns.Where(c => c.Role is ColumnRole.Key or ColumnRole.Period)
            .Select(c => Phrases.Lower(c.Column.Label))
            .Distinct(StringComparer.Ordinal)
            .ToList();
        var what = (metrics.Count, keys.Count) switch
        {
            (0, _) => Phrases.Upper(Phrases.Join(keys)),
            (_, 0) => Phrases.Join(metrics),
            _ => $"{Phrases.Join(metrics)} by {Phrases.Join(keys)}",
        };
        var filters = compiled
            .Filters.Where(f => f.From == FilterOrigin.Question)
            .Select(f => MarkdownText.ToPlain(Subject.Describe(ResultViews.FilterOf(f, layer))))
            .ToList();
        return what + (filters.Count == 0 ? "" : " " + Phrases.Join(filters)) + (compiled.Period is { Label.Length: > 0 } period ? $", {period.Label}" : "");
    }
}
