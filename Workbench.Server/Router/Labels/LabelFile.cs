using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Workbench.Shared.Router;

namespace Workbench.Server.Router.Labels;

/// <summary>Labels in a file, a JSON object a line, as training reads them.</summary>
internal static class LabelFile
{
    /// <exception cref="FormatException">A line is no labelled message; the message tells file and line.</exception>
    public static async Task<IReadOnlyList<(RouterLabelDraft Draft, string? By)>> ReadAsync(string file, CancellationToken cancellationToken)
    {
        List<(RouterLabelDraft, string?)> labels = [];
        await foreach (var line in JsonLines.ReadAsync(file, cancellationToken))
            labels.Add((Read(line), line.Optional("by")));
        return labels;
    }

    /// <summary>Whole or not at all.</summary>
    public static async Task WriteAsync(string file, IReadOnlyList<LabelledText> texts, CancellationToken cancellationToken)
    {
        StringBuilder lines = new();
        foreach (var text in texts)
        {
            var example = ProductionExamples.Of(text);
            var line = new LabelLine(
                example.Id,
                example.Text,
                example.Kind,
                RouterTiers.Name(example.Label),
                example.LabelledBy,
                MessagePlaces.Name(text.Place),
                ProductionExamples.Source
            );
            lines.Append(JsonSerializer.Serialize(line, LabelJson.Default.LabelLine)).Append('\n');
        }
        var beside = $"{file}.{Guid.NewGuid():N}";
        await File.WriteAllTextAsync(beside, lines.ToString(), cancellationToken);
        File.Move(beside, file, overwrite: true);
    }

    private static RouterLabelDraft Read(JsonLine line)
    {
        RouterLabelDraft draft;
        try
        {
            draft = new RouterLabelDraft(line.Required("text"), PlaceOf(line), LabelNames.Parse(line.Required("label"))) { Note = line.Optional("note") };
        }
        catch (FormatException e) when (!e.Message.StartsWith(line.File, StringComparison.Ordinal))
        {
            throw line.Wrong(e.Message.TrimEnd('.'));
        }
        return draft.Problem is { } problem ? throw line.Wrong(problem.TrimEnd('.')) : draft;
    }

    /// <summary>The place by its name, else what the kind of a training line says of it.</summary>
    private static MessagePlace PlaceOf(JsonLine line) =>
        (line.Optional("place"), line.Optional("kind")) switch
        {
            (("first" or "later" or "unknown") and var place, _) => MessagePlaces.Parse(place),
            ({ } other, _) => throw line.Wrong($"the place is \"{other}\"; it is first, later or unknown"),
            (null, "opening") => MessagePlace.First,
            (null, "followup") => MessagePlace.Later,
            _ => MessagePlace.Unknown,
        };
}

/// <summary>As router/DATA.md has it, and where it stood in its conversation.</summary>
internal sealed record LabelLine(string Id, string Text, string Kind, string Label, string By, string Place, string Source);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(LabelLine))]
internal sealed partial class LabelJson : JsonSerializerContext;
