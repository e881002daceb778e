using Workbench.Server.Semantics;
using Workbench.Server.SemanticWorkspace.Revisions;
using Workbench.Shared.SemanticLayer;

namespace Workbench.Server.SemanticWorkspace;

/// <summary>The semantic layer at work: its revisions in the store, its values from the warehouse, its page.</summary>
public static class SemanticWorkspaceServices
{
    public static IServiceCollection AddSemanticWorkspace(this IServiceCollection services)
    {
        services.AddSingleton<ILayerRevisionStore, StoredLayerRevisions>().AddSingleton<IValueSource, WarehouseValues>();
        services.AddSingleton<LayerDisk>().AddSingleton<GroupableFields>().AddSingleton<MetricDetails>().AddSingleton<LayerFollowing>();
        services.AddSingleton<LayerHistory>().AddSingleton<LayerDrafts>().AddSingleton<LayerPermissions>().AddSingleton<HistoryViews>();
        services.AddSingleton<SavePlanning>().AddSingleton<LayerSaving>();
        // One for each browser tab: it knows which unsaved texts are its own.
        services.AddScoped<ILayerEditing, LayerEditing>().AddTransient<ILayerArchives, LayerArchives>();
        services.AddSingleton<ILayerSearch, LayerSearch>();
        return services.AddTransient<ISemanticLayerBrowser, LayerBrowser>();
    }

    /// <summary>The history of what is written into the folder past the program. One process on a folder is enough: commands have others.</summary>
    public static IServiceCollection AddLayerHistoryKeeper(this IServiceCollection services) => services.AddHostedService<LayerHistoryKeeper>();
}
