using System.Text.Json;

namespace Workbench.Server.Models.Wire;

/// <summary>Fields of documents that others wrote: what is not there or of another kind is null.</summary>
internal static class JsonFields
{
    public static string? Text(this JsonElement of, string name) => of.Field(name) is { ValueKind: JsonValueKind.String } text ? text.GetString() : null;

    public static long? Count(this JsonElement of, string name) =>
        of.Field(name) is { ValueKind: JsonValueKind.Number } number && number.TryGetInt64(out var count) && count >= 0 ? count : null;

    /// <summary>An object; null where there is none.</summary>
    public static JsonElement? Object(this JsonElement of, string name) => of.Field(name) is { ValueKind: JsonValueKind.Object } field ? field : null;

    public static JsonElement? Field(this JsonElement of, string name) =>
        of.ValueKind == JsonValueKind.Object && of.TryGetProperty(name, out var field) ? field : null;
}
