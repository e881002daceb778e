using System.Collections.Immutable;
using System.Globalization;
using Workbench.Server.Semantics.Compiler;
using Workbench.Server.Semantics.Layer;
using Workbench.Shared.Answers;

namespace Workbench.Server.Semantics.SecondOpinion;

/// <summary>The values of one leaf by group and slot, as its statement returned them.</summary>
/// <param name="At">Place of its statement among the results; <paramref name="DaysAt"/> that of its snapshot days.</param>
internal sealed record LeafTable(Leaf Leaf, ImmutableArray<QueryKey> Keys, Side Side, Slots Slots, LeafStatement Statement, int At, int? DaysAt)
{
    /// <summary>In no value of a database that people read.</summary>
    public const char Separator = '\u001f';

    private readonly Dictionary<(string Key, int Slot), decimal?> _values = [];
    private readonly Dictionary<(string Key, int Slot), Dictionary<string, decimal?>> _byDay = [];
    private readonly Dictionary<int, List<string>> _days = [];

    public void Read(IReadOnlyList<IReadOnlyList<IReadOnlyList<Cell>>> results)
    {
        foreach (var row in DaysAt is { } days ? results[days] : [])
        {
            var slot = (int)(row[0].Number ?? 0);
            if (row[1].IsNull)
                continue;
            if (!_days.TryGetValue(slot, out var listed))
                _days[slot] = listed = [];
            listed.Add(row[1].ToString());
        }
        foreach (var row in results[At])
        {
            var key = string.Join(Separator, Statement.Groups.Select((g, i) => GroupText(g, row[i])));
            var next = Statement.Groups.Length;
            var slot = Statement.HasSlot ? (int)(row[next++].Number ?? 0) : 1;
            var day = Statement.HasDay ? row[next++].ToString() : null;
            var value = NumberOf(row[next]);
            if (day is null)
                _values[(key, slot)] = value;
            else
            {
                if (!_byDay.TryGetValue((key, slot), out var each))
                    _byDay[(key, slot)] = each = new Dictionary<string, decimal?>(StringComparer.Ordinal);
                each[day] = value;
            }
        }
    }

    public decimal? ValueAt(QueryRows rows, IReadOnlyList<Cell> row)
    {
        var key = rows.KeyText(Keys, row);
        if (Slots.Of(Keys.Any(k => k is PeriodKey) ? rows.PeriodOf(row) : null) is not { } slot)
            return null;
        if (Leaf.Over is null)
            return _values.GetValueOrDefault((key, slot)) ?? Leaf.Absent;
        // Nothing was written down in the period: nobody knows.
        if (!_days.TryGetValue(slot, out var days))
            return null;
        return Statement.HasDay ? OverDays(days, _byDay.GetValueOrDefault((key, slot))) : _values.GetValueOrDefault((key, slot)) ?? Leaf.Absent;
    }

    /// <summary>Groups with rows, as text, with the period they count for.</summary>
    public IEnumerable<(string Key, string Period, decimal? Value)> Found()
    {
        foreach (var ((key, slot), value) in _values)
            yield return (key, PeriodText(slot), value);
        foreach (var ((key, slot), each) in _byDay)
            yield return (key, PeriodText(slot), each.Values.FirstOrDefault());
    }

    public static string TextOf(Cell cell) =>
        cell.IsNull ? "∅"
        : cell.Date is { } day ? TextOf(day)
        : cell.Number is { } number ? number.ToString("0.#############################", CultureInfo.InvariantCulture)
        : cell.ToString();

    public static string TextOf(DateOnly? day) => day?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) ?? "∅";

    private decimal? OverDays(List<string> days, Dictionary<string, decimal?>? each)
    {
        var values = days.Select(d => each?.GetValueOrDefault(d) ?? Leaf.Absent).OfType<decimal>().ToList();
        return values.Count == 0
            ? null
            : Leaf.Over!.Take switch
            {
                BalanceTake.Average => values.Sum() / values.Count,
                BalanceTake.Max => values.Max(),
                _ => values.Min(),
            };
    }

    private string PeriodText(int slot) =>
        !Statement.HasSlot
            ? ""
            : Slots switch
            {
                Buckets when slot == Buckets.NoTime => TextOf((DateOnly?)null),
                Buckets buckets when slot >= 1 && slot <= buckets.Starts.Length => TextOf(buckets.Starts[slot - 1]),
                Buckets => "outside of the periods shown",
                Windows windows => TextOf(windows.Listed[slot - 1].Period),
                _ => "",
            };

    private static string GroupText(GroupColumn group, Cell cell)
    {
        if (group.Starts.IsDefault || cell.IsNull)
            return TextOf(cell);
        var slot = (int)(cell.Number ?? 0);
        return slot >= 1 && slot < group.Starts.Length ? TextOf(group.Starts[slot - 1]) : "outside of the periods shown";
    }

    private static decimal? NumberOf(Cell cell) =>
        cell.IsNull ? null
        : cell.Number is { } number ? number
        : throw new NotExpressibleException("A value of it is no number that can be compared.");
}
