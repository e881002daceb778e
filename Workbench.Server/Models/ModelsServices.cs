using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Workbench.Server.Models.Local;
using Workbench.Server.Models.OpenAi;
using Workbench.Server.Semantics;
using Workbench.Server.Storage;
using Workbench.Server.VerifiedQueries;

namespace Workbench.Server.Models;

public static class ModelsServices
{
    private const string PriceFileName = "models.yml";

    public static IServiceCollection AddModels(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<ModelsOptions>().Bind(configuration.GetSection("Models")).ValidateDataAnnotations().ValidateOnStart();
        services.TryAddSingleton(TimeProvider.System);
        services.AddHttpClient();
        services.AddSingleton(provider => ReadPrices(provider.GetRequiredService<IOptions<ModelsOptions>>().Value.File));
        services.AddSingleton(provider =>
        {
            var options = provider.GetRequiredService<IOptions<ModelsOptions>>().Value;
            var http = provider.GetRequiredService<IHttpClientFactory>();
            var hosted = options.Providers.Select(p => Hosted(p.Key, p.Value, http));
            return new ModelProviders([Local(provider), .. hosted], options.Default);
        });
        return services.AddSingleton<IModelGateway, ModelGateway>();
    }

    private static ModelProvider Local(IServiceProvider provider) =>
        new(
            LocalChatClient.ModelName,
            new LocalChatClient(
                provider.GetRequiredService<IPlanner>(),
                provider.GetRequiredService<ISemanticCompiler>(),
                provider.GetRequiredService<IValueIndexes>(),
                provider.GetRequiredService<IVerifiedAnswers>()
            ),
            [new OfferedModel(LocalChatClient.ModelName, "Local", "Runs in this program: no key, no network, $0")],
            TimeSpan.FromMinutes(1)
        );

    /// <exception cref="InvalidOperationException">Names the key that is missing.</exception>
    private static ModelProvider Hosted(string name, ProviderOptions options, IHttpClientFactory http)
    {
        var key = $"Models:Providers:{name}";
        if (options.BaseAddress is not { IsAbsoluteUri: true } address)
            throw new InvalidOperationException($"{key}:BaseAddress must be an absolute address such as https://api.openai.com/v1.");
        if (options.Models.Length == 0)
            throw new InvalidOperationException($"{key}:Models must name at least one model.");
        return new ModelProvider(
            name,
            new OpenAiChatClient(http, address, options.Key),
            [.. options.Models.Select(m => new OfferedModel(m, m, $"Sends questions and results to {address.Host}"))],
            options.Timeout
        );
    }

    private static ModelPrices ReadPrices(string? configured)
    {
        var path = configured ?? Candidates().FirstOrDefault(File.Exists);
        if (path is null)
            throw new InvalidOperationException(
                $"The price file {PriceFileName} is neither beside the solution nor beside the program. Set Models:File to it."
            );
        return PriceFile.Read(File.ReadAllText(path), Path.GetFileName(path));
    }

    private static IEnumerable<string> Candidates()
    {
        if (DataDirectory.SolutionDirectory() is { } solution)
            yield return Path.Combine(solution, PriceFileName);
        yield return Path.Combine(AppContext.BaseDirectory, PriceFileName);
    }
}
