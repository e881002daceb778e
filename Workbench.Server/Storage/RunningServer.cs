using System.Text.Json.Serialization;

namespace Workbench.Server.Storage;

/// <param name="Url">Where it answers: <c>http://127.0.0.1:5080</c>.</param>
public sealed record RunningServer(int ProcessId, string Url, DateTimeOffset StartedAt);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(RunningServer))]
internal sealed partial class StorageJson : JsonSerializerContext;
