using Workbench.Server.Semantics.Layer;

namespace Workbench.Server.SemanticLanguage;

/// <summary>An object of the layer by what it is called.</summary>
/// <param name="Kind"><c>table, column, entity, time, dimension, segment, join, metric, alias, level</c></param>
/// <param name="Owner">What the name is unique in: the table of a column, the entity of a dimension; empty for the rest. Of a table, its schema.</param>
internal readonly record struct LayerName(string Kind, string Owner, string Name)
{
    public override string ToString() => Owner.Length == 0 ? Name : $"{Owner}.{Name}";

    /// <summary><c>metric arr</c></summary>
    public string Words => $"{Kind} {this}";
}

/// <summary>A text of a file that holds names.</summary>
/// <param name="IsExpression">Names in it are written as SQL writes them.</param>
internal sealed record NameScalar(LayerPart Part, YamlText Text, bool IsExpression);

/// <summary>One place where an object is named.</summary>
/// <param name="From">In the text's value, from 0.</param>
/// <param name="User">The object that names it: of a declaration, the object itself.</param>
internal sealed record NameUse(LayerName Name, NameScalar Scalar, int From, int Length, bool IsDeclaration, LayerName? User)
{
    /// <summary>What stands for the user where it has no name: <c>verified query “…”</c>.</summary>
    public string? UserWords { get; init; }
}

/// <summary>A name that is meant without being written: a dimension without <c>expr</c> is the column of its own name.</summary>
/// <param name="Owner">The object that would have to say it when either is renamed.</param>
/// <param name="Key">The key that says it.</param>
/// <param name="Map">Of the owner.</param>
internal sealed record ImpliedName(LayerName Name, LayerName Owner, string Key, LayerPart Part, YamlMap Map);
