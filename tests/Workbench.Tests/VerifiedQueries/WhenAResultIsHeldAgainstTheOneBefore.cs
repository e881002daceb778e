using Shouldly;
using Workbench.Server.Semantics.Layer;
using Workbench.Server.VerifiedQueries;
using Workbench.Shared.VerifiedQueries;

namespace Workbench.Tests.VerifiedQueries;

public sealed class WhenAResultIsHeldAgainstTheOneBefore
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void The_same_period_that_gives_another_number_is_flagged_until_it_gives_the_first_again()
    {
        var first = Run(null, "layer 1", October("thirty"));
        var other = Run(first, "layer 1", October("forty"));

        (first.IsChanged, other.IsChanged, other.FirstValue).ShouldBe((false, true, "thirty"));
        Run(other, "layer 1", October("thirty")).IsChanged.ShouldBeFalse();
    }

    [Fact]
    public void What_changed_stays_flagged_in_the_periods_after_it_and_under_other_layers_until_somebody_renews()
    {
        var changed = Run(Run(null, "layer 1", October("thirty")), "layer 1", October("forty"));

        var next = Run(changed, "layer 2", November("fifty"));
        var again = Run(next, "layer 3", November("fifty"));

        (next.IsChanged, again.IsChanged).ShouldBe((true, true));
        var standing = VerifiedStanding.Of(Verified, again, new DateOnly(2026, 12, 5), expiringDays: 30);
        standing.State.ShouldBe(VerifiedState.Stale);
        // Neither "it gave thirty and gives fifty": these are of two periods.
        standing.Words.ShouldBe("The result of an earlier period, which was over on 2026-11-21, has changed since. Look why, and renew it.");
        var moved = Run(again, "layer 3", November("sixty"));
        VerifiedStanding
            .Of(Verified, moved, new DateOnly(2026, 12, 5), expiringDays: 30)
            .Words.ShouldBe("It gave fifty for a period that was over on 2026-11-21, and gives sixty now. Look why, and renew it.");
        // Renewed, it begins with a row of its own.
        Run(null, "layer 3", November("sixty")).IsChanged.ShouldBeFalse();
    }

    private static VerifiedQuery Verified { get; } =
        new("How many?", [], null, "select 1", "ann", new DateOnly(2026, 10, 5), null, new SourceSpan("5-operations/verified.yml", 1, 1));

    private static VerifiedRunRow Run(VerifiedRunRow? before, string revision, VerifiedRows rows) =>
        rows.Upon(
            new VerifiedRunRow
            {
                Id = Guid.NewGuid(),
                Account = "shop",
                Fingerprint = "f",
                Question = "How many?",
                Occasion = revision,
                LayerRevision = revision,
                ClaimedBy = "here",
                ClaimedAt = Noon,
            },
            before,
            Noon
        );

    private static VerifiedRows October(string value) => Rows(value, new DateOnly(2026, 10, 1));

    private static VerifiedRows November(string value) => Rows(value, new DateOnly(2026, 11, 1));

    private static VerifiedRows Rows(string value, DateOnly from) => new(value, value, 1, from, from.AddMonths(1), null, IsClosed: true, DurationMs: 1);
}
