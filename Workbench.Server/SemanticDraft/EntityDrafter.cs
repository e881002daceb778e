using System.Collections.Frozen;
using System.Collections.Immutable;

namespace Workbench.Server.SemanticDraft;

/// <summary>Makes an entity of each table: its name, its key and what in it is about persons. Joins and fields come after.</summary>
internal static class EntityDrafter
{
    private static readonly FrozenDictionary<string, string[]> Synonyms = new Dictionary<string, string[]>(StringComparer.Ordinal)
    {
        ["salesperson"] = ["sales person", "sales rep", "sales representative", "seller"],
        ["customer"] = ["client"],
        ["employee"] = ["staff member"],
        ["vendor"] = ["supplier"],
        ["supplier"] = ["vendor"],
    }.ToFrozenDictionary(StringComparer.Ordinal);

    public static ImmutableArray<EntityDraft> Draft(ImmutableArray<SurveyedTable> surveyed)
    {
        var tables = FoldedNames.Unfold(surveyed);
        var prefixes = tables.GroupBy(t => t.Schema, StringComparer.Ordinal).ToDictionary(g => g.Key, Prefix, StringComparer.Ordinal);
        var words = tables.Select(t => IdentifierWords.Singular(IdentifierWords.OfTable(t.Spelt, prefixes[t.Schema]))).ToList();
        var shared = words.GroupBy(w => IdentifierWords.Name(w)).Where(g => g.Skip(1).Any()).Select(g => g.Key).ToHashSet(StringComparer.Ordinal);
        var names = new NameSet();
        var entities = ImmutableArray.CreateBuilder<EntityDraft>();
        for (var i = 0; i < tables.Length; i++)
        {
            var (table, own) = (tables[i], words[i]);
            var name = IdentifierWords.Name(own);
            // The same table in two schemas: crm_account and billing_account.
            if (name is not null && shared.Contains(name) && IdentifierWords.Name(IdentifierWords.Split(table.Schema)) is { } schema && schema != "public")
            {
                own = [.. IdentifierWords.Split(table.Schema), .. own];
                name = IdentifierWords.Name(own);
            }

            var raw = IdentifierWords.Phrase(IdentifierWords.Split(table.Name));
            entities.Add(
                new EntityDraft
                {
                    Table = WithWords(table, words[i], words),
                    Words = own,
                    TableWords = words[i],
                    PluralWords = IdentifierWords.Plural(own),
                    Name = names.TakeOne(name ?? "entity"),
                    Key = KeyFinder.Find(table, own),
                    Synonyms =
                    [
                        .. Synonyms.GetValueOrDefault(own.IsEmpty ? "" : own[^1], []),
                        .. Short(i),
                        .. raw == IdentifierWords.Phrase(own) || raw == IdentifierWords.Phrase(IdentifierWords.Plural(own)) ? Array.Empty<string>() : [raw],
                    ],
                    Personal = table
                        .Columns.Select(c => (c.Name, Suspicion: PersonalData.Of(c, own)))
                        .Where(c => c.Suspicion is not null)
                        .ToImmutableDictionary(c => c.Name, c => c.Suspicion!, StringComparer.Ordinal),
                }
            );
        }

        return entities.ToImmutable();

        // "farm" of member farms whose columns begin with it, where nothing else is called so.
        IEnumerable<string> Short(int at) =>
            words[at].Length > 1
            && Prefix(tables[at]) is { } prefix
            && IdentifierWords.Of(prefix) is [var word]
            && words[at].Contains(word)
            && !words.Exists(w => w is [var whole] && whole == word)
            && words.Where((w, i) => i != at && w.Contains(word)).Take(1).ToList() is []
                ? [word]
                : [];
    }

    /// <summary>A word that all columns begin with stands for the table: <c>eng_first_name</c> of engineers.</summary>
    private static SurveyedTable WithWords(SurveyedTable table, ImmutableArray<string> entity, List<ImmutableArray<string>> tables)
    {
        // "bill" before the columns of bill items is the bill where there are bills.
        if (
            (Prefix(table) ?? Abbreviation(table, entity)) is not { } prefix
            || entity.IsEmpty
            || tables.Exists(t => t.SequenceEqual(IdentifierWords.Of(prefix)))
        )
            return table;

        return table with
        {
            Columns = [.. table.Columns.Select(c => IdentifierWords.Split(c.Spelt) is [var first, _, ..] && first == prefix ? c with { Words = Rest(c) } : c)],
        };

        ImmutableArray<string> Rest(SurveyedColumn column) => [.. entity, .. column.Words.RemoveRange(0, IdentifierWords.Of(prefix).Length)];
    }

    /// <summary><c>med_name</c> beside <c>maker</c> in a table of medicines whose key is <c>med_id</c>: short for the table.</summary>
    private static string? Abbreviation(SurveyedTable table, ImmutableArray<string> entity)
    {
        if (entity is not [var whole])
            return null;

        return table
            .Columns.Select(c => IdentifierWords.Split(c.Spelt))
            .Where(w =>
                w is [{ Length: >= 3 } first, "id" or "key" or "no" or "code"]
                && first.Length < whole.Length
                && whole.StartsWith(first, StringComparison.Ordinal)
            )
            .Select(w => w[0])
            .FirstOrDefault();
    }

    private static string? Prefix(SurveyedTable table)
    {
        var columns = table.Columns.Select(c => IdentifierWords.Split(c.Spelt)).ToList();
        var first = columns.Where(w => w.Length > 1).GroupBy(w => w[0], StringComparer.Ordinal).OrderByDescending(g => g.Count()).FirstOrDefault();
        // What programs write into every table ("updated_at") may stand without it.
        return first is not null && first.Count() >= 3 && first.Count() >= 0.8 * columns.Count ? first.Key : null;
    }

    /// <summary>The word that most tables of a schema begin with: <c>app</c> of <c>app_users</c> and <c>app_orders</c>.</summary>
    private static string? Prefix(IGrouping<string, SurveyedTable> tables)
    {
        var first = tables
            .Select(t => IdentifierWords.Split(t.Spelt))
            .Where(w => w.Length > 1)
            .GroupBy(w => w[0], StringComparer.Ordinal)
            .OrderByDescending(g => g.Count())
            .FirstOrDefault();
        return first is not null && first.Count() >= 3 && first.Count() >= 0.7 * tables.Count() ? first.Key : null;
    }
}
