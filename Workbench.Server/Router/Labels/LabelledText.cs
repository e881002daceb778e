using Workbench.Shared.Router;

namespace Workbench.Server.Router.Labels;

/// <summary>What people together say of a text.</summary>
/// <param name="Tier">That most gave; where as many gave another, the newest.</param>
/// <param name="By">Who gave that tier, in alphabetical order.</param>
internal sealed record LabelledText(string Text, MessagePlace Place, RouterTier Tier, IReadOnlyList<string> By, bool IsKeptAside, bool IsDisputed)
{
    /// <param name="labels">In force.</param>
    public static IReadOnlyList<LabelledText> Of(IEnumerable<RouterLabel> labels) =>
        [
            .. labels
                .GroupBy(l => l.Text, StringComparer.Ordinal)
                .Select(g => Of([.. g.OrderByDescending(l => l.Id)]))
                .OrderBy(t => t.Text, StringComparer.Ordinal),
        ];

    private static LabelledText Of(IReadOnlyList<RouterLabel> newestFirst)
    {
        // The sort is stable: of tiers with as many labels the one that was given last comes first.
        var agreed = newestFirst.GroupBy(l => l.Tier).OrderByDescending(g => g.Count()).First().ToArray();
        return new LabelledText(
            agreed[0].Text,
            agreed[0].Place,
            agreed[0].Tier,
            [.. agreed.Select(l => l.By).Order(StringComparer.Ordinal)],
            agreed[0].IsKeptAside,
            agreed.Length < newestFirst.Count
        );
    }
}
