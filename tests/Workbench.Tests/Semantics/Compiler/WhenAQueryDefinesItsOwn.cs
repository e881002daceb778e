using Shouldly;
using Workbench.Server.Semantics;

namespace Workbench.Tests.Semantics.Compiler;

/// <summary>Metrics that only one query knows, the ranks of its rows, and the steps from one period to the next.</summary>
[Collection(TrapCollection.Name)]
public sealed class WhenAQueryDefinesItsOwn(TrapWarehouse trap)
{
    [Fact]
    public Task Its_metric_counts_the_rows_that_its_condition_keeps() =>
        trap.ShouldGiveAsync(
            """
            {"metrics": ["long_share"], "segments": {"account.real": false},
             "define": [{"name": "long_ones", "entity": "ticket", "agg": "count", "where": "minutes > 200"}, {"name": "long_share", "expr": "long_ones / tickets * 100"}]}
            """,
            "select count(*) filter (where minutes > 200) * 100.0 / count(*) from shop.ticket"
        );

    [Fact]
    public Task Equal_rows_share_a_rank() =>
        trap.ShouldGiveAsync(
            """{"metrics": ["tickets"], "group_by": ["ticket.priority"], "ranks": ["tickets"], "segments": {"account.real": false}, "order_by": [{"field": "ticket.priority"}]}""",
            "select priority, count(*), rank() over (order by count(*) desc) from shop.ticket group by 1 order by 1"
        );

    [Fact]
    public void A_column_that_does_not_exist_is_found_before_any_query()
    {
        var rejected = trap.Compile("""{"metrics": ["odd"], "define": [{"name": "odd", "entity": "ticket", "agg": "sum", "expr": "minuets"}]}""")
            .ShouldBeOfType<Rejected>();
        rejected.Problems.ShouldContain(p => p.Path == "define[0]" && p.Message.Contains("minutes"));
    }
}
