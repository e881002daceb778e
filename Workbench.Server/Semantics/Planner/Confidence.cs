namespace Workbench.Server.Semantics.Planner;

/// <summary>From what speaks for a reading to the probability that it is right.</summary>
/// <remarks>
/// A logistic curve. What it says of a reading that takes nothing beside what was said is what the first runs of four sets that nobody had looked at said of them, held a
/// little lower; its slopes say of each band of those first runs what came true there, and "high" stays right on each set when the slopes are fitted on the others:
/// docs/evaluation.md has the table, <c>eng/score.sh</c> and a test repeat it.
/// </remarks>
internal static class Confidence
{
    /// <summary>In the order of <see cref="Evidence.ToArray"/>.</summary>
    public static ReadOnlySpan<double> Weights => [3.3, -10.0, -1.5, -3.0, -2.5, -3.5, -2.2, -8.0, -1.5, -2.5, -0.2];

    /// <summary>From here on an answer is called sure.</summary>
    public const double High = 0.8;

    /// <summary>What is answered at all was right in two of three cases of first runs, however much spoke against it: what is hopeless is refused.</summary>
    private const double Least = 0.65;

    public static double Of(Evidence evidence)
    {
        var x = 0.0;
        var values = evidence.ToArray();
        for (var i = 0; i < values.Length; i++)
            x += Weights[i] * values[i];
        return Math.Round(Math.Max(Least, 1 / (1 + Math.Exp(-x))), 3);
    }

    /// <summary>Too much speaks against the reading to answer by it: a plain sum, so that many small reasons weigh as much as a large one.</summary>
    public static bool IsHopeless(Evidence evidence) =>
        // Half a name beside words that only a description holds is somebody else's number: "share price" is no rate.
        evidence is { Weak: > 0, Halves: > 0.3 }
        || 5.9 * evidence.Doubts + 5 * evidence.Unused + 2 * evidence.Weak + 3.9 * (evidence.Losses + evidence.Halves) + (evidence.IsClose ? 2 : 0) > 3.8;

    /// <param name="margin">Distance in score to the next reading that asks something else.</param>
    public static Evidence EvidenceOf(Interpretation interpretation, double margin) =>
        new(
            interpretation.Draft.Doubts.Sum(d => d.Amount) + interpretation.Draft.Cautions.Sum(c => c.Amount),
            interpretation.Unexplained.Length,
            interpretation.WeaklyExplained,
            interpretation.Draft.Links.Where(l => !IsHalf(l.Option)).Sum(Loss),
            margin < 0.05,
            interpretation.Draft.Links.Where(l => IsHalf(l.Option)).Sum(Loss),
            interpretation.Draft.Unsaid.Sum(u => u.Amount)
        );

    /// <summary>A part of a name, or something further from it than two typos.</summary>
    private static bool IsHalf(LinkOption option) => !option.IsWhole || option.Quality < 0.77;

    private static double Loss((LinkMention Mention, LinkOption Option, LinkContext Context) link) => Math.Max(0, 0.98 - link.Option.Quality);

    public static double Of(Interpretation interpretation, double margin) => Of(EvidenceOf(interpretation, margin));
}
