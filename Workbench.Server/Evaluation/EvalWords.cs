using System.Text.Json;
using Workbench.Shared;

namespace Workbench.Server.Evaluation;

/// <summary>Choices as they are written in the store, as in every document.</summary>
internal static class EvalWords
{
    public static string Of<T>(T value)
        where T : struct, Enum => JsonSerializer.Serialize(value, WireJson.Options).Trim('"');

    public static T Read<T>(string text)
        where T : struct, Enum => JsonSerializer.Deserialize<T>($"\"{text}\"", WireJson.Options);
}
