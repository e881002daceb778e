using Microsoft.Extensions.AI;
using Workbench.Server.Models.Accounting;
using Workbench.Server.Models.Anthropic;
using Workbench.Server.Models.OpenAi;
using Workbench.Server.Models.Redaction;

namespace Workbench.Server.Models.Catalog;

/// <summary>Connects providers over the network by their kind.</summary>
internal static class HostedProviders
{
    public static LiveProvider Connect(ProviderSettings settings, string? key, TimeProvider time)
    {
        switch (settings.Kind)
        {
            case ProviderKind.OpenAi or ProviderKind.Azure:
                var openAi = new OpenAiWire(settings, key, time);
                return new LiveProvider(
                    settings,
                    key,
                    Redacting(new OpenAiChatClient(openAi, DialectOf(settings), settings.OutputLimitField), settings),
                    openAi,
                    problem: null,
                    time
                );
            case ProviderKind.Anthropic:
                var anthropic = new AnthropicWire(settings, key, time);
                return new LiveProvider(settings, key, Redacting(new AnthropicChatClient(anthropic), settings), anthropic, problem: null, time);
            default:
                throw new ArgumentOutOfRangeException(nameof(settings), settings.Kind, "Not a provider over the network.");
        }
    }

    private static RedactingChatClient Redacting(IChatClient client, ProviderSettings settings) => new(client, settings.Name, settings.Redaction);

    public static UsageDialect DialectOf(ProviderSettings settings) =>
        settings.Kind switch
        {
            ProviderKind.Azure => UsageDialect.Azure,
            ProviderKind.Anthropic => UsageDialect.Anthropic,
            _ when settings.Address.Host.EndsWith("openrouter.ai", StringComparison.OrdinalIgnoreCase) => UsageDialect.OpenRouter,
            _ => UsageDialect.OpenAiChat,
        };
}
