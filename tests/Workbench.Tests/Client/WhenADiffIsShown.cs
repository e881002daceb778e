using Shouldly;
using Workbench.Client.SemanticLayer;
using Workbench.Shared.AnswerDiffs;
using Workbench.Shared.Answers;

namespace Workbench.Tests.Client;

public sealed class WhenADiffIsShown
{
    [Fact]
    public void What_breaks_stands_first_and_open_and_what_stays_the_same_is_folded()
    {
        var view = DiffView.Create(
            Diff(Item("a", DiffOutcome.Equal), Item("b", DiffOutcome.Changed), Item("c", DiffOutcome.Broken), Item("d", DiffOutcome.Added))
        );

        view.Groups.Select(g => (g.Outcome, g.IsOpen))
            .ShouldBe([(DiffOutcome.Broken, true), (DiffOutcome.Changed, true), (DiffOutcome.Equal, false), (DiffOutcome.Added, false)]);
        view.IsQuiet.ShouldBeFalse();
    }

    [Fact]
    public void A_diff_without_a_change_says_how_much_was_compared()
    {
        var view = DiffView.Create(Diff() with { Counts = [new DiffCounts(DiffSubject.Metric, 83, 0, 0, 0, 0, 0, 0, 2, 0, 80, 1)] });

        view.IsQuiet.ShouldBeTrue();
        view.Summary.ShouldBe(
            "No number changes. 83 numbers were compared: 80 have the same statement on both sides, 2 another statement and the same result, 1 could not be compared on either side."
        );
        view.Counts.ShouldHaveSingleItem().Text.ShouldBe("83: 2 another statement, same numbers, 80 same statement, 1 on neither side");
    }

    [Fact]
    public void The_counts_add_up_to_what_was_compared()
    {
        var view = DiffView.Create(Diff() with { Counts = [new DiffCounts(DiffSubject.Metric, 115, 0, 0, 0, 0, 0, 0, 0, 2, 112, 1)] });

        view.Summary.ShouldBe(
            "No number changes. 115 numbers were compared: 112 have the same statement on both sides, 2 are new, 1 could not be compared on either side."
        );
    }

    [Theory]
    [InlineData(1_000_000, 1_100_000, "USD", "$1.00M", "$1.10M", "+10.0%")]
    [InlineData(0.10, 0.12, "percent", "10.0%", "12.0%", "+2.0 points")]
    [InlineData(0, 5, null, "0", "5", "")]
    [InlineData(18_412_345, 18_412_346, "USD", "$18,412,345", "$18,412,346", "+0.0%")]
    public void Numbers_that_look_alike_when_short_are_told_in_full(double old, double now, string? unit, string oldText, string newText, string change)
    {
        var view = DiffNumberView.Create(new DiffNumber("", "n", ColumnType.Decimal, unit, new Cell((decimal)old), new Cell((decimal)now)));

        (view.Old, view.New).ShouldBe((oldText, newText));
        if (old != 18_412_345)
            view.Change.ShouldBe(change);
    }

    [Fact]
    public void A_row_that_is_gone_says_so_and_the_run_that_told_it_is_a_click_away()
    {
        var run = Guid.NewGuid();
        var item = Item("How many?", DiffOutcome.Changed) with
        {
            Subject = DiffSubject.PastAnswer,
            Seen = new DiffSeen(
                3,
                ["ann", "ben"],
                7,
                [new SeenAnswer(run, Guid.NewGuid(), "How many?", "ann", DateTimeOffset.UnixEpoch, AnswerStanding.Liked, "5")]
            ),
            Headline = new DiffNumber("EMEA", "n", ColumnType.Integer, null, new Cell(5L), default, DiffNumberKind.Gone),
        };

        var view = DiffItemView.Create(item, 0);

        view.Href.ShouldBe($"/traces/{run}");
        view.Seen.ShouldBe("ann and 1 other saw the old one 3 times");
        view.Headline.ShouldNotBeNull().New.ShouldBe("not there");
    }

    private static AnswerDiff Diff(params DiffItem[] items) =>
        new()
        {
            From = new DiffSide("in use", "a"),
            To = new DiffSide("unsaved texts", "b"),
            Account = "shop",
            Level = "internal",
            Today = new DateOnly(2026, 6, 15),
            Items = items,
        };

    private static DiffItem Item(string name, DiffOutcome outcome) =>
        new()
        {
            Subject = DiffSubject.Metric,
            Outcome = outcome,
            Name = name,
            Label = name,
            Words = "Words.",
        };
}
