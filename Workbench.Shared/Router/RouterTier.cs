namespace Workbench.Shared.Router;

/// <summary>What a message needs. The numbers are the order of the network's outputs and part of the weights' format.</summary>
public enum RouterTier
{
    Fast = 0,
    Standard = 1,
    Max = 2,

    /// <summary>It only means something with what came before, and inherits the conversation's tier: "yes", "and by region?".</summary>
    Context = 3,
}
