using Workbench.Shared.Router;

namespace Workbench.Server.Router.Learning;

/// <summary>What was said of a labelled message.</summary>
internal sealed record Prediction(RouterExample Example, RouterProbabilities Probabilities)
{
    public RouterTier At(double bias) => TierChoice.Of(Probabilities, bias);

    public bool IsRight => At(0) == Example.Label;
}
