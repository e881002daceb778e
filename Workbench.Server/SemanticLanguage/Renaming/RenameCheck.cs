using System.Collections.Immutable;
using Workbench.Server.Semantics.Layer;
using Workbench.Shared.SemanticLayer;

namespace Workbench.Server.SemanticLanguage.Renaming;

/// <summary>Reads the renamed layer and holds it against the one before: every name has to stand for what it stood for.</summary>
internal static class RenameCheck
{
    /// <summary>Null when it means the same.</summary>
    public static string? Fault(
        LanguageState before,
        ImmutableArray<LayerFileEdit> files,
        LayerName name,
        string newName,
        IReadOnlyCollection<ImpliedName> implied
    )
    {
        ImmutableArray<LayerPart> parts =
        [
            .. before.Parts.Select(p =>
                files.FirstOrDefault(f => f.Path == p.File.Path) is { } edit ? LayerPart.Read(new LayerFileText(p.File.Path, edit.Text)) : p
            ),
        ];
        var after = new LanguageState(parts, parts);
        if (parts.FirstOrDefault(p => p.Tree is null) is { } broken)
            return $"With that name {broken.File.Path} could not be read any more: choose another one.";
        var errors = after.Reading.Problems.Where(p => p.Severity == ProblemSeverity.Error).ToList();
        if (errors.Count > before.Reading.Problems.Count(p => p.Severity == ProblemSeverity.Error))
        {
            var known = before.Reading.Problems.Select(p => (p.Code, p.At.File, p.At.Line)).ToHashSet();
            var first = errors.Find(e => !known.Contains((e.Code, e.At.File, e.At.Line))) ?? errors[0];
            return $"With that name the layer could not be used: {first.At.File}, line {first.At.Line}: {first.Message}";
        }
        var expected = Counts(before.Names.Uses.Select(u => Renamed(u.Name, name, newName)).Concat(implied.Select(i => Renamed(i.Name, name, newName))));
        var found = Counts(after.Names.Uses.Select(u => u.Name));
        foreach (var (other, count) in expected)
            if (found.GetValueOrDefault(other) != count)
                return $"With that name {other.Words} would mean something else in some places: choose another one.";
        return null;
    }

    /// <summary>How an object is called after it: also those that belong to it.</summary>
    private static LayerName Renamed(LayerName at, LayerName name, string newName)
    {
        if (at == name)
            return at with { Name = newName };
        return (name.Kind, at.Kind) switch
        {
            ("entity", "time" or "dimension" or "segment" or "join") when at.Owner == name.Name => at with { Owner = newName },
            ("table", "column") when at.Owner == name.ToString() => at with { Owner = $"{name.Owner}.{newName}" },
            ("metric", "alias") when at.Owner == name.Name => at with { Owner = newName },
            _ => at,
        };
    }

    private static Dictionary<LayerName, int> Counts(IEnumerable<LayerName> names) => names.CountBy(n => n).ToDictionary();
}
