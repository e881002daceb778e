using Workbench.Server.Router.Network;

namespace Workbench.Server.Router;

/// <summary>What training made, and what must be there to use it.</summary>
internal sealed record RouterWeights
{
    /// <summary>Told in every verdict: <c>v1-3f2a9c</c>, the format's number and the beginning of the data's hash.</summary>
    public required string Name { get; init; }

    /// <summary>The encoder whose embeddings it learned from.</summary>
    public required string Encoder { get; init; }

    public required InputScale Input { get; init; }
    public required IReadOnlyList<Mlp> Members { get; init; }
    public required Calibration Calibration { get; init; }

    /// <summary>SHA-256 of the labelled messages, in hex.</summary>
    public required string DataHash { get; init; }

    public required int Seed { get; init; }
}
