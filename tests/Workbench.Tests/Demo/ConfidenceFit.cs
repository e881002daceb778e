using System.Collections.Immutable;
using Workbench.Server.Semantics.Planner;

namespace Workbench.Tests.Demo;

/// <summary>An answer to learn confidence from.</summary>
/// <param name="Weight">How much it counts: the many variants of one question together about as much as the question.</param>
internal sealed record Judged(Evidence Evidence, bool IsRight, double Weight);

/// <summary>
/// Logistic regression of "is right" on the evidence, by Newton's method, held to the constants in use by a square penalty (they are the prior: the
/// sets hold few wrong answers, and what they do not speak of stays as it was set).
/// </summary>
internal static class ConfidenceFit
{
    private const double Penalty = 3;

    // The constant, and what is not said in so many words, are what first runs say of them; sets that were tuned on would say that all is right.
    private const double Held = 1_000_000;
    private const int FirstUnsaid = 9;
    private const int Steps = 25;

    public static double[] Of(IReadOnlyCollection<Judged> judged)
    {
        var prior = Confidence.Weights.ToArray();
        var weights = prior.ToArray();
        for (var step = 0; step < Steps; step++)
        {
            var n = weights.Length;
            var gradient = new double[n];
            var curvature = new double[n, n];
            for (var i = 0; i < n; i++)
            {
                var penalty = i is 0 or >= FirstUnsaid ? Held : Penalty;
                gradient[i] = penalty * (prior[i] - weights[i]);
                curvature[i, i] = penalty;
            }
            foreach (var (evidence, isRight, weight) in judged)
            {
                var x = evidence.ToArray();
                var p = Probability(weights, x);
                for (var i = 0; i < n; i++)
                {
                    gradient[i] += weight * ((isRight ? 1 : 0) - p) * x[i];
                    for (var j = 0; j < n; j++)
                        curvature[i, j] += weight * p * (1 - p) * x[i] * x[j];
                }
            }
            var change = Solve(curvature, gradient);
            for (var i = 0; i < n; i++)
                weights[i] += change[i];
        }
        return weights;
    }

    /// <summary>Mean surprise in nats: the smaller, the better the probabilities.</summary>
    public static double Loss(ReadOnlySpan<double> weights, IReadOnlyCollection<Judged> judged)
    {
        double sum = 0,
            all = 0;
        foreach (var (evidence, isRight, weight) in judged)
        {
            var p = Probability(weights, evidence.ToArray());
            sum -= weight * Math.Log(Math.Max(1e-9, isRight ? p : 1 - p));
            all += weight;
        }
        return sum / all;
    }

    public static ImmutableArray<(double From, double To)> Bands { get; } = [(0.9, 1.01), (0.8, 0.9), (0.6, 0.8), (0, 0.6)];

    public static double Probability(ReadOnlySpan<double> weights, double[] x)
    {
        var sum = 0.0;
        for (var i = 0; i < x.Length; i++)
            sum += weights[i] * x[i];
        return 1 / (1 + Math.Exp(-sum));
    }

    /// <summary>Gauss with pivots; the matrix is positive definite.</summary>
    private static double[] Solve(double[,] a, double[] b)
    {
        var n = b.Length;
        for (var k = 0; k < n; k++)
        for (var i = k + 1; i < n; i++)
        {
            var f = a[i, k] / a[k, k];
            for (var j = k; j < n; j++)
                a[i, j] -= f * a[k, j];
            b[i] -= f * b[k];
        }
        for (var i = n - 1; i >= 0; i--)
        {
            for (var j = i + 1; j < n; j++)
                b[i] -= a[i, j] * b[j];
            b[i] /= a[i, i];
        }
        return b;
    }
}
