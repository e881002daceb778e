using Microsoft.Extensions.AI;
using Microsoft.Extensions.Options;

namespace Workbench.Server.Embeddings;

public static class EmbeddingsServices
{
    /// <summary>Needs no database and no gateway of models as long as <see cref="IsHosted"/> is false.</summary>
    public static IServiceCollection AddEmbeddings(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<EmbeddingsOptions>().Bind(configuration.GetSection("Embeddings")).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<ISentenceEncoder, SentenceEncoder>().AddSingleton(Chosen);
        return services.AddSingleton<IEmbeddingGenerator<string, Embedding<float>>>(provider => provider.GetRequiredService<IEmbedder>());
    }

    /// <summary>Whether a provider is asked.</summary>
    public static bool IsHosted(IConfiguration configuration) => configuration["Embeddings:Model"] is { } model && model != ISentenceEncoder.ModelName;

    private static IEmbedder Chosen(IServiceProvider provider) =>
        provider.GetRequiredService<IOptions<EmbeddingsOptions>>().Value.Model == ISentenceEncoder.ModelName
            ? provider.GetRequiredService<ISentenceEncoder>()
            : ActivatorUtilities.CreateInstance<HostedEmbedder>(provider);
}
