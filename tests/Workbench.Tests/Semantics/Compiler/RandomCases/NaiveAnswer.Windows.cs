using Workbench.Shared.Queries;

namespace Workbench.Tests.Semantics.Compiler.RandomCases;

/// <summary>What a row has by the rows beside it: its rank, the change from the period before, the sum so far; and the first rows of each group.</summary>
internal sealed partial class NaiveAnswer
{
    private void AddNeighbours(List<Dictionary<string, object?>> rows)
    {
        foreach (var metric in _query.Ranks ?? [])
        foreach (var row in rows)
            row[$"{metric}.rank"] = 1m + Inside(rows, row).Count(other => Compare(other[metric], row[metric], isDescending: true) < 0);
        if (_periodKey is not { } period || (_query.Steps ?? _query.Growth ?? _query.Running) is null)
            return;
        foreach (var series in rows.GroupBy(row => new GroupKey([.. _groups.Select(g => row[g])])).Select(g => g.ToList()))
        {
            series.Sort((one, other) => Compare(one[period], other[period], isDescending: false));
            for (var i = 0; i < series.Count; i++)
            {
                foreach (var metric in _query.Steps ?? [])
                    series[i][$"{metric}.step"] = (decimal?)series[i][metric] - Before(i, metric);
                foreach (var metric in _query.Growth ?? [])
                    series[i][$"{metric}.growth"] = Before(i, metric) is null or 0
                        ? null
                        : ((decimal?)series[i][metric] - Before(i, metric)) / Math.Abs(Before(i, metric)!.Value) * (_query.InHundredths ? 100 : 1);
                foreach (var metric in _query.Running ?? [])
                    series[i][$"{metric}.running"] = series.Take(i + 1).All(row => row[metric] is null)
                        ? null
                        : series.Take(i + 1).Sum(row => (decimal?)row[metric] ?? 0);
            }

            decimal? Before(int i, string metric) => i == 0 ? null : (decimal?)series[i - 1][metric];
        }
    }

    /// <summary>Those that less than the limit come before, each counted in its own group; equals stay together.</summary>
    private List<Dictionary<string, object?>> FirstOfEach(List<Dictionary<string, object?>> rows, int limit)
    {
        var within = _query.Within!;
        List<Dictionary<string, object?>> first = [.. rows.Where(row => Inside(rows, row).Count(other => CompareAsked(other, row) < 0) < limit)];
        first.Sort(
            (one, other) =>
                within
                    .Where(key => _query.OrderBy.All(by => by.Field != key))
                    .Select(key => Compare(one[key], other[key], isDescending: false))
                    .FirstOrDefault(order => order != 0)
                    is var byGroup
                        and not 0
                    ? byGroup
                    : Compare(one, other)
        );
        return first;
    }

    private IEnumerable<Dictionary<string, object?>> Inside(List<Dictionary<string, object?>> rows, Dictionary<string, object?> row) =>
        rows.Where(other => (_query.Within ?? []).All(key => Equals(other[key], row[key])));

    private int CompareAsked(Dictionary<string, object?> one, Dictionary<string, object?> other) =>
        _query.OrderBy.Select(by => Compare(one[by.Field], other[by.Field], by.Desc)).FirstOrDefault(order => order != 0);
}
