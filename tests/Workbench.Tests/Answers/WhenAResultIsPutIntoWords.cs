using Markdig;
using Shouldly;
using Workbench.Server.Answers;
using Workbench.Server.Semantics;
using Workbench.Shared.Answers;
using Workbench.Shared.Queries;
using static Workbench.Tests.Answers.Views;

namespace Workbench.Tests.Answers;

public sealed class WhenAResultIsPutIntoWords
{
    [Fact]
    public void One_number_stands_with_its_filter_its_period_and_its_change()
    {
        var previous = Compared(Arr, ColumnRole.Previous, "previous");
        var view = Of([Arr, previous], [18_412_345.67m, 17_337_000m]) with { Period = Q3, ComparedTo = Q2, Filters = [Is("Segment", "Enterprise")] };

        AnswerText.Of(view).ShouldBe("Enterprise ARR was **$18.4M** at the end of FY2027 Q3 (Oct 31, 2026), up 6.2% from FY2027 Q2 ($17.3M).");
    }

    [Theory]
    [InlineData(100, 100, "unchanged from FY2027 Q2")]
    [InlineData(90, 100, "down 10.0% from FY2027 Q2 ($100)")]
    [InlineData(90, 0, "up from $0 in FY2027 Q2")]
    [InlineData(90, null, "(no value for FY2027 Q2 to compare with)")]
    public void A_change_is_said_as_it_is(int now, int? before, string expected) =>
        AnswerText.Of(Of([Arr, Compared(Arr, ColumnRole.Previous, "previous")], [now, before]) with { Period = Q3, ComparedTo = Q2 }).ShouldContain(expected);

    [Fact]
    public void A_percentage_changes_by_points()
    {
        var rate = Value("win_rate", "Win rate", "percent");
        var view = Of([rate, Compared(rate, ColumnRole.Previous, "previous")], [0.25m, 0.237m]) with { Period = October, ComparedTo = Q2 };
        AnswerText.Of(view).ShouldBe("Win rate was **25.0%** in October 2026, up 1.3 points from FY2027 Q2 (23.7%).");
    }

    [Fact]
    public void Counted_things_are_there()
    {
        var view = Of([Deployments], [1_234]) with
        {
            Period = new(new(2026, 11, 20), new(2026, 11, 21), "2026-11-20", false),
            Filters = [Is("Status", "failed")],
        };
        AnswerText.Of(view).ShouldBe("There were **1,234** failed deployments on Nov 20, 2026.");
    }

    [Theory]
    [InlineData("=", 0, "without loans")]
    [InlineData(">", 0, "with loans")]
    [InlineData(">", 20, "with loans over 20")]
    [InlineData("=", 3, "with loans exactly 3")]
    public void A_condition_on_a_number_is_said_of_the_number(string op, int value, string said)
    {
        var filter = ResultViews.FilterOf(
            new AppliedFilter("loans", op, [Workbench.Shared.Queries.QueryValue.Of(value)], FilterOrigin.Question, "Loans per member, all data"),
            Semantics.Planner.SampleLayers.Library
        );
        AnswerText.Of(Of([Deployments], [5]) with { Period = October, Filters = [filter] }).ShouldBe($"There were **5** deployments {said} in October 2026.");
    }

    [Theory]
    [InlineData(new[] { 6, 7 }, "on weekends")]
    [InlineData(new[] { 1, 2, 3, 4, 5 }, "on weekdays")]
    [InlineData(new[] { 1, 7 }, "on Mondays and Sundays")]
    public void Days_of_the_week_have_their_names(int[] days, string said)
    {
        var filter = new AppliedFilter("time.day_of_week", "in", [.. days.Select(d => QueryValue.Of(d))], FilterOrigin.Question, "Day of week");
        var view = Of([Deployments], [5]) with { Period = October, Filters = [ResultViews.FilterOf(filter, Semantics.Planner.SampleLayers.Library)] };
        AnswerText.Of(view).ShouldBe($"There were **5** deployments {said} in October 2026.");
    }

    [Fact]
    public void A_proper_name_keeps_its_capital_and_a_degree_says_of_what()
    {
        AnswerText
            .Of(Of([Deployments], [5]) with { Period = October, Filters = [Is("Country", "France")] })
            .ShouldBe("There were **5** France deployments in October 2026.");
        AnswerText
            .Of(Of([Deployments], [5]) with { Period = October, Filters = [Is("Priority", "high")] })
            .ShouldBe("There were **5** high-priority deployments in October 2026.");
    }

    [Fact]
    public void A_period_that_is_not_over_is_marked() =>
        AnswerText
            .Of(Of([Deployments], [20]) with { Period = new(new(2026, 11, 1), new(2026, 11, 21), "FY2027 Q4", IsPartial: true) })
            .ShouldBe("There were **20** deployments so far in FY2027 Q4 (Nov 1 – Nov 20, 2026).");

    [Fact]
    public void A_number_that_is_not_there_is_not_zero() =>
        AnswerText
            .Of(Of([Value("csat", "CSAT", null)], new object?[] { null }) with { Period = October })
            .ShouldBe("There is no value of CSAT in October 2026: nothing to compute it from.");

    [Fact]
    public void An_empty_result_says_what_was_looked_for() =>
        AnswerText
            .Of(Of([Region, Deployments]) with { Period = October, Filters = [Is("Segment", "Startup")] })
            .ShouldBe("**No rows**: nothing was found for Startup deployments in October 2026.");

    [Fact]
    public void Groups_are_ranked_with_the_share_of_the_first_and_the_total()
    {
        var view = Of([Region, Arr], ["EMEA", 50], ["AMER", 100], ["APAC", 30], ["LATAM", 20]) with { Period = Q3 };
        AnswerText
            .Of(view)
            .ShouldBe(
                "**AMER** had the highest ARR at the end of FY2027 Q3 (Oct 31, 2026): **$100** (50.0% of the total), followed by EMEA ($50) and APAC ($30)."
                    + " The lowest: LATAM ($20). In total $200 over 4 regions."
            );
    }

    [Fact]
    public void A_cut_list_adds_up_to_no_total()
    {
        var view = Of([Region, Arr], ["AMER", 100], ["EMEA", 50]);
        var cut = view with { Query = view.Query! with { Limit = 2, OrderBy = [new("arr", Desc: true)] } };
        var text = AnswerText.Of(cut);
        text.ShouldContain("The 2 listed add up to $150.");
        text.ShouldNotContain("of the total");
    }

    [Fact]
    public void From_the_bottom_the_lowest_comes_first()
    {
        var view = Of([Region, Arr], ["AMER", 100], ["EMEA", 50], ["APAC", 75]);
        AnswerText.Of(view with { Query = view.Query! with { OrderBy = [new("arr")] } }).ShouldStartWith("**EMEA** had the lowest ARR");
    }

    [Fact]
    public void Ordered_by_growth_it_tells_who_grew_the_most()
    {
        var view = Of(
            [Region, Arr, Compared(Arr, ColumnRole.Previous, "previous"), Compared(Arr, ColumnRole.Change, "change")],
            ["AMER", 4_700_000, 3_500_000, 1_200_000],
            ["EMEA", 2_000_000, 1_900_000, 100_000]
        );
        var text = AnswerText.Of(view with { Period = Q3, ComparedTo = Q2, Query = view.Query! with { OrderBy = [new("arr.change", Desc: true)] } });
        text.ShouldBe(
            "**AMER** grew the most in ARR at the end of FY2027 Q3 (Oct 31, 2026) compared to FY2027 Q2: **+$1.20M (+34.3%)**, from $3.50M to $4.70M, followed by EMEA (+5.3%)."
        );
    }

    [Fact]
    public void A_row_without_a_key_is_named_so() =>
        AnswerText.Of(Of([Region, Arr], [null, 100], ["EMEA", 50])).ShouldStartWith("**(no region)** had the highest ARR");

    [Fact]
    public void A_balance_over_time_moves_and_is_never_summed()
    {
        var view = Of([Month, Arr], ["2026-08-01", 100], ["2026-09-01", 130], ["2026-10-01", 120]);
        AnswerText.Of(view).ShouldBe("ARR rose from **$100** in Aug 2026 to **$120** in Oct 2026 (+20.0%). The highest was $130 in Sep 2026.");
    }

    [Fact]
    public void A_flow_over_time_is_summed_over_what_is_complete()
    {
        var view = Of([Month, Deployments], ["2026-08-01", 100], ["2026-09-01", 130], ["2026-10-01", 70], ["2026-11-01", 9]) with
        {
            OpenPeriod = new(2026, 11, 1),
        };
        AnswerText
            .Of(view)
            .ShouldBe(
                "Deployments came to **300** over the 3 months from Aug 2026 to Oct 2026, on average 100 a month."
                    + " The highest month was Sep 2026 (130), the lowest Oct 2026 (70). Nov 2026 is not over yet: 9 so far."
            );
    }

    [Fact]
    public void Groups_that_began_at_different_times_are_not_ranked_by_how_far_they_moved()
    {
        var view = Of(
            [Month, Region, Arr],
            ["2026-08-01", "AMER", 90],
            ["2026-09-01", "AMER", 100],
            ["2026-10-01", "AMER", 110],
            ["2026-09-01", "EMEA", 50],
            ["2026-10-01", "EMEA", 75]
        );
        AnswerText.Of(view).ShouldBe("At the end of Oct 2026, **AMER** had the highest ARR: **$110**; EMEA had the lowest ($75).");
    }

    [Fact]
    public void Groups_over_time_are_compared_where_they_ended()
    {
        var view = Of(
            [Month, Region, Arr],
            ["2026-08-01", "AMER", 90],
            ["2026-09-01", "AMER", 100],
            ["2026-08-01", "EMEA", 50],
            ["2026-09-01", "EMEA", 50],
            ["2026-10-01", "AMER", 110],
            ["2026-10-01", "EMEA", 75]
        );
        AnswerText
            .Of(view)
            .ShouldBe(
                "At the end of Oct 2026, **AMER** had the highest ARR: **$110**; EMEA had the lowest ($75). Since Aug 2026, EMEA moved the most upwards (+50.0%) and AMER the least (+22.2%)."
            );
    }

    [Fact]
    public void Rows_without_a_number_are_counted_and_named()
    {
        var account = new ViewColumn("account.name", "Account", ColumnType.String, null, ColumnRole.Key, null, null);
        AnswerText.Of(Of([account], ["Ann"], ["Bob"])).ShouldBe("**2** accounts: Ann and Bob.");
    }

    [Fact]
    public void A_part_of_the_whole_is_said_as_a_part()
    {
        var view = Of([Region, Arr, Compared(Arr, ColumnRole.Share, "share")], ["EMEA", 6_183, 0.243m]) with { Period = Q3 };
        AnswerText.Of(view).ShouldBe("**EMEA** made up **24.3%** of ARR at the end of FY2027 Q3 (Oct 31, 2026) ($6,183).");
    }

    [Fact]
    public void The_id_beside_a_name_is_not_spoken()
    {
        var name = new ViewColumn("account.name", "Account name", ColumnType.String, null, ColumnRole.Key, null, null) { GroupNoun = "accounts" };
        var id = new ViewColumn("account", "Account", ColumnType.Integer, null, ColumnRole.Key, null, null) { IsIdentity = true };
        AnswerText
            .Of(Of([name, id, Arr], ["Ann", 1, 10], ["Bob", 2, 5], ["Cy", 3, 3], ["Di", 4, 2]))
            .ShouldBe(
                "**Ann** had the highest ARR as of the latest data: **$10** (50.0% of the total), followed by Bob ($5) and Cy ($3). The lowest: Di ($2). In total $20 over 4 accounts."
            );
    }

    [Fact]
    public void Two_periods_stand_side_by_side_for_each_group()
    {
        var quarter = new ViewColumn("time.fiscal_quarter", "Quarter", ColumnType.Date, "fiscal_quarter", ColumnRole.Period, null, "fiscal_quarter")
        {
            PeriodLabels = new Dictionary<string, string> { ["2026-08-01"] = "FY2027 Q3", ["2026-11-01"] = "FY2027 Q4" },
        };
        var csat = Value("csat", "CSAT", "percent");
        var view = Of([quarter, Region, csat], ["2026-08-01", "A", 0.64m], ["2026-11-01", "A", 0.66m], ["2026-08-01", "B", 0.5m], ["2026-11-01", "B", null]);
        AnswerText
            .Of(view with { OpenPeriod = new(2026, 11, 1) })
            .ShouldBe("CSAT in FY2027 Q3 → FY2027 Q4 so far: **A** 64.0% → 66.0% (+2.0 points); **B** 50.0% in one of them. FY2027 Q4 is not over yet.");
    }

    [Fact]
    public void Nobody_meets_a_condition() =>
        AnswerText
            .Of(
                Of([Region, Deployments]) is var view
                    ? view with
                    {
                        Query = view.Query! with { Having = [new("deployments", ">", [10])] },
                        Period = October,
                    }
                    : view
            )
            .ShouldBe("**No rows**: nothing was found for deployments with deployments over 10 in October 2026.");

    [Theory]
    [InlineData("<script>alert(1)</script>", "**<script")]
    [InlineData("[x](javascript:alert(1))", "[x](")]
    [InlineData("a|b", "a|b")]
    [InlineData("`rm -rf`", " `rm")]
    [InlineData("**bold** _it_", "**bold** _it_ had")]
    [InlineData("https://evil.example", "https://")]
    [InlineData("a\n\n# Heading", "\n")]
    public void Values_of_the_warehouse_come_out_inert(string value, string neverAppears)
    {
        var text = AnswerText.Of(Of([Region, Arr], [value, 100], ["EMEA", 50]));
        text.ShouldNotContain(neverAppears);
        var html = Markdown.ToHtml(text, new MarkdownPipelineBuilder().UseAutoLinks().UsePipeTables().Build());
        html.ShouldNotContain("<script");
        html.ShouldNotContain("<a ");
        html.ShouldNotContain("<h1");
        html.ShouldNotContain("<table");
        html.ShouldNotContain("<code");
    }

    [Fact]
    public void A_plain_value_is_not_disfigured() => MarkdownText.Escape("Acme Corp. (Europe) – 50% off, v1.2").ShouldBe("Acme Corp. (Europe) – 50% off, v1.2");

    [Fact]
    public void Markdown_becomes_plain_text_for_a_terminal() =>
        MarkdownText.ToPlain("**" + MarkdownText.Escape("<b> a*b_c [x]") + "** had `1`").ShouldBe("<b> a*b_c [x] had 1");
}
