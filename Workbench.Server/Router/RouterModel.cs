using Workbench.Server.Router.Features;
using Workbench.Server.Router.Network;
using Workbench.Shared.Router;

namespace Workbench.Server.Router;

/// <summary>Trained weights at work: pure, in-process, safe for many threads.</summary>
internal sealed class RouterModel(RouterWeights weights)
{
    public RouterWeights Weights => weights;

    /// <returns>Why an embedding of so many numbers cannot be read; null: it can.</returns>
    public string? WhyNot(int numbers) =>
        weights.Input.EmbeddingSize is 0 || weights.Input.EmbeddingSize == numbers
            ? null
            : FormattableString.Invariant(
                $"{weights.Name} reads embeddings of {weights.Input.EmbeddingSize} numbers, and {weights.Encoder} now gives {numbers}. Train it anew, or set Embeddings:Dimensions back."
            );

    /// <param name="embedding">Of the text, by the encoder that the weights name; not read where a rule decides.</param>
    public RouterVerdict Classify(ReadOnlySpan<float> embedding, MessageCheck message, double bias)
    {
        if (message.Tier is { } ruled)
            return Ruled(ruled, bias, message.Warnings);
        var probabilities = Probabilities(weights.Input.Vector(embedding, message.Text, message.Counts, message.Place), message.Place);
        var tier = TierChoice.Of(probabilities, bias);
        if (message.Text.Length > MessageFeatures.MostCharacters && tier is RouterTier.Fast or RouterTier.Context)
            tier = RouterTier.Standard;
        return new RouterVerdict
        {
            Tier = tier,
            Probabilities = probabilities,
            Bias = bias,
            Version = weights.Name,
            Warnings = message.Warnings,
        };
    }

    public static RouterVerdict Ruled(RouterTier tier, double bias, IReadOnlyList<RouterWarning> warnings) =>
        new()
        {
            Tier = tier,
            Probabilities = RouterProbabilities.Only(tier),
            Bias = bias,
            Version = RouterVerdict.Rules,
            Warnings = warnings,
        };

    /// <summary>The mean over the networks, calibrated; a first message inherits nothing, so the others share what <c>context</c> had.</summary>
    private RouterProbabilities Probabilities(MessageVector vector, MessagePlace place)
    {
        var p = weights.Calibration.Apply(Ensemble.Probabilities(weights.Members, vector));
        if (place != MessagePlace.First)
            return RouterProbabilities.Of(p);
        var others = p[0] + p[1] + p[2];
        return others > 0 ? new RouterProbabilities(p[0] / others, p[1] / others, p[2] / others, 0) : RouterProbabilities.Only(RouterTier.Fast);
    }
}
