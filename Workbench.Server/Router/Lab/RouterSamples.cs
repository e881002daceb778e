using Workbench.Server.Router.Learning;
using Workbench.Shared.Router;

namespace Workbench.Server.Router.Lab;

/// <summary>Labelled messages of the program's own sets, and those of files that people bring.</summary>
internal static class RouterSamples
{
    private const string HeldOut = "held-out";
    private const string Examples = "examples";

    public static IReadOnlyList<RouterSampleSet> Sets { get; } =
    [
        new(HeldOut, "Four sources that no training has seen", IsLearned: false),
        new(Examples, "What the weights learned from: they do better here than on new messages", IsLearned: true),
    ];

    public static string LearnedFolder => Path.Combine(RouterModelSource.Folder, Examples);

    public static async Task<IReadOnlyList<RouterSample>> ReadSetAsync(string name, CancellationToken cancellationToken) =>
        Sets.Any(s => s.Name == name)
            ? [.. (await RouterExamples.ReadFolderAsync(Path.Combine(RouterModelSource.Folder, name), cancellationToken)).Select(Of)]
            : throw new FormatException($"There is no labelled set \"{name}\". There are: {string.Join(", ", Sets.Select(s => s.Name))}.");

    public static async Task<IReadOnlyList<RouterSample>> ReadAsync(Stream lines, string name, CancellationToken cancellationToken)
    {
        List<RouterSample> samples = [];
        await foreach (var line in JsonLines.ReadAsync(lines, name, cancellationToken))
            samples.Add(SampleOf(line, name));
        return samples.Count > 0 ? samples : throw new FormatException($"{name} holds no messages: it has no line with {{\"id\": …, \"text\": …}}.");
    }

    private static RouterSample SampleOf(JsonLine line, string name) =>
        new(line.Required("id"), line.Required("text"), line.Optional("source") ?? name, line.Optional("label") is null ? null : RouterExamples.LabelOf(line));

    public static RouterSample Of(RouterExample example) => new(example.Id, example.Text, example.Source, example.Label);
}
