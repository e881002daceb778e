using System.Collections.Immutable;
using Workbench.Server.Semantics.Layer;

namespace Workbench.Server.SemanticLanguage;

/// <summary>Every name in the files of a layer, with what it stands for.</summary>
internal sealed class NameIndex
{
    private readonly ILookup<LayerName, NameUse> _byName;
    private readonly ILookup<string, NameUse> _byFile;

    private NameIndex(ImmutableArray<NameUse> uses, ImmutableArray<ImpliedName> implied)
    {
        (Uses, Implied) = (uses, implied);
        _byName = uses.ToLookup(u => u.Name);
        _byFile = uses.ToLookup(u => u.Scalar.Part.File.Path, StringComparer.Ordinal);
    }

    public ImmutableArray<NameUse> Uses { get; }
    public ImmutableArray<ImpliedName> Implied { get; }

    public IEnumerable<NameUse> Of(LayerName name) => _byName[name];

    public IEnumerable<NameUse> In(string path) => _byFile[path];

    public static NameIndex Of(IEnumerable<LayerPart> parts, LayerContent content)
    {
        var walk = new NameWalk(content);
        foreach (var part in parts)
            walk.Read(part);
        return new NameIndex([.. walk.Uses], [.. walk.Implied]);
    }

    /// <summary>The name that the cursor is in or behind; the innermost where names lie in each other.</summary>
    public (NameUse Use, LayerFileRange Range)? At(string path, int line, int column)
    {
        (NameUse Use, LayerFileRange Range)? best = null;
        foreach (var use in In(path))
        {
            // A text spreads over few lines: most are not even looked at.
            if (use.Scalar.Text.At.Line > line || ScalarSpan.Of(use) is not { } range)
                continue;
            if (range.Contains(line, column) && (best is null || range.Length < best.Value.Range.Length))
                best = (use, range);
        }
        return best;
    }
}
