using Microsoft.Extensions.AI;
using Microsoft.Extensions.Options;
using Workbench.Server.Models;
using Workbench.Server.Router;
using Workbench.Shared.Router;

namespace Workbench.Server.Gateway;

/// <summary>
/// <c>auto</c> for other programs: the tier that the last message of the person needs. A call carries its whole conversation, so what a message inherits is judged from
/// the messages before it, and the same call gets the same tier.
/// </summary>
internal sealed class AutoCalls(IModelGateway models, IMessageRouter router, IOptions<RouterOptions> options, TimeProvider time)
{
    /// <summary>How many messages that each hang on the one before are followed back.</summary>
    private const int MostBack = 8;

    /// <summary>Among which it chooses; empty: <c>auto</c> is one model, or none.</summary>
    public IEnumerable<RouterTier> Offered(CallingKey key)
    {
        var offered = models.RoutedTiers.Where(t => RouterTiers.Parse(t) is not null).ToList();
        // A key that names auto and no tier may use all of them: that is what auto stands for.
        var named = offered.Where(key.MayUse).ToList();
        return (named.Count > 0 ? named : offered).Select(t => RouterTiers.Parse(t)!.Value);
    }

    public async ValueTask<RoutedMessageRow> RouteAsync(
        Guid run,
        IReadOnlyList<ChatMessage> messages,
        IReadOnlyCollection<RouterTier> offered,
        CancellationToken cancellationToken
    )
    {
        var started = time.GetTimestamp();
        // What tools returned and pictures without words are no messages of a person that need a tier of their own.
        var texts = messages.Where(m => m.Role == ChatRole.User).Select(m => m.Text).Where(t => !string.IsNullOrWhiteSpace(t)).ToList();
        var place = PlaceOf(texts.Count - 1);
        var verdict = await VerdictAsync(texts.LastOrDefault() ?? "", place);
        RouterTier? before = null;
        for (var i = texts.Count - 2; verdict.Tier == RouterTier.Context && before is null && i >= Math.Max(0, texts.Count - 1 - MostBack); i--)
            if (await VerdictAsync(texts[i], PlaceOf(i)) is { Tier: not RouterTier.Context } earlier)
                before = earlier.Tier;
        var decision = TierPolicy.Decide(verdict, before, TierBounds.None, offered) with { DurationMs = time.GetElapsedTime(started).TotalMilliseconds };
        return new RoutedMessageRow(run, time.GetUtcNow(), place, decision);

        ValueTask<RouterVerdict> VerdictAsync(string text, MessagePlace place) => router.RouteAsync(text, place, options.Value.Bias, cancellationToken);
    }

    private static MessagePlace PlaceOf(int index) => index <= 0 ? MessagePlace.First : MessagePlace.Later;
}
