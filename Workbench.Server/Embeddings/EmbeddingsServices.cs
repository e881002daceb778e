using Microsoft.Extensions.AI;

namespace Workbench.Server.Embeddings;

public static class EmbeddingsServices
{
    public static IServiceCollection AddEmbeddings(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<EmbeddingsOptions>().Bind(configuration.GetSection("Embeddings"));
        services.AddSingleton<ISentenceEncoder, SentenceEncoder>();
        return services.AddSingleton<IEmbeddingGenerator<string, Embedding<float>>>(provider => provider.GetRequiredService<ISentenceEncoder>());
    }
}
