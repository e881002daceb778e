using Workbench.Server.Semantics;

namespace Workbench.Server.SemanticWorkspace;

/// <summary>The semantic layer at work: its revisions in the store, its values from the warehouse, its page.</summary>
public static class SemanticWorkspaceServices
{
    public static IServiceCollection AddSemanticWorkspace(this IServiceCollection services) =>
        services.AddSingleton<ILayerRevisionStore, StoredLayerRevisions>();
}
