using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Workbench.Server.Models.Catalog;
using Workbench.Server.Models.Policy;
using Workbench.Server.Models.Redaction;
using Workbench.Server.Models.Wire;

namespace Workbench.Server.Models;

/// <summary>Calls of other programs, in a provider's own form.</summary>
internal sealed class ModelPassThrough(ModelProviders providers, ModelPolicy policy) : IModelPassThrough
{
    public bool Speaks(WireForm form, string model, ReadOnlyMemory<byte> body)
    {
        if (providers.Current.Find(model) is not { } asked || asked.Where(m => m.Passes(form)) is not { } speaking)
            return false;
        // Where others could answer a translation, those who speak the form must be able to do what is asked.
        if (asked.Where(m => !m.Passes(form)) is null || WireBody.Read(form, body).Body is not { } read)
            return true;
        var (needs, masks) = (read.Needs, new WireMasks(body));
        return speaking.Where(m => WhyNot(m, needs, masks) is null) is not null;
    }

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
        if (asked.Where(m => m.Passes(call.Form)) is not { } speaking)
        {
            yield return Refused($"No provider of {call.Model} speaks this form.");
            yield break;
        }
        var (size, needs, masks) = (body.Size, body.Needs, new WireMasks(call.Body));
        var began = await policy.BeginAsync(
            new PolicyCall<WireUpdate>(
                speaking,
                catalog.Prices,
                call.Caller,
                (model, token) => new WireStream(model, call, body, masks, size, body.OutputLimit ?? OutputLimits.Of(model), token)
            )
            {
                Size = size,
                WhyNot = model => WhyNot(model, needs, masks),
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

    private static string? WhyNot(LiveModel model, CallNeeds needs, WireMasks masks) =>
        needs.WhyNot(model) ?? masks.For(model.Provider.Settings.Redaction)?.WhyNot;

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
