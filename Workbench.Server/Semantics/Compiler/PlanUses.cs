using System.Collections.Immutable;
using Workbench.Server.Semantics.Compiler.Sql;

namespace Workbench.Server.Semantics.Compiler;

/// <summary>The entities and joins of the layer that a statement reads: what it leans on when one of them is wrong in the data.</summary>
internal sealed class PlanUses
{
    private readonly HashSet<string> _entities = new(StringComparer.Ordinal);
    private readonly HashSet<JoinUse> _joins = [];

    private PlanUses() { }

    public static (ImmutableArray<string> Entities, ImmutableArray<JoinUse> Joins) Of(SelectPlan plan)
    {
        var uses = new PlanUses();
        foreach (var block in plan.Blocks)
            uses.Visit(block.Query);
        uses.Visit(plan.Final);
        return (
            [.. uses._entities.Order(StringComparer.Ordinal)],
            [.. uses._joins.OrderBy(j => j.Entity, StringComparer.Ordinal).ThenBy(j => j.Join, StringComparer.Ordinal)]
        );
    }

    private void Visit(SqlQuery query)
    {
        switch (query)
        {
            case SelectQuery select:
                Visit(select);
                break;
            case UnionQuery union:
                foreach (var part in union.Queries)
                    Visit(part);
                break;
        }
    }

    private void Visit(SelectQuery select)
    {
        if (select.From is { } from)
            Visit(from);
        foreach (var join in select.Joins)
        {
            Visit(join.Source);
            if (join.Use is { } use)
                _joins.Add(use);
        }
        foreach (var column in select.Columns)
            Visit(column.Expr);
        foreach (var where in select.Where)
            Visit(where);
    }

    private void Visit(RowSource source)
    {
        if (source.Entity is { } entity)
            _entities.Add(entity);
        if (source is QueryRows query)
            Visit(query.Query);
    }

    /// <summary>Only where rows of other entities can hide: in conditions, also those of one aggregate.</summary>
    private void Visit(SqlExpr expr)
    {
        switch (expr)
        {
            case SqlExists exists:
                Visit(exists.Query);
                break;
            case SqlBinary binary:
                Visit(binary.Left);
                Visit(binary.Right);
                break;
            case SqlUnary unary:
                Visit(unary.Operand);
                break;
            case SqlAggregate { Where: { } where }:
                Visit(where);
                break;
            case SqlCase cases:
                foreach (var when in cases.Whens)
                {
                    Visit(when.When);
                    Visit(when.Then);
                }
                break;
        }
    }
}
