namespace Workbench.Shared.Router;

/// <summary>From probabilities to a tier.</summary>
public static class TierChoice
{
    /// <summary>The likeliest tier, moved by a bias.</summary>
    /// <param name="bias">
    /// 0: the likeliest. With 1 a dearer tier is chosen over the next cheaper one up to e times less likely; with -1 the other way round. Whether a
    /// message inherits its conversation's tier is no matter of cost, so the bias leaves that alone.
    /// </param>
    public static RouterTier Of(RouterProbabilities probabilities, double bias)
    {
        var tier = Cheapest(probabilities, 0);
        return probabilities.Context >= probabilities[tier] ? RouterTier.Context : Cheapest(probabilities, bias);
    }

    private static RouterTier Cheapest(RouterProbabilities probabilities, double bias)
    {
        var best = RouterTier.Fast;
        foreach (var tier in (ReadOnlySpan<RouterTier>)[RouterTier.Standard, RouterTier.Max])
            if (Score(tier) > Score(best))
                best = tier;
        return best;

        double Score(RouterTier tier) => Math.Log(Math.Max(probabilities[tier], 1e-9)) + bias * (int)tier;
    }
}
