using System.Text.Json;
using Workbench.Shared;
using Workbench.Shared.Queries;

namespace Workbench.Server.Semantics.Verified;

/// <summary>What a query computes, whatever the order in which it is written or shown.</summary>
internal static class QueryMeaning
{
    /// <summary>Its statement in a normal form: two queries with the same one give the same numbers. Null: it cannot be compiled.</summary>
    public static string? Of(ISemanticCompiler compiler, SemanticQuery query, CompileScope scope) =>
        compiler.Compile(Normal(query), scope) is Compiled compiled ? compiled.Sql : null;

    /// <summary>A comparison that nobody asked for is none; without a cut the order of rows and columns is a matter of looks.</summary>
    public static SemanticQuery Normal(SemanticQuery query)
    {
        var plain = query with
        {
            Compare = query.Compare is { IsContext: true } ? null : query.Compare,
            Where = [.. query.Where.OrderBy(Written, StringComparer.Ordinal)],
            Having = [.. query.Having.OrderBy(Written, StringComparer.Ordinal)],
        };
        return query.Limit is not null
            ? plain
            : plain with
            {
                Metrics = [.. query.Metrics.Order(StringComparer.Ordinal)],
                GroupBy = [.. query.GroupBy.Order(StringComparer.Ordinal)],
                OrderBy = [],
            };
    }

    public static string Written<T>(T part) => JsonSerializer.Serialize(part, WireJson.Options);
}
