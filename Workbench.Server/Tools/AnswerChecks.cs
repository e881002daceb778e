using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.Options;
using Workbench.Server.Semantics;
using Workbench.Server.Semantics.Layer;
using Workbench.Shared.Answers;
using Workbench.Shared.Queries;

namespace Workbench.Server.Tools;

/// <summary>
/// Parts against the total, rows without a value, and a period that is not over. What needs a statement gets one only where the answer's own was quick, and both
/// statements run side by side.
/// </summary>
internal sealed partial class AnswerChecks(
    ISemanticCompiler compiler,
    ISecondPlanner planner,
    IOptions<AnswerChecksOptions> options,
    TimeProvider time,
    ILogger<AnswerChecks> logger
) : IAnswerChecks
{
    private const string Parts = "parts_and_total";
    private const string PartsLabel = "The parts add up to the whole";
    private const string Nulls = "null_share";
    private const string NullsLabel = "The rows have values";
    private const string Period = "period";
    private const string PeriodLabel = "The period is over";

    public async Task<CheckedResult> RunAsync(ToolData data, IToolContext context, CancellationToken cancellationToken)
    {
        if (data.Query is not { Metrics.Count: > 0 } query)
            return new CheckedResult([.. data.Checks], []);
        var made = await Task.WhenAll(
            TryAsync(Parts, PartsLabel, () => PartsAsync(data, query, context, cancellationToken)),
            TryAsync(Nulls, NullsLabel, () => NullsAsync(data, query, context, cancellationToken))
        );
        ImmutableArray<AnswerCheck> checks = [.. data.Checks, .. made, PeriodOf(data)];
        return new CheckedResult(checks, [.. made.Where(c => c.State == CheckState.Warning).Select(c => new AnswerWarning(c.Name, c.Detail))]);
    }

    /// <summary>A defect in a check takes nothing away from the answer. What ends the run (the store is lost, somebody stops it) is let through.</summary>
    private async Task<AnswerCheck> TryAsync(string name, string label, Func<Task<AnswerCheck>> check)
    {
        try
        {
            return await check();
        }
        catch (OverflowException)
        {
            return new AnswerCheck(name, label, CheckState.NotChecked, "Its numbers are too large to be checked here.");
        }
        catch (Exception e)
            when (e
                    is ArithmeticException
                        or ArgumentException
                        or IndexOutOfRangeException
                        or InvalidCastException
                        or InvalidOperationException
                        or KeyNotFoundException
                        or NullReferenceException
                        or UnreachableException
            )
        {
            Broke(e, name);
            return new AnswerCheck(name, label, CheckState.NotChecked, "The check has a defect; the server's log has its details.");
        }
    }

    private static AnswerCheck PeriodOf(ToolData data) =>
        data.Warnings.FirstOrDefault(w => w.Code == "partial_period") is { } partial ? new AnswerCheck(Period, PeriodLabel, CheckState.Warning, partial.Message)
        : data.Period is { Label: var label } ? new AnswerCheck(Period, PeriodLabel, CheckState.Passed, $"{label}.")
        : new AnswerCheck(Period, PeriodLabel, CheckState.NotChecked, "The question names none: it is over all data.");

    private async Task<AnswerCheck> PartsAsync(ToolData data, SemanticQuery query, IToolContext context, CancellationToken cancellationToken)
    {
        var began = time.GetTimestamp();
        AnswerCheck Not(string why) => new(Parts, PartsLabel, CheckState.NotChecked, why);
        if (data.CompiledColumns.All(c => c.Role is not (ColumnRole.Key or ColumnRole.Period)))
            return Not("One number has no parts.");
        var hasPeriod = data.CompiledColumns.Any(c => c.Role == ColumnRole.Period);
        var layer = QueryDefinitions.In(context.Layer.Layer, query);
        var additive = query.Metrics.Where(m => AddsUp(layer.FindMetric(m), hasPeriod)).ToList();
        if (additive.Count == 0)
            return Not("Its parts do not add up by nature: a balance over time, a ratio, an average or a number of different things.");
        if (query.Having.Count > 0 || query.Others || (query.Limit is { } limit && data.Rows.Count >= limit) || IsCut(data))
            return Not("The result is cut: not all parts are shown.");
        var kind = data.CompiledColumns.ToList().FindIndex(c => c.Role == ColumnRole.RowKind);
        var parts = data.Rows.Where(r => kind < 0 || r[kind].Number == 0).ToList();
        if (kind >= 0 && data.Rows.FirstOrDefault(r => r[kind].Number == 1) is { } shown)
            return Compare(data, additive, parts, metric => shown[ColumnOf(data, metric)].Number, began);
        if (!IsQuick(data))
            return Not(TooSlow(data));
        var whole = query with
        {
            Metrics = additive,
            GroupBy = [],
            Time = query.Time is { } t ? t with { Grain = null } : null,
            Compare = null,
            OrderBy = [],
            Limit = null,
            Shares = [],
            Ranks = null,
            Steps = null,
            Growth = null,
            Running = null,
            Within = null,
            Totals = false,
            Gaps = null,
        };
        if (compiler.Compile(WithoutDefaults(whole, context), context.Scope) is not Compiled compiled)
            return Not("The whole cannot be asked for by itself.");
        var request = new SqlRequest(
            "Check: the parts add up to the whole",
            compiled.SqlParameters,
            compiled.Sql,
            [.. compiled.Columns.Select(c => c.Column)],
            1
        )
        {
            Timeout = options.Value.Timeout,
        };
        return await context.RunSqlAsync(request, cancellationToken) is SqlRows { Rows: [var total, ..] }
            ? Compare(
                data,
                additive,
                parts,
                metric => total[compiled.Columns.ToList().FindIndex(c => c.Metric == metric && c.Role == ColumnRole.Value)].Number,
                began
            )
            : Not("The whole could not be read in time.");
    }

    private AnswerCheck Compare(ToolData data, List<string> metrics, List<IReadOnlyList<Cell>> parts, Func<string, decimal?> whole, long began)
    {
        var took = time.GetElapsedTime(began).TotalMilliseconds;
        foreach (var metric in metrics)
        {
            var at = ColumnOf(data, metric);
            var sum = parts.Sum(r => r[at].Number ?? 0);
            var total = whole(metric) ?? 0;
            if (Math.Abs(sum - total) > 1e-9m * Math.Max(Math.Abs(sum), Math.Abs(total)))
                return new AnswerCheck(
                    Parts,
                    PartsLabel,
                    CheckState.Warning,
                    $"{data.Columns[at].Label}: the parts add up to {Show(sum)}, and the whole is {Show(total)}. Some rows are counted in no part, or in several.",
                    took
                );
        }
        return new AnswerCheck(
            Parts,
            PartsLabel,
            CheckState.Passed,
            $"{parts.Count.ToString("#,0", CultureInfo.InvariantCulture)} parts of {string.Join(" and ", metrics.Select(m => data.Columns[ColumnOf(data, m)].Label))}.",
            took
        );
    }

    private async Task<AnswerCheck> NullsAsync(ToolData data, SemanticQuery query, IToolContext context, CancellationToken cancellationToken)
    {
        var began = time.GetTimestamp();
        AnswerCheck Not(string why) => new(Nulls, NullsLabel, CheckState.NotChecked, why);
        if (!IsQuick(data))
            return Not(TooSlow(data));
        switch (planner.CountValues(query, context.Scope))
        {
            case CountsRows:
                return Not("It counts rows, which are there or not.");
            case CannotCount { Reason: var reason }:
                return Not($"There is no second way to its rows. {reason}");
            case CountWith { Statement: var statement, Of: var counted }:
                var request = new SqlRequest($"Check: {statement.Title}", statement.Sql, statement.SqlWithValues, Columns: null, MaxRows: 1)
                {
                    Timeout = options.Value.Timeout,
                };
                if (await context.RunSqlAsync(request, cancellationToken) is not SqlRows { Rows: [[var rows, var values], ..] })
                    return Not("The rows could not be counted in time.");
                var (all, known) = (rows.Number ?? 0, values.Number ?? 0);
                var share = all == 0 ? 0 : (double)((all - known) / all);
                var words =
                    all == 0
                        ? "There are no rows."
                        : $"{Show(all - known)} of {Show(all)} rows that count{(counted is null ? "" : $" for {counted}")} have no value ({share.ToString("0.#%", CultureInfo.InvariantCulture)}).{(counted is null ? "" : " Those of the others were not counted.")}";
                return new AnswerCheck(
                    Nulls,
                    NullsLabel,
                    share > options.Value.NullShare ? CheckState.Warning : CheckState.Passed,
                    share > options.Value.NullShare ? $"{statement.Title}: {words} The number speaks for the rest alone." : words,
                    time.GetElapsedTime(began).TotalMilliseconds
                );
            default:
                throw new UnreachableException();
        }
    }

    private bool IsQuick(ToolData data) => data.SqlMs <= options.Value.SqlUpToMs && options.Value.SqlUpToMs > 0;

    private static string TooSlow(ToolData data) =>
        $"The answer took {data.SqlMs.ToString("0", CultureInfo.InvariantCulture)} ms at the warehouse: a second look is left to the sample in the background.";

    private static bool IsCut(ToolData data) => data.Warnings.Any(w => w.Code == "truncated");

    private static int ColumnOf(ToolData data, string metric) => data.CompiledColumns.ToList().FindIndex(c => c.Metric == metric && c.Role == ColumnRole.Value);

    private static bool AddsUp(Metric? metric, bool hasPeriod) =>
        metric?.Definition switch
        {
            SimpleMetric { Aggregation.Kind: AggregationKind.Count or AggregationKind.Sum } => true,
            SemiAdditiveMetric
            {
                Aggregation.Kind: AggregationKind.Count or AggregationKind.Sum,
                Over.Take: BalanceTake.Last or BalanceTake.First or BalanceTake.Average
            } => !hasPeriod,
            _ => false,
        };

    /// <summary>The completed query names default segments, which a metric that they do not reach would refuse.</summary>
    private static SemanticQuery WithoutDefaults(SemanticQuery query, IToolContext context) =>
        query with
        {
            Segments = query
                .Segments.Where(s => !(s.Value && context.Layer.Layer.Entities.Any(e => e.Segments.Any(d => d.IsDefault && $"{e.Name}.{d.Name}" == s.Key))))
                .ToDictionary(StringComparer.Ordinal),
        };

    [LoggerMessage(Level = LogLevel.Error, Message = "The check {Check} of an answer broke")]
    private partial void Broke(Exception exception, string check);

    private static string Show(decimal number) => number.ToString("#,0.######", CultureInfo.InvariantCulture);
}
