using Shouldly;
using Workbench.Tests.Infrastructure;

namespace Workbench.Tests.SemanticDraft;

/// <summary>Dates in texts and numbers, amounts without a currency, keys of several columns that nothing declares.</summary>
public sealed class WhenTheDatabaseSaysLess(EmbeddedPostgresFixture postgres)
{
    private const string Times = """
        create table visits (
            id int primary key, visit_date text not null, booked_at text, arrived text, paid_on text, created_at bigint not null, sent_ts bigint, day_key int, close_date int,
            unclear_date text, amount numeric(10, 2) not null, note text, score bigint);
        insert into visits
        select n, to_char(d, 'YYYY-MM-DD'), to_char(d, 'YYYY-MM-DD"T"HH24:MI:SS'), to_char(d, 'MM/DD/YYYY'), to_char(d, 'DD.MM.YYYY'), extract(epoch from d)::bigint,
               extract(epoch from d)::bigint * 1000, 20260101 + n, to_char(d, 'YYYYMMDD')::int, '0' || 1 + n % 9 || '/03/2026', n, 'No. ' || n, 1700000000 + n
        from generate_series(1, 60) n, lateral (select timestamp '2026-01-15 08:00' + n * interval '2 days' as d) t;
        analyze;
        """;

    [Fact]
    public async Task Texts_and_numbers_that_hold_times_become_times_by_their_values()
    {
        await using var visits = await DraftedDatabase.MakeAsync(postgres, Times);

        visits
            .Entity("visit")
            .Times.Select(t => (t.Expr.Text, t.Type))
            .ShouldBe(
                [
                    ("cast(visit_date as date)", "date"),
                    ("cast(booked_at as timestamp)", "timestamp"),
                    ("to_date(arrived, 'MM/DD/YYYY')", "date"),
                    ("to_date(paid_on, 'DD.MM.YYYY')", "date"),
                    ("(timestamptz '1970-01-01 00:00:00+00' + created_at * interval '1 second')", "timestamptz"),
                    ("(timestamptz '1970-01-01 00:00:00+00' + sent_ts / 1000.0 * interval '1 second')", "timestamptz"),
                    ("to_date(cast(close_date as text), 'YYYYMMDD')", "date"),
                ],
                ignoreOrder: true
            );
        visits.Entity("visit").Dimensions.Select(d => d.Name).ShouldContain("unclear_date", "which of 03/04/2026 is the day nobody knows");
        visits.Content.Metrics.ShouldNotContain(m => m.Name.Contains("created", StringComparison.Ordinal) || m.Name.Contains("sent", StringComparison.Ordinal));
        visits.Report.Assumed.Select(a => a.What).ShouldContain("public.visits.arrived");
        visits.File("2-entities/visit.yml").ShouldContain("How sure: medium");
        foreach (var column in new[] { "visit", "booked", "arrived", "paid", "close" })
        {
            await visits.ShouldGiveAsync(
                $$"""{"metrics": ["visits"], "group_by": ["visit.{{column}}.month"]}""",
                "select date_trunc('month', timestamp '2026-01-15 08:00' + n * interval '2 days')::date, count(*) from generate_series(1, 60) n group by 1"
            );
        }

        await visits.ShouldGiveAsync("""{"metrics": ["total_amount"]}""", "select sum(n)::numeric(10, 2) from generate_series(1, 60) n");
        await visits.ShouldGiveAsync(
            """{"metrics": ["visits"], "group_by": ["visit.created.month"]}""",
            "select date_trunc('month', timestamp '2026-01-15 08:00' + n * interval '2 days')::date, count(*) from generate_series(1, 60) n group by 1"
        );
    }

    [Fact]
    public async Task A_text_that_is_no_date_among_dates_is_read_as_none()
    {
        await using var visits = await DraftedDatabase.MakeAsync(
            postgres,
            """
            create table visits (id int primary key, visit_date text);
            insert into visits select n, case when n = 77 then 'n/a' when n = 78 then '' else to_char(date '2026-01-01' + n, 'YYYY-MM-DD') end from generate_series(1, 200) n;
            analyze;
            """
        );

        await visits.ShouldGiveAsync(
            """{"metrics": ["visits"], "group_by": ["visit.visit.year"], "gaps": "skip"}""",
            "select case when n not in (77, 78) then date '2026-01-01' end, count(*) from generate_series(1, 200) n group by 1"
        );
    }

    [Theory]
    [InlineData("amount numeric(10, 2)", null, "without a currency")]
    [InlineData("amount_eur numeric(10, 2)", "EUR", null)]
    public async Task A_currency_is_never_guessed_from_addresses(string amount, string? unit, string? told)
    {
        await using var shop = await DraftedDatabase.MakeAsync(
            postgres,
            $"""
            create table sales (id int primary key, state text not null, sold_on date not null, {amount} not null);
            insert into sales select n, (array['CA', 'NY', 'TX', 'WA'])[1 + n % 4], date '2026-01-01' + n, n from generate_series(1, 50) n;
            analyze;
            """
        );

        shop.Content.Metrics.Single(m => m.Name.StartsWith("total_", StringComparison.Ordinal)).Unit.ShouldBe(unit);
        shop.Report.Assumed.Select(a => a.Why).Any(w => told is not null && w.Contains(told, StringComparison.Ordinal)).ShouldBe(told is not null);
    }

    [Fact]
    public async Task A_reference_of_several_columns_is_found_in_the_data()
    {
        await using var shop = await DraftedDatabase.MakeAsync(
            postgres,
            """
            create table order_lines (order_no int not null, line_no int not null, sku text not null, primary key (order_no, line_no));
            create table returns (id int primary key, order_no int not null, line_no int not null, returned_on date not null, quantity int not null);
            create table line_notes (id int primary key, order_no int not null, line_no int not null, written_on date not null);
            insert into order_lines select 1 + n / 3, 1 + n % 3, (array['A', 'B'])[1 + n % 2] from generate_series(0, 299) n;
            insert into returns select n, 1 + n % 100, 1 + n % 3, date '2026-01-01' + n, 1 + n % 4 from generate_series(1, 80) n;
            insert into line_notes select n, 1 + n, 7 + n % 3, date '2026-01-01' + n from generate_series(1, 80) n;
            analyze;
            """
        );

        var join = shop.Report.Joins.Where(j => j.Columns.Length > 1).ShouldHaveSingleItem();
        (join.From, join.To, join.IsDeclared, join.IsSure).ShouldBe(("return", "order_line", false, true));
        join.Why.ShouldContain("100.0");
        await shop.ShouldGiveAsync(
            """{"metrics": ["total_quantity"], "group_by": ["order_line.sku"]}""",
            "select l.sku, sum(r.quantity) from returns r join order_lines l using (order_no, line_no) group by 1"
        );
    }

    [Theory]
    [InlineData("current_date - 60 + n", "within: 3 days")]
    [InlineData("current_date - 500 + n * 8 - n * n / 60 % 7 * 3", null)]
    [InlineData("date '2020-01-01' + n", null)]
    public async Task A_table_that_grows_steadily_has_to_stay_current(string day, string? freshness)
    {
        await using var meters = await DraftedDatabase.MakeAsync(
            postgres,
            $"""
            create table readings (id int primary key, read_on date not null, level int not null);
            insert into readings select n, {day}, n from generate_series(1, 60) n;
            analyze;
            """
        );

        var file = meters.File("1-warehouse/public.yml");
        if (freshness is null)
            file.ShouldNotContain("freshness");
        else
            file.ShouldContain(freshness);
    }

    [Fact]
    public async Task Names_that_were_folded_are_taken_apart_into_their_words()
    {
        await using var couriers = await DraftedDatabase.MakeAsync(
            postgres,
            """
            create table Courier (CourierId int primary key, FullName text not null, HiredOn date not null, HomeCity text not null);
            create table ParcelTrip (TripId int primary key, CourierId int not null references Courier (CourierId), StartedAt timestamp not null, ParcelCount int not null, UnitPrice numeric(8, 2) not null);
            insert into Courier select n, 'Courier ' || n, date '2024-01-01' + n, 'City ' || n % 3 from generate_series(1, 12) n;
            insert into ParcelTrip select n, 1 + n % 12, timestamp '2026-01-05 08:00' + n * interval '5 hours', n % 9, n + 0.5 from generate_series(1, 90) n;
            analyze;
            """
        );

        var trip = couriers.Entity("parcel_trip");
        trip.LabelPlural.ShouldBe("Parcel trips");
        trip.Times.ShouldHaveSingleItem().Name.ShouldBe("started");
        trip.Joins.ShouldHaveSingleItem().To.ShouldBe("courier");
        couriers.Entity("courier").Dimensions.Select(d => d.Label).ShouldContain("Home city");
        couriers.Content.Metrics.Select(m => m.Label).ShouldContain("Average unit price");
    }

    [Fact]
    public async Task What_every_folded_name_begins_with_is_left_out()
    {
        await using var tours = await DraftedDatabase.MakeAsync(
            postgres,
            """
            create table zqGuest (zqGsId int primary key, zqGsName text not null, zqGsCity text not null, zqGsJoinDate date not null);
            create table zqTour (zqTrId int primary key, zqTrTitle text not null, zqTrPrice numeric(8, 2) not null, zqTrStatus text not null);
            create table zqBooking (zqBkId int primary key, zqBkGuestId int not null references zqGuest (zqGsId), zqBkTourId int not null references zqTour (zqTrId), zqBkDate date not null, zqBkAmount numeric(8, 2) not null);
            insert into zqGuest select n, 'Guest ' || n, 'City ' || n % 4, date '2025-01-01' + n from generate_series(1, 40) n;
            insert into zqTour select n, 'Tour ' || n, 20 + n, case when n % 3 = 0 then 'closed' else 'open' end from generate_series(1, 15) n;
            insert into zqBooking select n, 1 + n % 40, 1 + n % 15, date '2026-01-01' + n, 10 + n from generate_series(1, 120) n;
            analyze;
            """
        );

        tours.Content.Entities.Select(e => e.Name).ShouldBe(["guest", "tour", "booking"], ignoreOrder: true);
        tours.Entity("guest").Dimensions.Select(d => d.Name).ShouldBe(["name", "city"], ignoreOrder: true);
        tours.Entity("booking").Joins.Select(j => j.To).ShouldBe(["guest", "tour"], ignoreOrder: true);
    }

    [Fact]
    public async Task A_short_form_of_the_table_before_some_of_its_columns_stands_for_it()
    {
        await using var shelf = await DraftedDatabase.MakeAsync(
            postgres,
            """
            create table ingredients (ing_id int, ing_name text, ing_group text, supplier text, unit_cost numeric(8, 2));
            insert into ingredients select n, 'Ingredient ' || n, 'Group ' || n % 5, 'Supplier ' || n % 7, n from generate_series(1, 60) n;
            analyze;
            """
        );

        shelf.Entity("ingredient").Dimensions.Single(d => d.Expr.Text == "ing_name").Label.ShouldBe("Ingredient name");
    }
}
