using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Workbench.Server.Semantics;
using Workbench.Server.Semantics.Compiler;
using Workbench.Server.Semantics.Layer;
using Workbench.Server.Semantics.Planner;
using Workbench.Tests.Infrastructure;

namespace Workbench.Tests.SemanticDraft;

/// <summary>Questions with definitions beside them, to a draft in which things play several parts and rows have no time of their own.</summary>
public sealed class WhenDefinitionsComeWithAQuestion(CarrierDraft carrier) : IClassFixture<CarrierDraft>
{
    [Theory]
    [InlineData(
        "What is the ADP for crates placed in the second quarter of 2025?",
        "ADP = Average Delivered Price, the average price of the crates with the state 'delivered'.",
        "select avg(price) from crates c join orders o on o.id = order_id where c.state = 'delivered' and placed_on between '2025-04-01' and '2025-06-30'"
    )]
    [InlineData(
        "What was the total price by month of the placed date in 2025, grouped by the channel? Represent each month as the first date in the month.",
        null,
        "select date_trunc('month', placed_on)::date, channel, sum(price) from crates join orders o on o.id = order_id where placed_on <= '2025-12-31' group by 1, 2"
    )]
    [InlineData(
        "What are the PMC and PMR in 2025, for crates ordered on the phone? Order by month ascending.",
        "PMC = per month crate count. PMR = per month revenue, the sum of price and toll amounts. Truncate the placed date to month for aggregation.",
        "select date_trunc('month', placed_on)::date, count(*), sum(price + toll) from crates join orders o on o.id = order_id where placed_on <= '2025-12-31' and channel = 'phone' group by 1"
    )]
    [InlineData(
        "Return the top 2 target cities by total distance, showing the city and the number of trips.",
        null,
        "select city, count(*) from trips join depots on depot_code = target_depot group by 1 order by sum(distance_km) desc limit 2"
    )]
    [InlineData(
        "Which are the top 2 lanes by total distance? Return the start city, the target city and the total distance.",
        "A lane is the pair of the start city and the target city of a trip.",
        "select s.city, t.city, sum(distance_km) from trips join depots s on s.depot_code = start_depot join depots t on t.depot_code = target_depot group by 1, 2 order by 3 desc limit 2"
    )]
    [InlineData(
        "What is the PR of the trips in 2025?",
        "PR (punctuality rate) = number of done trips with a real end no more than 10 minutes after the planned end / number of done trips * 100",
        "select 100.0 * count(*) filter (where real_end <= planned_end + interval '10 minutes') / count(*) from trips where state = 'done' and planned_start < '2026-01-01'"
    )]
    [InlineData(
        "What is the CR of each channel? Return the channel and CR.",
        "CR (credit rate) = total credit amount / total price * 100. Channels without credits have a CR of 0. A crate can have several credits, so aggregate the credits by crate first.",
        "select channel, 100 * sum(credited) / sum(price) from crates c join orders o on o.id = order_id left join (select crate_id, sum(credit_amount) as credited from credits group by 1) x on crate_id = c.id group by 1"
    )]
    [InlineData(
        "Return the number of trips per month in 2025.",
        "Leave out dropped trips.",
        "select date_trunc('month', planned_start)::date, count(*) from trips where state <> 'dropped' and planned_start < '2026-01-01' group by 1"
    )]
    [InlineData(
        "Return the number of closed crates for each channel.",
        "Closed crates have the state delivered or lost.",
        "select channel, count(*) from crates c join orders o on o.id = order_id where c.state in ('delivered', 'lost') group by 1"
    )]
    [InlineData(
        "Return the average price for each channel.",
        "Only crates with the state 'lost' count.",
        "select channel, avg(price) from crates c join orders o on o.id = order_id where c.state = 'lost' group by 1"
    )]
    [InlineData(
        "Which orders are late today? An order is late if it has not been closed and its due date is before today. Return the order ID, the channel and the number of days the order is late, starting with the longest late.",
        null,
        "select id, channel, date '2026-11-21' - due_on from orders where closed_on is null and due_on < date '2026-11-21'"
    )]
    [InlineData(
        "Who is the client with the highest total toll in each country? Return the country, first name, last name and total toll.",
        "Rank the clients within their country by the total toll, and keep the first of each country.",
        "select country, first_name, last_name, t from (select country, first_name, last_name, sum(toll) as t, rank() over (partition by country order by sum(toll) desc) as r from crates join clients c on c.id = client_id group by c.id) x where r = 1"
    )]
    [InlineData(
        "Return the depot name and city for depots that no trip starts from, by doing a left join from the depots to trips table.",
        null,
        "select depot_name, city from depots where depot_code not in (select start_depot from trips)"
    )]
    [InlineData(
        "Return the distinct list of client IDs that have sent a lost crate on a trip to Finland, based on joining the crates, trips and depots tables.",
        null,
        "select distinct client_id from crates c join trips t on t.id = trip_id join depots on depot_code = target_depot where c.state = 'lost' and country = 'Finland'"
    )]
    [InlineData(
        "For each van that was inspected at least 2 times, what is the MG? Return the plate, number of inspections and MG.",
        "MG (mean gap) = average number of days between the checked date of an inspection and the checked date of the previous inspection of the same van. The first inspection of a van has no gap.",
        "select plate, count(*), avg(g) from (select van_id, checked_on - lag(checked_on) over (partition by van_id order by checked_on) as g from inspections) x join vans on vans.id = van_id group by vans.id having count(*) >= 2"
    )]
    [InlineData(
        "How many crates are there in each channel, and how many of them were lost? Return the channel, the number of crates and the number of lost crates.",
        null,
        "select channel, count(*), count(*) filter (where c.state = 'lost') from crates c join orders o on o.id = order_id group by 1"
    )]
    [InlineData(
        "For the trips planned in 2025, by how many minutes on average was the real end after the planned end in each month?",
        "Truncate the planned end to month for aggregation.",
        "select date_trunc('month', planned_end)::date, avg(extract(epoch from real_end - planned_end) / 60) from trips where planned_end <= '2025-12-31' group by 1"
    )]
    [InlineData(
        "What is the TIC in the past 9 days, inclusive of today?",
        "TIC = Total Inspection Count. The past 9 days start at CURRENT_DATE - INTERVAL '400 days'.",
        "select count(*) from inspections where checked_on >= date '2026-11-21' - 400"
    )]
    [InlineData(
        "What are the number of trips and the average distance for vans that have 'vo' in their maker? Return plate, num_trips and avg_distance, with the average rounded to 1 decimal place.",
        "When using makers, match case-insensitively and allow partial matches using LIKE with wildcards.",
        "select plate, count(*), round(avg(distance_km), 1) from trips join vans on vans.id = van_id where maker ilike '%vo%' group by vans.id"
    )]
    [InlineData(
        "Return the plate, number of trips, total distance and DR for each van.",
        "DR = distance rank of each van ordered by its total distance descending",
        "select plate, count(*), sum(distance_km), rank() over (order by sum(distance_km) desc) from trips join vans on vans.id = van_id group by vans.id"
    )]
    public async Task The_rows_are_those_of_plain_sql(string question, string? instructions, string sql) =>
        await carrier.ShouldAnswerAsync(question, instructions, sql);

    [Fact]
    public void A_restriction_that_nothing_stands_for_keeps_the_answer_from_being_sure()
    {
        var outcome = carrier.Plan("Return the number of crates for each channel.", "Leave out crates that smell of fish.");

        (outcome is not PlannedQuery { Best.P: >= 0.7 }).ShouldBeTrue();
    }

    [Fact]
    public void Days_between_rows_are_not_told_over_the_rows_of_several_things()
    {
        var outcome = carrier.Plan(
            "What is the MG of each maker? Return the maker and MG.",
            "MG = average number of days between the checked date of an inspection and the checked date of the previous inspection of the same van."
        );

        (outcome is not PlannedQuery { Best.P: >= 0.7 }).ShouldBeTrue();
    }
}

/// <summary>The carrier with what <c>semantic init</c> makes of it.</summary>
public sealed class CarrierDraft(EmbeddedPostgresFixture postgres) : AskedDraft(postgres, Carrier.Sql);
