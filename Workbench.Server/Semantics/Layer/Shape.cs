using System.Collections.Immutable;

namespace Workbench.Server.Semantics.Layer;

/// <summary>What a value of a file may look like. The check, the JSON Schemas and the reference page all read it.</summary>
internal abstract record Shape
{
    private protected Shape() { }
}

internal enum TextForm
{
    Any,

    /// <summary>A new <c>snake_case</c> name.</summary>
    Name,

    /// <summary>A table as <c>schema.table</c>.</summary>
    TableName,

    /// <summary>A name declared somewhere else.</summary>
    Reference,
    Field,
    Expression,
    Condition,
    Sql,
    Type,
    Duration,
    Period,
    Grain,

    /// <summary>A grain, or <c>all</c>.</summary>
    ToDate,

    /// <summary>A grain, or <c>period</c>.</summary>
    StartOf,
    Date,
    TimeZone,
    Aggregation,
    WeekPattern,
}

/// <param name="Names">What the text is the name of; the checks know it, the editor follows it.</param>
internal sealed record TextShape(TextForm Form = TextForm.Any, NameKind Names = NameKind.None) : Shape;

internal sealed record ChoiceShape(ImmutableArray<string> Choices) : Shape;

internal sealed record FlagShape : Shape;

internal sealed record NumberShape(decimal Min = decimal.MinValue, decimal Max = decimal.MaxValue, bool IsWhole = false) : Shape;

/// <summary>A list; one item may stand alone.</summary>
internal sealed record ListShape(Shape Item, bool MayBeEmpty = true) : Shape;

/// <summary>Keys that the writer chooses, all with values of one shape.</summary>
internal sealed record DictionaryShape(Shape Value, string KeyMeaning, NameKind Names = NameKind.None) : Shape;

/// <summary>A mapping with known keys.</summary>
/// <param name="Name">For messages and the reference: "entity".</param>
internal sealed record MapShape(string Name, ImmutableArray<KeyShape> Keys) : Shape
{
    /// <summary>Keys of which at most one may be written.</summary>
    public ImmutableArray<ImmutableArray<string>> Exclusive { get; init; } = [];

    /// <summary>Keys of which at least one has to be written.</summary>
    public ImmutableArray<ImmutableArray<string>> OneOf { get; init; } = [];
}

/// <summary>A mapping whose other keys depend on the value of one.</summary>
internal sealed record VariantShape(string Name, string Key, string Default, ImmutableArray<KeyShape> Common, ImmutableArray<Variant> Variants) : Shape
{
    public MapShape Of(Variant variant) => variant.Shape with { Keys = [.. Common, .. variant.Shape.Keys] };
}

/// <param name="Meaning">One sentence for the reference.</param>
internal sealed record Variant(string Value, string Meaning, MapShape Shape);

/// <summary>Different kinds of YAML value, each read in its own way.</summary>
internal sealed record EitherShape(ImmutableArray<Shape> Shapes) : Shape;

/// <summary>A semantic query, as <c>query_metrics</c> takes it.</summary>
internal sealed record QueryShape : Shape;

internal sealed record KeyShape(string Key, Shape Shape, string Description)
{
    public bool IsRequired { get; init; }

    /// <summary>In words, for the reference.</summary>
    public string? Default { get; init; }
}
