using Workbench.Server.Semantics;
using Workbench.Shared.SemanticLayer;

namespace Workbench.Server.SemanticWorkspace;

/// <summary>The semantic layer at work: its revisions in the store, its values from the warehouse, its page.</summary>
public static class SemanticWorkspaceServices
{
    public static IServiceCollection AddSemanticWorkspace(this IServiceCollection services)
    {
        services.AddSingleton<ILayerRevisionStore, StoredLayerRevisions>().AddSingleton<IValueSource, WarehouseValues>();
        services.AddSingleton<LayerDisk>().AddSingleton<GroupableFields>();
        return services.AddTransient<ISemanticLayerBrowser, LayerBrowser>();
    }
}
