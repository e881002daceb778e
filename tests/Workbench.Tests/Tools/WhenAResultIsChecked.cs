using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using NSubstitute;
using Shouldly;
using Workbench.Server.Semantics;
using Workbench.Server.Semantics.Compiler;
using Workbench.Server.Semantics.SecondOpinion;
using Workbench.Server.Tools;
using Workbench.Server.Warehouses;
using Workbench.Shared.Answers;
using Workbench.Shared.Queries;
using Workbench.Tests.LayerHealth;

namespace Workbench.Tests.Tools;

/// <summary>The checks of an answer, on real rows: 1,000 orders of 10 each, the doubled ones included where a join doubles them.</summary>
public sealed class WhenAResultIsChecked(FaultyShop shop) : IClassFixture<FaultyShop>
{
    private static readonly SemanticCompiler Compiler = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Parts_that_a_join_has_doubled_do_not_add_up_to_the_whole()
    {
        var (made, _) = await CheckAsync(new SemanticQuery { Metrics = ["revenue"], GroupBy = ["customer.name"] });

        var parts = made.Checks.Single(c => c.Name == "parts_and_total");
        parts.State.ShouldBe(CheckState.Warning);
        parts.Detail.ShouldBe("Revenue: the parts add up to 10,090, and the whole is 10,000. Some rows are counted in no part, or in several.");
        made.Warnings.ShouldHaveSingleItem().Code.ShouldBe("parts_and_total");
    }

    [Fact]
    public async Task Parts_of_the_rows_themselves_add_up()
    {
        var (made, _) = await CheckAsync(
            new SemanticQuery { Metrics = ["revenue"], Time = new QueryTime(new DateRange(new DateOnly(2026, 1, 1), new DateOnly(2026, 2, 1)), "week") }
        );

        made.Checks.Single(c => c.Name == "parts_and_total").State.ShouldBe(CheckState.Passed);
        made.Checks.Single(c => c.Name == "null_share").Detail.ShouldBe("0 of 1,000 rows that count have no value (0%).");
        made.Warnings.ShouldBeEmpty();
    }

    [Fact]
    public async Task What_took_long_is_not_asked_again_and_says_why()
    {
        var (made, asked) = await CheckAsync(new SemanticQuery { Metrics = ["revenue"], GroupBy = ["customer.name"] }, milliseconds: 900);

        asked.ShouldBe(0);
        made.Checks.Where(c => c.Name is "parts_and_total" or "null_share").ShouldAllBe(c => c.State == CheckState.NotChecked);
        made.Checks.Single(c => c.Name == "parts_and_total").Detail.ShouldContain("900 ms");
    }

    [Fact]
    public async Task One_number_has_no_parts()
    {
        var (made, _) = await CheckAsync(new SemanticQuery { Metrics = ["orders"] });

        made.Checks.Single(c => c.Name == "parts_and_total").Detail.ShouldBe("One number has no parts.");
        made.Checks.Single(c => c.Name == "null_share").Detail.ShouldBe("It counts rows, which are there or not.");
    }

    [Fact]
    public async Task A_metric_that_the_query_defines_is_checked_for_what_it_is()
    {
        var (average, _) = await CheckAsync(Defining("average"));
        average.Checks.Single(c => c.Name == "null_share").Detail.ShouldBe("0 of 1,000 rows that count have no value (0%).");

        var (sum, _) = await CheckAsync(
            Defining("sum") with
            {
                Time = new QueryTime(new DateRange(new DateOnly(2026, 1, 1), new DateOnly(2026, 2, 1)), "week"),
            }
        );
        sum.Checks.Single(c => c.Name == "parts_and_total").State.ShouldBe(CheckState.Passed);
    }

    [Fact]
    public async Task A_check_that_breaks_is_not_made_and_the_others_are()
    {
        var broken = Substitute.For<ISecondPlanner>();
        broken.CountValues(Arg.Any<SemanticQuery>(), Arg.Any<CompileScope>()).Returns(_ => throw new KeyNotFoundException("no such leaf"));

        var (made, _) = await CheckAsync(new SemanticQuery { Metrics = ["revenue"], GroupBy = ["customer.name"] }, planner: broken);

        var nulls = made.Checks.Single(c => c.Name == "null_share");
        nulls.State.ShouldBe(CheckState.NotChecked);
        nulls.Detail.ShouldBe("The check has a defect; the server's log has its details.");
        made.Checks.Single(c => c.Name == "parts_and_total").State.ShouldBe(CheckState.Warning);
    }

    /// <summary>A metric of the question's own, over what orders are worth.</summary>
    internal static SemanticQuery Defining(string aggregation) =>
        new()
        {
            Metrics = ["own"],
            Define =
            [
                new QueryDefinition
                {
                    Name = "own",
                    Entity = "order",
                    Agg = aggregation,
                    Expr = "amount",
                    Time = "placed",
                },
            ],
        };

    private async Task<(CheckedResult Made, int Asked)> CheckAsync(SemanticQuery query, double milliseconds = 1, ISecondPlanner? planner = null)
    {
        var scope = new CompileScope(shop.Layer.Layer, "internal", new DateOnly(2026, 3, 1));
        var compiled = Compiler.Compile(query, scope).ShouldBeOfType<Compiled>();
        var asked = 0;
        var context = Substitute.For<IToolContext>();
        context.Scope.Returns(scope);
        context.Layer.Returns(shop.Layer);
        context
            .RunSqlAsync(Arg.Any<SqlRequest>(), Arg.Any<CancellationToken>())
            .Returns(async call =>
            {
                asked++;
                var rows = await QueryAsync(call.Arg<SqlRequest>().Sql);
                return (SqlOutcome)new SqlRows(rows.Columns, rows.Rows, rows.IsTruncated, rows.DurationMs);
            });
        var data = new ToolData
        {
            Columns = [.. compiled.Columns.Select(c => c.Column)],
            Rows = (await QueryAsync(compiled.SqlParameters)).Rows,
            Origin = AnswerOrigin.Compiled,
            Query = compiled.Query,
            Sql = compiled.Sql,
            SqlParameters = compiled.SqlParameters,
            CompiledColumns = compiled.Columns,
            SqlMs = milliseconds,
        };
        var checks = new AnswerChecks(
            Compiler,
            planner ?? new SecondPlanner(NullLogger<SecondPlanner>.Instance),
            Options.Create(new AnswerChecksOptions()),
            TimeProvider.System,
            NullLogger<AnswerChecks>.Instance
        );
        return (await checks.RunAsync(data, context, Cancellation), asked);
    }

    private async Task<WarehouseRows> QueryAsync(ParameterizedSql sql) =>
        (await shop.Warehouse.QueryAsync(new WarehouseQuery { Level = "internal", Sql = sql }, Cancellation)).ShouldBeOfType<WarehouseRows>();
}
