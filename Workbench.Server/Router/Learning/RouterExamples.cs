using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Workbench.Shared.Router;

namespace Workbench.Server.Router.Learning;

/// <summary>Labelled messages in files: a folder with a file for each source, <c>{id, text, kind?, label, by?}</c> a line.</summary>
internal static class RouterExamples
{
    /// <exception cref="FormatException">A line is no labelled message; the message tells file and line.</exception>
    public static async Task<IReadOnlyList<RouterExample>> ReadFolderAsync(string folder, CancellationToken cancellationToken)
    {
        if (!Directory.Exists(folder))
            throw new DirectoryNotFoundException($"There is no folder {folder} with labelled messages.");
        List<RouterExample> examples = [];
        foreach (var file in Directory.EnumerateFiles(folder, "*.jsonl").Order(StringComparer.Ordinal))
            examples.AddRange(await ReadFileAsync(file, cancellationToken));
        return examples.Count > 0 ? examples : throw new FormatException($"The folder {folder} holds no labelled messages (*.jsonl).");
    }

    /// <summary>The source of a message is its field <c>source</c>, else the name of the file.</summary>
    public static async Task<IReadOnlyList<RouterExample>> ReadFileAsync(string file, CancellationToken cancellationToken)
    {
        List<RouterExample> examples = [];
        var source = Path.GetFileNameWithoutExtension(file);
        await foreach (var line in JsonLines.ReadAsync(file, cancellationToken))
            examples.Add(Read(line, source));
        return examples;
    }

    /// <summary>SHA-256 over what was learned from, in hex: id, label and text of every message, in order.</summary>
    public static string Hash(IEnumerable<RouterExample> examples)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var example in examples)
            hash.AppendData(Encoding.UTF8.GetBytes($"{example.Id}\0{example.Label}\0{example.Text}\0"));
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <exception cref="FormatException">It has none, or another word; the message tells file and line.</exception>
    public static RouterTier LabelOf(JsonLine line)
    {
        var label = line.Required("label");
        // A number, and words with commas between them, would be tiers to TryParse.
        return label.All(char.IsAsciiLetter) && Enum.TryParse<RouterTier>(label, ignoreCase: true, out var tier)
            ? tier
            : throw line.Wrong($"the label is \"{label}\"; it is fast, standard, max or context");
    }

    private static RouterExample Read(JsonLine line, string source)
    {
        return new RouterExample(
            line.Required("id"),
            line.Required("text"),
            line.Optional("source") ?? source,
            line.Optional("kind") ?? "unknown",
            LabelOf(line),
            line.Optional("by") ?? "unknown"
        );
    }
}
