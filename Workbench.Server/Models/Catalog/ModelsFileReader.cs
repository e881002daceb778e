using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;
using Workbench.Server.Models.Redaction;
using Workbench.Server.Yaml;

namespace Workbench.Server.Models.Catalog;

/// <summary>Reads <c>providers</c>, <c>models</c> and <c>tiers</c> of <c>models.yml</c>.</summary>
internal static partial class ModelsFileReader
{
    private static readonly string[] TierNames = ["fast", "standard", "max"];

    private static readonly (string Name, ModelAbilities Ability)[] Abilities =
    [
        ("tools", ModelAbilities.Tools),
        ("images", ModelAbilities.Images),
        ("structured", ModelAbilities.Structured),
        ("reasoning", ModelAbilities.Reasoning),
        ("caching", ModelAbilities.Caching),
    ];

    /// <param name="known">What there is besides the file: the local provider, those of the configuration.</param>
    /// <exception cref="YamlFileException">With file, line and column.</exception>
    public static ModelsDocument Read(SettingsMap root, ModelsDocument known)
    {
        var providers = known.Providers.ToBuilder();
        foreach (var row in root.Maps("providers"))
            providers.Add(Provider(row, providers));
        var models = known.Models.ToBuilder();
        foreach (var row in root.Maps("models"))
            models.Add(Model(row, providers, models));
        var tiers = known.Tiers.ToBuilder();
        if (root.Map("tiers") is { } map)
        {
            map.Allow(TierNames);
            foreach (var name in TierNames)
                if (map.Map(name) is { } row)
                    tiers.Add(Tier(name, row, models));
        }
        return new ModelsDocument(providers.ToImmutable(), models.ToImmutable(), tiers.ToImmutable());
    }

    private static ProviderSettings Provider(SettingsMap row, IEnumerable<ProviderSettings> before)
    {
        row.Allow(
            "name",
            "kind",
            "address",
            "key_env",
            "key_file",
            "api_version",
            "output_limit_field",
            "concurrency",
            "requests_per_minute",
            "tokens_per_minute",
            "queue",
            "timeouts",
            "redaction"
        );
        var name = row.Required("name");
        if (before.Any(p => string.Equals(p.Name, name, StringComparison.OrdinalIgnoreCase)))
            throw row.Problem("name", $"There is another provider \"{name}\".");
        var kind = row.Text("kind") switch
        {
            null or "openai" => ProviderKind.OpenAi,
            "azure" => ProviderKind.Azure,
            "anthropic" => ProviderKind.Anthropic,
            var other => throw row.Problem("kind", $"`kind` is openai, azure or anthropic, not \"{other}\"."),
        };
        if (row.Text("api_version") is not null != (kind == ProviderKind.Azure))
            throw row.Problem(
                "api_version",
                kind == ProviderKind.Azure
                    ? "A provider of kind azure needs its `api_version`, such as 2024-10-21."
                    : "Only a provider of kind azure has an `api_version`."
            );
        return new ProviderSettings(name, kind, Address(row, kind), Key(row))
        {
            ApiVersion = row.Text("api_version"),
            OutputLimitField = row.Text("output_limit_field") switch
            {
                null => "max_completion_tokens",
                "max_tokens" or "max_completion_tokens" => row.Text("output_limit_field")!,
                var other => throw row.Problem("output_limit_field", $"`output_limit_field` is max_completion_tokens or max_tokens, not \"{other}\"."),
            },
            Quota = new ProviderQuota(
                Count(row, "concurrency"),
                Count(row, "requests_per_minute"),
                Count(row, "tokens_per_minute"),
                Count(row, "queue", least: 0) ?? ProviderQuota.DefaultQueue
            ),
            Timeouts = Timeouts(row),
            Redaction = RedactionPolicy.Read(row.Map("redaction")),
        };
    }

    private static Uri Address(SettingsMap row, ProviderKind kind)
    {
        var text = row.Text("address") ?? (kind == ProviderKind.Anthropic ? "https://api.anthropic.com/v1" : row.Required("address"));
        return
            Uri.TryCreate(text, UriKind.Absolute, out var address)
            && (address.Scheme == Uri.UriSchemeHttps || address.Scheme == Uri.UriSchemeHttp)
            && address.UserInfo.Length == 0
            ? address
            : throw row.Problem(
                "address",
                $"`address` is an absolute address without a key in it, such as https://api.openai.com/v1, not \"{Login().Replace(text, "//***@")}\"."
            );
    }

    /// <summary>An address with a key in it is told as a mistake, without the key.</summary>
    [GeneratedRegex(@"//[^/@\s""]*@", RegexOptions.None, 1_000)]
    private static partial Regex Login();

    private static KeySource Key(SettingsMap row) =>
        (row.Text("key_env"), row.Text("key_file")) switch
        {
            (null, null) => NoKey.Instance,
            ({ } variable, null) when variable.All(c => char.IsAsciiLetterOrDigit(c) || c == '_') => new EnvironmentKey(variable),
            ({ }, null) => throw row.Problem(
                "key_env",
                "`key_env` is the name of an environment variable, not a key itself. Put the key into that variable, and take it out of this file."
            ),
            (null, { } path) => new FileKey(path),
            _ => throw row.Problem("key_file", "A key comes from `key_env` or from `key_file`, not from both."),
        };

    private static ModelTimeouts Timeouts(SettingsMap row)
    {
        if (row.Map("timeouts") is not { } map)
            return ModelTimeouts.Default;
        map.Allow("first_token", "between_tokens", "whole");
        var usual = ModelTimeouts.Default;
        return new ModelTimeouts(
            Span(map, "first_token") ?? usual.FirstToken,
            Span(map, "between_tokens") ?? usual.BetweenTokens,
            Span(map, "whole") ?? usual.Whole
        );
    }

    private static ModelSettings Model(SettingsMap row, IReadOnlyList<ProviderSettings> providers, IEnumerable<ModelSettings> before)
    {
        row.Allow("name", "provider", "id", "label", "note", "context", "max_output", "image_tokens", "capabilities", "thinking");
        var name = row.Required("name");
        if (name == ModelProviders.Auto || TierNames.Contains(name, StringComparer.Ordinal))
            throw row.Problem("name", $"\"{name}\" means a choice among models; name the model itself differently.");
        if (before.Any(m => string.Equals(m.Name, name, StringComparison.Ordinal)))
            throw row.Problem("name", $"There is another model \"{name}\". The same model at two providers needs two names, such as {name}-2.");
        var wanted = row.Required("provider");
        var provider =
            providers.FirstOrDefault(p => string.Equals(p.Name, wanted, StringComparison.OrdinalIgnoreCase))
            ?? throw row.Problem(
                "provider",
                $"There is no provider \"{wanted}\" under `providers`. There are: {string.Join(", ", providers.Select(p => p.Name))}."
            );
        return new ModelSettings(name, provider.Name, row.Text("id") ?? name, Count(row, "context"), Count(row, "max_output"), AbilitiesOf(row))
        {
            Label = row.Text("label") ?? name,
            Note = row.Text("note") ?? NoteOf(provider),
            ImageTokens = Count(row, "image_tokens"),
            TakesThinkingBudget = row.Text("thinking") switch
            {
                null or "adaptive" => false,
                "budget" => true,
                var other => throw row.Problem("thinking", $"`thinking` is adaptive or budget, not \"{other}\"."),
            },
        };
    }

    public static string NoteOf(ProviderSettings provider) => $"Sends questions and results to {provider.Address.Host}";

    private static ModelAbilities? AbilitiesOf(SettingsMap row)
    {
        if (!row.Has("capabilities"))
            return null;
        var abilities = ModelAbilities.None;
        var texts = row.Texts("capabilities");
        for (var i = 0; i < texts.Count; i++)
            abilities |= Abilities.FirstOrDefault(a => a.Name == texts[i]) is { Name: not null } found
                ? found.Ability
                : throw row.ItemProblem("capabilities", i, $"\"{texts[i]}\" is no capability. There are: {string.Join(", ", Abilities.Select(a => a.Name))}.");
        return abilities;
    }

    private static TierSettings Tier(string name, SettingsMap row, IReadOnlyList<ModelSettings> models)
    {
        row.Allow("groups", "hedge_after");
        var groups = row.Maps("groups").Select(g => Members(g, models)).ToImmutableArray();
        if (groups.IsEmpty)
            throw row.Problem("groups", $"The tier {name} needs `groups`, each with its `members`.");
        if (groups.SelectMany(g => g).GroupBy(m => m.Model, StringComparer.Ordinal).FirstOrDefault(g => g.Count() > 1) is { } twice)
            throw row.Problem("groups", $"The model {twice.Key} stands twice in the tier {name}.");
        return new TierSettings(name, groups, Span(row, "hedge_after"));
    }

    private static ImmutableArray<TierMember> Members(SettingsMap group, IReadOnlyList<ModelSettings> models)
    {
        group.Allow("members");
        var members = ImmutableArray.CreateBuilder<TierMember>();
        foreach (var row in group.Maps("members"))
        {
            row.Allow("model", "weight");
            var model = row.Required("model");
            if (!models.Any(m => string.Equals(m.Name, model, StringComparison.Ordinal)))
                throw row.Problem("model", $"There is no model \"{model}\" under `models`. There are: {string.Join(", ", models.Select(m => m.Name))}.");
            members.Add(new TierMember(model, Count(row, "weight") ?? 1));
        }
        return members.Count > 0 ? members.ToImmutable() : throw group.Problem("members", "A group needs `members`, such as [{ model: gpt-x, weight: 1 }].");
    }

    private static int? Count(SettingsMap row, string key, int least = 1) =>
        row.Text(key) is not { } text ? null
        : int.TryParse(text.Replace("_", "", StringComparison.Ordinal), NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count >= least
            ? count
        : throw row.Problem(key, $"`{key}` is a whole number from {least}, not \"{text}\".");

    private static TimeSpan? Span(SettingsMap row, string key) =>
        row.Text(key) is not { } text ? null
        : Durations.Read(text) is { } span && span > TimeSpan.Zero ? span
        : throw row.Problem(key, $"`{key}` is a time such as 800ms, 30s or 5m, not \"{text}\".");
}
