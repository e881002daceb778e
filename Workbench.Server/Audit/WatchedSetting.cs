using System.Text.Json.Nodes;

namespace Workbench.Server.Audit;

/// <summary>A setting that people change past the program, in a file or in the configuration: that it changed is noted.</summary>
/// <param name="Kind">One of <see cref="AuditKinds"/>.</param>
/// <param name="Read">What it says now, without secrets: a value, or the hash of a file.</param>
internal sealed record WatchedSetting(string Kind, string Name, Func<JsonObject> Read);
