using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;

namespace Workbench.Server.Models.Redaction;

/// <summary>Stands before a provider outside of the house: what its policy names leaves as placeholders, and comes back as what it was.</summary>
/// <remarks>Reasoning is shown as the provider sent it: signatures over it hold only then.</remarks>
internal sealed class RedactingChatClient(IChatClient provider, string name, RedactionPolicy policy) : StreamedChatClient
{
    public override async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages,
        ChatOptions? options = null,
        [EnumeratorCancellation] CancellationToken cancellationToken = default
    )
    {
        var context = RedactionContext.Find(options);
        if (policy.IsOffFor(context))
        {
            await foreach (var update in provider.GetStreamingResponseAsync(messages, options, cancellationToken))
                yield return update;
            yield break;
        }
        IReadOnlyList<ChatMessage> prompt = [.. messages];
        var masking = new PromptMasking(policy, context, prompt);
        var sent = masking.Mask(prompt, out var changed);
        if (!changed.IsEmpty)
            context?.Report(new MaskedPrompt(name, changed, masking.CountIn(changed.Values)));
        var reply = new RestoredReply(masking);
        await foreach (var update in provider.GetStreamingResponseAsync(sent, options, cancellationToken))
            yield return reply.Read(update);
        if (reply.End() is { } rest)
            yield return rest;
    }

    public override object? GetService(Type serviceType, object? serviceKey = null) =>
        base.GetService(serviceType, serviceKey) ?? provider.GetService(serviceType, serviceKey);

    public override void Dispose()
    {
        base.Dispose();
        provider.Dispose();
    }
}
