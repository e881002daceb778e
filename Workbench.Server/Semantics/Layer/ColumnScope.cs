using System.Collections.Immutable;
using Workbench.Server.Semantics.Expressions;

namespace Workbench.Server.Semantics.Layer;

/// <summary>Finds what the names of an expression stand for.</summary>
internal sealed class ColumnScope
{
    private readonly Dictionary<string, Entity> _entities;
    private readonly Dictionary<string, LayerTable> _tables;

    public ColumnScope(LayerContent content)
    {
        _entities = content.Entities.DistinctBy(e => e.Name).ToDictionary(e => e.Name, StringComparer.Ordinal);
        _tables = content.Tables.DistinctBy(t => t.FullName).ToDictionary(t => t.FullName, StringComparer.Ordinal);
    }

    public IEnumerable<string> EntityNames => _entities.Keys;
    public IEnumerable<string> TableNames => _tables.Keys;

    public Entity? Entity(string name) => _entities.GetValueOrDefault(name);

    public LayerTable? Table(string fullName) => _tables.GetValueOrDefault(fullName);

    /// <summary>Null for an entity over SQL, and for a table that is not declared.</summary>
    public LayerTable? TableOf(Entity entity) => entity.Source is TableSource { FullName: var name } ? Table(name) : null;

    /// <summary>The entity that a path of joins leads to; null when a join is not known.</summary>
    public Entity? Walk(Entity from, ReadOnlySpan<string> joins)
    {
        var at = from;
        foreach (var name in joins)
        {
            if (at.FindJoin(name) is not { } join || Entity(join.To) is not { } next)
                return null;
            at = next;
        }
        return at;
    }

    public ScalarType TypeOf(Entity entity, ImmutableArray<string> path) =>
        Walk(entity, path.AsSpan()[..^1]) is { } owner && TableOf(owner)?.FindColumn(path[^1]) is { } column
            ? ExpressionTypes.Of(column.Type)
            : ScalarType.Unknown;
}
