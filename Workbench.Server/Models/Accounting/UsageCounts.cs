using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Workbench.Server.Models.Accounting;

/// <summary>Numbers of a usage object. What is missing or null is no count; what is there and no count is a problem that is kept.</summary>
internal sealed class UsageCounts(JsonObject usage)
{
    /// <summary>More than any provider counts in one call: a number beyond is no count of tokens.</summary>
    private const decimal Most = 1_000_000_000_000m;

    public string? Problem { get; private set; }

    public bool Has(string name) => usage[name] is not null;

    public void Complain(string problem) => Problem ??= problem;

    /// <summary>The first of the names that is there. <c>a.b</c> is <c>b</c> in the object <c>a</c>.</summary>
    public long? Find(params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
            if (At(name) is { } node && Count(name, node) is { } count)
                return count;
        return null;
    }

    /// <summary>As <see cref="Find"/>; 0 when none is there.</summary>
    public long Of(params ReadOnlySpan<string> names) => Find(names) ?? 0;

    /// <summary>A total that no call is without; 0 and a problem when it is missing.</summary>
    public long Required(params ReadOnlySpan<string> names)
    {
        if (Find(names) is { } count)
            return count;
        Complain($"`{names[0]}` is missing.");
        return 0;
    }

    public decimal? Money(string name)
    {
        if (At(name) is not { } node)
            return null;
        if (Number(node) is { } amount and >= 0)
            return amount;
        Complain($"`{name}` is {Shown(node)}, no amount of money.");
        return null;
    }

    public string? Text(string name) =>
        At(name) is JsonValue value && value.GetValueKind() == JsonValueKind.String && value.GetValue<string>() is { Length: > 0 } text ? text : null;

    public bool IsTrue(string name) => At(name)?.GetValueKind() == JsonValueKind.True;

    /// <summary>Objects of a list.</summary>
    public IEnumerable<UsageCounts> Items(string name)
    {
        if (At(name) is not JsonArray items)
            yield break;
        foreach (var item in items.OfType<JsonObject>())
        {
            var counts = new UsageCounts(item);
            yield return counts;
            if (counts.Problem is { } problem)
                Complain($"`{name}`: {problem}");
        }
    }

    /// <summary>Another price list, unless it is one of the names that providers have for the usual one.</summary>
    public string? ServiceTier(params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
            if (Text(name) is { } tier)
                return tier.ToLowerInvariant() is var lower && lower is "default" or "standard" or "auto" or "on_demand" or "service_tier_unspecified"
                    ? null
                    : lower;
        return null;
    }

    private JsonNode? At(string path)
    {
        JsonNode? node = usage;
        foreach (var part in path.Split('.'))
            node = node is JsonObject holder ? holder[part] : null;
        return node;
    }

    private long? Count(string name, JsonNode node)
    {
        if (Number(node) is { } count && count == decimal.Truncate(count) && Math.Abs(count) <= Most)
            return (long)count;
        Complain($"`{name}` is {Shown(node)}, no count of tokens.");
        return null;
    }

    /// <summary>Some gateways write numbers as texts.</summary>
    private static decimal? Number(JsonNode node) =>
        node is JsonValue value
        && value.GetValueKind() is JsonValueKind.Number or JsonValueKind.String
        && decimal.TryParse(value.ToString(), NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            ? number
            : null;

    private static string Shown(JsonNode node) => node.ToJsonString() is { Length: > 40 } text ? $"{text[..40]}…" : node.ToJsonString();
}
