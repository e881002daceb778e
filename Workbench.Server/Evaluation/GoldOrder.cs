using System.Collections.Immutable;
using System.Text.RegularExpressions;

namespace Workbench.Server.Evaluation;

/// <summary>What a gold query orders by at its outermost level.</summary>
/// <param name="Columns">Places of the result's columns; empty when it orders by something that it does not show.</param>
internal sealed partial record GoldOrder(ImmutableArray<int> Columns)
{
    /// <returns>Null when the query gives its rows in no order.</returns>
    public static GoldOrder? Of(string sql, ImmutableArray<string> columns)
    {
        var outer = Outermost(sql);
        var at = OrderBy().Matches(outer).LastOrDefault();
        if (at is null)
            return null;
        var list = outer[(at.Index + at.Length)..];
        if (AfterOrder().Match(list) is { Success: true } end)
            list = list[..end.Index];
        var places = list.Split(',').Select(item => PlaceOf(Direction().Replace(item, "").Trim(), columns)).ToImmutableArray();
        return new GoldOrder(places.Contains(-1) ? [] : places);
    }

    /// <summary>Rows that are equal in what is ordered by may change places.</summary>
    public bool IsKept(ImmutableArray<ImmutableArray<object?>> found, ResultTable gold) =>
        Columns.IsEmpty
            ? found.Zip(gold.Rows).All(pair => ResultComparison.IsSameRow(pair.First, pair.Second))
            : found.Zip(gold.Rows).All(pair => Columns.All(column => ResultComparison.IsSame(pair.First[column], pair.Second[column])));

    private static int PlaceOf(string item, ImmutableArray<string> columns)
    {
        if (int.TryParse(item, out var number))
            return number >= 1 && number <= columns.Length ? number - 1 : -1;
        var name = item.Split('.')[^1].Trim('"');
        return columns.ToList().FindIndex(column => column.Equals(name, StringComparison.OrdinalIgnoreCase));
    }

    /// <summary>The query with what stands in parentheses, quotes and comments blanked out.</summary>
    private static string Outermost(string sql)
    {
        var bare = NotCode().Replace(sql, match => match.Value.StartsWith('"') ? match.Value : new string(' ', match.Length));
        var text = bare.ToCharArray();
        var depth = 0;
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == ')')
                depth--;
            var isInside = depth > 0;
            if (text[i] == '(')
                depth++;
            if (isInside)
                text[i] = '_';
        }
        return new string(text);
    }

    [GeneratedRegex("""'(?:[^']|'')*'|"[^"]*"|--[^\n]*|/\*.*?\*/""", RegexOptions.Singleline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex NotCode();

    [GeneratedRegex(@"\border\s+by\b", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex OrderBy();

    [GeneratedRegex(@"\b(limit|offset|fetch|for)\b|;", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex AfterOrder();

    [GeneratedRegex(@"\b(asc|desc|nulls\s+(first|last))\b", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Direction();
}
