using System.Text.Json;

namespace Workbench.Shared.Queries;

/// <summary>What a query's JSON may leave out: a null list is an empty one, a null in a list is a mistake.</summary>
internal static class QueryItems
{
    public static IReadOnlyList<T> Of<T>(IReadOnlyList<T>? items)
    {
        if (items is null)
            return [];
        for (var i = 0; i < items.Count; i++)
            if (items[i] is null)
                throw new JsonException($"Item {i + 1} of a list is null: leave it out.");
        return items;
    }

    public static T Needed<T>(T? value, string otherwise)
        where T : class => value ?? throw new JsonException(otherwise);
}
