namespace Workbench.Shared.Router;

/// <summary>The router tried out: one message beside labelled ones, or many against their labels. Nothing of it is routed or counted as a decision.</summary>
public interface IRouterLab
{
    /// <summary>That conversations are routed with.</summary>
    double Bias { get; }

    /// <summary>Model of a provider that is sent every text for its embedding, at its price; null: no text leaves this process.</summary>
    string? Provider { get; }

    /// <summary>Labelled sets that the program brings.</summary>
    IReadOnlyList<RouterSampleSet> Sets { get; }

    /// <summary>Labelled messages nearest in meaning. The first who asks starts the reading of all of them, which takes about half a minute; until then the reply tells how far it is.</summary>
    Task<RouterNeighbours> NearestAsync(string text, int count, CancellationToken cancellationToken);

    /// <exception cref="FormatException">There is no such set, or its file is damaged.</exception>
    Task<IReadOnlyList<RouterSample>> ReadSetAsync(string name, CancellationToken cancellationToken);

    /// <summary>Lines of <c>{id, text, label?, source?}</c>.</summary>
    /// <param name="name">Of the file, for what is wrong with it.</param>
    /// <exception cref="FormatException">A line is no message; the text says which one and why.</exception>
    Task<IReadOnlyList<RouterSample>> ReadAsync(Stream lines, string name, CancellationToken cancellationToken);

    /// <summary>Each message in order, as <c>router classify</c> judges it: its place in a conversation is not told.</summary>
    IAsyncEnumerable<RouterJudged> JudgeAsync(IReadOnlyList<RouterSample> samples, CancellationToken cancellationToken);

    /// <summary>How right they are with a bias; of those alone that have a label.</summary>
    RouterBulkScore Score(IReadOnlyList<RouterJudged> judged, double bias, RouterPrices prices);
}

/// <param name="IsLearned">The weights in use learned from it: it shows less of how they do elsewhere.</param>
public sealed record RouterSampleSet(string Name, string Note, bool IsLearned);

/// <param name="Label">Null: not known.</param>
public sealed record RouterSample(string Id, string Text, string Source, RouterTier? Label);

public sealed record RouterJudged(RouterSample Sample, RouterVerdict Verdict)
{
    /// <summary>What a rule decided is not moved by a bias.</summary>
    public RouterTier At(double bias) => Verdict.Version == RouterVerdict.Rules ? Verdict.Tier : TierChoice.Of(Verdict.Probabilities, bias);
}

/// <summary>What a message costs at each tier, in any unit.</summary>
public sealed record RouterPrices(double Fast, double Standard, double Max)
{
    /// <summary>Round numbers of usual price lists, relative to <c>max</c>.</summary>
    public static RouterPrices Usual { get; } = new(0.05, 0.25, 1);
}

public abstract record RouterNeighbours
{
    private protected RouterNeighbours() { }
}

/// <param name="Messages">Nearest first, of those that were read.</param>
/// <param name="Done">How many messages were read.</param>
/// <param name="All">How many there are; 0: not known yet.</param>
public sealed record RouterNeighboursFound(IReadOnlyList<RouterNeighbour> Messages, int Done, int All) : RouterNeighbours
{
    public bool IsWhole => All > 0 && Done == All;
}

/// <param name="Problem">Why there are none, and what to do.</param>
public sealed record RouterNeighboursMissing(string Problem) : RouterNeighbours;

/// <param name="Similarity">Cosine of the two embeddings.</param>
public sealed record RouterNeighbour(RouterSample Sample, double Similarity);

/// <summary>How right judgements are.</summary>
public sealed record RouterBulkScore
{
    /// <summary>Messages with a label.</summary>
    public required int Messages { get; init; }

    public required double Accuracy { get; init; }

    /// <summary>The mean of the recalls: each class counts the same.</summary>
    public required double MeanRecall { get; init; }

    /// <summary>Share of the messages that got a cheaper tier than they need.</summary>
    public required double Cheaper { get; init; }

    /// <summary>As a share of what they cost with always <c>max</c>.</summary>
    public required double Cost { get; init; }

    /// <summary>Expected calibration error of the probabilities, which no bias moves.</summary>
    public required double CalibrationError { get; init; }

    /// <summary>Messages by the label (first) and the tier they got (second), in the order of <see cref="RouterTier"/>.</summary>
    public required IReadOnlyList<IReadOnlyList<int>> Confusion { get; init; }

    public required IReadOnlyList<RouterCalibrationBin> Calibration { get; init; }

    /// <summary>Over the whole range of biases, lowest first.</summary>
    public required IReadOnlyList<RouterCostPoint> Curve { get; init; }
}

/// <param name="From">The least probability of the likeliest tier.</param>
/// <param name="Said">Its mean.</param>
/// <param name="Right">How often that tier was right.</param>
public sealed record RouterCalibrationBin(double From, double To, int Messages, double Said, double Right);

/// <param name="Cost">As a share of what they cost with always <c>max</c>.</param>
/// <param name="Enough">Share of the messages whose tier is at least the one they need, or that rightly inherit one.</param>
public sealed record RouterCostPoint(double Bias, double Accuracy, double Cost, double Enough);
