using Workbench.Shared.SemanticLayer;

namespace Workbench.Server.SemanticLanguage;

/// <summary>What the editor of the layer knows: problems, suggestions, names and where they are used, forms that write YAML.</summary>
public static class SemanticLanguageServices
{
    public static IServiceCollection AddSemanticLanguage(this IServiceCollection services)
    {
        services
            .AddSingleton<LanguageFiles>()
            .AddSingleton<SeenWarehouse>()
            .AddSingleton<NamedTables>()
            .AddSingleton<FieldValues>()
            .AddSingleton<UnsavedPreview>();
        return services.AddTransient<EvalMentions>().AddTransient<ILayerLanguage, LayerLanguage>();
    }
}
