using System.Collections.Immutable;

namespace Workbench.Server.SemanticDraft;

/// <summary>What makes a row of a table unique: what the database says, else what its name suggests and the sample bears out.</summary>
internal static class KeyFinder
{
    private const int MostCandidates = 8;

    /// <param name="entity">Words of the entity, singular.</param>
    public static KeyDraft Find(SurveyedTable table, ImmutableArray<string> entity) => Declared(table) ?? Single(table, entity) ?? Several(table) ?? All(table);

    private static KeyDraft? Declared(SurveyedTable table)
    {
        foreach (var key in table.Keys.OrderBy(k => k.IsPrimary ? 0 : 1).ThenBy(k => k.Columns.Length))
        {
            var columns = key.Columns.Select(table.FindColumn).ToList();
            if (columns.TrueForAll(c => c is not null && (key.IsPrimary || !c.IsNullable)))
                return new KeyDraft(key.Columns, Certainty.Declared, key.IsPrimary ? "primary key" : "unique index");
        }

        // Rows with NULLs in it may repeat, but the rest tells that it is meant to be the grain.
        return table.Keys.Where(k => k.Columns.All(c => table.FindColumn(c) is not null)).OrderBy(k => k.Columns.Length).FirstOrDefault() is { } nullable
            ? new KeyDraft(nullable.Columns, Certainty.Measured, "unique index, but some of its columns may be NULL")
            : null;
    }

    private static KeyDraft? Single(SurveyedTable table, ImmutableArray<string> entity)
    {
        var best = table
            .Columns.Where(c => c.Kind is ColumnKind.Integer or ColumnKind.Uuid or ColumnKind.Text && c.Profile.AverageLength <= 40)
            .Where(c => table.Rows.IsEmpty || c.Profile.IsUnique)
            .Select((c, place) => (Column: c, Rank: Rank(IdentifierWords.Of(c.Spelt), entity, place), Place: place))
            .Where(c => c.Rank <= 3 || (c.Rank == 4 && c.Column.Profile.Rows >= 3))
            .OrderBy(c => c.Rank)
            .ThenBy(c => c.Place)
            .Select(c => c.Column)
            .FirstOrDefault();
        if (best is null)
            return null;

        return best.Profile.Rows switch
        {
            0 => new KeyDraft([best.Name], Certainty.Guessed, "guessed from its name; the table is empty"),
            1 => new KeyDraft([best.Name], Certainty.Guessed, "guessed from its name; the table has one row"),
            var rows => new KeyDraft(
                [best.Name],
                Certainty.Measured,
                $"no key is declared; {best.Name} is unique in {(table.IsWhole ? $"all {rows:N0} rows" : $"a sample of {rows:N0} rows")}"
            ),
        };
    }

    private static int Rank(ImmutableArray<string> words, ImmutableArray<string> entity, int place)
    {
        if (words is ["id"] or ["uuid"] or ["guid"])
            return 0;

        if (words.Length > 1 && words[^1] is "id" or "key" or "uuid" or "guid" or "sk")
            return Ends(entity, words[..^1]) ? 1 : 2;

        if (words.Length > 1 && words[0] == "id")
            return Ends(entity, words[1..]) ? 1 : 2;

        if (!words.IsEmpty && words[^1] is "code" or "number" or "no" or "sku" or "symbol" or "ticker" or "isbn" or "ean")
            return 3;

        return place == 0 ? 4 : 5;
    }

    private static bool Ends(ImmutableArray<string> entity, ImmutableArray<string> words) =>
        words.Length <= entity.Length && entity.AsSpan()[^words.Length..].SequenceEqual(IdentifierWords.Singular(words).AsSpan());

    private static KeyDraft? Several(SurveyedTable table)
    {
        if (table.Rows.Length < 10)
            return null;

        var candidates = Parts(table).Where(c => c.Profile.Distinct > 1).OrderBy(c => c.Profile.Nulls > 0).Take(MostCandidates).ToList();
        for (var i = 0; i < candidates.Count; i++)
        {
            for (var j = i + 1; j < candidates.Count; j++)
            {
                if (IsUnique(table, candidates[i], candidates[j]))
                    return Measured(table, candidates[i], candidates[j]);
            }
        }

        for (var i = 0; i < candidates.Count; i++)
        {
            for (var j = i + 1; j < candidates.Count; j++)
            {
                for (var k = j + 1; k < candidates.Count; k++)
                {
                    if (IsUnique(table, candidates[i], candidates[j], candidates[k]))
                        return Measured(table, candidates[i], candidates[j], candidates[k]);
                }
            }
        }

        return null;
    }

    private static KeyDraft Measured(SurveyedTable table, params ReadOnlySpan<SurveyedColumn> columns) =>
        new(
            [.. columns.ToArray().Select(c => c.Name)],
            Certainty.Measured,
            $"no key is declared; together they are unique in {(table.IsWhole && table.Rows.Length == table.RowCount ? $"all {table.RowCount:N0} rows" : $"a sample of {table.Rows.Length:N0} rows")}"
        );

    /// <summary>Nothing is unique: all that tells rows apart, and a warning.</summary>
    private static KeyDraft All(SurveyedTable table)
    {
        var parts = Parts(table).Select(c => c.Name).Take(MostCandidates).ToImmutableArray();
        return new KeyDraft(
            parts.IsEmpty ? [table.Columns[0].Name] : parts,
            Certainty.Guessed,
            "NO KEY WAS FOUND: rows may repeat, and nothing can join to it"
        );
    }

    /// <summary>References, dates and codes before all else; amounts never.</summary>
    private static IEnumerable<SurveyedColumn> Parts(SurveyedTable table) =>
        table
            .Columns.Where(c =>
                c.Kind is ColumnKind.Integer or ColumnKind.Uuid or ColumnKind.Date || c.IsTime || (c.Kind == ColumnKind.Text && c.Profile.AverageLength <= 40)
            )
            .Select((c, place) => (Column: c, Words: IdentifierWords.Of(c.Spelt), Place: place))
            .Where(c => !c.Column.IsNumber || NumberRoles.Of(c.Column, c.Words, isEvent: true) is NumberRole.Identifier or NumberRole.Attribute)
            .OrderBy(c =>
                c.Words.Length > 0 && c.Words[^1] is "id" or "key" or "uuid" or "code" || c.Words is ["id", ..] ? 0
                : c.Words.Length > 0 && c.Words[^1] is "line" or "sequence" or "number" or "no" or "position" ? 1
                : c.Column.IsTime ? 2
                : c.Column.Kind == ColumnKind.Text ? 3
                : 4
            )
            .ThenBy(c => c.Place)
            .Select(c => c.Column);

    private static bool IsUnique(SurveyedTable table, params ReadOnlySpan<SurveyedColumn> columns)
    {
        var places = columns.ToArray().Select(c => table.IndexOf(c.Name)).ToArray();
        // A product too small to tell that many rows apart needs no look.
        if (columns.ToArray().Aggregate(1.0, (product, c) => product * c.Profile.Distinct) < table.Rows.Length)
            return false;

        var seen = new HashSet<string>(StringComparer.Ordinal);
        return table.Rows.All(row => seen.Add(string.Join('\u001f', places.Select(p => row[p]))));
    }
}
