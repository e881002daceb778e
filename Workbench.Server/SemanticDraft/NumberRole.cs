using System.Collections.Frozen;
using System.Collections.Immutable;

namespace Workbench.Server.SemanticDraft;

internal enum NumberRole
{
    /// <summary>A number that names something: not even a dimension worth having.</summary>
    Identifier,

    /// <summary>Filtered and grouped by, never computed with: a year, a size, a position.</summary>
    Attribute,

    /// <summary>Averaged, never added up.</summary>
    Rate,

    /// <summary>Added up and averaged.</summary>
    Amount,

    /// <summary>Added up over things, not over time.</summary>
    Balance,
}

/// <summary>What a number is good for, by its name, its values and its table.</summary>
internal static class NumberRoles
{
    private const int FewValues = 12;

    private static readonly FrozenSet<string> Identifiers = Set("id code zip postal postcode zipcode phone isbn ean upc barcode serial");

    private static readonly FrozenSet<string> Attributes = Set(
        "year month day week quarter hour version revision sequence position rank priority level grade floor latitude longitude lat lng lon x y z port index size sort generation season round line row slot"
    );

    private static readonly FrozenSet<string> Rates = Set(
        "percent percentage pct per rate ratio score rating ratings stars age temperature margin share probability average mean median speed velocity utilization occupancy bmi gpa nps csat height humidity "
            + "pressure factor coefficient multiplier density efficiency"
    );

    private static readonly FrozenSet<string> Amounts = Set(
        "amount total subtotal revenue quantity price cost fee tax discount tip paid value sum volume weight duration minutes hours seconds days distance bytes clicks impressions views sessions visits "
            + "units points salary wage budget spend income expense profit shares capacity population area count charge premium refund refunded cents usd eur gbp likes downloads installs attendees "
            + "guests passengers mileage miles km kg calories steps requests messages copies pages payment deposit bonus commission sales gross net"
    );

    private static readonly FrozenSet<string> Balances = Set("balance stock inventory headcount seats members subscribers mrr arr outstanding hand");

    private static readonly FrozenSet<string> Money = Set(
        "amount price cost revenue total subtotal fee tax salary wage budget spend income expense profit value discount balance mrr arr payment charge premium due paid gross net tip refund refunded deposit bonus commission cents usd eur gbp"
    );

    public static NumberRole Of(SurveyedColumn column, ImmutableArray<string> words, bool isEvent)
    {
        if (words.IsEmpty)
            return NumberRole.Attribute;

        if (words is ["number", "of", ..] || (words[0] == "number" && words.Length > 1))
            return NumberRole.Amount;

        if (words[^1] is "number" or "no" || words.Any(Identifiers.Contains))
            return NumberRole.Identifier;

        // "exchange rate", "unit price": never a sum.
        if (
            words.Any(Rates.Contains)
            || (words.Any(w => w is "price" or "cost" or "fee") && words.Any(w => w is "unit" or "list" or "standard" or "base" or "per" or "retail"))
        )
        {
            return NumberRole.Rate;
        }

        if (words.Any(Balances.Contains))
            return NumberRole.Balance;

        if (words.Any(Amounts.Contains))
        {
            // The price of what is offered is no amount; that of what was sold is.
            return !isEvent && words.Any(w => w is "price" or "fee") ? NumberRole.Rate : NumberRole.Amount;
        }

        if (words.Any(Attributes.Contains) || column.Profile.Distinct <= FewValues)
            return NumberRole.Attribute;

        return column.Kind == ColumnKind.Decimal && !isEvent ? NumberRole.Rate : NumberRole.Amount;
    }

    public static bool IsMoney(ImmutableArray<string> words) =>
        words.Any(Money.Contains)
        && !words.Any(w =>
            w is "quantity" or "count" or "percent" or "percentage" or "points" or "minutes" or "hours" or "seconds" or "days" or "ratio" or "tickets"
        );

    private static FrozenSet<string> Set(string words) => words.Split(' ').ToFrozenSet(StringComparer.Ordinal);
}
