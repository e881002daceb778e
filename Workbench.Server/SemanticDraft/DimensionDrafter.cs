using System.Collections.Frozen;
using System.Collections.Immutable;

namespace Workbench.Server.SemanticDraft;

/// <summary>What an entity can be filtered and grouped by, and which of it names a row to a person.</summary>
internal static class DimensionDrafter
{
    private const int MostListed = 30;
    private const int MostIndexed = 200_000;
    private const int LongText = 100;
    private const int LongestValue = 50;

    private static readonly FrozenSet<string> Categories = FrozenSet.ToFrozenSet(
        (
            "status state type kind category class stage method mode channel source segment tier region country city color colour gender sex currency language plan role department industry level priority "
            + "severity reason outcome result group brand make format unit frequency interval grade rating size position platform device browser os payment product family department team"
        ).Split(' '),
        StringComparer.Ordinal
    );

    public static EntityDraft Draft(EntityDraft entity, string? currency)
    {
        var names = new NameSet();
        foreach (var join in entity.Joins)
            names.Take(join.Name);

        // A code that refers to a table is still something to filter and group by.
        var joined = entity
            .Joins.SelectMany(j => j.Columns)
            .Where(c => entity.Table.FindColumn(c) is not { Kind: ColumnKind.Text })
            .ToHashSet(StringComparer.Ordinal);
        var unused = ImmutableArray.CreateBuilder<LeftOut>();
        var dimensions = ImmutableArray.CreateBuilder<DimensionDraft>();
        var fullName = FullName(entity, names);
        foreach (var column in entity.Columns)
        {
            var isBirthDate = column.IsTime && entity.IsPersonal(column.Name);
            if (joined.Contains(column.Name) || (column.IsTime && !isBirthDate))
                continue;

            var words = column.Words;
            if (entity.Key.Columns is [var key] && key == column.Name && (words is ["id"] || column.Kind is ColumnKind.Integer or ColumnKind.Uuid))
                continue;

            if (WhyNot(entity, column, words) is { } why)
            {
                unused.Add(new LeftOut(column.Name, why));
                continue;
            }

            dimensions.Add(Dimension(entity, column, words, names, currency));
        }

        if (fullName is not null)
            dimensions.Insert(0, fullName);

        return entity with
        {
            Dimensions = dimensions.ToImmutable(),
            Unused = unused.ToImmutable(),
            Title = Title(entity, dimensions),
        };
    }

    private static string? WhyNot(EntityDraft entity, SurveyedColumn column, ImmutableArray<string> words) =>
        column.Kind switch
        {
            ColumnKind.Other => $"nothing to group by in {column.Type}",
            ColumnKind.Uuid => "an identifier that refers to no table here",
            ColumnKind.Integer or ColumnKind.Decimal when !words.IsEmpty && words[^1] is "id" or "key" or "fk" or "sk" =>
                "an identifier that refers to no table here",
            ColumnKind.Text when !entity.IsPersonal(column.Name) && IsLong(column, words) => "long text",
            ColumnKind.Text when words.Any(w => w is "url" or "link" or "image" or "avatar" or "html" or "path") && column.Profile.AverageLength > 20 =>
                "addresses of pages or files",
            _ => null,
        };

    private static bool IsLong(SurveyedColumn column, ImmutableArray<string> words) =>
        column.Profile.AverageLength > LongText
        || (
            column.Profile.AverageLength > 40
            && words.Any(w =>
                w
                    is "description"
                        or "comment"
                        or "comments"
                        or "note"
                        or "notes"
                        or "body"
                        or "text"
                        or "message"
                        or "content"
                        or "summary"
                        or "bio"
                        or "details"
            )
        );

    private static DimensionDraft Dimension(EntityDraft entity, SurveyedColumn column, ImmutableArray<string> words, NameSet names, string? currency)
    {
        var isFlag = column.Kind == ColumnKind.Boolean;
        // meter_is_smart of a meter says that it is smart.
        var shown = isFlag ? Brief(entity, column) : words;
        if (isFlag && shown.Length > 1 && shown[0] is "is" or "has" or "was" or "are" or "flag")
            shown = shown.RemoveAt(0);

        if (column.Kind == ColumnKind.Boolean && shown.Length > 1 && shown[^1] is "flag" or "ind" or "indicator" or "yn")
            shown = shown.RemoveAt(shown.Length - 1);

        // customer_name of a customer is its name.
        var brief = Brief(entity.Words, shown);
        var isPrefixed = brief.Length < shown.Length;
        var name = names.TakeOne(
            IdentifierWords.Name(column.Kind is ColumnKind.Text ? brief : shown),
            IdentifierWords.Name(shown),
            IdentifierWords.Name(words),
            "field"
        );
        var said = column.IsNumber ? NumberWords.Shown(shown) : shown;
        // "Name" alone says little at the head of a column.
        said = said is ["name" or "number" or "code" or "title"] && column.Kind == ColumnKind.Text ? [.. entity.Words, .. said] : said;
        var label = IdentifierWords.Label(said) is { Length: > 0 } plain ? plain : column.Name;
        var raw = IdentifierWords.Phrase(IdentifierWords.Split(column.Name));
        var synonyms = ImmutableArray.CreateBuilder<string>();
        if (isPrefixed)
            synonyms.Add(IdentifierWords.Phrase(brief));

        if (words[^1] is "number" && words.Length > 1)
            synonyms.Add(IdentifierWords.Phrase(words.RemoveAt(words.Length - 1)));

        if (raw != IdentifierWords.Phrase(shown) && column.Kind != ColumnKind.Boolean)
            synonyms.Add(raw);

        var dimension = new DimensionDraft(name, label, column.Name, column.Expression)
        {
            Description = column.Comment,
            Synonyms =
            [
                .. synonyms.Distinct(StringComparer.OrdinalIgnoreCase).Where(s => s.Length > 1 && !string.Equals(s, label, StringComparison.OrdinalIgnoreCase)),
            ],
        };
        switch (column.Kind)
        {
            case ColumnKind.Boolean:
                return dimension with { Type = "boolean" };
            case ColumnKind.Date or ColumnKind.Timestamp or ColumnKind.TimestampTz:
                return dimension with { Type = column.Kind == ColumnKind.Date ? "date" : "timestamp" };
            case ColumnKind.Integer or ColumnKind.Decimal:
                var unit = NumberUnit.Of(column, currency);
                return dimension with
                {
                    Type = column.Kind == ColumnKind.Integer && unit.Divisor == 1 ? "integer" : "decimal",
                    Expr = unit.Divisor == 1 ? column.Expression : $"{column.Expression} / {unit.Divisor}.0",
                    Unit = unit.Unit,
                };
            default:
                return Values(entity, column, words, dimension) with { Type = column.BaseType is null ? null : "string" };
        }
    }

    /// <summary>Without the table's own words before it: <c>customer_name</c> of a customer is its name.</summary>
    private static ImmutableArray<string> Brief(EntityDraft entity, SurveyedColumn column) => Brief(entity.Words, column.Words);

    public static ImmutableArray<string> Brief(ImmutableArray<string> entity, ImmutableArray<string> words) =>
        !entity.IsEmpty && words.Length > entity.Length && words.Take(entity.Length).SequenceEqual(entity) ? words.RemoveRange(0, entity.Length) : words;

    private static ImmutableArray<string> WordsOf(EntityDraft entity, DimensionDraft dimension) =>
        entity.Table.FindColumn(dimension.Column)?.Words ?? IdentifierWords.Of(dimension.Column);

    private static DimensionDraft Values(EntityDraft entity, SurveyedColumn column, ImmutableArray<string> words, DimensionDraft dimension)
    {
        if (entity.IsPersonal(column.Name))
            return dimension;

        if (!column.Labels.IsEmpty)
            return dimension with { Values = ValuesDraft.Listed, Listed = column.Labels };

        var seen = column.Profile;
        var isCategory = words.Any(Categories.Contains);
        ImmutableArray<string> values = [.. seen.Values.Where(v => !string.IsNullOrWhiteSpace(v))];
        if (
            seen.HasAllValues
            && values.Length is > 0 and <= MostListed
            && values.All(v => v.Length <= LongestValue && !v.Any(char.IsControl))
            && values.Length * (isCategory ? 2 : 4) <= seen.Filled
        )
        {
            return dimension with { Values = ValuesDraft.Listed, Listed = values };
        }

        // Names and codes are looked up; so are the few values of a small or growing table.
        return seen.Filled > 0 && seen.AverageLength <= LongestValue && (isCategory || entity.Table.RowCount <= MostIndexed || seen.Distinct * 4 <= seen.Filled)
            ? dimension with
            {
                Values = ValuesDraft.Indexed,
            }
            : dimension;
    }

    private static bool IsUnique(EntityDraft entity, DimensionDraft dimension) =>
        dimension.Values == ValuesDraft.Indexed
        && entity.Table.FindColumn(dimension.Column) is { Kind: ColumnKind.Text, Profile: { IsUnique: true, Rows: > 1 } };

    /// <summary>First and last name together, as people say it.</summary>
    private static DimensionDraft? FullName(EntityDraft entity, NameSet names)
    {
        SurveyedColumn? Find(string wanted) => entity.Columns.FirstOrDefault(c => c.Kind == ColumnKind.Text && string.Concat(Brief(entity, c)) == wanted);
        if ((Find("firstname") ?? Find("givenname")) is not { } first || (Find("lastname") ?? Find("surname") ?? Find("familyname")) is not { } last)
            return null;

        if (entity.Columns.Any(c => Brief(entity, c) is ["name"] or ["full", "name"]))
            return null;

        return new DimensionDraft(
            names.TakeOne("name", "full_name"),
            $"{entity.Label} name",
            first.Name,
            $"concat_ws(' ', {first.Expression}, {last.Expression})"
        )
        {
            Type = "string",
            Synonyms = ["full name"],
            Values = entity.IsPersonal(first.Name) || entity.IsPersonal(last.Name) ? ValuesDraft.Unknown : ValuesDraft.Indexed,
        };
    }

    private static string? Title(EntityDraft entity, IReadOnlyList<DimensionDraft> dimensions)
    {
        var open = dimensions.Where(d => !entity.IsPersonal(d.Column) && d.Values != ValuesDraft.Unknown).ToList();
        return (
            open.FirstOrDefault(d => d.Name is "name" or "full_name" or "title" or "label")
            ?? open.FirstOrDefault(d =>
                d.Name.EndsWith("_name", StringComparison.Ordinal) && WordsOf(entity, d) is [.. var before, "name"] && entity.Words.Intersect(before).Any()
            )
            ?? open.FirstOrDefault(d =>
                IsUnique(entity, d) && WordsOf(entity, d) is [.., "code" or "number" or "no" or "sku" or "symbol" or "ticker" or "reference" or "slug"]
            )
            // Of a few rows anything may be unique by chance.
            ?? open.FirstOrDefault(d => IsUnique(entity, d) && entity.Table.RowCount >= 50 && !WordsOf(entity, d).Any(Categories.Contains))
        )?.Name;
    }
}
