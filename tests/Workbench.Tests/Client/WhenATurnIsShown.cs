using Shouldly;
using Workbench.Client.Chat;
using Workbench.Shared.Answers;
using Workbench.Shared.Runs;

namespace Workbench.Tests.Client;

public sealed class WhenATurnIsShown
{
    public static TheoryData<RunStatus, AnswerStatus?, Type> States() =>
        new()
        {
            { RunStatus.Queued, null, typeof(TurnWorking) },
            { RunStatus.Running, null, typeof(TurnWorking) },
            { RunStatus.Waiting, AnswerStatus.Clarify, typeof(TurnClarify) },
            { RunStatus.Superseded, AnswerStatus.Clarify, typeof(TurnClarify) },
            { RunStatus.Done, AnswerStatus.Answered, typeof(TurnAnswered) },
            { RunStatus.Done, AnswerStatus.Refused, typeof(TurnRefused) },
            { RunStatus.Done, AnswerStatus.Denied, typeof(TurnRefused) },
            { RunStatus.Done, AnswerStatus.Failed, typeof(TurnFailed) },
            { RunStatus.Failed, null, typeof(TurnFailed) },
            { RunStatus.Cancelled, null, typeof(TurnStopped) },
            { RunStatus.Done, null, typeof(TurnFailed) },
        };

    [Theory, MemberData(nameof(States))]
    public void Each_state_of_a_run_has_its_card(RunStatus status, AnswerStatus? answer, Type card)
    {
        TurnView.Create(Run(status, answer is { } a ? Answers.Of(a) : null)).Body.ShouldBeOfType(card);
    }

    [Fact]
    public void A_question_back_can_be_answered_only_while_it_waits()
    {
        Open(RunStatus.Waiting).ShouldBeTrue();
        Open(RunStatus.Superseded).ShouldBeFalse();

        static bool Open(RunStatus status) => TurnView.Create(Run(status, Answers.Of(AnswerStatus.Clarify))).Body.ShouldBeOfType<TurnClarify>().IsOpen;
    }

    [Fact]
    public void A_free_run_says_that_it_cost_nothing() =>
        TurnView.Create(Run(RunStatus.Done, Answers.Of(AnswerStatus.Answered)) with { CostUsd = 0 }).Totals.ShouldBe("412 ms · $0");

    [Fact]
    public void Finished_work_of_one_kind_is_one_entry_and_what_failed_stands_for_itself()
    {
        StepLine[] steps =
        [
            Step(1, StepKind.Tool, StepStatus.Ok, "Compiled ARR"),
            Step(2, StepKind.Sql, StepStatus.Ok, "Ran a query"),
            Step(3, StepKind.Tool, StepStatus.Ok, "Compiled ARR"),
            Step(4, StepKind.Sql, StepStatus.Ok, "Ran a query"),
            Step(5, StepKind.Sql, StepStatus.Failed, "The query failed"),
        ];

        StepView
            .CreateAll(steps)
            .Select(s => (s.Title, s.Mark, s.Duration))
            .ShouldBe([("Compiled ARR ×2", "ok", "40 ms"), ("Ran 2 queries", "ok", "40 ms"), ("The query failed", "failed", "20 ms")]);
    }

    private static StepLine Step(int seq, StepKind kind, StepStatus status, string title) => new(seq, null, kind, status, title, null, 20, 1);

    private static RunProgress Run(RunStatus status, Answer? answer) =>
        new()
        {
            RunId = Guid.NewGuid(),
            ConversationId = Guid.NewGuid(),
            Question = "What was ARR?",
            Status = status,
            AskedAt = DateTimeOffset.UnixEpoch,
            Answer = answer,
            DurationMs = 412,
        };
}
