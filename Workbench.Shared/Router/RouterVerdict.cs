namespace Workbench.Shared.Router;

/// <summary>Which tier a message gets, and why.</summary>
public sealed record RouterVerdict
{
    /// <summary>What <see cref="Version"/> says when no network decided.</summary>
    public const string Rules = "rules";

    public required RouterTier Tier { get; init; }

    /// <summary>Before the bias.</summary>
    public required RouterProbabilities Probabilities { get; init; }

    /// <summary>As it was asked for; see <see cref="TierChoice"/>.</summary>
    public required double Bias { get; init; }

    /// <summary>Name of the weights that decided, or <see cref="Rules"/>.</summary>
    public required string Version { get; init; }

    public IReadOnlyList<RouterWarning> Warnings { get; init; } = [];
}

/// <summary>Why a verdict is less certain than its probabilities say. Belongs into the trace.</summary>
/// <param name="Code">For programs: <c>empty</c>, <c>no_words</c>, <c>unreadable</c>, <c>too_long</c>, <c>language</c>, <c>no_weights</c>, <c>no_encoder</c>.</param>
public sealed record RouterWarning(string Code, string Message);
