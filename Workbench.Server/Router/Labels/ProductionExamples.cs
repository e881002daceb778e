using Workbench.Server.Router.Learning;
using Workbench.Shared.Router;

namespace Workbench.Server.Router.Labels;

/// <summary>Labels that people of this workspace gave, as a source to learn from and to compare on.</summary>
internal static class ProductionExamples
{
    public const string Source = "production";

    public static IReadOnlyList<RouterExample> KeptAside(IEnumerable<LabelledText> texts) => [.. texts.Where(t => t.IsKeptAside).Select(Of)];

    /// <summary>The examples with what people of this workspace say: their word counts where both know a text; what is kept aside or held out is not learned from.</summary>
    public static IReadOnlyList<RouterExample> AddTo(
        IReadOnlyList<RouterExample> examples,
        IReadOnlyList<LabelledText> production,
        IEnumerable<RouterExample> heldOut
    )
    {
        var labelled = production.Select(t => t.Text).ToHashSet(StringComparer.Ordinal);
        var held = heldOut.Select(e => e.Text.Trim()).ToHashSet(StringComparer.Ordinal);
        return [.. examples.Where(e => !labelled.Contains(e.Text.Trim())), .. production.Where(t => !t.IsKeptAside && !held.Contains(t.Text)).Select(Of)];
    }

    public static RouterExample Of(LabelledText text) =>
        new(
            $"{Source}-{LabelText.Of(text.Text).Key[..10]}",
            text.Text,
            Source,
            text.Place switch
            {
                MessagePlace.First => "opening",
                MessagePlace.Later => "followup",
                _ => "unknown",
            },
            text.Tier,
            string.Join(", ", text.By)
        );
}
