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
                JsonValueKind.String => value.GetString(),
                JsonValueKind.Number => value.GetRawText(),
                JsonValueKind.Null => null,
                _ => throw Wrong($"\"{field}\" is no text"),
            }
            : null;

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
        var number = 0;
        await foreach (var line in File.ReadLinesAsync(file, cancellationToken))
        {
            number++;
            if (!string.IsNullOrWhiteSpace(line))
                yield return Parse(file, number, line);
        }
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
