using Workbench.Server.Semantics.Expressions;

namespace Workbench.Server.Semantics.Layer;

/// <summary>Joins touch both sides, and meet at most one row of the other.</summary>
internal static class JoinCheck
{
    public static void Run(CheckContext check)
    {
        foreach (var entity in check.Content.Entities)
        foreach (var join in entity.Joins)
            if (check.Columns.Entity(join.To) is { } other)
                Check(check, entity, join, other);
    }

    private static void Check(CheckContext check, Entity entity, EntityJoin join, Entity other)
    {
        var on = join.On;
        foreach (var column in on.Tree.Columns())
            if (column.Path.Length > 2 || (column.Path.Length == 2 && column.Path[0] != join.Name))
            {
                check.Problems.Error(
                    LayerProblemCodes.BadJoin,
                    CheckContext.PlaceOf(on, column),
                    $"{column} is neither a column of {entity.Name} nor of the other side: write {join.Name}.column for that, after the name of the join."
                );
                return;
            }
        if (!ExpressionCheck.Names(check, entity, on))
            return;
        ExpressionCheck.Condition(check, entity, on);

        var columns = on.Tree.Columns().ToList();
        if (columns.TrueForAll(c => c.Path.Length == 1) || columns.TrueForAll(c => c.Path.Length == 2))
        {
            check.Problems.Error(
                LayerProblemCodes.BadJoin,
                on.At,
                $"\"{on.Text}\" names one side only: write own_column = {join.Name}.{(other.Key.IsEmpty ? "id" : other.Key[0])}."
            );
            return;
        }
        CheckCardinality(check, entity, join, other);
    }

    private static void CheckCardinality(CheckContext check, Entity entity, EntityJoin join, Entity other)
    {
        var isDraftKey = other.Key.IsEmpty;
        var covered = Conjuncts(join.On.Tree)
            .OfType<BinaryExpr>()
            .Where(b => b.Op is "=" or "is not distinct from" or ">=" or "<=" or "<" or ">")
            .SelectMany(b => new[] { b.Left, b.Right })
            .OfType<ColumnRef>()
            .Where(c => c.Path.Length == 2)
            .Select(c => c.Path[1])
            .ToHashSet(StringComparer.Ordinal);
        var missing = other.Key.Where(k => !covered.Contains(k)).ToList();
        if (!isDraftKey && missing.Count > 0)
            check.Problems.Error(
                LayerProblemCodes.FanOut,
                join.On.At,
                $"The join {entity.Name}.{join.Name} may meet several rows of {other.Name}: its key is {string.Join(", ", other.Key)}, and the condition leaves out {string.Join(", ", missing)}. Add it, or declare the join at {other.Name} towards {entity.Name}."
            );
    }

    private static IEnumerable<ScalarExpr> Conjuncts(ScalarExpr condition) =>
        condition is BinaryExpr { Op: "and" } both ? Conjuncts(both.Left).Concat(Conjuncts(both.Right)) : [condition];
}
