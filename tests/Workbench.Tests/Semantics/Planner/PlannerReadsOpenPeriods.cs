using Shouldly;
using Workbench.Server.Semantics;
using Workbench.Shared.Queries;

namespace Workbench.Tests.Semantics.Planner;

/// <summary>A period with one end, where a year has two readings: the library counts in fiscal years (its default periods, semantic-layer.md §3 rule 6), of which 2025 is July 2024 to June 2025; the calendar's stands beside it.</summary>
public sealed class PlannerReadsOpenPeriods
{
    [Theory]
    [InlineData("loans before 2025", null, "2024-07-01", null, "2025-01-01")]
    [InlineData("loans until 2025", null, "2025-07-01", null, "2026-01-01")]
    [InlineData("loans since 2025", "2024-07-01", null, "2025-01-01", null)]
    [InlineData("loans after 2025", "2025-07-01", null, "2026-01-01", null)]
    public void Both_readings_of_a_year_end_on_the_side_that_was_said(string question, string? from, string? to, string? otherFrom, string? otherTo)
    {
        var planned = PlannerHarness.Library.Ask(question).ShouldBeOfType<PlannedQuery>();

        RangeOf(planned.Best.Query).ShouldBe(Range(from, to));
        planned.Others.Select(o => RangeOf(o.Query)).ShouldContain(Range(otherFrom, otherTo));
    }

    private static DateRange? RangeOf(SemanticQuery query) => query.Time?.Range as DateRange;

    private static DateRange Range(string? from, string? to) => new(Day(from), Day(to));

    private static DateOnly? Day(string? text) => text is null ? null : DateOnly.ParseExact(text, "yyyy-MM-dd");
}
