using System.Runtime.CompilerServices;
using System.Text.Json;

namespace Workbench.Server.Router;

/// <summary>One line of a file of JSON objects; what is wrong with it is told with file and line.</summary>
internal sealed record JsonLine(string File, int Number, JsonElement Value)
{
    public string Required(string field) => Optional(field) ?? throw Wrong($"it has no text \"{field}\"");

    public string? Optional(string field) =>
        Value.TryGetProperty(field, out var value)
            ? value.ValueKind switch
            {
                JsonValueKind.String => TextOf(value),
                JsonValueKind.Number => value.GetRawText(),
                JsonValueKind.Null => null,
                _ => throw Wrong($"\"{field}\" is no text"),
            }
            : null;

    private string? TextOf(JsonElement value)
    {
        try
        {
            return value.GetString();
        }
        catch (InvalidOperationException)
        {
            // Written as an escape such as \ud83d, which JSON allows and no text holds alone.
            throw Wrong("a text of it holds half a character");
        }
    }

    public FormatException Wrong(string what) => new($"{File}, line {Number}: {what}.");
}

internal static class JsonLines
{
    /// <summary>Empty lines are passed over.</summary>
    /// <exception cref="FormatException">A line is no JSON object.</exception>
    public static async IAsyncEnumerable<JsonLine> ReadAsync(string file, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (!File.Exists(file))
            throw new FileNotFoundException($"There is no file {file}.", file);
        await using var stream = File.OpenRead(file);
        await foreach (var line in ReadAsync(stream, file, cancellationToken))
            yield return line;
    }

    /// <inheritdoc cref="ReadAsync(string, CancellationToken)"/>
    /// <param name="name">Of the file, for what is wrong with it.</param>
    public static async IAsyncEnumerable<JsonLine> ReadAsync(Stream stream, string name, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using StreamReader reader = new(stream, leaveOpen: true);
        for (var number = 1; await reader.ReadLineAsync(cancellationToken) is { } line; number++)
            if (!string.IsNullOrWhiteSpace(line))
                yield return Parse(name, number, line);
    }

    private static JsonLine Parse(string file, int number, string line)
    {
        JsonElement value;
        try
        {
            value = JsonElement.Parse(line);
        }
        catch (JsonException e)
        {
            throw new FormatException($"{file}, line {number}: no JSON: {e.Message}", e);
        }
        return value.ValueKind == JsonValueKind.Object
            ? new JsonLine(file, number, value)
            : throw new FormatException($"{file}, line {number}: no JSON object.");
    }
}
