using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Workbench.Server.Audit;
using Workbench.Server.Budgets;
using Workbench.Server.Embeddings;
using Workbench.Server.Models.Accounting;
using Workbench.Server.Models.Catalog;
using Workbench.Server.Models.Local;
using Workbench.Server.Models.Policy;
using Workbench.Server.Semantics;
using Workbench.Server.Storage;
using Workbench.Server.VerifiedQueries;
using Workbench.Shared.Models;

namespace Workbench.Server.Models;

public static class ModelsServices
{
    public static IServiceCollection AddModels(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<ModelsOptions>().Bind(configuration.GetSection("Models")).ValidateDataAnnotations().ValidateOnStart();
        services.AddOptions<PolicyOptions>().Bind(configuration.GetSection("Models:Policy")).ValidateDataAnnotations().ValidateOnStart();
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(Open).AddHostedService<ModelsFileAtStart>();
        services.AddSingleton(provider => WatchedOf(provider.GetRequiredService<ModelsFile>()));
        services.AddSingleton(provider => new ModelProviders(() => provider.GetRequiredService<ModelsFile>().Current));
        services.AddSingleton<ReplyCache>();
        services.AddSingleton(provider => new ModelPolicy(
            provider.GetRequiredService<IBudgets>(),
            provider.GetRequiredService<IOptions<PolicyOptions>>(),
            provider.GetRequiredService<TimeProvider>(),
            Random.Shared.NextDouble
        ));
        services.AddSingleton<IModelPassThrough, ModelPassThrough>();
        services.AddSingleton<ICallPrices, CallPrices>();
        services.AddSingleton<ITierPrices, TierPrices>().AddSingleton<IKnownSpenders, ModelSpenders>();
        services.AddSingleton<IModelSettings>(provider => new ModelOverview(
            provider.GetRequiredService<ModelsFile>(),
            Environment.GetEnvironmentVariable,
            provider.GetRequiredService<TimeProvider>()
        ));
        return services.AddSingleton<IModelGateway, ModelGateway>();
    }

    /// <summary>Providers, tiers and prices. Keys are in files and variables of their own.</summary>
    private static WatchedSetting WatchedOf(ModelsFile file) =>
        new(
            AuditKinds.Models,
            ModelsFile.FileName,
            () => new JsonObject { ["sha256"] = Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(file.FullPath))) }
        );

    private static ModelsFile Open(IServiceProvider provider)
    {
        var options = provider.GetRequiredService<IOptions<ModelsOptions>>().Value;
        var time = provider.GetRequiredService<TimeProvider>();
        return new ModelsFile(
            options.File
                ?? Candidates().FirstOrDefault(File.Exists)
                ?? throw new InvalidOperationException(
                    $"The file {ModelsFile.FileName} is neither beside the solution nor beside the program. Set Models:File to it."
                ),
            options.Default,
            ConfiguredModels.Read(options),
            (settings, key) => settings.Kind == ProviderKind.Local ? Local(settings, provider, time) : HostedProviders.Connect(settings, key, time),
            Environment.GetEnvironmentVariable,
            provider.GetRequiredService<ILogger<ModelsFile>>(),
            time
        );
    }

    private static LiveProvider Local(ProviderSettings settings, IServiceProvider provider, TimeProvider time) =>
        new(
            settings,
            key: null,
            new LocalChatClient(
                provider.GetRequiredService<IPlanner>(),
                provider.GetRequiredService<ISemanticCompiler>(),
                provider.GetRequiredService<IValueIndexes>(),
                provider.GetRequiredService<IVerifiedAnswers>()
            ),
            new LocalEmbeddingWire(provider.GetRequiredService<ISentenceEncoder>()),
            problem: null,
            time
        );

    private static IEnumerable<string> Candidates()
    {
        if (DataDirectory.SolutionDirectory() is { } solution)
            yield return Path.Combine(solution, ModelsFile.FileName);
        yield return Path.Combine(AppContext.BaseDirectory, ModelsFile.FileName);
    }
}
