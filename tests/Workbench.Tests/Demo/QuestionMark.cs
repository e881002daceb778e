using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Workbench.Server.Semantics.Planner;

namespace Workbench.Tests.Demo;

internal enum Verdict
{
    /// <summary>The number is right, or it asked, refused or denied where it should.</summary>
    Right,

    /// <summary>A wrong number, and no doubt about it: what must not happen.</summary>
    WrongAndSure,

    /// <summary>A wrong number, said to be unsure.</summary>
    WrongAndUnsure,

    /// <summary>Asked back where an answer was expected.</summary>
    Clarified,

    /// <summary>Refused, denied or failed where something else was expected.</summary>
    Refused,
}

/// <summary>What came of a question.</summary>
/// <param name="Detail">What was understood, for who reads the report.</param>
internal sealed record QuestionMark(GoldQuestion Question, string Asked, Verdict Verdict, double? P, string Detail, TimeSpan Planning, TimeSpan Running)
{
    /// <summary>What the confidence was made of, where there was an answer.</summary>
    public Evidence? Evidence { get; init; }

    /// <summary>Refused or denied, whichever was expected.</summary>
    private bool IsTurnedDown => Verdict == Verdict.Refused || Verdict == Verdict.Right && Question.Expect is "refused" or "denied";

    /// <summary>How often answers of each band of confidence were right.</summary>
    private static string Reliability(ImmutableArray<QuestionMark> marks)
    {
        var text = new StringBuilder();
        foreach (var (from, to) in ConfidenceFit.Bands)
        {
            var band = marks.Where(mark => mark.P >= from && mark.P < to).ToList();
            text.AppendLine(
                CultureInfo.InvariantCulture,
                $"  p {from:f2} to {Math.Min(1, to):f2} | {band.Count, 4} answers | {band.Count(mark => mark.Verdict == Verdict.Right), 4} right"
            );
        }

        return text.ToString();
    }

    /// <summary>What spoke against each answer, as lines of <c>tests/questions/reliability.csv</c>.</summary>
    public static IEnumerable<string> EvidenceLines(string set, ImmutableArray<QuestionMark> marks) =>
        from mark in marks
        where mark is { Evidence: not null, P: not null, Verdict: Verdict.Right or Verdict.WrongAndSure or Verdict.WrongAndUnsure }
        let verdict = mark.Verdict == Verdict.Right ? "right" : "wrong"
        let e = mark.Evidence
        select string.Create(
            CultureInfo.InvariantCulture,
            $"{set},{verdict},{e.Doubts:0.###},{e.Unused},{e.Weak},{e.Losses:0.###},{(e.IsClose ? 1 : 0)},{e.Halves:0.###},{e.Unsaid:0.#}"
        );

    /// <param name="isHeldOut">The table alone: nobody who works on the planner may read what of a hold-out set was missed.</param>
    public static string Report(string title, ImmutableArray<QuestionMark> marks, bool isHeldOut = false)
    {
        var text = new StringBuilder().AppendLine(CultureInfo.InvariantCulture, $"{title}: {marks.Length} questions");
        text.AppendLine("  style     | right | wrong, sure | wrong, unsure | clarified | refused");
        foreach (var group in marks.GroupBy(mark => mark.Question.Style ?? "all").Append(marks.GroupBy(_ => "total").Single()).DistinctBy(group => group.Key))
        {
            int Count(Verdict verdict) => group.Count(mark => mark.Verdict == verdict);
            text.AppendLine(
                CultureInfo.InvariantCulture,
                $"  {group.Key, -9} | {Count(Verdict.Right), 5} | {Count(Verdict.WrongAndSure), 11} | {Count(Verdict.WrongAndUnsure), 13} | {Count(Verdict.Clarified), 9} | {Count(Verdict.Refused), 7}   {(double)Count(Verdict.Right) / group.Count(), 6:p1} right"
            );
        }

        var unanswerable = marks.Where(mark => mark.Question.Expect is "refused" or "denied").ToList();
        if (unanswerable.Count > 0)
        {
            text.AppendLine(
                CultureInfo.InvariantCulture,
                $"  without an answer: {unanswerable.Count(mark => mark.IsTurnedDown)} of {unanswerable.Count} refused or denied"
            );
        }

        text.Append(Reliability(marks));
        if (isHeldOut)
            return text.ToString();

        text.AppendLine(
            CultureInfo.InvariantCulture,
            $"  planning p50 {Middle(mark => mark.Planning):f1} ms, running p50 {Middle(mark => mark.Running):f1} ms; slowest: {string.Join("; ", marks.OrderByDescending(mark => mark.Running).Take(4).Select(mark => $"{mark.Running.TotalMilliseconds:f0} ms {mark.Asked}"))}"
        );
        foreach (var mark in marks.Where(mark => mark.Verdict != Verdict.Right))
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"  {mark.Verdict}: {mark.Asked}  [expected {mark.Question.Expect}, p {mark.P:f2}]")
                .AppendLine(CultureInfo.InvariantCulture, $"      {mark.Detail}");
        }

        return text.ToString();

        double Middle(Func<QuestionMark, TimeSpan> time) => marks.Select(time).Order().ElementAt(marks.Length / 2).TotalMilliseconds;
    }
}
