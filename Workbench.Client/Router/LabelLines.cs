using System.Text;
using System.Text.Json;
using Workbench.Shared;
using Workbench.Shared.Router;

namespace Workbench.Client.Router;

/// <summary>Labels as lines that <c>router label --in</c> and <c>router train</c> read.</summary>
internal static class LabelLines
{
    public static string Of(IEnumerable<RouterLabel> labels)
    {
        StringBuilder lines = new();
        foreach (var label in labels)
            lines
                .Append(
                    JsonSerializer.Serialize(
                        new Line($"production-{label.Id}", label.Text, label.Tier, MessagePlaces.Name(label.Place), label.By),
                        WireJson.Options
                    )
                )
                .Append('\n');
        return lines.ToString();
    }

    private sealed record Line(string Id, string Text, RouterTier Label, string Place, string By);
}
