using System.Text.Json;
using Workbench.Shared;

namespace Workbench.Server.Tools;

/// <summary>Reads what a model sent; a mistake becomes a refusal that says what to send instead.</summary>
internal static class ToolArguments
{
    public static bool TryRead<T>(JsonElement arguments, out T read, out ToolRefused refused)
        where T : class
    {
        try
        {
            if (arguments.ValueKind == JsonValueKind.Object && arguments.Deserialize<T>(WireJson.Options) is { } value)
            {
                (read, refused) = (value, null!);
                return true;
            }
            (read, refused) = (null!, ToolRefusal.Of("bad_arguments", "The arguments must be one JSON object."));
        }
        catch (JsonException e)
        {
            (read, refused) = (null!, ToolRefusal.Of("bad_arguments", $"The arguments cannot be read{(e.Path is { } path ? $" at {path}" : "")}: {Reason(e)}"));
        }
        return false;
    }

    /// <summary>The sentence without the position, which means nothing to a model, and without our type names.</summary>
    private static string Reason(JsonException e)
    {
        var end = e.Message.IndexOf(" Path:", StringComparison.Ordinal);
        var message = end < 0 ? e.Message : e.Message[..end];
        var type = message.IndexOf(" contained in type", StringComparison.Ordinal);
        const string mapped = " could not be mapped to any .NET member";
        return type < 0 ? message : message[..type].Replace(mapped, "", StringComparison.Ordinal) + " is not known here.";
    }
}
