using System.Collections.Immutable;
using System.Text.Json;
using Workbench.Server.Semantics;
using Workbench.Shared;

namespace Workbench.Server.Tools;

/// <summary>Why a tool did not do what was asked, as a model reads it.</summary>
/// <param name="Error"><c>bad_arguments, denied, unknown_metric, fan_out, …</c></param>
/// <param name="Message">What, why, and what to do.</param>
/// <param name="Nearest">Names, or the nearest query that works in words.</param>
public sealed record ToolRefusal(string Error, string Message, IReadOnlyList<string> Nearest)
{
    public static ToolRefused Of(string error, string message, params IReadOnlyList<string> nearest) =>
        new(JsonSerializer.Serialize(new ToolRefusal(error, message, nearest), WireJson.Options));

    public static ToolRefused Of(ImmutableArray<QueryProblem> problems)
    {
        // What a level hides outranks the rest: nothing else of the query may be told then.
        var first = problems.FirstOrDefault(p => p.Code == "denied") ?? problems[0];
        var message = first.Code == "denied" ? first.Message : string.Join(" ", problems.Select(p => p.Message).Distinct(StringComparer.Ordinal));
        return Of(first.Code, message, first.Code == "denied" ? [] : [.. problems.SelectMany(p => p.Nearest).Distinct(StringComparer.Ordinal)]);
    }

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
