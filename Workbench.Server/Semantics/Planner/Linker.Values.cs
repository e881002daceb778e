using System.Collections.Immutable;

namespace Workbench.Server.Semantics.Planner;

/// <summary>Values that only the warehouse knows: names of customers, products, places.</summary>
internal sealed partial class Linker
{
    /// <summary>Looks up what no declared name explains: names of customers, products, places.</summary>
    private void AddValues(
        ImmutableArray<Token> tokens,
        List<(int Word, double Quality)>[] words,
        IReadOnlyList<Mention> readAlready,
        Dictionary<UInt128, List<(LinkOption, int, int)>> found
    )
    {
        var read = readAlready.Aggregate(UInt128.Zero, (mask, m) => mask | m.Mask);
        var named = UInt128.Zero;
        for (var first = 0; first < tokens.Length; first++)
        {
            if (!CanBeValue(tokens[first]))
                continue;
            for (var last = Math.Min(first + 4, tokens.Length - 1); last >= first; last--)
            {
                if (!CanBeValue(tokens[last]) || !IsUnbroken(tokens, first, last))
                    continue;
                var mask = Mentions(first, last);
                // Inside of a name that stands in full nothing else is looked for.
                if ((mask & ~named) == 0)
                    continue;
                var explained = (mask & ~read) == 0 || Enumerable.Range(first, last - first + 1).All(i => !IsUnexplained(tokens[i], words[i]));
                var isName = Enumerable.Range(first, last - first + 1).Any(i => tokens[i].IsNameLike);
                if (explained && !(isName && last > first && Enumerable.Range(first, last - first + 1).All(i => tokens[i].IsNameLike)))
                    continue;
                var phrase = string.Join(' ', Enumerable.Range(first, last - first + 1).Select(i => tokens[i].Text));
                foreach (var match in values.Find(phrase))
                {
                    if (
                        match.Score < (phrase.Length <= 3 ? 0.96 : 0.7)
                        || (last > first || explained) && match.Score < 0.8
                        || FindDimension(match.Field) is not { } dimension
                    )
                        continue;
                    if (match.Score >= 0.99 && last > first)
                        named |= mask;
                    var target = new ValueTarget(dimension.Entity, dimension.Dimension, match.Stored) { RequiredLevel = dimension.RequiredLevel };
                    if (!found.TryGetValue(mask, out var options))
                        found[mask] = options = [];
                    options.Add((new LinkOption(target, Math.Min(1, match.Score) * 0.98, match.Score >= 0.99), first, last));
                }
            }
        }
    }

    /// <summary>"Norwegian customers" are customers of Norway, where that is a value.</summary>
    private void AddCountries(ImmutableArray<Token> tokens, Dictionary<UInt128, List<(LinkOption, int, int)>> found)
    {
        foreach (var token in tokens)
            if (Demonyms.CountryOf(token.Word) is { } country)
                foreach (var match in values.Find(country).Where(m => m.Score >= 0.99))
                    if (FindDimension(match.Field) is { } dimension)
                    {
                        var target = new ValueTarget(dimension.Entity, dimension.Dimension, match.Stored) { RequiredLevel = dimension.RequiredLevel };
                        var mask = Mentions(token.Index, token.Index);
                        if (!found.TryGetValue(mask, out var options))
                            found[mask] = options = [];
                        options.Add((new LinkOption(target, 0.96, true), token.Index, token.Index));
                    }
    }

    private DimensionTarget? FindDimension(string field) => lexicon.FindDimension(field);

    private static bool CanBeValue(Token token) =>
        token.Kind != TokenKind.Mark && !EnglishWords.IsFunction(token.Word) || token.IsNameLike && token.Text.Length > 1;

    private static bool IsUnbroken(ImmutableArray<Token> tokens, int first, int last)
    {
        for (var i = first; i <= last; i++)
            if (tokens[i].Kind == TokenKind.Mark)
                return false;
        return true;
    }

    private static bool IsUnexplained(Token token, List<(int Word, double Quality)> matches) =>
        token.IsContent && !EnglishWords.Structural.Contains(token.Word) && !matches.Exists(m => m.Quality >= 0.9);
}
