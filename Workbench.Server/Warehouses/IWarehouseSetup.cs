using Workbench.Server.Semantics.Layer;
using Workbench.Server.Warehouses.Demo;

namespace Workbench.Server.Warehouses;

/// <summary>Gets the accounts ready for questions.</summary>
public interface IWarehouseSetup
{
    /// <summary>Writes the demo company up to yesterday, or the days that are missing.</summary>
    /// <returns>What there is now; null when this workspace has no demo.</returns>
    Task<DemoGeneration?> GenerateDemoAsync(DateOnly today, IProgress<DemoProgress> progress, CancellationToken cancellationToken);

    /// <summary>Gives the levels of a layer the rights at its account that the layer says, and takes all others away.</summary>
    /// <returns>How many tables got other rights than they had.</returns>
    Task<int> GrantAsync(SemanticLayer layer, CancellationToken cancellationToken);
}
