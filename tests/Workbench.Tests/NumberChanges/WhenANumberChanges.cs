using System.Collections.Immutable;
using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Npgsql;
using NSubstitute;
using Shouldly;
using Workbench.Client.Traces;
using Workbench.Server.Access;
using Workbench.Server.AnswerDiffs;
using Workbench.Server.NumberChanges;
using Workbench.Server.Runs;
using Workbench.Server.Semantics;
using Workbench.Server.Semantics.Compiler;
using Workbench.Server.Semantics.Layer;
using Workbench.Server.Storage;
using Workbench.Server.Workspace;
using Workbench.Shared.Answers;
using Workbench.Shared.NumberChanges;
using Workbench.Shared.Queries;
using Workbench.Shared.Runs;
using Workbench.Shared.Traces;
using Workbench.Tests.AnswerDiffs;

namespace Workbench.Tests.NumberChanges;

/// <summary>A shop whose revenue was asked for on 15 May for "last month", April, and is asked for again.</summary>
public sealed class WhenANumberChanges(ChangedShop shop) : IClassFixture<ChangedShop>
{
    private static readonly DateOnly May = new(2026, 5, 15);
    private static readonly DateOnly June = new(2026, 6, 15);
    private static readonly SemanticQuery LastMonth = new() { Metrics = ["revenue"], Time = new QueryTime(new NamedRange("last_month")) };

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Nothing_has_a_part_where_nothing_changed()
    {
        var run = await AnsweredAsync(LastMonth, May);

        var change = await ExplainAsync(run, today: May);

        change.Different.ShouldBe(0);
        change.After.Number.ShouldBe(await PaidAsync("2026-04-01", "2026-05-01"));
        change.Parts.ShouldAllBe(p => p.Unknown == null && p.Different == 0);
        WhyView.Create(change).Verdict.ShouldEndWith("the same now.");
    }

    [Fact]
    public async Task Rows_that_came_later_are_the_datas_part()
    {
        var run = await AnsweredAsync(LastMonth, May);
        await shop.ExecuteAsync("insert into shop.orders values (9001, 1, 1, 250, 'paid', '2026-04-10')");
        try
        {
            var change = await ExplainAsync(run, today: May);

            Parts(change).ShouldBe([(ChangeCause.Data, 250m)]);
            change.After.Number.ShouldBe(change.Before.Number + 250);
            change.Parts[0].Sql.ShouldNotBeNull().ShouldContain("2026-04-01");
        }
        finally
        {
            await shop.ExecuteAsync("delete from shop.orders where id = 9001");
        }
    }

    [Fact]
    public async Task Another_definition_is_the_layers_part()
    {
        var old = Revision("everything", ("unit: USD, where: status = 'paid' }", "unit: USD }"));
        var run = await AnsweredAsync(LastMonth, May, old);

        var change = await ExplainAsync(run, today: May);

        var refunded = await shop.NumberAsync(
            "select sum(amount) from shop.orders where status <> 'paid' and placed_on >= '2026-04-01' and placed_on < '2026-05-01'"
        );
        Parts(change).ShouldBe([(ChangeCause.Layer, -refunded)]);
    }

    [Fact]
    public async Task Another_month_is_the_calendars_part()
    {
        var run = await AnsweredAsync(LastMonth, May);

        var change = await ExplainAsync(run, today: June);

        var (april, may) = (await PaidAsync("2026-04-01", "2026-05-01"), await PaidAsync("2026-05-01", "2026-06-01"));
        Parts(change).ShouldBe([(ChangeCause.Calendar, may - april)]);
        change.Before.Number.ShouldBe(april);
        change.After.Number.ShouldBe(may);
        change.Parts.Single(p => p.Cause == ChangeCause.Calendar).What.ShouldBe("The day is 2026-06-15 instead of 2026-05-15.");
    }

    [Fact]
    public async Task Parts_of_all_causes_add_up_to_the_difference()
    {
        var old = Revision("everything", ("unit: USD, where: status = 'paid' }", "unit: USD }"));
        var then = await AnsweredAsync(LastMonth, May, old);
        await shop.ExecuteAsync("insert into shop.orders values (9002, 1, 1, 1000, 'paid', '2026-04-11')");
        try
        {
            var later = await AnsweredAsync(
                LastMonth with
                {
                    Metrics = ["order_count"],
                    Where =
                    [
                        new FieldFilter
                        {
                            Field = "customer.country",
                            Op = "=",
                            Values = [QueryValue.Of("DE")],
                        },
                    ],
                },
                June
            );
            await shop.ExecuteAsync("insert into shop.orders values (9003, 1, 1, 70, 'paid', '2026-05-11')");

            var change = await ExplainAsync(then, later, today: June);

            string German(string what, string more) =>
                $"select {what} from shop.orders o join shop.customers c on c.id = o.customer_id where c.country = 'DE' and placed_on >= '2026-05-01' and placed_on < '2026-06-01' {more}";
            var all = await shop.NumberAsync("select sum(amount) from shop.orders where placed_on >= '2026-04-01' and placed_on < '2026-05-01'");
            var april = await PaidAsync("2026-04-01", "2026-05-01");
            var may = await PaidAsync("2026-05-01", "2026-06-01");
            var germanMay = await shop.NumberAsync(German("sum(amount)", "and status = 'paid'"));
            var germanCount = await shop.NumberAsync(German("count(*)", ""));
            var saidLater = await shop.NumberAsync(German("count(*)", "and o.id <> 9003"));
            change
                .Parts.Where(p => p.Different > 0)
                .Select(p => (p.Cause, p.Change ?? 0))
                .ShouldBe([
                    (ChangeCause.Data, 1000m),
                    (ChangeCause.Layer, april - all),
                    (ChangeCause.Calendar, may - april),
                    (ChangeCause.Filter, germanMay - may),
                    (ChangeCause.Model, germanCount - germanMay),
                    .. saidLater == germanCount ? [] : new[] { (ChangeCause.Data, saidLater - germanCount) },
                ]);
            change.Parts.Sum(p => p.Change ?? 0).ShouldBe(change.After.Number!.Value - change.Before.Number!.Value);
            (await ExplainAsync(later, then, today: June)).Then.Run.ShouldBe(then, "the earlier one comes first, however they are named");
        }
        finally
        {
            await shop.ExecuteAsync("delete from shop.orders where id in (9002, 9003)");
        }
    }

    [Fact]
    public async Task Of_several_numbers_those_that_moved_are_told_with_their_rows()
    {
        var byCountry = LastMonth with { GroupBy = ["customer.country"] };
        var run = await AnsweredAsync(byCountry, May);
        await shop.ExecuteAsync("insert into shop.orders select 9004, id, 1, 500, 'paid', '2026-04-12' from shop.customers where country = 'PL' limit 1");
        try
        {
            var change = await ExplainAsync(run, today: May);

            change.Column.ShouldBeNull();
            change.Different.ShouldBe(1);
            var moved = change.Parts.Single(p => p.Different > 0);
            moved.Cause.ShouldBe(ChangeCause.Data);
            var number = moved.Numbers.ShouldHaveSingleItem();
            number.Where.ShouldBe("PL");
            number.Change.ShouldBe(500);
            WhyView.Create(change).Verdict.ShouldBe("1 number differs: data moves 1.");
        }
        finally
        {
            await shop.ExecuteAsync("delete from shop.orders where id = 9004");
        }
    }

    [Fact]
    public async Task What_cannot_be_computed_any_more_is_told_as_not_known()
    {
        var old = Revision(
            "gone",
            ("name: revenue,", "name: turnover,"),
            ("numerator: revenue", "numerator: turnover"),
            ("metrics: [revenue]", "metrics: [turnover]")
        );
        var run = await AnsweredAsync(LastMonth with { Metrics = ["turnover"] }, May, old);

        var change = await ExplainAsync(run, today: May);

        change.Different.ShouldBeNull();
        change.Parts.Single(p => p.Cause == ChangeCause.Layer).Unknown.ShouldNotBeNull().ShouldContain("turnover");
        change.Parts[0].Unknown.ShouldBeNull("the statement of then still runs");
        WhyView.Create(change).Verdict.ShouldStartWith("What it would be now cannot be computed:");
    }

    [Fact]
    public async Task Sql_that_a_model_wrote_has_only_the_datas_part()
    {
        var run = await shop.AnswerAsync(
            "orders",
            LastMonth,
            said: 299,
            answered: a => a with { Origin = AnswerOrigin.FreeSql, Sql = "select count(*)::numeric as revenue from shop.orders", SqlParameters = null }
        );

        var change = await ExplainAsync(run, today: June);

        change.Parts.Select(p => (p.Cause, p.Change)).ShouldBe([(ChangeCause.Data, 1m)]);
    }

    [Fact]
    public async Task Who_may_not_see_the_run_and_who_names_none_is_told_why()
    {
        var above = await AnsweredAsync(LastMonth, May, level: "restricted");
        var same = await AnsweredAsync(LastMonth, May);

        (await ReasonAsync(above.ToString(), null)).ShouldBe("The run was asked at the level restricted; yours is internal.");
        (await ReasonAsync("feed", null)).ShouldBe("There is no run feed, or more than one begins so.");
        (await ReasonAsync(same.ToString(), same.ToString())).ShouldBe("Both are the same answer. Choose another one.");
    }

    private static IEnumerable<(ChangeCause, decimal)> Parts(NumberChange change) =>
        change.Parts.Where(p => p.Different > 0).Select(p => (p.Cause, p.Change ?? 0));

    private Task<decimal> PaidAsync(string from, string to) =>
        shop.NumberAsync($"select coalesce(sum(amount), 0) from shop.orders where status = 'paid' and placed_on >= '{from}' and placed_on < '{to}'");

    /// <summary>A revision of the layer that the store knows, and that is not in use.</summary>
    private (string Id, SemanticLayer Layer) Revision(string id, params (string Old, string New)[] changes)
    {
        var files = ChangedShopFiles.With(changes);
        shop.Revisions.FindAsync(id, Arg.Any<CancellationToken>()).Returns((ImmutableArray<LayerFileText>?)files);
        return (id, ChangedShop.Side(files).Layer);
    }

    /// <summary>Compiles and runs the query as it was then, and puts what it said into the journal.</summary>
    private async Task<Guid> AnsweredAsync(SemanticQuery query, DateOnly today, (string Id, SemanticLayer Layer)? on = null, string level = "internal")
    {
        var revision = on ?? Revision("base");
        var compiled = new SemanticCompiler().Compile(query, new CompileScope(revision.Layer, level, today)).ShouldBeOfType<Compiled>();
        var rows = (
            await shop.Warehouse.QueryAsync(new() { Level = level, Sql = compiled.SqlParameters }, Cancellation)
        ).ShouldBeOfType<Server.Warehouses.WarehouseRows>();
        return await shop.AnswerAsync(
            "revenue last month",
            query,
            said: 0,
            level: level,
            answered: a =>
                a with
                {
                    Columns = [.. compiled.Columns.Select(c => c.Column)],
                    Rows = rows.Rows,
                    Sql = compiled.Sql,
                    SqlParameters = compiled.SqlParameters,
                },
            asked: r => r with { Today = today, LayerRevision = revision.Id, AskedAt = new DateTimeOffset(today, default, TimeSpan.Zero) }
        );
    }

    private async Task<NumberChange> ExplainAsync(Guid run, DateOnly today) =>
        (await Changes(today).ExplainAsync(run.ToString(), null, Cancellation)).ShouldBeOfType<NumberChange>();

    private async Task<NumberChange> ExplainAsync(Guid run, Guid other, DateOnly today) =>
        (await Changes(today).ExplainAsync(run.ToString(), other.ToString(), Cancellation)).ShouldBeOfType<NumberChange>();

    private async Task<string> ReasonAsync(string run, string? other) =>
        (await Changes(May).ExplainAsync(run, other, Cancellation)).ShouldBeOfType<NotExplained>().Reason;

    private AnswerChanges Changes(DateOnly today)
    {
        var source = shop.Store.GetRequiredService<NpgsqlDataSource>();
        var databases = shop.Store.GetRequiredService<IDbContextFactory<WorkbenchDb>>();
        var claims = new RunClaims(source, databases, new Worker(), Options.Create(new RunsOptions()), TimeProvider.System);
        var asker = Substitute.For<IAsker>();
        asker.Current.Returns(new Asker("ann", "internal"));
        var traces = Substitute.For<ITraces>();
        traces.FindAsync(Arg.Any<string>(), Arg.Any<CancellationToken>()).Returns(call => Guid.TryParse(call.Arg<string>(), out var id) ? Trace(id) : null);
        var day = new ConfigurationBuilder().AddInMemoryCollection([new(Today.Variable, today.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture))]).Build();
        return new AnswerChanges(
            databases,
            traces,
            new RunPictures(databases, source, new BlobReader(source), claims, new Worker(), TimeProvider.System),
            shop.Diffs(),
            new SemanticCompiler(),
            shop.Accounts(),
            asker,
            new Today(TimeProvider.System, day),
            Options.Create(new AnswerDiffsOptions())
        );
    }

    private static TraceView Trace(Guid run) =>
        new()
        {
            Line = new TraceLine(run, run, "d0", "", "ann", "local", RunStatus.Done, null, default, 0, 1, 0, null, null),
            AgentVersion = "1",
            LayerRevision = "",
            Account = "shop",
            Level = "internal",
            ModelChoice = "local",
            StepCount = 1,
        };
}
