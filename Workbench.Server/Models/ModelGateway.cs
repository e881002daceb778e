using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;

namespace Workbench.Server.Models;

/// <summary>Calls the provider of a model, and measures and prices each attempt.</summary>
internal sealed class ModelGateway(ModelProviders providers, ModelPrices prices, TimeProvider time) : IModelGateway
{
    public ImmutableArray<ModelChoice> Choices => providers.Choices;

    public async IAsyncEnumerable<ModelUpdate> StreamAsync(ModelCall call, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (providers.Find(call.Model) is not { } found)
        {
            var known = string.Join(", ", Choices.Select(c => c.Name));
            yield return new ModelFailed(ModelFault.BadRequest, $"There is no model \"{call.Model}\". Choose one of: {known}.", []);
            yield break;
        }
        var attempt = new ModelAttempting(found.Provider, found.Model, call, time);
        await foreach (var update in attempt.StreamAsync(cancellationToken))
            yield return update;
        ImmutableArray<ModelAttempt> attempts = [attempt.Measure(prices)];
        yield return attempt.Failure is { } failure
            ? new ModelFailed(failure.Fault, failure.Message, attempts)
            : new ModelReplied(attempt.Message, attempt.FinishReason, attempts);
    }
}
