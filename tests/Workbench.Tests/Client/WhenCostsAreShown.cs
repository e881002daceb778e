using Shouldly;
using Workbench.Client.Costs;
using Workbench.Shared.Costs;

namespace Workbench.Tests.Client;

public sealed class WhenCostsAreShown
{
    private static readonly DateOnly Today = new(2026, 11, 21);

    [Fact]
    public void Without_days_in_the_address_the_last_thirty_are_shown()
    {
        CostRange.Read(null, null, null, Today).ShouldBe(new CostRange(new(2026, 10, 23), Today, CostGrouping.Agent));
    }

    [Fact]
    public void Days_in_the_wrong_order_are_turned_and_too_many_are_cut()
    {
        CostRange.Read("2026-11-05", "2026-11-01", "model", Today).ShouldBe(new CostRange(new(2026, 11, 1), new(2026, 11, 5), CostGrouping.Model));
        CostRange.Read("1900-01-01", "2026-11-01", "x", Today).From.ShouldBe(new DateOnly(2024, 11, 1));
        CostRange.Read("0001-01-01", "9999-12-31", "7", Today).ShouldBe(CostRange.Read("2024-11-21", null, null, Today));
        CostRange.Read(null, "0001-01-01", null, Today).To.ShouldBe(new DateOnly(2000, 1, 1));
    }

    [Fact]
    public void Cost_per_answered_question_is_cost_over_answered_questions()
    {
        var view = View(new CostTotals(5, 4, 2, 100, 10, 20, 0.015m, 0) { QuestionUsd = 0.01m });

        var perQuestion = view.Range.Single(f => f.Label == "Per question");
        (perQuestion.Value, perQuestion.Note).ShouldBe(("$0.0025", "4 asked, programs left out"));
        perQuestion.Exact.ShouldBe("$0.01 for 4 asked: $0.0025 each. $0.005 of other programs and the playground is not in it.");
        view.Range.Single(f => f.Label == "Per answered question").Value.ShouldBe("$0.0050");
    }

    [Fact]
    public void What_was_refused_is_told_beside_the_calls()
    {
        var shown = View(new CostTotals(5, 4, 2, 100, 10, 20, 0.015m, 0) { Calls = 3, RefusedCalls = 2 }).Range.Single(f => f.Label == "Shown days");
        shown.Note.ShouldBe("5 runs, 3 model calls, 2 refused");
    }

    [Fact]
    public void Nobody_asked_is_not_a_cost_of_zero() => View(CostTotals.Nothing).Range.Single(f => f.Label == "Per question").Value.ShouldBe("–");

    [Fact]
    public void Unpriced_calls_are_told_and_not_counted_as_free()
    {
        View(new CostTotals(1, 1, 1, 1, 1, 1, 0, 3))
            .ShouldSatisfyAllConditions(v => v.Unpriced.ShouldNotBeNull().ShouldStartWith("3 model calls have"), v => v.Total.Cost.ShouldBe("$0 + unpriced"));
    }

    [Fact]
    public void Free_days_are_drawn_by_questions()
    {
        var view = View(new CostTotals(1, 1, 1, 1, 1, 1, 0, 0));

        view.Chart!.Series.Single().Y.ShouldBe([1]);
        view.Chart.Note.ShouldNotBeNull().ShouldContain("$0");
    }

    [Fact]
    public void The_csv_has_a_line_per_day_and_name_and_no_formulas()
    {
        View(new CostTotals(1, 1, 1, 5, 1, 2, 0.00001m, 0), name: "=cmd|' /C calc'!A0")
            .Csv.ShouldBe(
                "day,name,runs,questions,answered,input_tokens,cached_tokens,output_tokens,cost_usd,unpriced_calls,model_calls,retried_calls,retries_usd,questions_usd,refused_calls\r\n"
                    + "2026-11-21,'=cmd|' /C calc'!A0,1,1,1,5,1,2,0.00001,0,0,0,0,0,0\r\n"
            );
    }

    [Fact]
    public void Every_line_leads_to_its_runs()
    {
        View(new CostTotals(1, 1, 1, 5, 1, 2, 0, 0), name: "d 0")
            .Lines.Single()
            .RunsHref.ShouldBe("/traces?agent=d%200&from=2026-11-21&to=2026-11-21&zone=UTC");
    }

    [Fact]
    public void A_cost_leads_to_the_runs_whose_calls_it_is()
    {
        var line = View(
            new CostTotals(1, 1, 1, 5, 1, 2, 0.5m, 0)
            {
                Calls = 2,
                RetryCalls = 1,
                RetryUsd = 0.1m,
            }
        )
            .Lines.Single();

        line.CallsHref.ShouldBe("/traces?calls=all&agent=d0&from=2026-11-21&to=2026-11-21&zone=UTC");
        line.RetriesHref.ShouldBe("/traces?calls=retries&agent=d0&from=2026-11-21&to=2026-11-21&zone=UTC");
        line.Retries.ShouldBe("$0.1000");
    }

    [Fact]
    public void When_all_was_free_no_run_is_the_dearest() =>
        View(new CostTotals(3, 3, 3, 5, 1, 2, 0, 0)).AllFree.ShouldBe("All 3 runs of these days cost nothing: $0.");

    [Fact]
    public void A_budget_has_a_bar_of_what_is_spent_and_held()
    {
        var view = BudgetView.Create(Budget(8.5m, held: 1m), Today, "UTC");

        (view.State, view.Tone, view.Spent, view.Held, view.Share).ShouldBe(("Nearly spent", "warning", "85%", "10%", "85%"));
        view.Words.ShouldBe("$8.50 spent · $0.5000 left · $1.00 held back for calls that run");
        view.RunsHref.ShouldBe("/traces?calls=all&agent=d0&from=2026-11-01&to=2026-11-21&zone=UTC");
        BudgetView.Create(Budget(12m), Today, "UTC").ShouldSatisfyAllConditions(v => v.Spent.ShouldBe("100%"), v => v.State.ShouldBe("Spent"));
        BudgetView.Create(Budget(9m) with { HasRefused = true }, Today, "UTC").State.ShouldBe("Refuses calls");
        BudgetView
            .Create(Budget(1m) with { HasRefused = true }, Today, "UTC")
            .ShouldSatisfyAllConditions(v => v.State.ShouldBe("Refused a dear call"), v => v.Tone.ShouldBe("warning"));
    }

    [Theory]
    [InlineData("50", null)]
    [InlineData("$1,000.50", null)]
    [InlineData("fifty", "The limit is an amount in US dollars, such as 50.")]
    [InlineData("-5", "The limit is an amount in US dollars, such as 50.")]
    [InlineData("0", "The limit is at least $0.01.")]
    [InlineData("", "The limit is an amount in US dollars, such as 50.")]
    public void A_limit_is_read_as_people_write_it(string text, string? problem) =>
        new BudgetForm { Limit = text }
            .Read()
            .Problem.ShouldBe(problem);

    private static BudgetState Budget(decimal spent, decimal held = 0) =>
        new()
        {
            Id = 1,
            Scope = BudgetScope.Agent,
            Subject = "d0",
            Period = BudgetPeriod.Month,
            LimitUsd = 10m,
            SpentUsd = spent,
            HeldUsd = held,
            LostUsd = 0,
            From = new DateOnly(2026, 11, 1),
            ResetsAt = new DateTimeOffset(2026, 12, 1, 0, 0, 0, TimeSpan.Zero),
            SetBy = "Ann",
            SetAt = default,
            HasRefused = false,
        };

    private static CostView View(CostTotals totals, string name = "d0") =>
        CostView.Create(
            new CostReport
            {
                Totals = totals,
                Days = [new CostDay(Today, totals, new Dictionary<string, CostTotals>(StringComparer.Ordinal) { [name] = totals })],
                Lines = [new CostLine(name, totals)],
                DearestRuns = [],
                TimeZone = "UTC",
            },
            new CostRange(Today, Today, CostGrouping.Agent),
            new CostMonth(Today, totals, totals, null, "UTC"),
            [],
            null
        );
}
