using System.Diagnostics;
using Shouldly;
using Workbench.Server.AnswerDiffs;
using Workbench.Server.Warehouses;
using Workbench.Shared.AnswerDiffs;
using Workbench.Shared.Answers;

namespace Workbench.Tests.AnswerDiffs;

public sealed class WhenStatementsAreCompared(ChangedShop shop) : IClassFixture<ChangedShop>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Rows_in_another_order_are_the_same_rows()
    {
        const string sql = "select country, count(*) as n from shop.customers group by 1";

        var item = await OfAsync($"{sql} order by 1", $"{sql} order by random()");

        item.Outcome.ShouldBe(DiffOutcome.Equal);
        item.Cells.ShouldBe(3);
    }

    [Fact]
    public async Task A_statement_that_says_something_else_each_time_is_told_as_such()
    {
        var item = await OfAsync("select random() as n", "select random() + 0 as n");

        item.Outcome.ShouldBe(DiffOutcome.Uncertain);
        item.Words.ShouldStartWith("The old side gives another number each time it is run");
    }

    [Fact]
    public async Task A_result_with_too_many_rows_is_not_compared_and_says_so()
    {
        var item = await OfAsync("select id from shop.orders", "select id from shop.orders where id <> 3", o => o.MaxRows = 5);

        item.Outcome.ShouldBe(DiffOutcome.Uncertain);
        item.Words.ShouldBe("The old side has more than 5 rows: too many to compare.");
    }

    [Fact]
    public async Task A_statement_that_fails_on_the_new_side_breaks_with_the_reason()
    {
        var item = await OfAsync("select 1 / 1 as n", "select 1 / 0 as n");

        item.Outcome.ShouldBe(DiffOutcome.Broken);
        item.Words.ShouldStartWith("It ran, and does not any more.");
        item.Words.ShouldContain("division by zero");
    }

    [Fact]
    public async Task A_statement_that_failed_before_is_no_change_that_could_be_shown()
    {
        var item = await OfAsync("select 1 / 0 as n", "select 1 as n");

        item.Outcome.ShouldBe(DiffOutcome.Uncertain);
        item.Words.ShouldStartWith("The old side could not be run, the new one can.");
    }

    [Fact]
    public async Task A_statement_that_takes_too_long_is_uncertain()
    {
        var item = await OfAsync("select 1 as n", "select 1 as n from pg_sleep(20)", o => o.Timeout = TimeSpan.FromMilliseconds(300));

        item.Outcome.ShouldBe(DiffOutcome.Uncertain);
        item.Words.ShouldBe("The new side could not be run. The query took longer than it may.");
    }

    [Fact]
    public async Task A_verified_query_above_the_level_is_not_named()
    {
        var diff = await shop.CompareAsync(
            ChangedShopFiles.Verified(("Secret pay?", "select 2 * sum(salary) as n from shop.staff")),
            before: ChangedShopFiles.Verified(("Secret pay?", "select sum(salary) as n from shop.staff"))
        );

        diff.Items.ShouldBeEmpty();
        diff.Notes.ShouldContain("1 verified query is above the access level internal and not compared.");
    }

    [Fact]
    public async Task A_statement_that_the_level_may_not_run_shows_neither_numbers_nor_text()
    {
        await shop.ExecuteAsync("create table if not exists shop.unnamed (n int); insert into shop.unnamed values (1)");

        var item = await OfAsync("select sum(n) as n from shop.unnamed", "select 2 * sum(n) as n from shop.unnamed");

        item.Outcome.ShouldBe(DiffOutcome.Uncertain);
        item.Numbers.ShouldBeEmpty();
        (item.OldSql, item.NewSql).ShouldBe((null, null));
        item.Words.ShouldNotContain("unnamed");
    }

    [Fact]
    public async Task Rows_that_only_one_side_has_and_numbers_beside_keys_that_stand_twice_are_told()
    {
        var item = await OfAsync(
            "select * from (values ('a', 1), ('a', 2), ('b', 5), ('c', 6)) v(k, n)",
            "select * from (values ('a', 2), ('a', 3), ('c', 6.0000000001), ('d', 7)) v(k, n)"
        );

        item.Outcome.ShouldBe(DiffOutcome.Changed);
        item.Numbers.Select(n => (n.Where, n.Old.ToString(), n.New.ToString(), n.Kind))
            .ShouldBe(
                [("a", "1", "3", DiffNumberKind.Changed), ("b", "5", "", DiffNumberKind.Gone), ("d", "", "7", DiffNumberKind.Appeared)],
                ignoreOrder: true
            );
    }

    [Fact]
    public async Task A_list_of_names_is_compared_by_its_rows()
    {
        var item = await OfAsync("select * from (values ('a'), ('b')) v(k)", "select * from (values ('b'), ('c')) v(k)");

        item.Numbers.Select(n => (n.Where, n.Kind)).ShouldBe([("a", DiffNumberKind.Gone), ("c", DiffNumberKind.Appeared)], ignoreOrder: true);
    }

    [Theory]
    [InlineData("null::int", "null::int", true)]
    [InlineData("null::int", "0", false)]
    [InlineData("1e9::float8", "(1e9 + 0.5)::float8", true)]
    [InlineData("1e9::float8", "(1e9 + 5)::float8", false)]
    [InlineData("-1", "1", false)]
    [InlineData("'NaN'::float8", "'NaN'::float8 * 1", true)]
    [InlineData("0.1::numeric", "0.10::numeric", true)]
    public async Task Numbers_are_the_same_within_one_in_a_billion(string old, string now, bool isSame)
    {
        var item = await OfAsync($"select {old} as n", $"select {now} as n where 1 = 1");

        item.Outcome.ShouldBe(isSame ? DiffOutcome.Equal : DiffOutcome.Changed);
    }

    [Fact]
    public async Task Cancelling_stops_the_statements()
    {
        var began = Stopwatch.GetTimestamp();
        using var stop = new CancellationTokenSource(TimeSpan.FromSeconds(1));

        await Should.ThrowAsync<OperationCanceledException>(() =>
            shop.Diffs()
                .CompareAsync(
                    ChangedShop.Side(ChangedShopFiles.Verified(("slow", "select 1 as n from pg_sleep(19)"))),
                    ChangedShop.Side(ChangedShopFiles.Verified(("slow", "select 2 as n from pg_sleep(19)"))),
                    new AnswerDiffSettings(),
                    withHistory: false,
                    _ => { },
                    stop.Token
                )
        );

        Stopwatch.GetElapsedTime(began).ShouldBeLessThan(TimeSpan.FromSeconds(10));
        await shop.ExecuteAsync("select 1"); // The server is there, and
        (
            await shop.NumberAsync("select count(*) from pg_stat_activity where query like '%pg_sleep(19)%' and state = 'active' and pid <> pg_backend_pid()")
        ).ShouldBe(0);
    }

    [Fact]
    public async Task Statements_that_run_together_see_one_state_of_the_data_and_a_fault_stops_none_of_them()
    {
        await shop.ExecuteAsync(
            "create table if not exists shop.moving (n int); grant select on shop.moving to changed_shop_internal; insert into shop.moving values (1)"
        );
        WarehouseQuery Query(string sql) =>
            new()
            {
                Level = "internal",
                Sql = new ParameterizedSql(sql, []),
                MaxRows = 2,
            };

        var running = shop.Warehouse.QueryTogetherAsync(
            [
                Query("select count(*) from shop.moving"),
                Query("select 1 / 0"),
                Query("select n from generate_series(1, 9) n"),
                Query("select count(*) from shop.moving, pg_sleep(1.5)"),
            ],
            Cancellation
        );
        await Task.Delay(TimeSpan.FromMilliseconds(700), Cancellation);
        await shop.ExecuteAsync("insert into shop.moving values (2)");
        var outcomes = await running;

        outcomes[0].ShouldBeOfType<WarehouseRows>().Rows[0][0].Number.ShouldBe(1);
        outcomes[1].ShouldBeOfType<WarehouseFault>().Kind.ShouldBe(WarehouseFaultKind.BadQuery);
        outcomes[2].ShouldBeOfType<WarehouseRows>().IsTruncated.ShouldBeTrue();
        outcomes[3].ShouldBeOfType<WarehouseRows>().Rows[0][0].Number.ShouldBe(1);
    }

    [Theory]
    [InlineData("select 1 -- one", "select\n  1", true)]
    [InlineData("select /* a /* b */ c */ 1", "select 1", true)]
    [InlineData("select '-- kept'", "select '-- kept '", false)]
    [InlineData("select 'it''s -- kept', 2", "select 'it''s -- kept' , 3", false)]
    [InlineData("select e'\\' -- kept', 2", "select e'\\' -- kept', 3", false)]
    [InlineData("select $x$ -- kept $x$", "select $x$ $x$", false)]
    [InlineData("select \"a b\"", "select \"a  b\"", false)]
    [InlineData("select a b", "select ab", false)]
    [InlineData("select $1, $2", "select $1,$2", true)]
    public void Comments_and_line_breaks_are_no_difference_and_texts_are(string a, string b, bool isSame) =>
        (SqlForm.Of(new ParameterizedSql(a, [])).Hash == SqlForm.Of(new ParameterizedSql(b, [])).Hash).ShouldBe(isSame);

    [Fact]
    public void The_same_text_with_another_value_is_another_statement()
    {
        ParameterizedSql With(string value) => new("select $1", [new SqlParameterValue("text", [value])]);

        SqlForm.Of(With("a")).Hash.ShouldNotBe(SqlForm.Of(With("b")).Hash);
    }

    private async Task<DiffItem> OfAsync(string old, string now, Action<AnswerDiffsOptions>? with = null)
    {
        var diff = await shop.CompareAsync(ChangedShopFiles.Verified(("q", now)), before: ChangedShopFiles.Verified(("q", old)), with: with);
        return diff.Items.ShouldHaveSingleItem();
    }
}
