namespace Workbench.Server.Semantics.Planner;

/// <summary>From what speaks for a reading to the probability that it is right.</summary>
/// <remarks>
/// A logistic curve. Its constants are fitted by the tests on the question sets and on their variants that no layer covers, held near what was set by
/// hand where the sets say little: <c>eng/score.sh</c> prints the fit beside them, docs/benchmarks.md has the table.
/// </remarks>
internal static class Confidence
{
    /// <summary>In the order of <see cref="Evidence.ToArray"/>.</summary>
    public static ReadOnlySpan<double> Weights => [3.2, -5.9, -5.0, -2.0, -3.9, -2.0];

    public static double Of(Evidence evidence)
    {
        var x = 0.0;
        var values = evidence.ToArray();
        for (var i = 0; i < values.Length; i++)
            x += Weights[i] * values[i];
        return Math.Round(1 / (1 + Math.Exp(-x)), 3);
    }

    /// <param name="margin">Distance in score to the next reading that asks something else.</param>
    public static Evidence EvidenceOf(Interpretation interpretation, double margin) =>
        new(
            interpretation.Draft.Doubts.Sum(d => d.Amount) + interpretation.Draft.Cautions.Sum(c => c.Amount),
            interpretation.Unexplained.Length,
            interpretation.WeaklyExplained,
            interpretation.Draft.Links.Sum(l => Math.Max(0, 0.98 - l.Option.Quality)),
            margin < 0.05
        );

    public static double Of(Interpretation interpretation, double margin) => Of(EvidenceOf(interpretation, margin));
}
