namespace Workbench.Server.Semantics.Planner;

/// <summary>From what speaks for a reading to the probability that it is right.</summary>
/// <remarks>A logistic curve over four sums. Its constants were set on the evaluation sets: docs/benchmarks.md, "Planner".</remarks>
internal static class Confidence
{
    private const double Base = 3.1;
    private const double PerDoubt = -4.2;
    private const double PerUnexplainedWord = -3.2;
    private const double PerWeakWord = -0.35;
    private const double PerLinkLoss = -4.0;
    private const double CloseRival = -1.2;

    /// <param name="margin">Distance in score to the next reading that asks something else.</param>
    public static double Of(Interpretation interpretation, double margin)
    {
        var doubts = interpretation.Draft.Doubts.Sum(d => d.Amount);
        var losses = interpretation.Draft.Links.Sum(l => Math.Max(0, 0.98 - l.Option.Quality));
        var x =
            Base
            + PerDoubt * doubts
            + PerUnexplainedWord * interpretation.Unexplained.Length
            + PerWeakWord * interpretation.WeaklyExplained
            + PerLinkLoss * losses
            + (margin < 0.05 ? CloseRival : 0);
        return Math.Round(1 / (1 + Math.Exp(-x)), 3);
    }
}
