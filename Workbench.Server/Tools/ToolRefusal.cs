using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using Workbench.Server.Semantics;
using Workbench.Shared;

namespace Workbench.Server.Tools;

/// <summary>Why a tool did not do what was asked, as a model reads it.</summary>
/// <param name="Error"><c>bad_arguments, denied, unknown_metric, fan_out, …</c></param>
/// <param name="Message">What, why, and what to do.</param>
/// <param name="Nearest">Names, or the nearest query that works in words.</param>
public sealed record ToolRefusal(string Error, string Message, IReadOnlyList<string> Nearest)
{
    /// <summary>Where in the arguments: <c>group_by[1]</c>.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? At { get; init; }

    /// <summary>The next thing to try.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Do { get; init; }

    public ToolRefused AsOutcome() => new(JsonSerializer.Serialize(this, WireJson.Options));

    public static ToolRefused Of(string error, string message, params IReadOnlyList<string> nearest) => new ToolRefusal(error, message, nearest).AsOutcome();

    public static ToolRefused Of(ImmutableArray<QueryProblem> problems)
    {
        // What a level hides outranks the rest: nothing else of the query may be told then.
        var first = problems.FirstOrDefault(p => p.Code == "denied") ?? problems[0];
        var message = first.Code == "denied" ? first.Message : string.Join(" ", problems.Select(p => p.Message).Distinct(StringComparer.Ordinal));
        if (first.Code == "denied")
            return Of(first.Code, message);
        return new ToolRefusal(first.Code, message, [.. problems.SelectMany(p => p.Nearest).Distinct(StringComparer.Ordinal)])
        {
            At = [.. problems.Select(p => p.Path).Where(p => p.Length > 0).Distinct(StringComparer.Ordinal)],
            Do = WayOutOf(first.Code),
        }.AsOutcome();
    }

    private static string? WayOutOf(string code) =>
        code switch
        {
            "unknown_metric" or "unknown_field" or "unknown_name" =>
                "Use one of the nearest names if it is what was meant; else look_up with the words of the question.",
            "fan_out" or "unreachable_filter" => "Group and filter by fields that look_up shows for the metric, or use a metric that allows this one.",
            "required_filter" => "Add the filter that is named, or ask which value is meant.",
            "bad_value" => "Look up the field: it shows the values that it has.",
            _ => null,
        };

    /// <summary>Null when the text is no refusal.</summary>
    public static ToolRefusal? TryRead(string text)
    {
        if (!text.StartsWith("{\"error\"", StringComparison.Ordinal))
            return null;
        try
        {
            return JsonSerializer.Deserialize<ToolRefusal>(text, WireJson.Options);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
