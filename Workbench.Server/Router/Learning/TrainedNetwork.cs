using Workbench.Server.Router.Network;

namespace Workbench.Server.Router.Learning;

/// <param name="BestEpoch">The epoch whose weights were kept.</param>
/// <param name="Epochs">How many were trained before it stopped.</param>
internal sealed record TrainedNetwork(Mlp Network, int BestEpoch, int Epochs);
