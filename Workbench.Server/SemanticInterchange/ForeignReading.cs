using System.Collections.Immutable;
using System.Text;
using Workbench.Server.Semantics.Layer;

namespace Workbench.Server.SemanticInterchange;

/// <summary>The documents of files in another format, with what is wrong with them.</summary>
internal sealed class ForeignReading
{
    /// <summary>Characters of one file that are still read.</summary>
    public const int MaxFileLength = 4 << 20;

    /// <summary>Files that are still read.</summary>
    public const int MaxFiles = 2_000;

    private readonly LayerProblems _problems = new();
    private readonly List<ForeignText> _files = [];

    private ForeignReading() { }

    public List<ForeignMap> Documents { get; } = [];

    public bool HasErrors => _problems.HasErrors;

    public ImmutableArray<SemanticProblem> Problems => _problems.ToImmutable([.. _files.Select(f => new LayerFileText(f.Path, f.Text))]);

    public static ForeignReading Of(IReadOnlyList<ForeignText> files)
    {
        var reading = new ForeignReading();
        reading._files.AddRange(files);
        if (files.Count > MaxFiles)
        {
            reading.Problem(new SourceSpan(files[0].Path, 1, 1), $"There are {files.Count:N0} files; up to {MaxFiles:N0} are read at once.");
            return reading;
        }
        foreach (var file in files)
        {
            if (file.Text.Length > MaxFileLength)
            {
                reading.Problem(
                    new SourceSpan(file.Path, 1, 1),
                    $"{file.Path} has {file.Text.Length:N0} characters; files are read up to {MaxFileLength >> 20} MB: split it into several."
                );
                continue;
            }
            if (IsReference(file.Text))
                continue;
            foreach (var value in YamlTree.ReadDocuments(file.Path, file.Text, reading._problems))
                if (value is YamlMap map)
                    reading.Documents.Add(new ForeignMap(map, null, "", reading));
                else if (value is not YamlText { IsNull: true })
                    reading.Problem(value.At, $"A document is a mapping of keys; this is {value.Kind}.");
        }
        return reading;
    }

    public void Problem(SourceSpan at, string message) => _problems.Error(LayerProblemCodes.ForeignFormat, at, message);

    /// <summary>What Git leaves of a symbolic link on systems without them: the path of another file, and nothing else.</summary>
    private static bool IsReference(string text)
    {
        var line = text.Trim();
        return line.Length is > 0 and < 300
            && !line.Contains('\n', StringComparison.Ordinal)
            && line.StartsWith("../", StringComparison.Ordinal)
            && (line.EndsWith(".yml", StringComparison.Ordinal) || line.EndsWith(".yaml", StringComparison.Ordinal));
    }
}
