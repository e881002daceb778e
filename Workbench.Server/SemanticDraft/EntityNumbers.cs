using System.Collections.Immutable;

namespace Workbench.Server.SemanticDraft;

/// <summary>The numbers of an entity, the one it is about, and whether its rows happen or stand.</summary>
internal static class EntityNumbers
{
    /// <summary>The numbers of an entity that name no row, and what each is good for.</summary>
    public static IEnumerable<(SurveyedColumn Column, ImmutableArray<string> Words, NumberRole Role)> Numbers(EntityDraft entity)
    {
        var joined = entity.Joins.SelectMany(j => j.Columns).ToHashSet(StringComparer.Ordinal);
        foreach (
            var column in entity.Columns.Where(c =>
                c.IsNumber && !entity.IsPersonal(c.Name) && !joined.Contains(c.Name) && !entity.Key.Columns.Contains(c.Name)
            )
        )
        {
            var words = column.Words;
            yield return (column, words, words is [.., "id" or "key" or "fk" or "sk"] ? NumberRole.Identifier : NumberRoles.Of(column, words, IsEvent(entity)));
        }
    }

    /// <summary>The amount of money that a row is about.</summary>
    public static SurveyedColumn? MainAmount(EntityDraft entity, string? databaseCurrency) =>
        !IsEvent(entity)
            ? null
            : Numbers(entity)
                .Where(n =>
                    n.Role is NumberRole.Amount
                    && NumberRoles.IsMoney(n.Words)
                    && !n.Words.Any(w => w is "tax" or "discount" or "fee" or "tip" or "cost" or "refund" or "commission")
                )
                .OrderByDescending(n => NumberUnit.Of(n.Column, Currency(entity) is null ? databaseCurrency : null).Unit is not null)
                .ThenByDescending(n =>
                    n.Words.Any(w => w is "total" or "grand") ? 2
                    : n.Words.Any(w => w is "amount" or "price" or "revenue" or "value") ? 1
                    : 0
                )
                .ThenByDescending(n => n.Words.Intersect(entity.Words).Count())
                .Select(n => n.Column)
                .FirstOrDefault();

    public static bool IsEvent(EntityDraft entity) =>
        entity.DefaultTime is { IsTechnical: false } || (entity.Joins.Length > 0 && entity.DefaultTime is not null);

    /// <summary>The same things again and again, each with how it stood on a date.</summary>
    public static bool IsSnapshot(EntityDraft entity) =>
        entity.DefaultTime is { IsTechnical: false } time
        && entity.Joins.Length > 0
        && (
            entity.Words.Any(w => w is "snapshot" or "balance" or "position" or "holding" or "level" or "history")
            || (entity.Key.Columns.Length > 1 && entity.Key.Columns.Contains(time.Column))
            || time.Column.Contains("snapshot", StringComparison.OrdinalIgnoreCase)
        );

    /// <summary>A column that says in which currency each row's amount is, when there are several.</summary>
    public static string? Currency(EntityDraft entity) =>
        entity.Dimensions.FirstOrDefault(d => IdentifierWords.Of(d.Column) is [.., "currency"] or ["currency", "code"]) is { } found
        && entity.Table.FindColumn(found.Column) is { Profile.Distinct: > 1 }
            ? $"{entity.Name}.{found.Name}"
            : null;

    /// <summary>Without its unit, and without the word that its sum has anyway.</summary>
    public static ImmutableArray<string> Amount(ImmutableArray<string> words) =>
        NumberWords.Shown(words).RemoveAll(w => w == "total") is { IsEmpty: false } rest ? rest : ["amount"];
}
