using System.Collections.Immutable;
using Workbench.Server.Semantics.Expressions;

namespace Workbench.Server.Semantics.Layer;

/// <summary>What the readers of all files share. They read what has passed the shape check, and leave out what has not.</summary>
internal abstract class FileReader(LayerDraft draft)
{
    protected LayerDraft Draft { get; } = draft;

    public abstract void Read(YamlMap file);

    protected static LayerExpression? Expression(YamlText? text) =>
        text is { IsNull: false } && ExpressionParser.Parse(text.Value) is ParsedExpression parsed
            ? new LayerExpression(text.Value, parsed.Tree, text.TextAt)
            : null;

    /// <summary>A key whose expression could not be read makes its owner unusable.</summary>
    protected static bool IsFaulty(YamlMap map, string key) => map.Has(key) && Expression(map.Text(key)) is null;

    protected static string LabelOf(YamlMap map, string name) => map.String("label") ?? TextForms.Label(name);

    protected static ImmutableArray<T> Each<T>(YamlMap map, string key, Func<YamlMap, T?> read)
        where T : class => [.. map.Maps(key).Select(read).OfType<T>()];
}
