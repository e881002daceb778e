using System.Text.Json;

namespace Workbench.Tests.Agents;

/// <summary>What a model is sent, as it reads it: the question, and what came of its calls since.</summary>
internal sealed class AnalystTurn
{
    public AnalystTurn(JsonElement request)
    {
        Model = request.GetProperty("model").GetString()!;
        Messages = [.. request.GetProperty("messages").EnumerateArray()];
        var asked = Messages.FindLastIndex(m => Role(m) == "user" && !Text(m).StartsWith("Give this as a call", StringComparison.Ordinal));
        Question = Text(Messages[asked]);
        var results = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var message in Messages.Skip(asked).Where(m => Role(m) == "tool"))
            results[message.GetProperty("tool_call_id").GetString()!] = Text(message);
        foreach (var message in Messages.Skip(asked).Where(m => m.TryGetProperty("tool_calls", out _)))
        foreach (var call in message.GetProperty("tool_calls").EnumerateArray())
        {
            var (id, function) = (call.GetProperty("id").GetString()!, call.GetProperty("function"));
            Done.Add(new DoneCall(id, function.GetProperty("name").GetString()!, function.GetProperty("arguments").GetString()!, results[id]));
        }
    }

    /// <summary>The model that the endpoint is asked for.</summary>
    public string Model { get; }
    public List<JsonElement> Messages { get; }
    public string Question { get; }
    public List<DoneCall> Done { get; } = [];
    public DoneCall? Last => Done.Count == 0 ? null : Done[^1];

    /// <summary>The last result that has rows.</summary>
    public DoneCall? Data => Done.LastOrDefault(d => d.Rows is not null);

    /// <summary>Told to call <c>answer</c> after words without it.</summary>
    public bool IsNudged => Role(Messages[^1]) == "user" && Text(Messages[^1]).StartsWith("Give this as a call", StringComparison.Ordinal);

    public int Count(string tool) => Done.Count(d => d.Tool == tool);

    public static string Role(JsonElement message) => message.GetProperty("role").GetString()!;

    public static string Text(JsonElement message) => message.GetProperty("content") is { ValueKind: JsonValueKind.String } text ? text.GetString()! : "";
}

/// <param name="Text">What came back.</param>
internal sealed record DoneCall(string Id, string Tool, string Arguments, string Text)
{
    private JsonElement? Result { get; } = Parse(Text);

    public string? Error => Result is { } result && result.TryGetProperty("error", out var error) ? error.GetString() : null;

    public JsonElement? Rows => Result is { } result && result.TryGetProperty("rows", out var rows) ? rows : null;

    public JsonElement this[string key] => Result!.Value.GetProperty(key);

    private static JsonElement? Parse(string text)
    {
        try
        {
            return JsonDocument.Parse(text).RootElement is { ValueKind: JsonValueKind.Object } map ? map : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

/// <summary>What a scripted model does next.</summary>
internal abstract record AnalystMove
{
    /// <summary>Calls of one reply, with their arguments as text.</summary>
    public sealed record Calls(params (string Tool, string Arguments)[] All) : AnalystMove;

    public sealed record Words(string Text) : AnalystMove;

    public sealed record Refuse(int Status, string Message) : AnalystMove;

    /// <summary>The stream dies in the middle of a call.</summary>
    public sealed record BreakOff : AnalystMove;
}
