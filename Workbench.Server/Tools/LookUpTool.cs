using System.Collections.Immutable;
using System.ComponentModel;
using System.Text.Json;
using System.Text.Json.Nodes;
using Workbench.Server.Semantics.Expressions;
using Workbench.Shared;

namespace Workbench.Server.Tools;

/// <summary>Reads the semantic layer for a model that has only its index: finds things by words and opens them by name.</summary>
internal sealed class LookUpTool : IAgentTool
{
    public const string ToolName = "look_up";
    private const int MaxFound = 12;
    private const int MaxOpened = 6;

    public string Name => ToolName;

    public string Description =>
        "Looks things up in the semantic layer: search it by words, open what you need by name (several at once). "
        + "A metric opens with its definition, its time, the fields that it can be grouped and filtered by, and the rules for it; "
        + "an entity with its fields and their values, times, segments and joins; a table with its columns; also fields, products, terms, rules and verified queries.";

    public JsonElement Parameters { get; } = WireSchema.For<LookUpArguments>();

    public bool IsRepeatable => true;

    public Task<ToolOutcome> InvokeAsync(JsonElement arguments, IToolContext context, CancellationToken cancellationToken) =>
        Task.FromResult(Invoke(arguments, context));

    private static ToolOutcome Invoke(JsonElement arguments, IToolContext context)
    {
        if (!ToolArguments.TryRead<LookUpArguments>(arguments, out var given, out var refused))
            return refused;
        var index = LayerIndex.Of(context.Scope);
        var result = new JsonObject();
        if (!string.IsNullOrWhiteSpace(given.Search))
            result["found"] = Found(index, given.Search);
        var (opened, missing) = (new JsonArray(), new JsonArray());
        var cards = new LayerCards(context.Scope);
        foreach (var name in given.Open.Distinct(StringComparer.Ordinal).Take(MaxOpened))
        {
            if (index.Find(name) is { } thing)
                opened.Add(cards.Of(thing));
            else
                missing.Add(Missing(index, name));
        }
        if (opened.Count > 0)
            result["opened"] = opened;
        if (missing.Count > 0)
            result["not_there"] = missing;
        if (given.Open.Count > MaxOpened)
            result["note"] = $"Only the first {MaxOpened} names were opened: ask for the others in another call.";
        return result.Count == 0
            ? ToolRefusal.Of("bad_arguments", "Give words to search for in \"search\", or names in \"open\".")
            : new ToolReturned(result.ToJsonString(WireJson.Options), Data: null);
    }

    private static JsonNode Found(LayerIndex index, string words)
    {
        var found = index.Search(words, MaxFound);
        return found.IsEmpty
            ? "Nothing that you may use has these words. Try others, or say that the layer does not cover it."
            : new JsonArray([.. found.Select(t => (JsonNode)Line(t))]);
    }

    private static string Line(LayerThing thing)
    {
        var kind = thing.Kind == LayerThingKind.VerifiedQuery ? "verified query" : thing.Kind.ToString().ToLowerInvariant();
        var label = thing.Label == thing.Name ? "" : $" {thing.Label}";
        return $"{kind} {thing.Name}:{label}{(thing.About is { } about ? $" – {about}" : "")}";
    }

    private static JsonObject Missing(LayerIndex index, string name)
    {
        ImmutableArray<string> near = [.. NearestNames.Of(name, index.Names), .. index.Search(name, 3).Select(t => t.Name)];
        return new JsonObject { ["name"] = name, ["nearest"] = new JsonArray([.. near.Distinct(StringComparer.Ordinal).Take(4).Select(n => (JsonNode)n)]) };
    }
}

public sealed record LookUpArguments
{
    [Description("Words to search for, as a person would say them: \"churn by region\".")]
    public string? Search { get; init; }

    [Description("Names to open as they are in the index: \"arr\", \"account\", \"account.region\", \"billing.invoices\".")]
    public IReadOnlyList<string> Open { get; init; } = [];
}
