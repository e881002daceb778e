using System.Collections.Frozen;
using System.Collections.Immutable;

namespace Workbench.Server.SemanticDraft;

/// <summary>Counts of what came to an end or is flagged, their share of all, and how many stand so at the last look.</summary>
/// <param name="labels">Of all metrics so far.</param>
internal sealed class ShareDrafter(IReadOnlyDictionary<string, EntityDraft> entities, NameSet names, HashSet<string> labels)
{
    private const int MostOutcomes = 5;

    private static readonly FrozenSet<string> Outcomes = FrozenSet.ToFrozenSet(
        (
            "paid unpaid completed complete cancelled canceled won lost failed failure delivered approved rejected declined refunded returned resolved success successful succeeded churned closed overdue "
            + "expired late shipped confirmed converted accepted abandoned defaulted no_show noshow admitted passed"
        ).Split(' '),
        StringComparer.Ordinal
    );

    public IEnumerable<MetricDraft> Draft(EntityDraft entity, MetricDraft count)
    {
        var plural = IdentifierWords.Phrase(entity.PluralWords);
        var parts = new List<(string Label, string Where)>();
        foreach (var dimension in entity.Dimensions.Where(d => !entity.IsPersonal(d.Column)))
        {
            if (dimension.Type == "boolean")
            {
                parts.Add((WithFlag(dimension, plural), dimension.Expr));
            }
            else if (dimension.Values == ValuesDraft.Listed && dimension.Listed.Length <= 12)
            {
                parts.AddRange(
                    dimension
                        .Listed.Where(v =>
                            Outcomes.Contains(string.Join('_', IdentifierWords.Split(v)))
                            || IdentifierWords.Split(v) is [.., var last] && Outcomes.Contains(last)
                        )
                        .Take(MostOutcomes)
                        .Select(v =>
                            (
                                $"{IdentifierWords.Phrase(IdentifierWords.Split(v))} {plural}",
                                $"{dimension.Expr} = '{v.Replace("'", "''", StringComparison.Ordinal)}'"
                            )
                        )
                );
            }
        }

        foreach (var (words, where) in parts)
        {
            var label = IdentifierWords.Label(words.Split(' '));
            if (EntityNumbers.IsSnapshot(entity))
            {
                if (entity.Dimensions.FirstOrDefault(d => d.Type == "boolean" && d.Expr == where) is { } flag && Standing(entity, flag) is { } standing)
                    yield return standing;

                continue;
            }

            // The same words already count by another date: this one only serves the share.
            var isTold = !labels.Add(label);
            var part = new MetricDraft(
                names.TakeOne(IdentifierWords.Name(IdentifierWords.Split(words)), $"{IdentifierWords.Name(IdentifierWords.Split(words))}_count"),
                label,
                $"Number of {plural} with {where}."
            )
            {
                Unit = plural,
                Entity = entity.Name,
                Agg = "count",
                Where = where,
                IsHidden = isTold,
            };
            yield return part;
            var rate = words.EndsWith(" " + plural, StringComparison.Ordinal) ? words[..^plural.Length].Trim() : null;
            yield return new MetricDraft(
                names.TakeOne($"share_of_{IdentifierWords.Name(IdentifierWords.Split(words))}"),
                $"Share of {words}",
                $"{label} by all {plural}."
            )
            {
                Synonyms =
                [
                    .. rate is null ? Array.Empty<string>() : [$"{rate} rate", $"{rate} {IdentifierWords.Phrase(entity.Words)} rate"],
                    $"percentage of {words}",
                ],
                Unit = "percent",
                Type = "ratio",
                Numerator = part.Name,
                Denominator = count.Name,
            };
        }
    }

    /// <summary>"active accounts", "cars in inventory", "accounts with single sign-on".</summary>
    private static string WithFlag(DimensionDraft flag, string plural)
    {
        var words = IdentifierWords.Of(flag.Column);
        var shown = IdentifierWords.Phrase(IdentifierWords.Of(flag.Label));
        return words is ["has", ..] ? $"{plural} with {shown}"
            : shown.StartsWith("in ", StringComparison.Ordinal) || shown.StartsWith("on ", StringComparison.Ordinal) ? $"{plural} {shown}"
            : $"{shown} {plural}";
    }

    /// <summary>How many things stand so at the last look: cars in inventory.</summary>
    private MetricDraft? Standing(EntityDraft entity, DimensionDraft flag)
    {
        if (entity.Joins.Where(j => j.Columns.Length == 1).ToList() is not [var only])
            return null;

        var things = IdentifierWords.Phrase(entities[only.To].PluralWords);
        var label = IdentifierWords.Label(WithFlag(flag, things).Split(' '));
        return new MetricDraft(
            names.TakeOne(IdentifierWords.Name(IdentifierWords.Split(label))),
            label,
            $"Number of {things} whose last row of {entity.Table.Name} up to the end of the period says {flag.Column}."
        )
        {
            Unit = things,
            Type = "semi_additive",
            Entity = entity.Name,
            Agg = "sum",
            Expr = $"case when {flag.Expr} then 1 else 0 end",
            Over = entity.DefaultTime!.Name,
            Per = only.Name,
        };
    }
}
