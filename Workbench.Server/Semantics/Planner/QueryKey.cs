using System.Text.Json;
using Workbench.Shared;
using Workbench.Shared.Queries;

namespace Workbench.Server.Semantics.Planner;

/// <summary>Two queries of one key ask the same: lists compare by content.</summary>
internal static class QueryKey
{
    public static string Of(SemanticQuery query) =>
        JsonSerializer.Serialize(
            // What is left out of a ranking as unnamed makes no other question.
            query with
            {
                Compare = null,
                Having = [.. query.Having.Where(h => h.Op != "is_not_null")],
            },
            WireJson.Options
        );
}
