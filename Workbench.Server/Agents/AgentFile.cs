using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Workbench.Server.Router;
using Workbench.Server.Semantics.Expressions;
using Workbench.Server.Yaml;
using Workbench.Shared.Router;

namespace Workbench.Server.Agents;

/// <summary>Reads a file of <c>agents/</c>.</summary>
internal static partial class AgentFile
{
    private const int VersionLength = 12;

    /// <param name="tools">Names of the tools that there are.</param>
    /// <exception cref="YamlFileException">With file, line and column, and what to write instead.</exception>
    public static AgentDefinition Read(string text, string file, IReadOnlyCollection<string> tools)
    {
        var root = SettingsMap.Parse(text, file);
        root.Allow("name", "description", "instructions", "model", "tools", "limits", "cache", "tiers");
        var name = root.Required("name");
        if (!NamePattern().IsMatch(name))
            throw root.Problem("name", $"`name` is lower-case letters, digits and hyphens, not \"{name}\".");
        return new AgentDefinition(
            name,
            VersionOf(text),
            root.Text("description")?.Trim() ?? "",
            root.Required("instructions").Trim(),
            root.Text("model") ?? Models.ModelProviders.Auto,
            ToolsOf(root, tools),
            LimitsOf(root),
            text
        )
        {
            CachesReplies = CacheOf(root),
            Tiers = TiersOf(root),
        };
    }

    /// <summary>The same content is the same version, wherever it was read and whatever its line ends.</summary>
    public static string VersionOf(string text) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ReplaceLineEndings("\n"))))[..VersionLength];

    private static ImmutableArray<string> ToolsOf(SettingsMap root, IReadOnlyCollection<string> known)
    {
        var names = root.Texts("tools");
        for (var i = 0; i < names.Count; i++)
        {
            if (!known.Contains(names[i], StringComparer.Ordinal))
                throw root.ItemProblem(
                    "tools",
                    i,
                    $"There is no tool `{names[i]}`.{(NearestNames.Suggest(names[i], known) is { Length: > 0 } near ? near : $" There are: {string.Join(", ", known)}.")}"
                );
        }
        return [.. names.Distinct(StringComparer.Ordinal)];
    }

    private static bool CacheOf(SettingsMap root) =>
        root.Text("cache") switch
        {
            null or "false" => false,
            "true" => true,
            var other => throw root.Problem("cache", $"`cache` is true or false, not \"{other}\"."),
        };

    private static TierBounds TiersOf(SettingsMap root)
    {
        if (root.Map("tiers") is not { } tiers)
            return TierBounds.None;
        tiers.Allow("floor", "ceiling");
        var bounds = new TierBounds(TierOf(tiers, "floor") ?? TierBounds.None.Floor, TierOf(tiers, "ceiling") ?? TierBounds.None.Ceiling);
        return bounds.Floor <= bounds.Ceiling
            ? bounds
            : throw tiers.Problem("ceiling", $"The ceiling {RouterTiers.Name(bounds.Ceiling)} is below the floor {RouterTiers.Name(bounds.Floor)}.");
    }

    private static RouterTier? TierOf(SettingsMap tiers, string key) =>
        tiers.Text(key) is not { } text ? null : RouterTiers.Parse(text) ?? throw tiers.Problem(key, $"`{key}` is fast, standard or max, not \"{text}\".");

    private static AgentLimits LimitsOf(SettingsMap root)
    {
        var limits = root.Map("limits");
        limits?.Allow("steps", "tokens", "output_tokens", "cost_usd", "wall_clock", "runs", "parallel");
        return new AgentLimits(
            (int)(Number(limits, "steps", 1, 10_000) ?? AgentLimits.Default.Steps),
            (long)(Number(limits, "tokens", 1, 100_000_000) ?? AgentLimits.Default.Tokens),
            Number(limits, "cost_usd", 0, 1_000_000),
            limits?.Text("wall_clock") is { } wallClock ? DurationOf(limits, wallClock) : AgentLimits.Default.WallClock
        )
        {
            Runs = (int?)Number(limits, "runs", 1, 10_000),
            Parallel = (int)(Number(limits, "parallel", 1, 100) ?? AgentLimits.Default.Parallel),
            OutputTokens = (int)(Number(limits, "output_tokens", 256, 1_000_000) ?? AgentLimits.Default.OutputTokens),
        };
    }

    private static decimal? Number(SettingsMap? limits, string key, decimal min, decimal max)
    {
        if (limits?.Text(key) is not { } text)
            return null;
        return
            decimal.TryParse(text.Replace("_", "", StringComparison.Ordinal), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)
            && number >= min
            && number <= max
            ? number
            : throw limits.Problem(key, string.Create(CultureInfo.InvariantCulture, $"`{key}` is a number from {min} to {max:0}, not \"{text}\"."));
    }

    private static TimeSpan DurationOf(SettingsMap limits, string text)
    {
        var match = DurationPattern().Match(text);
        if (!match.Success)
            throw limits.Problem("wall_clock", $"`wall_clock` is a time such as 90 s, 10 min or 2 h, not \"{text}\".");
        var count = int.Parse(match.Groups["count"].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture);
        return match.Groups["unit"].Value[0] switch
        {
            's' => TimeSpan.FromSeconds(count),
            'm' => TimeSpan.FromMinutes(count),
            _ => TimeSpan.FromHours(count),
        };
    }

    [GeneratedRegex("^[a-z][a-z0-9-]{0,39}$", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex NamePattern();

    [GeneratedRegex(
        "^(?<count>[1-9][0-9]{0,5}) ?(?<unit>s|seconds|min|minutes|h|hours)$",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking
    )]
    private static partial Regex DurationPattern();
}
