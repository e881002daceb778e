using Shouldly;
using Workbench.Client.Traces;
using Workbench.Shared.Runs;
using Workbench.Shared.Traces;

namespace Workbench.Tests.Client;

/// <summary>What the pane of a step shows of the tries that were made.</summary>
public sealed class WhenAStepIsOpened
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 2, 12, 0, 0, TimeSpan.Zero);

    private static StepDetail Step(params IReadOnlyList<UsageRow> usage) =>
        new()
        {
            Row = new StepRow(2, null, 0, StepKind.Model, StepStatus.Ok, "standard", null, 0, 700, 0, 0, usage.Count, false),
            Raw = "{}",
            Usage = usage,
            Attempts = [new AttemptRow(1, Noon, 700, "replied", null)],
        };

    private static UsageRow Try(string model) => new("openai", model, 0, 0, 0, 0, 0, false, 0) { At = Noon, DurationMs = 20 };

    [Fact]
    public void Each_try_at_a_provider_is_a_line_with_why_it_was_asked_and_what_came_of_it()
    {
        var view = StepPaneView.Create(
            Step(
                Try("small") with
                {
                    IsSent = false,
                    Error = "small reads no images.",
                },
                Try("beta") with
                {
                    Decision = "next of the tier",
                    Error = "Rate limit reached",
                },
                Try("alpha") with
                {
                    Decision = "after beta failed",
                    FirstTokenMs = 12,
                }
            )
        );

        view.Attempts.Select(a => (a.Number, a.What, a.Why, a.Outcome, a.Error))
            .ShouldBe([
                (1, "openai / small", null, "not asked", "small reads no images."),
                (2, "openai / beta", "next of the tier", "failed", "Rate limit reached"),
                (3, "openai / alpha", "after beta failed", "replied", null),
            ]);
        view.Attempts[2].FirstToken.ShouldBe("12 ms");
    }

    [Fact]
    public void A_step_that_was_begun_anew_says_so_before_its_tries()
    {
        var view = StepPaneView.Create(
            Step(Try("alpha")) with
            {
                Attempts = [new AttemptRow(1, Noon, 90, "lost", "The executor stopped."), new AttemptRow(2, Noon, 700, "replied", null)],
            }
        );

        view.Attempts.Select(a => (a.What, a.Outcome)).ShouldBe([("the step", "lost"), ("openai / alpha", "replied")]);
    }
}
