using System.Text.Json;
using Microsoft.Extensions.AI;
using Workbench.Server.Models.Wire;

namespace Workbench.Server.Gateway.Forms;

/// <summary>Fields of a request: one of another type is refused with its name.</summary>
internal static class RequestFields
{
    /// <exception cref="FormException">No JSON, or no object.</exception>
    public static JsonDocument Parse(ReadOnlyMemory<byte> body)
    {
        JsonDocument document;
        try
        {
            document = JsonDocument.Parse(body);
        }
        catch (JsonException e)
        {
            throw new FormException($"The body is not JSON: {e.Message}");
        }
        if (document.RootElement.ValueKind == JsonValueKind.Object)
            return document;
        document.Dispose();
        throw new FormException("The body is not a JSON object.");
    }

    public static string RequiredText(this JsonElement of, string name, string path = "") =>
        of.OptionalText(name, path) is { Length: > 0 } text ? text : throw new FormException($"`{path}{name}` is missing: it is a text.", path + name);

    public static string? OptionalText(this JsonElement of, string name, string path = "") =>
        of.Field(name) switch
        {
            null => null,
            { ValueKind: JsonValueKind.String } text => text.AsText(),
            _ => throw new FormException($"`{path}{name}` is not a text.", path + name),
        };

    public static IEnumerable<JsonElement> List(this JsonElement of, string name, string path = "") =>
        of.Field(name) switch
        {
            null => [],
            { ValueKind: JsonValueKind.Array } list => list.EnumerateArray(),
            _ => throw new FormException($"`{path}{name}` is not a list.", path + name),
        };

    public static float? Number(this JsonElement of, string name) =>
        of.Field(name) switch
        {
            null => null,
            { ValueKind: JsonValueKind.Number } number when number.TryGetSingle(out var value) && float.IsFinite(value) => value,
            _ => throw new FormException($"`{name}` is not a number, or out of all bounds.", name),
        };

    public static int? Count(this JsonElement of, string name, int atLeast = 0) =>
        of.Field(name) switch
        {
            null => null,
            { ValueKind: JsonValueKind.Number } number when number.TryGetInt32(out var count) && count >= atLeast => count,
            _ => throw new FormException($"`{name}` is not a whole number of at least {atLeast}.", name),
        };

    public static bool IsTrue(this JsonElement of, string name) =>
        of.Field(name) switch
        {
            null or { ValueKind: JsonValueKind.False } => false,
            { ValueKind: JsonValueKind.True } => true,
            _ => throw new FormException($"`{name}` is neither true nor false.", name),
        };

    /// <summary>An image by its address or its bytes.</summary>
    public static AIContent Image(string address, string path, string mediaType = "image/*")
    {
        if (!address.StartsWith("data:", StringComparison.OrdinalIgnoreCase))
            return Uri.TryCreate(address, UriKind.Absolute, out var uri)
                ? new UriContent(uri, mediaType)
                : throw new FormException($"`{path}` is neither an absolute address nor a data URI.", path);
        try
        {
            return new DataContent(address);
        }
        catch (Exception e) when (e is ArgumentException or FormatException or UriFormatException)
        {
            throw new FormException($"`{path}` is no data URI such as data:image/png;base64,…", path);
        }
    }

    public static AIContent Bytes(string base64, string mediaType, string path)
    {
        try
        {
            return new DataContent(Convert.FromBase64String(base64), mediaType);
        }
        catch (Exception e) when (e is ArgumentException or FormatException)
        {
            throw new FormException($"`{path}` is not {mediaType} in base64.", path);
        }
    }

    public static AIFunctionDeclaration Tool(string name, string? description, JsonElement? schema) =>
        AIFunctionFactory.CreateDeclaration(name, description, (schema ?? JsonElement.Parse("""{"type":"object","properties":{}}""")).Clone());
}
