using Workbench.Server.Semantics.Compiler.Sql;

namespace Workbench.Server.Semantics.Compiler;

/// <summary>Leaves out blocks that nothing reads.</summary>
internal static class DropUnusedBlocks
{
    public static SelectPlan Run(SelectPlan plan)
    {
        var used = new HashSet<string>(StringComparer.Ordinal);
        Visit(plan.Final, used);
        var kept = new Stack<SelectBlock>();
        for (var i = plan.Blocks.Count - 1; i >= 0; i--)
            if (used.Contains(plan.Blocks[i].Name))
            {
                kept.Push(plan.Blocks[i]);
                Visit(plan.Blocks[i].Query, used);
            }
        return plan with { Blocks = [.. kept] };
    }

    private static void Visit(SqlQuery query, HashSet<string> used)
    {
        switch (query)
        {
            case SelectQuery select:
                if (select.From is { } from)
                    Visit(from, used);
                foreach (var join in select.Joins)
                    Visit(join.Source, used);
                foreach (var where in select.Where)
                    Visit(where, used);
                break;
            case UnionQuery union:
                foreach (var part in union.Queries)
                    Visit(part, used);
                break;
        }
    }

    private static void Visit(RowSource source, HashSet<string> used)
    {
        if (source is BlockRows block)
            used.Add(block.Block);
        else if (source is QueryRows query)
            Visit(query.Query, used);
    }

    /// <summary>Conditions read blocks too, at their top level or under not, and, or.</summary>
    private static void Visit(SqlExpr expr, HashSet<string> used)
    {
        switch (expr)
        {
            case SqlInBlock block:
                used.Add(block.Block);
                break;
            case SqlExists exists:
                Visit(exists.Query, used);
                break;
            case SqlBinary binary:
                Visit(binary.Left, used);
                Visit(binary.Right, used);
                break;
            case SqlUnary unary:
                Visit(unary.Operand, used);
                break;
        }
    }
}
