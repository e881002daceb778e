using Shouldly;
using Workbench.Client.Traces;
using Workbench.Shared.Answers;
using Workbench.Shared.Runs;
using Workbench.Shared.Traces;

namespace Workbench.Tests.Client;

public sealed class WhenARunIsTraced
{
    [Fact]
    public void A_bar_lies_where_its_step_was_in_the_run()
    {
        StepRowView.Create(Row(1, start: 50, duration: 25), totalMs: 200).Style.ShouldBe("--depth:0;--left:25%;--width:12.5%");
    }

    [Fact]
    public void A_bar_is_never_outside_of_the_run_and_never_invisible()
    {
        StepRowView.Create(Row(1, start: 500, duration: 5000), totalMs: 200).Style.ShouldBe("--depth:0;--left:99.6%;--width:0.4%");
        StepRowView.Create(Row(1, start: 0, duration: 0), totalMs: 0).Style.ShouldBe("--depth:0;--left:0%;--width:0.4%");
    }

    [Fact]
    public void A_running_step_reaches_to_now() =>
        StepRowView
            .Create(Row(1, start: 50, duration: null), totalMs: 200)
            .ShouldSatisfyAllConditions(r => r.Style.ShouldEndWith("--width:75%"), r => r.Duration.ShouldBe("…"));

    [Fact]
    public void Folding_a_step_hides_all_below_it()
    {
        var tree = StepTree.Create(5) with { All = [Row(1), Row(2, parent: 1), Row(3, parent: 2), Row(4), Row(5, parent: 4)] };

        tree.Toggle(1).Visible().Select(r => r.Seq).ShouldBe([1, 4, 5]);
        tree.Toggle(1).Toggle(1).IsWhole.ShouldBeTrue();
    }

    [Fact]
    public void The_address_holds_the_filters_and_days_end_in_the_viewers_night()
    {
        var zone = TimeZoneInfo.FindSystemTimeZoneById("America/New_York");

        var filter = TraceQuery.Read(
            new TraceQueryValues(" arr ", null, "local", null, "failed", "refused", "2026-11-01", "2026-11-01", "0.01", "1.5", null),
            zone
        );

        filter.ShouldBe(
            new TraceFilter
            {
                Text = "arr",
                Model = "local",
                Status = RunStatus.Failed,
                Answer = AnswerStatus.Refused,
                From = new DateTimeOffset(2026, 11, 1, 0, 0, 0, TimeSpan.FromHours(-4)),
                To = new DateTimeOffset(2026, 11, 2, 0, 0, 0, TimeSpan.FromHours(-5)), // The clocks went back that day.
                MinCostUsd = 0.01m,
                MinDurationMs = 1500,
            }
        );
    }

    [Fact]
    public void What_the_address_says_wrongly_does_not_filter()
    {
        TraceQuery
            .Read(new TraceQueryValues("", "", null, null, "nonsense", "7x", "yesterday", "31.12.", "dear", "long", "x"), TimeZoneInfo.Utc)
            .ShouldBe(new TraceFilter());
        TraceQuery
            .Read(new TraceQueryValues(" ", null, null, null, "7", "7", "0001-01-01", "9999-12-31", "much", "NaN", "me"), TimeZoneInfo.Utc)
            .ShouldBe(new TraceFilter());
    }

    [Fact]
    public void Every_status_has_a_tone_and_a_word()
    {
        foreach (var status in Enum.GetValues<RunStatus>())
        {
            foreach (var answer in Enum.GetValues<AnswerStatus>().Cast<AnswerStatus?>().Append(null))
            {
                TraceLineView.StatusOf(status, answer).ShouldNotBeEmpty();
                TraceLineView.ToneOf(status, answer).ShouldNotBeNull();
            }
        }
        foreach (var kind in Enum.GetValues<StepKind>())
            StepRowView.IconOf(kind).ShouldNotBeEmpty();
    }

    private static StepRow Row(int seq, int? parent = null, double start = 0, double? duration = 1) =>
        new(seq, parent, 0, StepKind.Tool, StepStatus.Ok, "query_metrics", null, start, duration, 0, null, 1, HasChildren: false);
}
