namespace Workbench.Shared.Router;

/// <summary>What the router decided in production, and what people did after it.</summary>
public interface IRouterLog
{
    /// <summary>Latest first, without messages that were asked at a level above the asker's.</summary>
    Task<RoutedPage> ListAsync(RoutedFilter filter, string? after, int count, CancellationToken cancellationToken);

    /// <summary>What all such decisions add up to, whoever asked.</summary>
    Task<RouterUse> SumAsync(RoutedFilter filter, CancellationToken cancellationToken);
}

/// <summary>All given conditions hold. Days are those of the semantic layer's time zone, both included.</summary>
public sealed record RoutedFilter(DateOnly From, DateOnly To)
{
    /// <summary>That was asked.</summary>
    public RouterTier? Tier { get; init; }

    /// <summary>Of the router, <see cref="RouterTier.Context"/> among them.</summary>
    public RouterTier? Verdict { get; init; }

    public RouterSignal? Signal { get; init; }

    /// <summary>Name of the weights.</summary>
    public string? Version { get; init; }
}

/// <summary>What a person did that speaks against a decision.</summary>
public enum RouterSignal
{
    /// <summary>Asked the same again.</summary>
    Retry,

    /// <summary>Changed the message and asked again.</summary>
    Edit,

    /// <summary>Chose a model for the same or the next message.</summary>
    Override,

    /// <summary>👎</summary>
    Dislike,
}

public sealed record RoutedPage(IReadOnlyList<RoutedMessage> Messages, string? Next);

/// <summary>One decision.</summary>
public sealed record RoutedMessage
{
    public required Guid Run { get; init; }

    /// <summary>Null: a call of another program.</summary>
    public required Guid? Conversation { get; init; }

    public required DateTimeOffset At { get; init; }
    public required string Agent { get; init; }
    public required string User { get; init; }
    public required string Text { get; init; }
    public required MessagePlace Place { get; init; }

    /// <summary>That was asked.</summary>
    public required RouterTier Tier { get; init; }

    /// <summary>Of the router: <see cref="RouterTier.Context"/>, where the message hangs on the one before.</summary>
    public required RouterTier Verdict { get; init; }

    /// <summary>Before the bounds of the agent.</summary>
    public required RouterTier Wanted { get; init; }

    /// <summary>Before the bias.</summary>
    public required RouterProbabilities Probabilities { get; init; }

    public required double Bias { get; init; }
    public required string Version { get; init; }
    public required double DurationMs { get; init; }
    public required IReadOnlyList<string> Warnings { get; init; }
    public required IReadOnlyList<RouterSignal> Signals { get; init; }

    /// <summary>The model that a person chose for the same or the next message.</summary>
    public required string? OverriddenWith { get; init; }
}

/// <summary>Many decisions, added up.</summary>
public sealed record RouterUse
{
    public required long Messages { get; init; }

    /// <summary>That hang on the one before, as the router says.</summary>
    public required long Context { get; init; }

    /// <summary>By the tier that was asked, cheapest first; those without a message are left out.</summary>
    public required IReadOnlyList<RouterTierUse> Tiers { get; init; }

    /// <summary>In order; days without a message are left out.</summary>
    public required IReadOnlyList<RouterDay> Days { get; init; }

    /// <summary>Weights that decided, the one used last first.</summary>
    public required IReadOnlyList<RouterVersionUse> Versions { get; init; }

    /// <summary>Of embedding and choice, in milliseconds; null: nothing was decided.</summary>
    public required double? MeanMs { get; init; }

    public required double? P95Ms { get; init; }
}

/// <param name="Asked">Messages that were asked in a conversation: others can have no signal.</param>
public sealed record RouterTierUse(RouterTier Tier, long Messages, long Asked, long Retries, long Edits, long Overrides, long Dislikes);

public sealed record RouterDay(DateOnly Day, long Fast, long Standard, long Max);

public sealed record RouterVersionUse(string Version, long Messages, DateTimeOffset LastAt);
