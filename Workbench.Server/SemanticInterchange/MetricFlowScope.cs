using Workbench.Server.Semantics.Expressions;
using Workbench.Server.Semantics.Layer;

namespace Workbench.Server.SemanticInterchange;

/// <summary>Entities, fields and conditions of a layer in MetricFlow's names.</summary>
internal sealed class MetricFlowScope(LayerContent content, ForeignNames names)
{
    private readonly Dictionary<string, Entity> _entities = content.Entities.ToDictionary(e => e.Name, StringComparer.Ordinal);

    public Entity? Entity(string name) => _entities.GetValueOrDefault(name);

    public string ModelOf(Entity entity) => names.Of("entity", entity.Name, entity.Name);

    public string PrimaryOf(Entity entity) => names.Of("primary", entity.Name, entity.Name);

    /// <summary>Its primary entity where one column holds it, and the entities that it joins by.</summary>
    public List<(string Name, string Type, string Column)> Links(Entity entity)
    {
        var links = new List<(string Name, string Type, string Column)>();
        if (entity.Key is [var key])
            links.Add((PrimaryOf(entity), "primary", key));
        else if (entity.Valid is { } valid && entity.Key.Contains(valid.From) && entity.Key.FirstOrDefault(k => k != valid.From) is { } natural)
            links.Add((PrimaryOf(entity), "natural", natural));
        foreach (var join in entity.Joins)
            if (LinkOf(entity, join) is { } link && links.TrueForAll(l => l.Name != link.Name))
                links.Add((link.Name, join.Type == JoinType.OneToOne && link.Name != PrimaryOf(entity) ? "unique" : "foreign", link.Column));
        foreach (var dimension in entity.Dimensions)
            if (names.Find("foreign", $"{entity.Name}.{dimension.Name}") is { } foreign && dimension.Expr.Tree is ColumnRef { Path: [var column] })
                links.Add((foreign, "foreign", column));
        return links;
    }

    /// <summary>The entity that a join goes by; null for a role that MetricFlow cannot tell from the entity itself.</summary>
    public (string Name, string Column)? LinkOf(Entity entity, EntityJoin join)
    {
        if (Entity(join.To) is not { } to)
            return null;
        var name = names.Find("join", $"{entity.Name}.{join.Name}") ?? PrimaryOf(to);
        if (names.Find("join", $"{entity.Name}.{join.Name}") is null && join.Name != name)
            return null;
        foreach (var part in ExpressionTree.Conjuncts(join.On.Tree))
            if (
                part is BinaryExpr { Op: "=", Left: ColumnRef left, Right: ColumnRef right }
                && (left.Path.Length == 1 ? (left, right) : (right, left)) is ({ Path: [var own] }, { Path: [_, var other] })
                && to.Key.Contains(other)
            )
                return (name, own);
        return null;
    }

    /// <summary>The entity that a field of "per" or of a constant property is the key of.</summary>
    public string? EntityOf(Entity entity, string field) =>
        entity.FindJoin(field) is { } join ? LinkOf(entity, join)?.Name : names.Find("foreign", $"{entity.Name}.{field}");

    public List<MetricFlowField> Fields(Entity entity)
    {
        var fields = new List<MetricFlowField>();
        foreach (var time in entity.Times.Where(t => IsOwn(t.Expr)))
            fields.Add(
                new MetricFlowField(names.Of("field", $"{entity.Name}.{time.Name}", time.Name), IsTime: true, WrittenOf(entity, time))
                {
                    Grain = MetricFlowFilter.IsGrain(time.Grain) ? time.Grain : "day",
                    DataType = WrittenOf(entity, time) == time.Expr.Tree && time.Expr.Tree is not CastExpr ? time.Type : null,
                    Label = time.Label,
                    Description = time.Description,
                    Synonyms = time.Synonyms,
                    IsPartition = WrittenOf(entity, time) is ColumnRef { Path: [var column] } && entity.Partition.Contains(column),
                    IsValidFrom = IsColumn(WrittenOf(entity, time), entity.Valid?.From),
                    IsValidTo = IsColumn(WrittenOf(entity, time), entity.Valid?.To),
                }
            );
        foreach (var dimension in entity.Dimensions.Where(d => IsOwn(d.Expr) && names.Find("foreign", $"{entity.Name}.{d.Name}") is null))
            fields.Add(
                new MetricFlowField(names.Of("field", $"{entity.Name}.{dimension.Name}", dimension.Name), IsTime: false, dimension.Expr.Tree)
                {
                    Label = dimension.Label == TextForms.Label(dimension.Name) ? null : dimension.Label,
                    Description = dimension.Description,
                    Synonyms = dimension.Synonyms,
                    IsPartition = dimension.Expr.Tree is ColumnRef { Path: [var column] } && entity.Partition.Contains(column),
                }
            );
        return fields;
    }

    /// <summary>A condition with a template for each column; null when one of them is no dimension.</summary>
    public string? Filter(Entity entity, ScalarExpr condition)
    {
        var templates = new List<string>();
        var prefix = ExpressionTree.FreeName("jinja__", SqlText.Print(condition));
        var placed = ExpressionTree.Rewrite(
            condition,
            column => Template(entity, column, isDay: false) is { } template ? Place(template) : null,
            part =>
                part is CastExpr { Type: "date", Operand: ColumnRef column } && Template(entity, column, isDay: true) is { } template ? Place(template) : null
        );
        if (placed is null)
            return null;
        var text = SqlText.Print(placed);
        for (var i = templates.Count - 1; i >= 0; i--)
            text = text.Replace($"{prefix}{i}", templates[i], StringComparison.Ordinal);
        return text;

        ColumnRef Place(string template)
        {
            templates.Add(template);
            return new ColumnRef([$"{prefix}{templates.Count - 1}"]);
        }
    }

    /// <param name="isDay">The column is cut to its day.</param>
    private string? Template(Entity entity, ColumnRef column, bool isDay)
    {
        var at = entity;
        var links = new List<string>();
        foreach (var step in column.Path[..^1])
        {
            if (at.FindJoin(step) is not { } join || LinkOf(at, join) is not { } link || Entity(join.To) is not { } next)
                return null;
            // Several models may be of one entity: MetricFlow then finds the dimension by its name.
            if (link.Name != (links.Count == 0 ? PrimaryOf(at) : links[^1]))
                links.Add(link.Name);
            at = next;
        }
        var path = string.Join("__", links.Count == 0 ? [PrimaryOf(at)] : links);
        if (isDay)
            return at.Times.FirstOrDefault(t => IsDayOf(t, column.Path[^1])) is { } day
                ? $"{{{{ TimeDimension('{path}__{names.Of("field", $"{at.Name}.{day.Name}", day.Name)}', 'day') }}}}"
                : null;
        if (at.Dimensions.FirstOrDefault(d => IsColumn(d.Expr.Tree, column.Path[^1])) is { } dimension)
            return names.Find("foreign", $"{at.Name}.{dimension.Name}") is { } foreign
                ? $"{{{{ Entity('{(links.Count == 0 ? foreign : $"{path}__{foreign}")}') }}}}"
                : $"{{{{ Dimension('{path}__{names.Of("field", $"{at.Name}.{dimension.Name}", dimension.Name)}') }}}}";
        if (at.Times.FirstOrDefault(t => t.Type == "date" && t.Grain == "day" && IsColumn(t.Expr.Tree, column.Path[^1])) is { } time)
            return $"{{{{ TimeDimension('{path}__{names.Of("field", $"{at.Name}.{time.Name}", time.Name)}', 'day') }}}}";
        if (links.Count == 0 && Links(at).Find(l => l.Column == column.Path[^1]) is { Name: { } entityName })
            return $"{{{{ Entity('{entityName}') }}}}";
        return null;
    }

    private static bool IsDayOf(EntityTime time, string column) =>
        time is { Type: "date", Grain: "day", Expr.Tree: CastExpr { Type: "date", Operand: ColumnRef { Path: [var own] } } } && own == column;

    /// <summary>MetricFlow names no types: the cast that an import puts around a column of unknown type is not said.</summary>
    private ScalarExpr WrittenOf(Entity entity, EntityTime time) =>
        time is { Type: "date", Expr.Tree: CastExpr { Type: "date", Operand: ColumnRef { Path: [var column] } stored } }
        && entity.Source is TableSource table
        && content.Tables.FirstOrDefault(t => t.FullName == table.FullName)?.FindColumn(column) is { Type: TableBuild.UnknownType }
            ? stored
            : time.Expr.Tree;

    private static bool IsOwn(LayerExpression expression) => expression.Tree.Columns().All(c => c.Path.Length == 1);

    private static bool IsColumn(ScalarExpr expression, string? name) => name is not null && expression is ColumnRef { Path: [var column] } && column == name;
}
