using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Workbench.Server.Models.Catalog;
using Workbench.Server.Models.Policy;

namespace Workbench.Server.Models;

/// <summary>Calls of our own: has the policy find a member that answers, and measures and prices each attempt.</summary>
internal sealed class ModelGateway(ModelProviders providers, ModelPolicy policy, ReplyCache cache, TimeProvider time) : IModelGateway
{
    public ImmutableArray<ModelChoice> Choices => providers.Current.Choices;

    public ImmutableArray<ModelChoice> Embedders => providers.Current.Embedders;

    public ImmutableArray<string> RoutedTiers => providers.Current.RoutedTiers;

    public long? PromptTokens(string model, int outputLimit) =>
        providers.Current.Find(model) is { Groups: [var first, ..] } ? first.Min(m => RoomOf(m.Model, outputLimit)) : null;

    /// <summary>Where the output alone would fill the context, half of it is the prompt's.</summary>
    private static long? RoomOf(LiveModel model, int outputLimit) =>
        model.Settings.Context is { } context ? Math.Max(context / 2, context - OutputLimits.Of(model, outputLimit)) : null;

    public async IAsyncEnumerable<ModelUpdate> StreamAsync(ModelCall call, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var catalog = providers.Current;
        if (catalog.Find(call.Model) is not { } found)
        {
            yield return new ModelFailed(ModelFault.BadRequest, catalog.WhyNot(call.Model), []);
            yield break;
        }
        if (found.Where(m => !m.Settings.Embeds) is not { } asked)
        {
            yield return new ModelFailed(ModelFault.BadRequest, $"{call.Model} makes embeddings and nothing else. Ask it at /v1/embeddings.", []);
            yield break;
        }
        var size = PromptSize.Of(call.Messages, call.Options);
        var needs = CallNeeds.Of(size, call.Options);
        var key = call.IsCacheable ? ReplyCache.KeyOf(call) : null;
        if (key is not null && cache.Find(key, asked) is { } known)
        {
            foreach (var update in known.Updates(call, asked.Tier, time))
                yield return update;
            yield break;
        }

        var began = await policy.BeginAsync(
            new PolicyCall<ModelUpdate>(
                asked,
                catalog.Prices,
                call.Caller,
                (model, token) => new ChatStream(model, call, OutputLimits.Of(model, call.Options.MaxOutputTokens), token)
            )
            {
                Size = size,
                OutputLimit = call.Options.MaxOutputTokens,
                WhyNot = model => needs.WhyNot(model) ?? WhyNotSent(call, model),
                Sending = call.Sending,
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

    private static string? WhyNotSent(ModelCall call, LiveModel model) =>
        model.Provider.Settings.Kind == ProviderKind.Local
            ? null
            : model.Provider.Settings.Redaction.WhyNot(call.Messages, RedactionContext.Find(call.Options));
}
