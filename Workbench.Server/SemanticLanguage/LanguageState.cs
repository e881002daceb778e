using System.Collections.Immutable;
using Workbench.Server.Semantics.Layer;

namespace Workbench.Server.SemanticLanguage;

/// <summary>One layer as somebody sees it while editing. What is asked of it is found out once.</summary>
internal sealed class LanguageState
{
    private readonly Lazy<LayerReading> _reading;
    private readonly Lazy<LayerContent> _content;
    private readonly Lazy<NameIndex> _names;
    private readonly Lazy<SemanticLayer> _layer;

    /// <param name="good">The same files, each as it was last readable.</param>
    /// <param name="alike">A state with the same readable files: what it found out holds here too.</param>
    public LanguageState(ImmutableArray<LayerPart> parts, ImmutableArray<LayerPart> good, LanguageState? alike = null)
    {
        (Parts, Good) = (parts, good);
        _reading = new(() => LayerReader.Check(parts));
        _content = alike?._content ?? new(() => LayerReader.Content(good));
        _names = alike?._names ?? new(() => NameIndex.Of(good, Content));
        _layer = new(() => new SemanticLayer(Reading.Content));
    }

    public ImmutableArray<LayerPart> Parts { get; }

    /// <summary>Every name in the files as they were last readable.</summary>
    public NameIndex Names => _names.Value;

    /// <summary>Only without errors.</summary>
    public SemanticLayer Layer => _layer.Value;

    /// <summary>Each file as it was last readable: what names stand for.</summary>
    public ImmutableArray<LayerPart> Good { get; }

    /// <summary>The files as they are, with their problems.</summary>
    public LayerReading Reading => _reading.Value;

    /// <summary>What can be read of the files, levels worked out.</summary>
    public LayerContent Content => _content.Value;

    public LayerPart? Find(string path) => Parts.FirstOrDefault(p => string.Equals(p.File.Path, path, StringComparison.Ordinal));

    public bool IsOf(ImmutableArray<LayerPart> parts, ImmutableArray<LayerPart> good) => Same(Parts, parts) && HasGood(good);

    public bool HasGood(ImmutableArray<LayerPart> good) => Same(Good, good);

    private static bool Same(ImmutableArray<LayerPart> a, ImmutableArray<LayerPart> b)
    {
        if (a.Length != b.Length)
            return false;
        for (var i = 0; i < a.Length; i++)
            if (!ReferenceEquals(a[i], b[i]))
                return false;
        return true;
    }
}
