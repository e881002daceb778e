using System.Collections.Immutable;

namespace Workbench.Server.Models.Wire;

/// <summary>Sends bodies to one provider, with its key, and gives back what comes as it comes.</summary>
internal interface IModelWire : IDisposable
{
    bool Speaks(WireForm form);

    /// <param name="model">As the provider knows it.</param>
    /// <exception cref="ModelRefusedException">The status was an error.</exception>
    Task<WireResponse> SendAsync(
        WireForm form,
        string model,
        ReadOnlyMemory<byte> body,
        ImmutableArray<KeyValuePair<string, string>> headers,
        CancellationToken cancellationToken
    );
}
