using System.Collections.Immutable;
using System.Globalization;
using Workbench.Server.Semantics;
using Workbench.Server.Semantics.Layer;
using Workbench.Server.Warehouses;
using Workbench.Shared.AnswerDiffs;
using Workbench.Shared.Answers;

namespace Workbench.Server.AnswerDiffs;

/// <summary>The numbers in which two results differ. Rows are matched by their keys, whatever their order; numbers that differ by less than one in a billion are the same.</summary>
/// <param name="Cells">Numbers that were compared.</param>
internal sealed record ResultDifference(int Cells, ImmutableArray<MovedNumber> Numbers)
{
    private const decimal Tolerance = 0.000_000_001m;

    /// <summary>Rows of one key that differ are tried on each other up to this many.</summary>
    private const int MostTried = 1_000;

    /// <summary>Whether both hold the same rows, in whatever order; columns go by their place.</summary>
    public static bool IsSame(WarehouseRows a, WarehouseRows b)
    {
        if (a.Columns.Count != b.Columns.Count || a.Rows.Count != b.Rows.Count)
            return false;
        var columns = Columns(null, a.Columns);
        var places = Enumerable.Range(0, columns.Length).ToImmutableArray();
        return Rows(columns, places, a, b).All(pair => pair is { Old: { } old, New: { } now } && IsSameRow(columns, places, old, now));
    }

    /// <param name="columns">Of the new side as they were compiled; null: as the warehouse names them.</param>
    /// <param name="rename">The old name of a column of the new side.</param>
    public static ResultDifference Of(
        WarehouseRows before,
        WarehouseRows after,
        ImmutableArray<CompiledColumn>? columns,
        Func<string, string> rename,
        LayerCalendar calendar
    )
    {
        var known = Columns(columns, after.Columns);
        var places = known.Select(c => PlaceOf(before, rename(c.Column.Name))).ToImmutableArray();
        var values = Enumerable.Range(0, known.Length).Where(i => !IsKey(known[i]) && places[i] >= 0).ToList();
        var (cells, numbers) = (0, ImmutableArray.CreateBuilder<MovedNumber>());
        foreach (var (old, now) in Rows(known, places, before, after))
        {
            cells += Math.Max(1, values.Count);
            if (old is not null && now is not null)
                foreach (var i in values)
                {
                    if (!IsSame(old[places[i]], now[i]))
                        numbers.Add(new MovedNumber(Number(i, old[places[i]], now[i], now), known[i].Role == ColumnRole.Value));
                }
            else
                numbers.AddRange(OneSided(old, now).Select(n => new MovedNumber(n, IsMain: true)));
        }
        // A column that only one side returns is no number that both could agree on.
        foreach (var gone in Enumerable.Range(0, before.Columns.Count).Where(i => !places.Contains(i)))
            numbers.Add(new MovedNumber(OfColumn(before.Columns[gone], DiffNumberKind.Gone), IsMain: false));
        foreach (var added in Enumerable.Range(0, known.Length).Where(i => places[i] < 0))
            numbers.Add(new MovedNumber(OfColumn(known[added].Column, DiffNumberKind.Appeared), IsMain: false));
        return new ResultDifference(cells, numbers.ToImmutable());

        DiffNumber Number(int column, Cell old, Cell now, IReadOnlyList<Cell> row) =>
            new(Where(row, i => i), known[column].Column.Label, known[column].Column.Type, known[column].Column.Unit, old, now);

        IEnumerable<DiffNumber> OneSided(IReadOnlyList<Cell>? old, IReadOnlyList<Cell>? now)
        {
            var main = values.Where(i => known[i].Role == ColumnRole.Value).DefaultIfEmpty(-1);
            foreach (var i in main)
            {
                var where = old is null ? Where(now!, k => k) : Where(old, k => places[k]);
                var column = i < 0 ? new ResultColumn("", "row", ColumnType.String) : known[i].Column;
                yield return old is null
                    ? new DiffNumber(where, column.Label, column.Type, column.Unit, default, i < 0 ? new Cell(where) : now![i], DiffNumberKind.Appeared)
                    : new DiffNumber(where, column.Label, column.Type, column.Unit, i < 0 ? new Cell(where) : old[places[i]], default, DiffNumberKind.Gone);
            }
        }

        // As in the answer: beside its name, the key of a thing tells nobody anything.
        bool IsIdentity(int column) =>
            known[column].Role == ColumnRole.Key
            && Enumerable
                .Range(0, known.Length)
                .Any(i =>
                    known[i].Role == ColumnRole.Key
                    && places[i] >= 0
                    && known[i].Column.Name.StartsWith(known[column].Column.Name + ".", StringComparison.Ordinal)
                );

        string Where(IReadOnlyList<Cell> row, Func<int, int> place) =>
            string.Join(
                " · ",
                Enumerable
                    .Range(0, known.Length)
                    .Where(i => IsKey(known[i]) && places[i] >= 0 && !IsIdentity(i))
                    .Select(i => KeyText(known[i], row[place(i)], calendar))
                    .Where(t => t.Length > 0)
            );
    }

    public static bool IsSame(Cell a, Cell b) =>
        a.IsNull || b.IsNull ? a.IsNull == b.IsNull
        : a.Number is { } x && b.Number is { } y ? IsSame(x, y)
        : string.Equals(a.ToString(), b.ToString(), StringComparison.Ordinal);

    private static bool IsSame(decimal x, decimal y)
    {
        if (x == y)
            return true;
        // Of numbers near the largest that a decimal holds, the difference of opposite signs would not fit.
        if (Math.Sign(x) != Math.Sign(y))
            return false;
        return Math.Abs(x - y) <= Tolerance * Math.Max(Math.Abs(x), Math.Abs(y));
    }

    private static DiffNumber OfColumn(ResultColumn column, DiffNumberKind kind) =>
        new("the whole column", column.Label, ColumnType.String, null, default, default, kind);

    /// <summary>Columns of a statement that nobody compiled: what is no number tells the rows apart.</summary>
    private static ImmutableArray<CompiledColumn> Columns(ImmutableArray<CompiledColumn>? compiled, IReadOnlyList<ResultColumn> returned) =>
        compiled is { } known && known.Length == returned.Count
            ? known
            : [.. returned.Select(c => new CompiledColumn(c, c.Type is ColumnType.Integer or ColumnType.Decimal ? ColumnRole.Value : ColumnRole.Key))];

    private static bool IsKey(CompiledColumn column) => column.Role is ColumnRole.Key or ColumnRole.Period or ColumnRole.RowKind;

    private static int PlaceOf(WarehouseRows rows, string name)
    {
        for (var i = 0; i < rows.Columns.Count; i++)
            if (string.Equals(rows.Columns[i].Name, name, StringComparison.OrdinalIgnoreCase))
                return i;
        return -1;
    }

    /// <summary>Rows of both sides by their keys; a row that only one side has stands alone.</summary>
    private static IEnumerable<(IReadOnlyList<Cell>? Old, IReadOnlyList<Cell>? New)> Rows(
        ImmutableArray<CompiledColumn> columns,
        ImmutableArray<int> places,
        WarehouseRows before,
        WarehouseRows after
    )
    {
        var keys = Enumerable.Range(0, columns.Length).Where(i => IsKey(columns[i]) && places[i] >= 0).ToArray();
        var old = before
            .Rows.GroupBy(row => KeyOf(row, keys.Select(k => places[k])), StringComparer.Ordinal)
            .ToDictionary(g => g.Key, g => g.ToList(), StringComparer.Ordinal);
        foreach (var group in after.Rows.GroupBy(row => KeyOf(row, keys), StringComparer.Ordinal))
        {
            if (old.Remove(group.Key, out var others))
                foreach (var pair in Match(columns, places, others, [.. group]))
                    yield return pair;
            else
                foreach (var row in group)
                    yield return (null, row);
        }
        foreach (var row in old.Values.SelectMany(rows => rows))
            yield return (row, null);
    }

    /// <summary>Rows of one key, of which there may be several: equal ones first, the others as they come.</summary>
    private static IEnumerable<(IReadOnlyList<Cell>? Old, IReadOnlyList<Cell>? New)> Match(
        ImmutableArray<CompiledColumn> columns,
        ImmutableArray<int> places,
        List<IReadOnlyList<Cell>> before,
        List<IReadOnlyList<Cell>> after
    )
    {
        List<IReadOnlyList<Cell>> left = [];
        if (before.Count == 1 && after.Count == 1)
        {
            yield return (before[0], after[0]);
            yield break;
        }
        var exact = before
            .GroupBy(row => KeyOf(row, Enumerable.Range(0, row.Count)), StringComparer.Ordinal)
            .ToDictionary(g => g.Key, g => new Queue<IReadOnlyList<Cell>>(g), StringComparer.Ordinal);
        var isByPlace = places.Select((p, i) => p == i).All(same => same);
        foreach (var row in after)
        {
            if (isByPlace && exact.TryGetValue(KeyOf(row, Enumerable.Range(0, row.Count)), out var same) && same.TryDequeue(out var twin))
                yield return (twin, row);
            else
                left.Add(row);
        }
        var others = exact.Values.SelectMany(rows => rows).ToList();
        foreach (var row in left)
        {
            var at = others.FindIndex(0, Math.Min(others.Count, MostTried), other => IsSameRow(columns, places, other, row));
            if (at < 0 && others.Count > 0)
                at = 0;
            if (at < 0)
                yield return (null, row);
            else
            {
                yield return (others[at], row);
                others.RemoveAt(at);
            }
        }
        foreach (var row in others)
            yield return (row, null);
    }

    private static bool IsSameRow(ImmutableArray<CompiledColumn> columns, ImmutableArray<int> places, IReadOnlyList<Cell> old, IReadOnlyList<Cell> now) =>
        Enumerable.Range(0, columns.Length).All(i => places[i] < 0 || IsSame(old[places[i]], now[i]));

    private static string KeyOf(IReadOnlyList<Cell> row, IEnumerable<int> columns) =>
        string.Join(
            '\u001f',
            columns.Select(i =>
                row[i].IsNull ? "\u0000"
                : row[i].Number is { } number ? number.ToString("0.############################", CultureInfo.InvariantCulture)
                : row[i].ToString()
            )
        );

    private static string KeyText(CompiledColumn column, Cell cell, LayerCalendar calendar) =>
        column switch
        {
            { Role: ColumnRole.RowKind } => cell.Number switch
            {
                1 => "total",
                2 => "others",
                _ => "",
            },
            { Grain: { } grain } when cell.Date is { } day => PeriodLabel.Of(grain, day, calendar),
            _ when cell.IsNull => string.Create(CultureInfo.InvariantCulture, $"no {column.Column.Label.ToLowerInvariant()}"),
            _ => ValueText.Short(cell, column.Column),
        };
}

/// <param name="IsMain">A value itself, not what was computed from it: its change, its share, the period before.</param>
internal readonly record struct MovedNumber(DiffNumber Number, bool IsMain);
