using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Workbench.Server.Models.Catalog;
using Workbench.Server.Models.Policy;
using Workbench.Server.Models.Wire;

namespace Workbench.Server.Models;

/// <summary>Calls of other programs, in a provider's own form.</summary>
internal sealed class ModelPassThrough(ModelProviders providers, ModelPolicy policy) : IModelPassThrough
{
    public bool Speaks(WireForm form, string model) => providers.Current.Find(model)?.Where(m => m.Provider.Passes(form)) is not null;

    public async IAsyncEnumerable<WireUpdate> SendAsync(WireCall call, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var catalog = providers.Current;
        var (body, problem) = WireBody.Read(call.Form, call.Body);
        if (body is null)
        {
            yield return Refused(problem!);
            yield break;
        }
        if (catalog.Find(call.Model) is not { } asked)
        {
            yield return Refused(catalog.WhyNot(call.Model));
            yield break;
        }
        if (asked.Where(m => m.Provider.Passes(call.Form)) is not { } speaking)
        {
            yield return Refused($"No provider of {call.Model} speaks this form.");
            yield break;
        }
        var size = body.Size;
        if (speaking.Where(m => !size.IsTooLongFor(m)) is not { } route)
        {
            yield return Refused($"The prompt has about {size.Likely:n0} tokens, which is more than {call.Model} takes.");
            yield break;
        }

        var began = await policy.BeginAsync(
            new PolicyCall<WireUpdate>(
                route,
                catalog.Prices,
                call.Caller,
                (model, token) => new WireStream(model, call, body, size, body.OutputLimit ?? OutputLimits.Of(model), token)
            )
            {
                Size = size,
                WantsMedia = body.WantsMedia,
                OpenEnd = body.OpenEnd,
                OutputLimit = call.Form == WireForm.OpenAiEmbeddings ? 0 : body.OutputLimit,
                Replies = body.Replies,
                ServiceTier = body.ServiceTier,
                IsStreamed = body.IsStream,
                Attempted = call.Attempted,
            },
            cancellationToken
        );
        if (began is NobodyAnswered<WireUpdate> nobody)
        {
            yield return Failed(nobody.Fault, nobody.Attempts);
            yield break;
        }
        var (attempt, before) = (Answering<WireUpdate>)began;
        await foreach (var update in attempt.PiecesAsync())
            yield return update;
        ImmutableArray<ModelAttempt> attempts = [.. before, await attempt.EndAsync()];
        yield return attempt.Fault is { } fault ? Failed(fault, attempts) : new WireEnded(attempts);
    }

    private static WireFailed Refused(string problem) => new(ModelFault.BadRequest, problem, Status: null, Body: default, []);

    private static WireFailed Failed(Fault fault, ImmutableArray<ModelAttempt> attempts) =>
        new(
            fault.Kind,
            fault.Message,
            fault.Refusal is { IsWithinStream: false } refusal ? (int)refusal.Status : null,
            // Other refusals are between the provider and us, and may speak of our account there.
            fault.Kind == ModelFault.BadRequest
                ? fault.Refusal?.Body ?? default
                : default,
            attempts
        )
        {
            RetryAfter = fault.RetryAfter,
        };
}
