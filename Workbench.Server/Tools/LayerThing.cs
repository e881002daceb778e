using System.Collections.Immutable;

namespace Workbench.Server.Tools;

/// <summary>Something of the layer that has a name to look it up by.</summary>
/// <param name="About">One line.</param>
/// <param name="Said">What it is called and what is said of it, with how much a word of it counts.</param>
internal sealed record LayerThing(LayerThingKind Kind, string Name, string Label, string? About, ImmutableArray<(string Text, int Weight)> Said);

internal enum LayerThingKind
{
    Metric,
    Entity,
    Field,
    Product,
    Term,
    Rule,
    VerifiedQuery,
    Table,
}
