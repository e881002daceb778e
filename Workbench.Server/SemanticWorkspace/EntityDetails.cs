using Workbench.Server.Semantics.Layer;
using Workbench.Shared.SemanticLayer;

namespace Workbench.Server.SemanticWorkspace;

/// <summary>All that a page shows of an entity, at a level: of the revision in use, or of texts that are not saved.</summary>
internal static class EntityDetails
{
    public static EntityDetail Of(Entity entity, LayerContent content, string level)
    {
        bool Allows(string? access) => content.Access.Allows(level, access);
        IEnumerable<FieldLine> times = entity
            .Times.Where(t => Allows(t.Access))
            .Select(t => new FieldLine(t.Name, t.Label ?? TextForms.Label(t.Name), t.Type, t.Description, t.Expr.Text));
        var dimensions = entity
            .Dimensions.Where(d => !d.IsHidden && Allows(d.Access))
            .Select(d => new FieldLine(d.Name, d.Label, d.Type, d.Description, d.Expr.Text));
        var joins = entity.Joins.Where(j => Allows(content.Entities.FirstOrDefault(e => e.Name == j.To)?.Access)).Select(Line);
        var metrics = content.Metrics.Where(m => !m.IsHidden && Allows(m.Access) && HomeOf(m) == entity.Name).Select(m => m.Name);
        return new EntityDetail(Line(entity), entity.Description, entity.Key, [.. times, .. dimensions], [.. joins], [.. metrics]);
    }

    public static EntityLine Line(Entity entity) =>
        new(
            entity.Name,
            entity.Label,
            entity.Source is TableSource table ? table.FullName : "SQL",
            entity.At.File,
            entity.At.Line,
            entity.Dimensions.Count(d => !d.IsHidden),
            entity.Joins.Length
        );

    public static JoinLine Line(EntityJoin join) => new(join.Name, join.To, join.On.Text, TypeOf(join), join.IsOptional);

    public static string TypeOf(EntityJoin join) => join.Type == JoinType.OneToOne ? "one_to_one" : "many_to_one";

    private static string? HomeOf(Metric metric) =>
        metric.Definition switch
        {
            SimpleMetric m => m.Entity,
            SemiAdditiveMetric m => m.Entity,
            _ => null,
        };
}
