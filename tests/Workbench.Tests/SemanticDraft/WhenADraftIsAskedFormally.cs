using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Workbench.Server.Semantics;
using Workbench.Server.Semantics.Compiler;
using Workbench.Server.Semantics.Layer;
using Workbench.Server.Semantics.Planner;
using Workbench.Tests.Infrastructure;

namespace Workbench.Tests.SemanticDraft;

/// <summary>Long questions that say the form of their result, to a layer that nobody has touched: the rows are those of plain SQL.</summary>
public sealed class WhenADraftIsAskedFormally(WorkshopDraft workshop) : IClassFixture<WorkshopDraft>
{
    [Theory]
    [InlineData(
        "Return the first name and last name of the mechanic with the shortest time from being hired to leaving. Return the number of days he/she was employed for.",
        null,
        "select mech_first_name, mech_last_name, mech_left_on - mech_hired_on from ws_mechanic where mech_left_on is not null order by 3 limit 1"
    )]
    [InlineData(
        "Return the bike ID, frame number and number of days of the repair that took the longest before being finished.",
        null,
        "select rep_bike_id, bike_frame_no, rep_finished_on - rep_date from ws_repair join ws_bike on bike_id = rep_bike_id where rep_finished_on is not null order by 3 desc limit 1"
    )]
    [InlineData(
        "Return the top 2 brands by total price, showing the number of bikes repaired and the total price for each brand.",
        null,
        "select bike_brand, count(distinct rep_bike_id), sum(rep_price) from ws_repair join ws_bike on bike_id = rep_bike_id group by 1 order by 3 desc limit 2"
    )]
    [InlineData(
        "Return the distinct list of rider IDs that have a bike, based on joining the ws_rider and ws_bike tables.",
        null,
        "select distinct bike_rdr_id from ws_bike"
    )]
    [InlineData(
        "Return the distinct list of bike IDs with a repair that was paid in cash, based on joining the ws_bike, ws_repair and ws_payment tables.",
        null,
        "select distinct rep_bike_id from ws_repair join ws_payment on pay_rep_id = rep_id where pay_method = 'cash'"
    )]
    [InlineData(
        "Return the rider ID, first name and last name for riders that have no bike, by doing a left join from the ws_rider to ws_bike table.",
        null,
        "select rdr_id, rdr_first_name, rdr_last_name from ws_rider where rdr_id not in (select bike_rdr_id from ws_bike)"
    )]
    [InlineData(
        "Return the bike ID and brand for bikes that were never repaired.",
        null,
        "select bike_id, bike_brand from ws_bike where bike_id not in (select rep_bike_id from ws_repair)"
    )]
    [InlineData(
        "What is the average number of days between the repair date and the payment date, rounded to 2 decimal places?",
        "When getting duration between repair and payment date for each repair, get the latest payment for the repair by aggregating over the ws_payment table first.",
        "select round(avg(last - rep_date), 2) from (select rep_id, rep_date, max(pay_date) as last from ws_repair join ws_payment on pay_rep_id = rep_id group by 1, 2) x"
    )]
    [InlineData(
        "What is the LR for all repairs in 2024?",
        "LR (late rate) = number of repairs finished after the due date / number of repairs finished * 100",
        "select 100.0 * count(*) filter (where rep_finished_on > rep_due_date) / count(rep_finished_on) from ws_repair where rep_date < '2025-01-01'"
    )]
    [InlineData(
        "What is the MS of repairs in 2024?",
        "MS (member share) = total price of repairs of member riders / total price of all repairs * 100",
        "select 100 * sum(rep_price) filter (where rdr_is_member) / sum(rep_price) from ws_repair join ws_bike on bike_id = rep_bike_id join ws_rider on rdr_id = bike_rdr_id where rep_date < '2025-01-01'"
    )]
    [InlineData(
        "How many repairs did each mechanic carry in 2024? Return their first name, last name and number of repairs, ordered from most to least repairs.",
        null,
        "select mech_first_name, mech_last_name, count(*) from ws_repair join ws_mechanic on mech_id = rep_mech_id where rep_date < '2025-01-01' group by mech_id"
    )]
    [InlineData(
        "For repairs with a price above 60, how many payments were received in 2024? Return the number of payments and the total amount.",
        null,
        "select count(*), sum(pay_amount) from ws_payment join ws_repair on rep_id = pay_rep_id where rep_price > 60 and pay_date between '2024-01-01' and '2024-12-31'"
    )]
    [InlineData(
        "Which bikes were parked in the latest snapshot for May 2024? Return the bike id, frame number and brand. Bikes are considered parked if rack_is_parked is True.",
        null,
        "select bike_id, bike_frame_no, bike_brand from ws_rack_snapshot join ws_bike on bike_id = rack_bike_id where rack_date = '2024-05-30' and rack_is_parked"
    )]
    [InlineData(
        "Return the highest price for each kind of repair of bikes that are no longer parked, ordered by the price from highest to lowest.",
        "When getting a bike's status, always take the latest status from the ws_rack_snapshot table",
        "select rep_kind, max(rep_price) from ws_repair where rep_bike_id in (select rack_bike_id from ws_rack_snapshot where rack_date = '2024-06-17' and not rack_is_parked) group by 1"
    )]
    [InlineData(
        "What are the details and average price for riders that have 'st3' in their last name or 'st11' in the first name? Return the first name, last name and average price.",
        "Match names case-insensitively using LIKE with wildcards.",
        "select rdr_first_name, rdr_last_name, avg(rep_price) from ws_repair join ws_bike on bike_id = rep_bike_id join ws_rider on rdr_id = bike_rdr_id where rdr_last_name ilike '%st3%' or rdr_first_name ilike '%st11%' group by rdr_id"
    )]
    [InlineData(
        "Return the number of repairs by month of the year for 2024.",
        null,
        "select extract(month from rep_date)::int, count(*) from ws_repair where rep_date < '2025-01-01' group by 1"
    )]
    [InlineData(
        "What percentage of riders are members in each town? Return the town and the percentage.",
        null,
        "select rdr_town, 100.0 * count(*) filter (where rdr_is_member) / count(*) from ws_rider group by 1"
    )]
    [InlineData(
        "What is the average number of repairs per bike, among bikes that had any?",
        "First count the repairs of each bike, then take the average of those counts.",
        "select avg(n) from (select count(*) as n from ws_repair group by rep_bike_id) x"
    )]
    [InlineData(
        "What is the average number of repairs per bike, including bikes without any, rounded to 3 decimal places?",
        null,
        "select round(count(*)::numeric / (select count(*) from ws_bike), 3) from ws_repair"
    )]
    [InlineData(
        "How many payments were received within 15 days of the repair date?",
        null,
        "select count(*) from ws_payment join ws_repair on rep_id = pay_rep_id where pay_date - rep_date <= 15"
    )]
    [InlineData(
        "What are the top 2 brands by total price within each kind? Return the kind, brand, total price and rank.",
        null,
        "select * from (select rep_kind, bike_brand, sum(rep_price), rank() over (partition by rep_kind order by sum(rep_price) desc) as r from ws_repair join ws_bike on bike_id = rep_bike_id group by 1, 2) x where r <= 2"
    )]
    [InlineData(
        "For each kind, what are the 2 most repaired brands by number of repairs? Return the kind, brand and number of repairs.",
        null,
        "select rep_kind, bike_brand, n from (select rep_kind, bike_brand, count(*) as n, rank() over (partition by rep_kind order by count(*) desc) as r from ws_repair join ws_bike on bike_id = rep_bike_id group by 1, 2) x where r <= 2"
    )]
    [InlineData(
        "Rank the brands within each town by number of repairs. Return the town, brand, number of repairs and rank.",
        "Use RANK() over the number of repairs in descending order, partitioned by town.",
        "select rdr_town, bike_brand, count(*), rank() over (partition by rdr_town order by count(*) desc) from ws_repair join ws_bike on bike_id = rep_bike_id join ws_rider on rdr_id = bike_rdr_id group by 1, 2"
    )]
    [InlineData(
        "Return the total payment amount per month in 2024 together with the running total over the months.",
        "Running total = cumulative sum of the monthly totals. Order by month ascending.",
        "select m, a, sum(a) over (order by m) from (select date_trunc('month', pay_date)::date as m, sum(pay_amount) as a from ws_payment where pay_date < '2025-01-01' group by 1) x"
    )]
    [InlineData(
        "What is the total price of repairs per month in 2024, and what is the MoM growth in percent?",
        "MoM growth = (total price of the month - total price of the previous month) / total price of the previous month * 100",
        "select m, a, (a - lag(a) over (order by m)) * 100 / lag(a) over (order by m) from (select date_trunc('month', rep_date)::date as m, sum(rep_price) as a from ws_repair where rep_date < '2025-01-01' group by 1) x"
    )]
    [InlineData(
        "Return the bike ID, the repair date and the price of the latest repair of each bike.",
        "The latest repair is the one with the most recent repair date.",
        "select distinct on (rep_bike_id) rep_bike_id, rep_date, rep_price from ws_repair order by rep_bike_id, rep_date desc"
    )]
    [InlineData(
        "Return the bike ID and the brand of bikes whose brand starts with 'B' or whose frame number ends with '37'.",
        null,
        "select bike_id, bike_brand from ws_bike where bike_brand like 'B%' or bike_frame_no like '%37'"
    )]
    [InlineData(
        "Who is the newest rider? Return the first name and last name.",
        null,
        "select rdr_first_name, rdr_last_name from ws_rider order by rdr_joined_on desc limit 1"
    )]
    [InlineData(
        "How many payments were made on weekends and how many on weekdays in 2024? Return the number of weekend payments and the number of weekday payments.",
        null,
        "select count(*) filter (where extract(isodow from pay_date) > 5), count(*) filter (where extract(isodow from pay_date) < 6) from ws_payment where pay_date < '2025-01-01'"
    )]
    [InlineData(
        "Which riders have been served by more than 1 different mechanics? Return the rider ID and the number of mechanics.",
        null,
        "select bike_rdr_id, count(distinct rep_mech_id) from ws_repair join ws_bike on bike_id = rep_bike_id group by 1 having count(distinct rep_mech_id) > 1"
    )]
    [InlineData(
        "Return the distinct list of mechanic IDs that have repaired a Surly, based on joining the ws_mechanic, ws_repair and ws_bike tables.",
        null,
        "select distinct rep_mech_id from ws_repair join ws_bike on bike_id = rep_bike_id where bike_brand = 'Surly'"
    )]
    public Task It_gives_the_rows_of_plain_sql(string question, string? instructions, string sql) => workshop.ShouldAnswerAsync(question, instructions, sql);

    [Theory]
    [InlineData("Return the number of riders photographed in the last 3 months, inclusive of today.", null)]
    [InlineData("How many riders were photographed in 2024? Return the number.", null)]
    [InlineData("Return the brand and XR for each bike", "XR = total price / total price * 100")]
    [InlineData("Return the total price of repairs that shone", null)]
    [InlineData("Return the brand of bikes that have never been painted", null)]
    [InlineData("Return the total price of repairs", "Use RANK() over the brands partitioned by town.")]
    [InlineData("Return the total price of repairs", "First compute the price of each bike, then take the average.")]
    [InlineData("Return the brand of the latest bike of each mechanic", null)]
    public void What_is_said_of_things_and_stands_nowhere_is_not_passed_over(string question, string? instructions) =>
        (workshop.Plan(question, instructions) is PlannedQuery { Best.P: >= 0.65 }).ShouldBeFalse();

    [Fact]
    public void A_number_over_that_of_all_is_the_share_of_the_whole()
    {
        var best = workshop
            .Plan("Return the brand and SH for each brand", "SH = total price of the brand / total price of all brands * 100")
            .ShouldBeOfType<PlannedQuery>()
            .Best;

        best.Query.Shares.ShouldHaveSingleItem().Of.ShouldBeEmpty();
        best.Query.Define.ShouldBeNull();
    }

    [Fact]
    public void Growth_is_relative_to_the_period_before()
    {
        var best = workshop
            .Plan("Return the total price per month and the growth", "growth = (current month value - previous month value) / previous month value")
            .ShouldBeOfType<PlannedQuery>()
            .Best;

        best.Query.Growth.ShouldBe(best.Query.Metrics);
        best.Query.InHundredths.ShouldBeFalse();
        best.Query.Steps.ShouldBeNull();
    }

    [Fact]
    public void Nothing_of_a_draft_is_read_as_sure() =>
        workshop
            .Plan("Return the distinct list of rider IDs that have a bike, based on joining the ws_rider and ws_bike tables.", null)
            .ShouldBeOfType<PlannedQuery>()
            .Best.P.ShouldBeLessThan(0.8);
}

/// <summary>The workshop with what <c>semantic init</c> makes of it.</summary>
public sealed class WorkshopDraft(EmbeddedPostgresFixture postgres) : AskedDraft(postgres, Workshop.Sql);
