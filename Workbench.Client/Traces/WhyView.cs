using Workbench.Client.Components;
using Workbench.Client.SemanticLayer;
using Workbench.Shared.Answers;
using Workbench.Shared.NumberChanges;

namespace Workbench.Client.Traces;

/// <summary>Why a number changed, as its page shows it.</summary>
/// <param name="Verdict">One sentence.</param>
public sealed record WhyView(string Verdict, string Tone, IReadOnlyList<WhyPartView> Parts)
{
    public static WhyView Create(NumberChange change) =>
        new(
            VerdictOf(change),
            change.Different switch
            {
                null => "warning",
                0 => "good",
                _ => "accent",
            },
            [.. change.Parts.Select((p, i) => WhyPartView.Create(p, change.Column, i))]
        );

    private static string VerdictOf(NumberChange change)
    {
        var end = change.Later is null ? "now" : "in the later answer";
        var moving = change.Parts.Where(p => p.Different > 0).ToList();
        if (change.Different is null)
            return $"What it would be {end} cannot be computed: {change.Parts[^1].Unknown}";
        if (change.Column is { } column)
        {
            var (before, after) = (ValueText.Short(change.Before, column), ValueText.Short(change.After, column));
            var parts = string.Join(", ", moving.Select(p => $"{WhyPartView.NameOf(p.Cause)} {WhyPartView.ChangeOf(p, column)}"));
            return change.Different == 0
                ? $"{column.Label}: {before}, the same {end}.{(moving.Count == 0 ? "" : $" On the way: {parts}.")}"
                : $"{column.Label}: {before} then, {after} {end}: {parts}.";
        }
        return change.Different == 0
            ? $"All numbers are the same {end}."
            : $"{Amounts.Count(change.Different.Value, "number differs", "numbers differ")}: "
                + string.Join(", ", moving.Select(p => $"{WhyPartView.NameOf(p.Cause)} moves {Amounts.Count(p.Different)}"))
                + ".";
    }
}

/// <param name="After">The number with this exchanged; empty where the answer has several.</param>
/// <param name="Part">What it moved, or why that is not known.</param>
public sealed record WhyPartView(
    int Row,
    string Cause,
    string What,
    string After,
    string Part,
    string Tone,
    IReadOnlyList<DiffNumberView> Numbers,
    string? More,
    string? Sql
)
{
    public bool HasDetails => Numbers.Count > 0 || Sql is not null;

    public static WhyPartView Create(ChangePart part, ResultColumn? column, int row) =>
        new(
            row,
            NameOf(part.Cause),
            part.Unknown is { } why ? $"{part.What} {why}" : part.What,
            column is not null && part.After is { } after ? ValueText.Short(after, column) : "",
            part switch
            {
                { Unknown: not null } => "not known",
                { Different: 0 } => "no part in it",
                { Change: not null } when column is not null => ChangeOf(part, column),
                _ => Amounts.Count(part.Different, "number", "numbers"),
            },
            part switch
            {
                { Unknown: not null } => "warning",
                { Different: 0 } => "faint",
                _ => "accent",
            },
            [.. part.Numbers.Select(DiffNumberView.Create)],
            part.Different > part.Numbers.Count ? $"{Amounts.Count(part.Different - part.Numbers.Count)} more" : null,
            part.Sql
        );

    public static string NameOf(ChangeCause cause) =>
        cause switch
        {
            ChangeCause.Data => "data",
            ChangeCause.Program => "program",
            ChangeCause.Layer => "layer",
            ChangeCause.Calendar => "calendar",
            ChangeCause.Filter => "filter",
            ChangeCause.Model => "reading",
            _ => throw new System.Diagnostics.UnreachableException(cause.ToString()),
        };

    /// <summary>"+$1.2M"</summary>
    public static string ChangeOf(ChangePart part, ResultColumn column) =>
        part.Change is { } change ? $"{(change < 0 ? "−" : "+")}{ValueText.Short(new Cell(Math.Abs(change)), column)}" : "another value";
}
