using System.Globalization;
using Workbench.Shared.Answers;

namespace Workbench.Shared.AnswerDiffs;

/// <summary>A comparison in words: the same on the page, in a report and on the command line.</summary>
public static class DiffWords
{
    /// <summary>"2 change, 1 breaks. 160 numbers were compared: 157 have the same statement on both sides."</summary>
    public static string Summary(AnswerDiff diff)
    {
        var found = Enum.GetValues<DiffOutcome>()
            .Where(o => o <= DiffOutcome.Renamed)
            .Select(o => (Outcome: o, Count: diff.Items.Count(i => i.Outcome == o)))
            .Where(o => o.Count > 0)
            .Select(o => $"{Number(o.Count)} {Verb(o.Outcome, o.Count)}")
            .ToList();
        var (total, same, equal, added, not) = (
            diff.Counts.Sum(c => c.Total),
            diff.Counts.Sum(c => c.Same),
            diff.Counts.Sum(c => c.Equal),
            diff.Counts.Sum(c => c.Added),
            diff.Counts.Sum(c => c.NotComparable)
        );
        if (diff.NextAccount is { } next)
            found.Insert(0, $"every number may change: the layer asks the account {next} from then on");
        if (total == 0)
            return diff.NextAccount is null ? "Nothing was compared." : $"{Capital(Sentence(found))}. Nothing was compared.";
        List<string> rest = [$"{Number(same)} {(same == 1 ? "has" : "have")} the same statement on both sides"];
        if (equal > 0)
            rest.Add($"{Number(equal)} another statement and the same result");
        if (added > 0)
            rest.Add($"{Number(added)} {(added == 1 ? "is" : "are")} new");
        if (not > 0)
            rest.Add($"{Number(not)} could not be compared on either side");
        return $"{(found.Count == 0 ? "No number changes" : Capital(Sentence(found)))}. {Number(total)} {(total == 1 ? "number was" : "numbers were")} compared: {string.Join(", ", rest)}.";
    }

    public static string Of(DiffSubject subject, bool isMany = true) =>
        subject switch
        {
            DiffSubject.Metric => isMany ? "Metrics" : "Metric",
            DiffSubject.VerifiedQuery => isMany ? "Verified queries" : "Verified query",
            DiffSubject.EvalCase => isMany ? "Eval cases" : "Eval case",
            DiffSubject.PastAnswer => isMany ? "Past answers" : "Past answer",
            _ => throw new ArgumentOutOfRangeException(nameof(subject), subject, message: null),
        };

    public static string Of(DiffOutcome outcome) =>
        outcome switch
        {
            DiffOutcome.Broken => "Breaks",
            DiffOutcome.Removed => "Removed",
            DiffOutcome.Changed => "Changes",
            DiffOutcome.Uncertain => "Could not be compared",
            DiffOutcome.NotRun => "Another statement, not run",
            DiffOutcome.Renamed => "Renamed",
            DiffOutcome.Equal => "Another statement, the same numbers",
            DiffOutcome.Added => "New",
            _ => throw new ArgumentOutOfRangeException(nameof(outcome), outcome, message: null),
        };

    public static string Of(AnswerStanding standing) =>
        standing switch
        {
            AnswerStanding.Liked => "👍",
            AnswerStanding.Shared => "shared",
            AnswerStanding.Answered => "answered, not rejected",
            _ => throw new ArgumentOutOfRangeException(nameof(standing), standing, message: null),
        };

    /// <summary>As it stands beside its unit; exact where the short forms would be the same.</summary>
    public static (string Old, string New) Values(DiffNumber number)
    {
        var column = new ResultColumn(number.Column, number.Column, number.Type, number.Unit);
        var (old, now) = (ValueText.Short(number.Old, column), ValueText.Short(number.New, column));
        if (old == now && number.Kind == DiffNumberKind.Changed)
            (old, now) = (ValueText.Exact(number.Old, column), ValueText.Exact(number.New, column));
        if (old == now && number.Kind == DiffNumberKind.Changed)
            (old, now) = (number.Old.ToString(), number.New.ToString());
        return number.Kind switch
        {
            DiffNumberKind.Gone => (old, "not there"),
            DiffNumberKind.Appeared => ("not there", now),
            _ => (old, now),
        };
    }

    /// <summary>"+6.2%", "+1.3 points"; empty when it cannot be said.</summary>
    public static string Change(DiffNumber number) =>
        number.Kind == DiffNumberKind.Changed ? ValueText.Change(number.New.Number, number.Old.Number, number.Unit) ?? "" : "";

    /// <summary>"anna and 2 others saw it 5 times"</summary>
    public static string Of(DiffSeen seen)
    {
        var others = seen.People.Count - 1;
        var people =
            seen.People.Count == 0 ? ""
            : others == 0 ? seen.People[0]
            : $"{seen.People[0]} and {others} {(others == 1 ? "other" : "others")}";
        return $"{people} saw the old one {(seen.Times == 1 ? "once" : $"{Number(seen.Times)} times")}";
    }

    private static string Verb(DiffOutcome outcome, int count) =>
        outcome switch
        {
            DiffOutcome.Broken => count == 1 ? "breaks" : "break",
            DiffOutcome.Removed => count == 1 ? "is removed" : "are removed",
            DiffOutcome.Changed => count == 1 ? "changes" : "change",
            DiffOutcome.Uncertain => "could not be compared",
            DiffOutcome.NotRun => count == 1 ? "has another statement that was not run" : "have another statement that was not run",
            _ => count == 1 ? "is renamed" : "are renamed",
        };

    private static string Sentence(List<string> parts) => parts.Count == 1 ? parts[0] : $"{string.Join(", ", parts[..^1])} and {parts[^1]}";

    private static string Capital(string text) => char.ToUpperInvariant(text[0]) + text[1..];

    private static string Number(int number) => number.ToString("#,0", CultureInfo.InvariantCulture);
}
