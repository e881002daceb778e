using System.Collections.Immutable;
using System.Globalization;
using Workbench.Server.Semantics.Compiler;
using Workbench.Server.Semantics.Layer;
using Workbench.Shared.Answers;

namespace Workbench.Server.Semantics.SecondOpinion;

/// <summary>All statements that a query's numbers need, and the numbers made of them, beside those that were answered.</summary>
internal sealed class QueryRows : ISecondComparison
{
    private const int ShownDifferences = 20;
    private readonly ResolvedQuery _query;
    private readonly AnsweredRows _answered;
    private readonly ImmutableArray<CompiledColumn> _columns;

    /// <summary>Those that there is a second way to.</summary>
    private readonly ImmutableArray<CompiledColumn> _compared;
    private readonly Dictionary<string, int> _position = new(StringComparer.Ordinal);
    private readonly SlotReader _slots;
    private readonly List<SecondStatement> _statements = [];
    private readonly List<LeafTable> _tables = [];
    private readonly List<string> _notes = [];

    public QueryRows(ResolvedQuery query, AnsweredRows answered)
    {
        if (query.Listed is not null)
            throw new NotExpressibleException("It lists values and computes no number.");
        (_query, _answered) = (query, answered);
        _columns = [.. ResultColumns.Of(query)];
        _compared =
        [
            .. _columns.Where(c => c.Metric is not null && c.Role is not (ColumnRole.Rank or ColumnRole.Step or ColumnRole.Growth or ColumnRole.Running)),
        ];
        foreach (var column in _columns.Where(c => c.Role is ColumnRole.Rank or ColumnRole.Step or ColumnRole.Growth or ColumnRole.Running))
            Note($"{column.Column.Label}: is made of the other numbers, and is not compared.");
        for (var i = 0; i < answered.Columns.Count; i++)
            _position[answered.Columns[i].Name] = i;
        if (_columns.FirstOrDefault(c => !_position.ContainsKey(c.Column.Name)) is { } missing)
            throw new NotExpressibleException($"The answer has no column {missing.Column.Name}: it was made by another version of the compiler.");
        if (query.Keys.OfType<FieldKey>().FirstOrDefault(k => k.Type is "timestamp" or "timestamptz") is { } moment)
            throw new NotExpressibleException($"It is by {moment.Label}, a moment of a day.");
        _slots = new SlotReader(query, query.Period is { } period ? DaysOf(period.Written) : []);
    }

    private ImmutableArray<QueryKey> Groups => [.. _query.Keys.Where(k => k is FieldKey or OwnTimeKey)];

    public SecondPlan Plan()
    {
        // Every table that a cell will ask for is asked for once now, which also finds what cannot be expressed.
        foreach (var row in (IReadOnlyList<Cell>?[])[_answered.Rows.Count > 0 ? _answered.Rows[0] : null, null])
        foreach (var kind in RowKinds())
        foreach (var column in _compared)
            _ = ValueOf(column, row, kind, (_, _, _) => 1);
        return new SecondPlan([.. _statements], this);
    }

    public SecondAgreement Compare(IReadOnlyList<IReadOnlyList<IReadOnlyList<Cell>>> results)
    {
        foreach (var table in _tables)
            table.Read(results);
        var different = 0;
        var cells = 0;
        var differences = ImmutableArray.CreateBuilder<CellDifference>();
        foreach (var row in _answered.Rows)
        {
            var kind = KindOf(row);
            if (kind == 2)
            {
                Note("The row of the others is not compared.");
                continue;
            }
            foreach (var column in _compared)
            {
                if (kind != 0 && column.Role == ColumnRole.Share && _query.Shares.Any(s => s.Metric.Metric.Name == column.Metric && s.Of.Length > 0))
                    continue;
                cells++;
                var first = row[_position[column.Column.Name]];
                var second = ValueOf(column, row, kind, (leaf, keys, side) => Table(leaf, keys, side).ValueAt(this, row));
                if (IsSame(first, second, ScaleOf(column, row)))
                    continue;
                different++;
                if (differences.Count < ShownDifferences)
                    differences.Add(
                        new CellDifference(column.Column.Label, NameOf(row), Show(first), second?.ToString(CultureInfo.InvariantCulture) ?? "nothing")
                    );
            }
        }
        foreach (var missing in MissingRows())
        {
            cells++;
            different++;
            if (differences.Count < ShownDifferences)
                differences.Add(missing);
        }
        return new SecondAgreement(cells, different, differences.ToImmutable(), [.. _notes]);
    }

    private IEnumerable<int> RowKinds() => _query.HasTotals ? [0, 1] : [0];

    private int KindOf(IReadOnlyList<Cell> row) =>
        _position.TryGetValue("row_kind", out var at) && _columns.Any(c => c.Role == ColumnRole.RowKind) ? (int)(row[at].Number ?? 0) : 0;

    private decimal? ValueOf(CompiledColumn column, IReadOnlyList<Cell>? row, int kind, Func<Leaf, ImmutableArray<QueryKey>, Side, decimal?> leafAt)
    {
        var metric = _query.Metrics.First(m => m.Metric.Name == column.Metric);
        ImmutableArray<QueryKey> keys = kind == 0 ? [.. Groups, .. _query.Period is { } period ? (QueryKey[])[period] : []] : [];
        decimal? At(Side side, ImmutableArray<QueryKey> by) =>
            MetricArithmetic.Of(
                metric.Value,
                leaf =>
                {
                    _ = Table(leaf, by, side);
                    return leafAt(leaf, by, side);
                }
            );
        switch (column.Role)
        {
            case ColumnRole.Value:
                return At(Side.Main, keys);
            case ColumnRole.Previous:
                return At(Side.Previous, keys);
            case ColumnRole.Change:
                return At(Side.Main, keys) - At(Side.Previous, keys);
            case ColumnRole.ChangePercent:
                var before = At(Side.Previous, keys);
                return MetricArithmetic.Divide(At(Side.Main, keys) - before, before is { } known ? Math.Abs(known) : null);
            case ColumnRole.Share:
                var of = _query.Shares.First(s => s.Metric.Metric.Name == column.Metric).Of;
                return MetricArithmetic.Divide(At(Side.Main, keys), At(Side.Main, [.. of.Where(k => k is FieldKey or OwnTimeKey or PeriodKey)]));
            default:
                throw new System.Diagnostics.UnreachableException();
        }
    }

    private LeafTable Table(Leaf leaf, ImmutableArray<QueryKey> keys, Side side)
    {
        if (_tables.Find(t => ReferenceEquals(t.Leaf, leaf) && t.Side == side && t.Keys.SequenceEqual(keys)) is { } known)
            return known;
        if (leaf.Steps.Count > 0 && leaf.Time is null)
            throw new NotExpressibleException($"{leaf.Metric.Label} has no time.");
        var period = keys.OfType<PeriodKey>().FirstOrDefault();
        ImmutableArray<QueryKey> groups = [.. keys.Where(k => k is not PeriodKey)];
        var slots = _slots.Of(leaf, period, side);
        var title =
            $"{leaf.Metric.Label}{(groups.Length == 0 ? "" : $" by {string.Join(", ", groups.Select(g => g.Label))}")}, row by row{(side == Side.Previous ? ", what it is compared with" : "")}";
        var statement = Rows().Write(leaf, groups, slots, title);
        var at = _statements.Count;
        _statements.Add(statement.Statement);
        int? days = null;
        if (leaf.Over is not null)
        {
            days = _statements.Count;
            _statements.Add(Rows().WriteDays(leaf, slots, $"{leaf.Metric.Label}: its dates"));
        }
        var table = new LeafTable(leaf, keys, side, slots, statement, at, days);
        _tables.Add(table);
        return table;
    }

    private LeafRows Rows() => new(_query.View, _query.Filters, (key, grain) => _slots.Starts(grain, PeriodRange.Everything, DaysOf(key.Written)));

    /// <summary>Groups that the rows have and the answer does not: of a result that nothing cuts.</summary>
    private IEnumerable<CellDifference> MissingRows()
    {
        if (_query.Limit is not null || _query.Having.Length > 0 || _answered.IsTruncated)
        {
            Note("Rows that a limit or a condition on the result leaves out are not compared.");
            yield break;
        }
        if (_query.Keys.Length == 0)
            yield break;
        var seen = _answered.Rows.Where(r => KindOf(r) == 0).Select(r => KeyText(Groups, r) + "|" + PeriodText(r)).ToHashSet(StringComparer.Ordinal);
        foreach (var table in _tables.Where(t => t.Side == Side.Main && t.Keys.Length == Groups.Length + (_query.Period is null ? 0 : 1)))
        foreach (var (key, period, value) in table.Found())
            if (seen.Add(key + "|" + period))
                yield return new CellDifference(
                    table.Leaf.Metric.Label,
                    string.Join(", ", $"{key}{LeafTable.Separator}{period}".Split(LeafTable.Separator, StringSplitOptions.RemoveEmptyEntries)),
                    "no such row",
                    value?.ToString(CultureInfo.InvariantCulture) ?? "nothing"
                );
    }

    public string KeyText(IEnumerable<QueryKey> keys, IReadOnlyList<Cell> row) =>
        string.Join(LeafTable.Separator, keys.Where(k => k is not PeriodKey).Select(k => LeafTable.TextOf(row[_position[k.Written]])));

    public DateOnly? PeriodOf(IReadOnlyList<Cell> row) => _query.Period is { } period ? DayOf(row[_position[period.Written]]) : null;

    private string PeriodText(IReadOnlyList<Cell> row) => _query.Period is null ? "" : LeafTable.TextOf(PeriodOf(row));

    private string NameOf(IReadOnlyList<Cell> row) =>
        KindOf(row) == 1 ? "total" : string.Join(", ", _query.Keys.Where(k => k is not CoarserKey).Select(k => Show(row[_position[k.Written]])));

    private ImmutableArray<DateOnly> DaysOf(string column) =>
        [.. _answered.Rows.Select(r => DayOf(r[_position[column]])).OfType<DateOnly>().Distinct().Order()];

    private void Note(string note)
    {
        if (!_notes.Contains(note, StringComparer.Ordinal))
            _notes.Add(note);
    }

    private static DateOnly? DayOf(Cell cell) =>
        cell.Date
        ?? (
            cell.Value is string text && DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null
        );

    private static string Show(Cell cell) => cell.IsNull ? "nothing" : LeafTable.TextOf(cell);

    /// <summary>What a difference of two numbers is as exact as: both of them, not what is left of them.</summary>
    private decimal ScaleOf(CompiledColumn column, IReadOnlyList<Cell> row)
    {
        if (column.Role is not (ColumnRole.Change or ColumnRole.ChangePercent))
            return 0;
        decimal Shown(ColumnRole role) =>
            _columns.FirstOrDefault(c => c.Role == role && c.Metric == column.Metric) is { } other
                ? Math.Abs(row[_position[other.Column.Name]].Number ?? 0)
                : 0;
        var (now, before) = (Shown(ColumnRole.Value), Shown(ColumnRole.Previous));
        return column.Role == ColumnRole.Change ? Math.Max(now, before)
            : before == 0 ? 0
            : Math.Max(1, now / before);
    }

    /// <param name="scale">Of what it was made of, where that is larger than itself.</param>
    private static bool IsSame(Cell first, decimal? second, decimal scale)
    {
        if (first.IsNull || second is null)
            return first.IsNull && second is null;
        if (first.Number is not { } number)
            throw new NotExpressibleException("A value of it is no number.");
        var gap = Math.Abs(number - second.Value);
        return gap <= 1e-12m || gap <= 1e-9m * Math.Max(scale, Math.Max(Math.Abs(number), Math.Abs(second.Value)));
    }
}
