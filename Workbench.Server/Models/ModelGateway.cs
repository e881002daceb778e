using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Workbench.Server.Models.Catalog;
using Workbench.Server.Models.Policy;

namespace Workbench.Server.Models;

/// <summary>Calls of our own: has the policy find a member that answers, and measures and prices each attempt.</summary>
internal sealed class ModelGateway(ModelProviders providers, ModelPolicy policy, ReplyCache cache, TimeProvider time) : IModelGateway
{
    public ImmutableArray<ModelChoice> Choices => providers.Current.Choices;

    public long? PromptTokens(string model, int outputLimit) =>
        providers.Current.Find(model) is { Groups: [var first, ..] } ? first.Min(m => RoomOf(m.Model, outputLimit)) : null;

    /// <summary>Where the output alone would fill the context, half of it is the prompt's.</summary>
    private static long? RoomOf(LiveModel model, int outputLimit) =>
        model.Settings.Context is { } context ? Math.Max(context / 2, context - OutputLimits.Of(model, outputLimit)) : null;

    public async IAsyncEnumerable<ModelUpdate> StreamAsync(ModelCall call, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var catalog = providers.Current;
        if (catalog.Find(call.Model) is not { } asked)
        {
            yield return new ModelFailed(ModelFault.BadRequest, catalog.WhyNot(call.Model), []);
            yield break;
        }
        var size = PromptSize.Of(call.Messages, call.Options);
        if (asked.Where(m => !size.IsTooLongFor(m)) is not { } route)
        {
            yield return new ModelFailed(ModelFault.BadRequest, TooLong(asked, size.Likely), []);
            yield break;
        }
        var key = call.IsCacheable ? ReplyCache.KeyOf(call) : null;
        if (key is not null && cache.Find(key, route) is { } known)
        {
            foreach (var update in known.Updates(call, route.Tier, time))
                yield return update;
            yield break;
        }

        var began = await policy.BeginAsync(
            new PolicyCall<ModelUpdate>(
                route,
                catalog.Prices,
                call.Caller,
                (model, token) => new ChatStream(model, call, OutputLimits.Of(model, call.Options.MaxOutputTokens), token)
            )
            {
                Size = size,
                OutputLimit = call.Options.MaxOutputTokens,
                Attempted = call.Attempted,
            },
            cancellationToken
        );
        if (began is NobodyAnswered<ModelUpdate> nobody)
        {
            yield return new ModelFailed(nobody.Fault.Kind, nobody.Fault.Message, nobody.Attempts) { RetryAfter = nobody.Fault.RetryAfter };
            yield break;
        }
        var (attempt, before) = (Answering<ModelUpdate>)began;
        await foreach (var update in attempt.PiecesAsync())
            yield return update;
        ImmutableArray<ModelAttempt> attempts = [.. before, await attempt.EndAsync()];
        if (attempt.Fault is { } fault)
        {
            yield return new ModelFailed(fault.Kind, fault.Message, attempts) { RetryAfter = fault.RetryAfter };
            yield break;
        }
        var stream = (ChatStream)attempt.Stream;
        if (key is not null)
            cache.Add(key, attempt.Model, stream.Message, stream.FinishReason, attempts[^1].Usage);
        yield return new ModelReplied(stream.Message, stream.FinishReason, attempts);
    }

    private static string TooLong(ModelRoute route, long tokens)
    {
        var largest = route.Groups.SelectMany(g => g).MaxBy(m => m.Model.Settings.Context)!.Model;
        return $"The prompt has about {tokens:n0} tokens, and {largest.Name} takes {largest.Settings.Context:n0}. Ask for less at once, or choose a model with a longer context.";
    }
}
