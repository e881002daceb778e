namespace Workbench.Shared.Router;

/// <summary>Trained weights: those that the program brings, candidates of the data directory, and those that were in use before.</summary>
public interface IRouterVersions
{
    /// <summary>All versions with their scores on the same messages; the one in use first, then the newest.</summary>
    Task<IReadOnlyList<RouterVersion>> ListAsync(CancellationToken cancellationToken);

    /// <summary>A version held against the one in use.</summary>
    Task<RouterComparisonOutcome> CompareAsync(string name, CancellationToken cancellationToken);

    /// <summary>Puts a version into use on every server of this database: where the comparison says that it is better, or where the asker insists.</summary>
    /// <param name="insisted">Why he wants it all the same, in his words; null: he does not insist.</param>
    Task<RouterShipOutcome> ShipAsync(string name, string? insisted, CancellationToken cancellationToken);

    /// <summary>Undoes the last ship that was not undone: what was in use before is in use again.</summary>
    Task<RouterShipOutcome> BackAsync(CancellationToken cancellationToken);

    /// <summary>What was put into use, newest first.</summary>
    Task<IReadOnlyList<RouterShip>> HistoryAsync(int count, CancellationToken cancellationToken);
}

public sealed record RouterVersion
{
    public required string Name { get; init; }
    public required bool IsInUse { get; init; }

    /// <summary>It came with the program.</summary>
    public required bool IsOwn { get; init; }

    /// <summary>What training told of it; null: it was trained by an earlier program, or elsewhere.</summary>
    public RouterVersionAbout? About { get; init; }

    /// <summary>On each set that versions are compared on; empty where it cannot be used.</summary>
    public IReadOnlyList<RouterSetScore> Scores { get; init; } = [];

    /// <summary>Why it cannot be used: cut, or made for another version of the program; null: it can.</summary>
    public string? Problem { get; init; }
}

/// <summary>What training tells of weights.</summary>
/// <param name="Messages">That it learned from.</param>
/// <param name="Production">Of these, labels that people of this workspace gave.</param>
/// <param name="DataHash">SHA-256 of what it learned from, in hex.</param>
/// <param name="LeftOut">Every message judged by networks that saw nothing of its source: each version on the messages that it was trained with.</param>
public sealed record RouterVersionAbout(
    string Name,
    DateTimeOffset TrainedAt,
    int Seed,
    string DataHash,
    string Encoder,
    int Messages,
    int Production,
    RouterSetScore LeftOut,
    double TrainingSeconds
);

/// <param name="Set"><c>held-out</c>, <c>production</c>, <c>together</c>, or <c>left-out</c>.</param>
/// <param name="Cheaper">Messages that got a cheaper tier than they need.</param>
/// <param name="Cost">As a share of what they cost with always <c>max</c>.</param>
public sealed record RouterSetScore(string Set, int Messages, int Right, int Cheaper, double Cost)
{
    public const string HeldOut = "held-out";
    public const string Production = "production";
    public const string Together = "together";
    public const string SourcesLeftOut = "left-out";

    public double Accuracy => Messages == 0 ? 0 : (double)Right / Messages;
}

/// <summary>Two versions on the same messages.</summary>
/// <param name="From">In use.</param>
/// <param name="To">That would take its place.</param>
/// <param name="Sets">Each set alone.</param>
/// <param name="Together">All sets as one.</param>
/// <param name="CheaperAtEqualCost">Messages that get a cheaper tier than they need from <paramref name="To"/>, its bias moved until it costs what <paramref name="From"/> does.</param>
/// <param name="Words">The verdict, for people.</param>
/// <param name="Notes">What to know about it: few messages, no labels of production.</param>
public sealed record RouterComparison(
    string From,
    string To,
    IReadOnlyList<RouterSetComparison> Sets,
    RouterSetComparison Together,
    int CheaperAtEqualCost,
    bool IsBetter,
    string Words,
    IReadOnlyList<string> Notes
);

/// <param name="OnlyFrom">Messages that only the version in use has right.</param>
/// <param name="OnlyTo">Messages that only the other one has right.</param>
/// <param name="P">How likely so unequal a share of the two would be by chance (McNemar's exact test, two-sided).</param>
public sealed record RouterSetComparison(string Set, RouterSetScore From, RouterSetScore To, int OnlyFrom, int OnlyTo, double P);

public abstract record RouterComparisonOutcome
{
    private protected RouterComparisonOutcome() { }
}

public sealed record RouterCompared(RouterComparison Comparison) : RouterComparisonOutcome;

public sealed record RouterNotComparable(string Problem) : RouterComparisonOutcome;

public abstract record RouterShipOutcome
{
    private protected RouterShipOutcome() { }
}

public sealed record RouterShipped(RouterShip Ship) : RouterShipOutcome;

/// <param name="Comparison">That did not say better; null: it did not come so far.</param>
public sealed record RouterShipRejected(string Problem, RouterComparison? Comparison) : RouterShipOutcome;

/// <summary>That a version was put into use.</summary>
/// <param name="Insisted">Why, against the comparison, in the person's words; null: the comparison said better, or it went back.</param>
/// <param name="IsBack">It undid an earlier ship.</param>
/// <param name="Comparison">Null where it went back.</param>
public sealed record RouterShip(long Id, DateTimeOffset At, string By, string From, string To, string? Insisted, bool IsBack, RouterComparison? Comparison);
