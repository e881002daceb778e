using System.Text.Json;
using Workbench.Shared;
using Workbench.Shared.Queries;

namespace Workbench.Server.Semantics.Planner;

/// <summary>Two queries of one key ask the same: lists compare by content.</summary>
internal static class QueryKey
{
    public static string Of(SemanticQuery query) => JsonSerializer.Serialize(query with { Compare = null }, WireJson.Options);
}
