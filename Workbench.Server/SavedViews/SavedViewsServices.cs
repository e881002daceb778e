using Workbench.Shared.Traces;

namespace Workbench.Server.SavedViews;

/// <summary>Filters of the traces under a name.</summary>
public static class SavedViewsServices
{
    public static IServiceCollection AddSavedViews(this IServiceCollection services) => services.AddTransient<ISavedViews, StoredViews>();
}
