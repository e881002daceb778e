using Microsoft.Extensions.Options;
using Workbench.Server.Semantics.Compiler;
using Workbench.Server.Semantics.Planner;
using Workbench.Server.Semantics.SecondOpinion;
using Workbench.Server.Semantics.Values;
using Workbench.Server.Semantics.Verified;
using Workbench.Server.Storage;

namespace Workbench.Server.Semantics;

public static class SemanticsServices
{
    /// <summary>The layer and what reads it. The host also supplies <see cref="ILayerRevisionStore"/> and <see cref="IValueSource"/>.</summary>
    public static IServiceCollection AddSemantics(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<SemanticsOptions>().Bind(configuration.GetSection("Semantics")).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton(provider => new SemanticLayers(
            FolderOf(provider.GetRequiredService<IOptions<SemanticsOptions>>().Value),
            provider.GetRequiredService<ILayerRevisionStore>(),
            provider.GetRequiredService<ILogger<SemanticLayers>>()
        ));
        services.AddSingleton<ISemanticLayers>(provider => provider.GetRequiredService<SemanticLayers>());
        services.AddCompiler().AddPlanner();
        services.AddSingleton<ISecondPlanner, SecondPlanner>().AddSingleton<IVerifiedMatching, VerifiedMatching>();
        services.AddSingleton<IValueIndexes, ValueIndexes>();
        return services.AddHostedService<LayerWatch>().AddHostedService<ValueWarmup>();
    }

    internal static string FolderOf(SemanticsOptions options) =>
        options.Folder ?? Path.Combine(DataDirectory.SolutionDirectory() ?? AppContext.BaseDirectory, "semantic-layer");
}
