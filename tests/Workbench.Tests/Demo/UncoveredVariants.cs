using System.Collections.Immutable;
using Workbench.Server.Semantics;

namespace Workbench.Tests.Demo;

/// <summary>A question that is answered right, turned into ones that no layer covers: whoever answers those has dropped words.</summary>
internal static class UncoveredVariants
{
    /// <summary>Each narrows or splits the rows by something that is nowhere in the data.</summary>
    public static readonly ImmutableArray<string> Restrictions =
    [
        "for red widgets",
        "in Narnia",
        "excluding partners from the moon",
        "handled by robots",
        "by shoe size",
        "with blue doors",
        "without a helmet",
        "made by left-handed people",
        "that like jazz",
        "per astrologer",
        "during the eclipse",
        "where the sky was green",
        "on rainy days",
        "sold through kiosks",
        "weighted by karma",
        "of vegetarians",
    ];

    /// <summary>Numbers that companies have and this layer does not.</summary>
    public static readonly ImmutableArray<string> Metrics =
    [
        "carbon footprint",
        "parking spaces",
        "stock price",
        "page load time",
        "employee happiness",
        "shipping weight",
        "calories",
        "injuries",
    ];

    public static IEnumerable<string> Restricted(string question)
    {
        var trimmed = question.TrimEnd(' ', '?', '.', '!');
        return Restrictions.Select(restriction => $"{trimmed} {restriction}");
    }

    /// <summary>With another number in the place of the one that was understood; none where its words are not found as they stand.</summary>
    public static IEnumerable<string> Replaced(string question, ImmutableArray<WordLink> links)
    {
        var metrics = links.Where(link => link.Target.StartsWith("metric ", StringComparison.Ordinal)).ToList();
        if (metrics.Count != 1 || question.IndexOf(metrics[0].Words, StringComparison.OrdinalIgnoreCase) is not (>= 0 and var at))
            return [];

        return Metrics.Select(other => question[..at] + other + question[(at + metrics[0].Words.Length)..]);
    }
}
