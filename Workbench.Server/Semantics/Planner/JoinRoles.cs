using System.Collections.Frozen;
using System.Collections.Immutable;
using Workbench.Server.Semantics.Layer;

namespace Workbench.Server.Semantics.Planner;

/// <summary>
/// Which of several joins to the same entity is meant: "from Oslo", "the loading port Oslo" and "shipped to Oslo" are three words about two ports. Joins are told
/// apart by the words of their names, and by what those words say of a way: where it begins or where it ends.
/// </summary>
internal sealed class JoinRoles(JoinReach reach)
{
    private static readonly FrozenSet<string> Beginnings = Roots(
        "from out origin originating source leaving leave left departing departed departure depart loading loaded load pickup pickups export exported sender sending seller outgoing outbound start starting "
            + "old former giving lender shipper"
    );

    private static readonly FrozenSet<string> Ends = Roots(
        "to into toward towards bound destination target arriving arrived arrival arrive discharge discharged discharging unloading unloaded delivery delivered import imported receiver receiving recipient "
            + "buyer incoming inbound end ending reaching reached new next taking borrower consignee"
    );

    /// <param name="near">Words beside the name, the nearest first.</param>
    /// <param name="saidAt">The token that names it; -1.</param>
    /// <param name="isOpen">Several joins lead there equally well, and no word tells them apart.</param>
    public EntityJoin? Named(IReadOnlyList<string> homes, Entity entity, ImmutableArray<NearWord> near, out int saidAt, out bool isOpen)
    {
        isOpen = false;
        saidAt = -1;
        if (homes is not [var home])
            return null;
        var paths = reach.Between(home, entity.Name);
        if (paths.Length < 2 || paths.Count(p => p.Joins.Length == paths[0].Joins.Length) < 2)
            return null;
        var joins = paths.Where(p => p.Joins.Length == paths[0].Joins.Length).SelectMany(p => reach.Steps(home, p)).Distinct().ToList();
        // What all ways share tells none of them apart.
        joins.RemoveAll(j => paths.Count(p => p.Joins.Contains(j.Name)) == paths.Length);
        foreach (var (word, at) in near)
        {
            var said = joins.FindAll(j => WordsOf(j).Contains(word));
            if (said.Count == 0 && (Beginnings.Contains(word) || Ends.Contains(word)))
                said = joins.FindAll(j => WordsOf(j).Any((Beginnings.Contains(word) ? Beginnings : Ends).Contains));
            if (said is not [var only])
                continue;
            saidAt = at;
            return only;
        }
        isOpen = reach.Plain(home, paths) is null;
        return null;
    }

    /// <summary>1 for a word of a way's beginning, 2 of its end, 0 for any other; by the nearest word that says so.</summary>
    public static int SideOf(ImmutableArray<NearWord> near)
    {
        foreach (var (word, _) in near)
            if (Beginnings.Contains(word) || Ends.Contains(word))
                return Beginnings.Contains(word) ? 1 : 2;
        return 0;
    }

    /// <summary>The roots of up to four words before a mention and of those of its own clause behind it: "to Oslo", "Oslo as destination", "the region of discharge".</summary>
    public static ImmutableArray<NearWord> Near(ImmutableArray<Token> tokens, Mention mention)
    {
        var near = ImmutableArray.CreateBuilder<NearWord>();
        if (mention.Last + 2 < tokens.Length && tokens[mention.Last + 1].Word is "of" or "as" or "for")
            near.Add(new NearWord(tokens[mention.Last + 2].Root, mention.Last + 2));
        for (int i = mention.First - 1, first = Math.Max(0, mention.First - 4); i >= first && tokens[i].Kind == TokenKind.Word; i--)
        {
            near.Add(new NearWord(tokens[i].Root, i));
            // "loaded in Oslo" goes on to the verb; "from March for Oslo" ends at "for".
            if (tokens[i].Word is "in" or "at" or "for" or "via" or "by" or "on" or "with")
                first = Math.Max(first, i - 1);
        }
        return near.ToImmutable();
    }

    public static IEnumerable<string> WordsOf(EntityJoin join) =>
        ((string[])[join.Name, join.Label ?? join.Name, .. join.Synonyms])
            .SelectMany(LayerLexicon.SplitWords)
            // The "by" of "paid by" is none of "by customer type"; the "to" of "billed to" says where it leads.
            .Where(w => !EnglishWords.IsFunction(w) || Beginnings.Contains(w) || Ends.Contains(w))
            .Select(WordForms.Root)
            .Distinct(StringComparer.Ordinal);

    private static FrozenSet<string> Roots(string words) =>
        words.Split(' ').Select(WordForms.Root).Concat(words.Split(' ')).ToFrozenSet(StringComparer.Ordinal);
}

/// <param name="Root">Of a word beside a name.</param>
/// <param name="At">Its token.</param>
internal readonly record struct NearWord(string Root, int At);
