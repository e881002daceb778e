using Workbench.Shared.SemanticLayer;

namespace Workbench.Server.SemanticInterchange;

/// <summary>The layer in the formats of others: import, export, what is lost on the way.</summary>
public static class SemanticInterchangeServices
{
    public static IServiceCollection AddSemanticInterchange(this IServiceCollection services) => services.AddTransient<ILayerInterchange, LayerInterchange>();
}
