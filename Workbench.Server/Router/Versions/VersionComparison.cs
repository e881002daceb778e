using System.Globalization;
using Workbench.Server.Router.Learning;
using Workbench.Shared.Router;

namespace Workbench.Server.Router.Versions;

/// <summary>
/// The rule for "better", stated in docs/router.md: of all messages together more are right; at the same cost no more get a cheaper tier than they need;
/// and on no set is it surely worse.
/// </summary>
internal static class VersionComparison
{
    /// <summary>What chance does more rarely is called sure.</summary>
    private const double Surely = 0.05;

    private const int FewMessages = 200;
    private const int CostDigits = 4;

    /// <summary>Halvings of the range of biases: to a thousandth.</summary>
    private const int Steps = 15;

    private const double MostBias = 10;

    /// <param name="from">What the version in use says, by set.</param>
    /// <param name="to">What the other one says of the same messages, in the same order.</param>
    public static RouterComparison Of(VersionExam from, VersionExam to)
    {
        var sets = from.Sets.Zip(to.Sets, (f, t) => Of(f.Name, f.Predictions, t.Predictions)).ToArray();
        var together = Of(RouterSetScore.Together, from.All, to.All);
        var bias = EqualCostBias(from.All, to.All);
        var cheaper = Cheaper(to.All, bias);
        var worse = sets.Where(s => s.To.Right < s.From.Right && s.P < Surely).ToArray();
        var isMoreRight = together.To.Right > together.From.Right;
        var isBetter = isMoreRight && cheaper <= together.From.Cheaper && worse.Length == 0;
        return new RouterComparison(
            from.Name,
            to.Name,
            sets,
            together,
            cheaper,
            isBetter,
            $"{to.Name} is {(isBetter ? "better" : "not better")}: {string.Join("; ", Reasons())}.",
            [.. Notes()]
        );

        IEnumerable<string> Reasons()
        {
            yield return string.Create(
                CultureInfo.InvariantCulture,
                $"{together.To.Right} of {together.To.Messages} messages right, {together.From.Right} with {from.Name} (p = {together.P:0.###})"
            );
            yield return string.Create(
                CultureInfo.InvariantCulture,
                $"at the same cost {cheaper} get a cheaper tier than they need, {together.From.Cheaper} with {from.Name}"
            );
            foreach (var set in worse)
                yield return string.Create(
                    CultureInfo.InvariantCulture,
                    $"on {set.Set} it is surely worse, {set.To.Right} right against {set.From.Right} (p = {set.P:0.###})"
                );
        }

        IEnumerable<string> Notes()
        {
            if (sets.All(s => s.Set != RouterSetScore.Production))
                yield return "No label of production is kept aside yet: only the messages that came with the program were compared.";
            foreach (var set in sets.Where(s => s.To.Messages < FewMessages))
                yield return string.Create(
                    CultureInfo.InvariantCulture,
                    $"{set.Set} has few messages, {set.To.Messages}: one of them is {100.0 / set.To.Messages:0.#} points."
                );
            if (isMoreRight && together.P >= Surely)
                yield return string.Create(CultureInfo.InvariantCulture, $"So small a difference may be chance (p = {together.P:0.##}).");
        }
    }

    public static RouterSetScore Score(string set, IReadOnlyList<Prediction> predictions) =>
        new(
            set,
            predictions.Count,
            predictions.Count(p => p.IsRight),
            Cheaper(predictions, 0),
            Math.Round(CostPoint.Of(predictions, 0, TierCosts.Usual).Cost, CostDigits)
        );

    private static RouterSetComparison Of(string set, IReadOnlyList<Prediction> from, IReadOnlyList<Prediction> to)
    {
        var pairs = from.Zip(to).ToArray();
        var onlyFrom = pairs.Count(p => p.First.IsRight && !p.Second.IsRight);
        var onlyTo = pairs.Count(p => !p.First.IsRight && p.Second.IsRight);
        return new RouterSetComparison(set, Score(set, from), Score(set, to), onlyFrom, onlyTo, McNemar.P(onlyFrom, onlyTo));
    }

    /// <summary>The largest bias at which <paramref name="to"/> costs no more than <paramref name="from"/> does; a larger one never costs less.</summary>
    private static double EqualCostBias(IReadOnlyList<Prediction> from, IReadOnlyList<Prediction> to)
    {
        var cost = Cost(from, 0);
        var (low, high) = (-MostBias, MostBias);
        for (var step = 0; step < Steps; step++)
        {
            var middle = (low + high) / 2;
            if (Cost(to, middle) <= cost + 1e-9)
                low = middle;
            else
                high = middle;
        }
        return low;

        static double Cost(IReadOnlyList<Prediction> predictions, double bias) => CostPoint.Of(predictions, bias, TierCosts.Usual).Cost;
    }

    private static int Cheaper(IReadOnlyList<Prediction> predictions, double bias) =>
        (int)Math.Round(RouterScore.UnderRouted(predictions, bias) * predictions.Count);
}
