namespace Workbench.Server.Router.Network;

/// <summary>What the network reads: dense numbers first, then the few slots of the hashed words that are not zero.</summary>
/// <param name="Slots">Counted from the first hashed slot.</param>
internal sealed record MessageVector(float[] Dense, int[] Slots, float[] Values);
