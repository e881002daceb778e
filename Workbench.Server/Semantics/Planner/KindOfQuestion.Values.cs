using Workbench.Server.Semantics.Expressions;
using Workbench.Server.Semantics.Layer;

namespace Workbench.Server.Semantics.Planner;

/// <summary>Values held against the words that they were read from, and against the number that they pick the rows of.</summary>
internal sealed partial class KindOfQuestion
{
    /// <summary>A misspelt value picks other rows where a misspelt name of a number picks none; and a number that has chosen its value cannot be given another one.</summary>
    private void CheckValues()
    {
        foreach (var (_, option, _) in draft.Links)
            if (option is { Target: ValueTarget, Quality: < 0.9 })
                // Too little to refuse a question that was typed in haste; Unsaid keeps it from being sure.
                draft.Caution("a misspelt value", 0.05);
        foreach (var filter in draft.Filters.Where(f => f is { IsNegated: false, Op: null, Values.Count: > 0 }))
            if (
                Metrics()
                    .Any(m =>
                        m.Definition is SimpleMetric { Where: { } where } simple
                        && where.Tree.Columns().Any(c => IsColumnOf(simple, c.Path, filter))
                        && !filter.Values.Exists(v => Chooses(where.Tree, v))
                    )
            )
                draft.Doubt("a value that the number has chosen otherwise", 0.45);
    }

    /// <summary>"kind is not refund" chooses the rows without it.</summary>
    private static bool Chooses(ScalarExpr where, string value, bool isNegated = false) =>
        where switch
        {
            TextLiteral text => !isNegated && string.Equals(text.Value, value, StringComparison.OrdinalIgnoreCase),
            UnaryExpr { Op: "not" } not => Chooses(not.Operand, value, !isNegated),
            BinaryExpr { Op: "<>" or "is distinct from" } or InExpr { IsNegated: true } or LikeExpr { IsNegated: true } => where
                .Parts()
                .Any(p => Chooses(p, value, !isNegated)),
            _ => where.Parts().Any(p => Chooses(p, value, isNegated)),
        };

    /// <summary>The dimension's own column, of the number's rows or of what they lead to.</summary>
    private bool IsColumnOf(SimpleMetric simple, IReadOnlyList<string> path, FilterUse filter)
    {
        if (path[^1] != filter.Dimension.Expr.Text.Trim() && path[^1] != filter.Dimension.Name)
            return false;
        var at = lexicon.Layer.FindEntity(simple.Entity);
        foreach (var join in path.SkipLast(1))
            at = at?.FindJoin(join) is { } found ? lexicon.Layer.FindEntity(found.To) : null;
        return at == filter.Entity;
    }
}
