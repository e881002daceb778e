using System.Collections.Immutable;

namespace Workbench.Server.SemanticDraft;

/// <summary>The currency of amounts that do not say theirs, where the database leaves no doubt.</summary>
internal static class DatabaseCurrency
{
    private const int Told = 6;

    public static string? Find(ImmutableArray<SurveyedTable> tables)
    {
        var columns = tables.SelectMany(t => t.Columns).ToList();
        var named = columns
            .Where(c => c.IsNumber)
            .SelectMany(c => IdentifierWords.Split(c.Name).Where(w => w is "usd" or "eur" or "gbp" or "chf" or "jpy").Select(w => w.ToUpperInvariant()))
            .Concat(
                columns
                    .Where(c => c.IsNumber && c.Comment is not null)
                    .Select(c => NumberUnit.Of(c, null).Unit)
                    .OfType<string>()
                    .Where(u => NumberUnit.CurrencyOf(u) is not null)
            )
            .Distinct(StringComparer.Ordinal)
            .ToList();
        var stored = columns
            .Where(c => c.Kind == ColumnKind.Text && IdentifierWords.Of(c.Name) is [.., "currency"] or [.., "currency", "code"])
            .SelectMany(c => c.Profile.Values)
            .Select(NumberUnit.CurrencyOf)
            .OfType<string>()
            .Distinct(StringComparer.Ordinal)
            .ToList();
        return (named, stored) switch
        {
            ([var only], _) => only,
            ([], [var only]) => only,
            _ => null,
        };
    }

    /// <summary>What the author should know of amounts whose columns do not say their unit; null where there are none.</summary>
    public static LeftOut? Tell(ImmutableArray<EntityDraft> entities, string? currency)
    {
        var amounts = entities
            .Where(e => EntityNumbers.Currency(e) is null)
            .SelectMany(e =>
                EntityNumbers
                    .Numbers(e)
                    .Where(n => n.Role > NumberRole.Attribute && NumberRoles.IsMoney(n.Words) && NumberUnit.Of(n.Column, null).Unit is null)
                    .Select(n => $"{e.Table.FullName}.{n.Column.Name}")
            )
            .ToList();
        if (amounts.Count == 0)
            return null;

        var some = string.Join(", ", amounts.Take(Told)) + (amounts.Count > Told ? $" and {amounts.Count - Told} more" : "");
        return new LeftOut(
            some,
            currency is null
                ? "amounts of money without a currency: neither their names nor their comments say one; write unit: at their metrics and dimensions"
                : $"amounts of money whose columns do not say their currency: taken as {currency}, the only one that the database names"
        );
    }
}
