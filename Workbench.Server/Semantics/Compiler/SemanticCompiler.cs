using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Workbench.Server.Semantics.Compiler.Sql;
using Workbench.Server.Semantics.Layer;
using Workbench.Shared.Answers;
using Workbench.Shared.Queries;

namespace Workbench.Server.Semantics.Compiler;

/// <summary>Semantic query → resolved query → select plan → SQL of a dialect. Thread-safe; keeps what it learnt of a layer as long as the layer lives.</summary>
public sealed class SemanticCompiler : ISemanticCompiler
{
    private static readonly ImmutableArray<Func<SelectPlan, SelectPlan>> Passes = [DropUnusedBlocks.Run];

    private readonly ConditionalWeakTable<SemanticLayer, ConcurrentDictionary<string, LevelView>> _views = [];

    public Compilation Compile(SemanticQuery query, CompileScope scope)
    {
        var layer = QueryDefinitions.Read(scope.Layer, query, out var faults);
        if (!faults.IsEmpty)
            return new Rejected(faults);
        var view = _views
            .GetValue(layer, _ => new ConcurrentDictionary<string, LevelView>(StringComparer.Ordinal))
            .GetOrAdd(scope.Level, static (level, described) => new LevelView(described, level), layer);
        var reader = new QueryReader(view, query, scope.Today);
        return reader.Read() is { } resolved ? Print(resolved, reader, ISqlDialect.Of(scope.Dialect)) : new Rejected(reader.Problems);
    }

    private static Compilation Print(ResolvedQuery resolved, QueryReader reader, ISqlDialect dialect)
    {
        var planned = new StatementPlanner(resolved).Plan();
        var plan = Optimise(planned.Plan);
        if (dialect.WhyNot(plan) is { } reason)
            return new Rejected([new QueryProblem("unsupported_dialect", "", reason, ["postgres"])]);
        var sources = Sources.Of(resolved);
        var printed = dialect.Print(plan);
        var uses = PlanUses.Of(plan);
        return new Compiled
        {
            Query = resolved.Query,
            Sql = printed.Literal,
            SqlParameters = printed.Parameterized,
            Columns = planned.Columns,
            Filters = [.. reader.Applied],
            MetricNames = sources.Metrics,
            TableNames = sources.Tables,
            EntityNames = uses.Entities,
            Joins = uses.Joins,
            Period = resolved.Range == PeriodRange.Everything ? null : resolved.Range.ToPeriod(),
            ComparedTo = resolved.Comparison is { Range: { From: not null } other } ? other.ToPeriod() : null,
            Warnings = [.. reader.Warnings.Distinct()],
            Checks = planned.TieCheck is { } tie
                ?
                [
                    new DataCheck(
                        dialect.Print(Optimise(tie)).Parameterized,
                        new AnswerWarning("tie_at_cut", $"The cut after {resolved.Limit} rows falls into a tie: rows left out are equal to the last one shown.")
                    ),
                ]
                : [],
        };
    }

    private static SelectPlan Optimise(SelectPlan plan) => Passes.Aggregate(plan, (current, pass) => pass(current));
}
