using Workbench.Client.Components;
using Workbench.Shared.AnswerDiffs;
using Workbench.Shared.Answers;

namespace Workbench.Client.SemanticLayer;

/// <summary>What a change of the layer does to numbers, grouped, the worst first.</summary>
public sealed record DiffView
{
    public required string Summary { get; init; }

    /// <summary>Nothing changes, breaks or may do so.</summary>
    public required bool IsQuiet { get; init; }

    public required IReadOnlyList<DiffGroupView> Groups { get; init; }
    public required IReadOnlyList<DiffCountView> Counts { get; init; }
    public required IReadOnlyList<string> Notes { get; init; }

    /// <summary>"36 statements run in 4.20 s · as of 2026-11-21 · level internal"</summary>
    public required string How { get; init; }

    public static DiffView Create(AnswerDiff diff) =>
        new()
        {
            Summary = DiffWords.Summary(diff),
            IsQuiet = !diff.IsChanged,
            Groups =
            [
                .. diff
                    .Items.Select((item, place) => (Item: item, Place: place))
                    .GroupBy(i => i.Item.Outcome)
                    .OrderBy(g => g.Key)
                    .Select(g => new DiffGroupView(
                        g.Key,
                        DiffWords.Of(g.Key),
                        BadgeOf(g.Key),
                        g.Key <= DiffOutcome.NotRun,
                        [.. g.Select(i => DiffItemView.Create(i.Item, i.Place))]
                    )),
            ],
            Counts = [.. diff.Counts.Select(c => new DiffCountView(DiffWords.Of(c.Subject), Text(c)))],
            Notes = diff.Notes,
            How = string.Join(" · ", Circumstances(diff)),
        };

    private static IEnumerable<string> Circumstances(AnswerDiff diff)
    {
        yield return diff.WithValues
            ? $"{Amounts.Count(diff.Statements, "statement", "statements")} run in {Amounts.Duration(diff.DurationMs)}"
            : "Statements alone, no numbers";
        if (diff.Reused > 0)
            yield return $"{Amounts.Count(diff.Reused, "pair", "pairs")} of a few minutes ago";
        yield return $"as of {diff.Today:yyyy-MM-dd}";
        yield return $"level {diff.Level}";
    }

    private static string Text(DiffCounts c)
    {
        List<string> parts = [];
        void Add(int count, string what)
        {
            if (count > 0)
                parts.Add($"{Amounts.Count(count)} {what}");
        }
        Add(c.Broken, "break");
        Add(c.Removed, "removed");
        Add(c.Changed, "change");
        Add(c.Uncertain, "could not be compared");
        Add(c.NotRun, "not run");
        Add(c.Renamed, "renamed");
        Add(c.Equal, "another statement, same numbers");
        Add(c.Added, "new");
        Add(c.Same, "same statement");
        Add(c.NotComparable, "on neither side");
        return $"{Amounts.Count(c.Total)}: {string.Join(", ", parts)}";
    }

    private static string BadgeOf(DiffOutcome outcome) =>
        outcome switch
        {
            DiffOutcome.Broken or DiffOutcome.Removed => "bad",
            DiffOutcome.Changed or DiffOutcome.Uncertain or DiffOutcome.NotRun => "warning",
            DiffOutcome.Added => "good",
            _ => "",
        };
}

/// <param name="IsOpen">Shown open at first: what a person has to see before saving.</param>
public sealed record DiffGroupView(DiffOutcome Outcome, string Title, string Badge, bool IsOpen, IReadOnlyList<DiffItemView> Items);

public sealed record DiffCountView(string Subject, string Text);

public sealed record DiffItemView
{
    /// <summary>The same for one comparison.</summary>
    public required string Key { get; init; }

    public required string Subject { get; init; }
    public required string Title { get; init; }

    /// <summary>Name of the metric, set of the case; null when the title says all.</summary>
    public string? Name { get; init; }

    public string? Href { get; init; }
    public required string Words { get; init; }
    public DiffNumberView? Headline { get; init; }
    public required IReadOnlyList<DiffNumberView> Numbers { get; init; }

    /// <summary>Numbers of several columns: then each says which.</summary>
    public bool HasColumns => Numbers.DistinctBy(n => n.Column).Count() > 1;

    /// <summary>"12 more differ"; null when all are shown.</summary>
    public string? More { get; init; }

    public string? Seen { get; init; }
    public IReadOnlyList<SeenAnswer> Answers { get; init; } = [];
    public string? OldSql { get; init; }
    public string? NewSql { get; init; }

    /// <summary>Anything to open.</summary>
    public bool HasDetails => Numbers.Count > 1 || Answers.Count > 0 || OldSql is not null || NewSql is not null;

    public static DiffItemView Create(DiffItem item, int place) =>
        new()
        {
            Key = $"{item.Subject}:{item.Name}:{place}",
            Subject = DiffWords.Of(item.Subject, isMany: false),
            Title = item.Subject == DiffSubject.Metric ? item.Label : item.Name,
            Name = item.Subject switch
            {
                DiffSubject.Metric => item.Name,
                DiffSubject.EvalCase => item.Label,
                _ => null,
            },
            Href = item switch
            {
                { Subject: DiffSubject.Metric, Outcome: not DiffOutcome.Added } => LayerAddress.MetricHref(item.Name),
                { Seen.Answers: [var answer, ..] } => RunHref(answer),
                { File: { } file } => LayerAddress.FileHref(file, item.Line),
                _ => null,
            },
            Words = item.Words,
            Headline = item.Headline is { } headline ? DiffNumberView.Create(headline) : null,
            Numbers = [.. item.Numbers.Select(DiffNumberView.Create)],
            More = item.DifferentCells > item.Numbers.Count ? $"{Amounts.Count(item.DifferentCells - item.Numbers.Count)} more differ" : null,
            Seen = item.Seen is { } seen ? DiffWords.Of(seen) : null,
            Answers = item.Seen?.Answers ?? [],
            OldSql = item.OldSql,
            NewSql = item.NewSql,
        };

    public static string RunHref(SeenAnswer answer) => $"/traces/{answer.Run}";
}

/// <param name="Change">"+6.2%"; empty when it cannot be said.</param>
/// <param name="Exact">Both numbers in full, for hovering.</param>
public sealed record DiffNumberView(string Where, string Column, string Old, string New, string Change, string Exact)
{
    public static DiffNumberView Create(DiffNumber number)
    {
        var (old, now) = DiffWords.Values(number);
        var column = new ResultColumn(number.Column, number.Column, number.Type, number.Unit);
        return new DiffNumberView(
            number.Where,
            number.Column,
            old,
            now,
            DiffWords.Change(number),
            $"{ValueText.Exact(number.Old, column)} → {ValueText.Exact(number.New, column)}"
        );
    }
}
