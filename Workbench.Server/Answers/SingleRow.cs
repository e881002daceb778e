using Workbench.Server.Semantics;
using Workbench.Shared.Answers;

namespace Workbench.Server.Answers;

/// <summary>One row: a number, or a few, perhaps with what they were before.</summary>
internal static class SingleRow
{
    private const int MaxInOneSentence = 3;

    public static string Describe(ResultView view, IReadOnlyList<Cell> row, ViewColumn main)
    {
        var name = Labels.OfRow(view, row);
        if (name is not null && view.Query is { Limit: 1 })
            return Ranking.DescribeTop(view, [row], main);
        var values = view.Values.ToList();
        if (name is not null && view.Find(main, ColumnRole.Share) is { } share && row[view.IndexOf(share)].Number is { } part)
            return $"**{name}** made up **{ValueText.Short(part, "percent")}** of {Subject.Of(main, view) switch { var s => s.InSentence + s.Rest }}{WhenOf(view, row, main)} ({main.Short(row[view.IndexOf(main)])}).";
        var ofName = name is null ? "" : $"**{name}**: ";
        if (values.Count == 1)
            return ofName + Sentence(view, row, main, isAfterName: name is not null);
        if (values.Count <= MaxInOneSentence)
        {
            var parts = values.Select(v =>
                $"{(v == main ? Subject.Of(v, view).Whole : Lower(v))} {Phrases.WasOrWere(v.Label)} {Bold(view, row, v)}{Change(view, row, v)}"
            );
            return ofName + Phrases.Upper(Phrases.Join([.. parts])) + Phrases.When(view, values.All(v => v.IsAsOf)) + ".";
        }
        var when = Phrases.When(view, values.All(v => v.IsAsOf)).Trim();
        var lines = values.Select(v => $"- {MarkdownText.Escape(v.Label)}: {Bold(view, row, v)}{Change(view, row, v)}");
        return $"{(name is null ? "" : $"**{name}** ")}{(name is null ? Phrases.Upper(when) : when)}:\n\n{string.Join('\n', lines)}";
    }

    private static string Sentence(ResultView view, IReadOnlyList<Cell> row, ViewColumn value, bool isAfterName)
    {
        var subject = Subject.Of(value, view);
        var when = WhenOf(view, row, value);
        var cell = row[view.IndexOf(value)];
        if (cell.IsNull)
            return $"There is no value of {subject.Whole}{when}: nothing to compute it from.";
        if (view.Find(value, ColumnRole.Share) is { } share && row[view.IndexOf(share)].Number is { } part)
            return $"{subject.Whole} {Phrases.WasOrWere(value.Label)} **{ValueText.Short(part, "percent")}** of the total{when} ({value.Short(cell)}).";
        if (value.IsCount && cell.Number is not 1 && Phrases.IsPlural(value.Label) && !isAfterName)
            return $"There were {Bold(view, row, value)} {subject.InSentence}{subject.Rest}{when}{Change(view, row, value)}.";
        return $"{subject.Whole} {Phrases.WasOrWere(value.Label)} {Bold(view, row, value)}{when}{Change(view, row, value)}.";
    }

    private static string WhenOf(ResultView view, IReadOnlyList<Cell> row, ViewColumn value)
    {
        if (view.PeriodColumn is not { } period || row[view.IndexOf(period)].Date is null)
            return Phrases.When(view, value.IsAsOf);
        return (value.IsAsOf ? " at the end of " : " in ") + period.Short(row[view.IndexOf(period)]);
    }

    private static string Lower(ViewColumn value) => MarkdownText.Escape(Phrases.Lower(value.Label));

    private static string Bold(ResultView view, IReadOnlyList<Cell> row, ViewColumn value) => $"**{value.Short(row[view.IndexOf(value)])}**";

    /// <summary>", up 6.2% from FY2027 Q2 ($17.3M)"; empty without a comparison.</summary>
    internal static string Change(ResultView view, IReadOnlyList<Cell> row, ViewColumn value)
    {
        if (view.Find(value, ColumnRole.Previous) is not { } previous || view.ComparedTo is not { } compared)
            return "";
        var (now, before) = (row[view.IndexOf(value)].Number, row[view.IndexOf(previous)].Number);
        var name = Phrases.Name(compared);
        if (before is not { } was)
            return view.Query?.Compare is { IsContext: true } ? "" : $" (no value for {name} to compare with)";
        if (now is not { } amount)
            return $" ({value.Short(row[view.IndexOf(previous)])} in {name})";
        if (amount == was)
            return $", unchanged from {name}";
        var direction = amount > was ? "up" : "down";
        return ValueText.Change(amount, was, value.Unit) is { } change
            ? $", {direction} {change[1..]} from {name} ({value.Short(row[view.IndexOf(previous)])})"
            : $", {direction} from {value.Short(row[view.IndexOf(previous)])} in {name}";
    }
}
