using System.Collections.Concurrent;

namespace Workbench.Server.Models.Redaction;

/// <summary>A request in a provider's own form as it may leave, made once for all providers that are told the same.</summary>
internal sealed class WireMasks(ReadOnlyMemory<byte> body)
{
    private readonly ConcurrentDictionary<SensitiveKinds, WireMasking?> _byKinds = [];

    /// <returns>Null: it leaves as it is.</returns>
    public WireMasking? For(RedactionPolicy policy) =>
        policy.ForPrograms ? _byKinds.GetOrAdd(policy.Kinds, static (kinds, body) => WireMasking.Of(kinds, body), body) : null;
}
