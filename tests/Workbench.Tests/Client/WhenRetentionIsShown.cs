using Shouldly;
using Workbench.Client.Settings;
using Workbench.Shared.Retention;

namespace Workbench.Tests.Client;

public sealed class WhenRetentionIsShown
{
    private static readonly DateTimeOffset Night = new(2026, 11, 24, 2, 40, 0, TimeSpan.Zero);

    [Fact]
    public void What_happens_next_is_one_sentence()
    {
        RetentionView.Create(Plan(days: null, due: 0), null).Next.ShouldBe("Everything is kept for ever");
        RetentionView.Create(Plan(40, due: 0), null).Next.ShouldBe("Nothing is due now. The next look is");
        RetentionView.Create(Plan(40, due: 1_200), null).Next.ShouldBe("1,200 runs will be deleted");
        RetentionView.Create(Plan(40, due: 1) with { NextAt = null }, null).Next.ShouldContain("retention apply");
    }

    [Fact]
    public void A_rule_that_is_only_tried_deletes_at_no_time()
    {
        var view = RetentionView.Create(Plan(90, due: 1), new RetentionTrial("*", 90));
        view.Next.ShouldBe("1 run would be deleted by such a rule");
        view.NextAt.ShouldBeNull();
        view.IsSomethingDue.ShouldBeTrue();
    }

    [Fact]
    public void A_line_says_how_long_and_leads_to_the_runs()
    {
        var lines = RetentionView.Create(Plan(40, due: 3), null).Lines;
        (lines[0].Agent, lines[0].Href, lines[0].Kept, lines[0].Runs, lines[0].Due).ShouldBe(("key:shop", "/traces?agent=key%3Ashop", "40 days", "2,000", "3"));
        RetentionView.Create(Plan(null, due: 0), null).Lines[0].Due.ShouldBe("–");
    }

    [Theory]
    [InlineData(RetentionState.Running, "Deletes since", true)]
    [InlineData(RetentionState.Done, "Last round", false)]
    [InlineData(RetentionState.CutOff, "Cut off: what is told is deleted, the next round goes on. Begun", false)]
    public void A_round_tells_how_far_it_is(RetentionState state, string title, bool isRunning)
    {
        var view = RetentionRoundView.Create(new RetentionRound(Night, "ada", state, 200, 50, 10, 7, 2_100_000));
        (view.Title, view.IsRunning, view.Share).ShouldBe((title, isRunning, 0.25));
        view.Words.ShouldBe("50 of 200 runs with 10 conversations, and 7 texts of runs deleted on earlier days (2.1 MB), by ada");
    }

    [Fact]
    public void Room_is_told_in_texts_and_rows() =>
        RetentionView
            .RoomOf(new RetentionRoom(2, 1, 1_000, 2_000))
            .ShouldBe("2 runs take about 3.0 kB: 1.0 kB in 1 text that no other run needs, and about 2.0 kB in rows.");

    private static RetentionPlan Plan(int? days, long due) =>
        new()
        {
            Agents = [new RetentionLine("key:shop", days, 2_000, due, Night.AddDays(-300))],
            Kept = [new RetentionKept("are not over", 1)],
            NextAt = Night,
            Last = null,
        };
}
