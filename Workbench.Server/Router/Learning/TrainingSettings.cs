using System.Collections.Immutable;

namespace Workbench.Server.Router.Learning;

/// <summary>How a network is trained; what <c>router train</c> uses is the default, chosen by the sweep in docs/router.md.</summary>
internal sealed record TrainingSettings
{
    public static TrainingSettings Default { get; } = new();

    /// <summary>Sizes of the hidden layers; none makes a logistic regression.</summary>
    public ImmutableArray<int> Hidden { get; init; } = [128, 32];

    /// <summary>
    /// Slots for hashed words; 0 leaves them out. They are left out: on sources left out of training they find less of <c>max</c>, for they tell a source by its words.
    /// </summary>
    public int Slots { get; init; }

    public bool UsesEmbedding { get; init; } = true;
    public bool UsesFeatures { get; init; } = true;

    /// <summary>Whether half of the messages are learned with their place in the conversation, where their source tells it.</summary>
    public bool LearnsPlace { get; init; } = true;

    /// <summary>Share of the inputs that are dropped for a message while training.</summary>
    public float InputDropout { get; init; } = 0.3f;

    /// <summary>
    /// Share of the messages whose embedding, and of those whose hashed words, are left out whole while training: what is known of a message
    /// must do without the other, as it must for a language or words never seen.
    /// </summary>
    public float PartDropout { get; init; } = 0.3f;

    /// <summary>Share of the hidden values that are dropped for a message while training.</summary>
    public float HiddenDropout { get; init; } = 0.4f;

    /// <summary>At the first step; it falls along a cosine to a twentieth.</summary>
    public float LearningRate { get; init; } = 4e-3f;

    public float WeightDecay { get; init; } = 0.02f;
    public int BatchSize { get; init; } = 128;
    public int MostEpochs { get; init; } = 22;

    /// <summary>Epochs without a smaller loss on the messages kept aside before training stops.</summary>
    public int Patience { get; init; } = 5;

    /// <summary>Share of the target that is spread over all classes: labels are not certain.</summary>
    public float LabelSmoothing { get; init; } = 0.1f;

    /// <summary>0: each message counts the same; 1: each class does.</summary>
    public float ClassBalance { get; init; } = 0.6f;

    /// <summary>0: each message counts the same; 1: each source does.</summary>
    public float SourceBalance { get; init; } = 0.1f;

    /// <summary>How many networks are trained and averaged. Each keeps other messages aside for early stopping, so that all are learned from.</summary>
    public int Members { get; init; } = 4;

    /// <summary>Share of the messages that a network keeps aside.</summary>
    public float KeptAside { get; init; } = 0.1f;

    public int Seed { get; init; } = 7;
}
