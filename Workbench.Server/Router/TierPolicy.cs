using System.Globalization;
using System.Text.Json;
using Workbench.Shared;
using Workbench.Shared.Router;

namespace Workbench.Server.Router;

/// <summary>From a verdict to the tier that is asked: what a message inherits, what its agent allows, and what is offered.</summary>
public static class TierPolicy
{
    /// <param name="before">Tier of the message before in the same conversation; null: there is none, or a person chose a model.</param>
    /// <param name="offered">At least one of fast, standard and max.</param>
    public static TierDecision Decide(RouterVerdict verdict, RouterTier? before, TierBounds bounds, IReadOnlyCollection<RouterTier> offered)
    {
        var wanted = verdict.Tier == RouterTier.Context ? before ?? RouterTier.Standard : verdict.Tier;
        var allowed = (RouterTier)Math.Clamp((int)wanted, (int)bounds.Floor, (int)bounds.Ceiling);
        return new TierDecision
        {
            Tier = Nearest(allowed, bounds, offered),
            Verdict = verdict,
            Inherits = verdict.Tier == RouterTier.Context ? before : null,
            Wanted = wanted,
            Allowed = allowed,
        };
    }

    /// <summary>The next dearer one, for a slip costs more than a call; but not above what the agent may spend.</summary>
    private static RouterTier Nearest(RouterTier allowed, TierBounds bounds, IReadOnlyCollection<RouterTier> offered)
    {
        var dearer = offered.Where(t => t >= allowed && t <= bounds.Ceiling).ToList();
        return dearer.Count > 0 ? dearer.Min() : offered.OrderBy(t => Math.Abs(t - allowed)).ThenBy(t => t).First();
    }
}

/// <summary>What an agent's file allows.</summary>
public sealed record TierBounds(RouterTier Floor, RouterTier Ceiling)
{
    public static TierBounds None { get; } = new(RouterTier.Fast, RouterTier.Max);
}

/// <summary>Which tier was asked, and how it came to that. Journaled with the run.</summary>
public sealed record TierDecision
{
    /// <summary>That is asked.</summary>
    public required RouterTier Tier { get; init; }

    public required RouterVerdict Verdict { get; init; }

    /// <summary>The tier of the message before, where the message only means something with it.</summary>
    public RouterTier? Inherits { get; init; }

    /// <summary>Before the bounds of the agent.</summary>
    public required RouterTier Wanted { get; init; }

    /// <summary>Within the bounds of the agent; another one is asked where nobody offers it.</summary>
    public required RouterTier Allowed { get; init; }

    /// <summary>That embedding and choice took.</summary>
    public double DurationMs { get; init; }

    /// <summary>For the trace and for programs.</summary>
    public byte[] ToJson() => JsonSerializer.SerializeToUtf8Bytes(this, WireJson.Options);

    /// <summary>In plain words, for the trace.</summary>
    public string Summary()
    {
        var why =
            Verdict.Tier != RouterTier.Context ? Percent(Verdict.Tier)
            : Inherits is null ? $"a message that hangs on another one, {Percent(RouterTier.Context)}, and none was routed before it"
            : $"as the message before, {Percent(RouterTier.Context)}";
        var bounded =
            Allowed > Wanted ? $"; raised from {RouterTiers.Name(Wanted)} to the agent's floor"
            : Allowed < Wanted ? $"; lowered from {RouterTiers.Name(Wanted)} to the agent's ceiling"
            : "";
        var instead = Tier == Allowed ? "" : $"; nobody offers {RouterTiers.Name(Allowed)}";
        return $"{RouterTiers.Name(Tier)}: {why}{bounded}{instead}{string.Concat(Verdict.Warnings.Select(w => $". {w.Message.TrimEnd('.')}"))}";
    }

    private string Percent(RouterTier tier) =>
        Verdict.Version == RouterVerdict.Rules
            ? "by a rule"
            : string.Create(CultureInfo.InvariantCulture, $"{RouterTiers.Name(tier)} {Verdict.Probabilities[tier] * 100:0}%");
}
