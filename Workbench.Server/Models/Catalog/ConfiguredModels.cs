using Workbench.Server.Embeddings;
using Workbench.Server.Models.Local;
using Workbench.Server.Models.Redaction;

namespace Workbench.Server.Models.Catalog;

/// <summary>What there is without <c>models.yml</c>: the local model, and the endpoints under <c>Models:Providers</c> of the configuration.</summary>
internal static class ConfiguredModels
{
    /// <exception cref="InvalidOperationException">Names the key that is missing.</exception>
    public static ModelsDocument Read(ModelsOptions options)
    {
        var local = new ProviderSettings(LocalChatClient.ModelName, ProviderKind.Local, new Uri("local:"), NoKey.Instance)
        {
            Timeouts = ModelTimeouts.All(TimeSpan.FromMinutes(1)),
            // What it is sent does not leave.
            Redaction = new RedactionPolicy(SensitiveKinds.None, Levels: "", ForPrograms: false),
        };
        var hosted = options.Providers.Select(p => (p.Value, Settings: Provider(p.Key, p.Value))).ToList();
        var models = hosted
            .SelectMany(p => p.Value.Models.Select(m => Model(m, p.Settings)))
            .Prepend(
                new ModelSettings(ISentenceEncoder.ModelName, local.Name, ISentenceEncoder.ModelName, Context: null, MaxOutput: null, ModelAbilities.None)
                {
                    Label = "Local embeddings",
                    Note = "Made in this program: no key, no network, $0",
                    Embeds = true,
                }
            )
            .Prepend(
                new ModelSettings(local.Name, local.Name, local.Name, Context: null, MaxOutput: null, ModelAbilities.Tools)
                {
                    Label = "Local",
                    Note = "Runs in this program: no key, no network, $0",
                }
            )
            .ToList();
        if (models.GroupBy(m => m.Name, StringComparer.Ordinal).FirstOrDefault(g => g.Count() > 1) is { } twice)
            throw new InvalidOperationException($"The model {twice.Key} is offered by two providers. Name it once under Models:Providers.");
        return new ModelsDocument([local, .. hosted.Select(p => p.Settings)], [.. models], []);
    }

    private static ProviderSettings Provider(string name, ProviderOptions options)
    {
        var key = $"Models:Providers:{name}";
        if (options.BaseAddress is not { IsAbsoluteUri: true } address)
            throw new InvalidOperationException($"{key}:BaseAddress must be an absolute address such as https://api.openai.com/v1.");
        if (options.Models.Length == 0)
            throw new InvalidOperationException($"{key}:Models must name at least one model.");
        return new ProviderSettings(name, ProviderKind.OpenAi, address, string.IsNullOrEmpty(options.Key) ? NoKey.Instance : new GivenKey(options.Key))
        {
            Timeouts = ModelTimeouts.All(options.Timeout),
        };
    }

    private static ModelSettings Model(string name, ProviderSettings provider) =>
        new(name, provider.Name, name, Context: null, MaxOutput: null, Abilities: null) { Note = ModelsFileReader.NoteOf(provider) };
}
