using System.Collections.Frozen;
using System.Collections.Immutable;

namespace Workbench.Server.SemanticDraft;

/// <summary>The unit of a number, and how to get to it: cents become their currency, 45 per cent becomes 0.45.</summary>
/// <param name="Unit">Null: not known.</param>
/// <param name="Divisor">What the stored number is divided by.</param>
internal sealed record NumberUnit(string? Unit, int Divisor = 1)
{
    private static readonly FrozenSet<string> Currencies = Set(
        "USD EUR GBP JPY CHF CAD AUD NZD CNY INR BRL MXN SEK NOK DKK PLN CZK HUF ZAR SGD HKD KRW TRY ILS AED RUB"
    );

    private static readonly FrozenDictionary<string, string> Measures = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["seconds"] = "seconds",
        ["second"] = "seconds",
        ["secs"] = "seconds",
        ["sec"] = "seconds",
        ["ms"] = "milliseconds",
        ["milliseconds"] = "milliseconds",
        ["millis"] = "milliseconds",
        ["minutes"] = "minutes",
        ["minute"] = "minutes",
        ["mins"] = "minutes",
        ["min"] = "minutes",
        ["hours"] = "hours",
        ["hrs"] = "hours",
        ["days"] = "days",
        ["weeks"] = "weeks",
        ["kg"] = "kg",
        ["kilograms"] = "kg",
        ["grams"] = "grams",
        ["lbs"] = "lbs",
        ["lb"] = "lbs",
        ["tons"] = "tons",
        ["tonnes"] = "tons",
        ["km"] = "km",
        ["kilometers"] = "km",
        ["miles"] = "miles",
        ["meters"] = "meters",
        ["mileage"] = "miles",
        ["bytes"] = "bytes",
        ["kb"] = "kb",
        ["mb"] = "mb",
        ["gb"] = "gb",
        ["tb"] = "tb",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <param name="currency">Of the whole database, where it is known.</param>
    public static NumberUnit Of(SurveyedColumn column, string? currency)
    {
        var raw = IdentifierWords.Split(column.Spelt);
        var words = IdentifierWords.Of(column.Spelt);
        var named = raw.Select(w => w.ToUpperInvariant()).FirstOrDefault(Currencies.Contains) ?? InComment(column.Comment);
        if (raw.Any(w => w is "cents" or "cent" or "pence"))
            return new NumberUnit(named ?? currency, 100);

        if (words.Any(w => w is "percent" or "percentage"))
            return new NumberUnit("percent", column.Profile.Greatest > 1.5m ? 100 : 1);

        if (named is not null)
            return new NumberUnit(named, Cents(column.Comment) ? 100 : 1);

        foreach (var word in raw.Reverse())
        {
            if (Measures.TryGetValue(word, out var unit) && (word is not ("min" or "sec" or "second" or "minute") || raw[^1] == word))
                return new NumberUnit(unit);
        }

        return new NumberUnit(NumberRoles.IsMoney(words) ? currency : null, Cents(column.Comment) ? 100 : 1);
    }

    public static string? CurrencyOf(string text) => Currencies.Contains(text.ToUpperInvariant()) ? text.ToUpperInvariant() : null;

    private static string? InComment(string? comment) =>
        comment is null ? null
        : comment.Contains("US dollar", StringComparison.OrdinalIgnoreCase) || comment.Contains("USD", StringComparison.Ordinal) ? "USD"
        : comment.Contains("EUR", StringComparison.Ordinal) || comment.Contains('€', StringComparison.Ordinal) ? "EUR"
        : comment.Contains("GBP", StringComparison.Ordinal) || comment.Contains('£', StringComparison.Ordinal) ? "GBP"
        : comment.Contains("dollar", StringComparison.OrdinalIgnoreCase) ? "USD"
        : null;

    private static bool Cents(string? comment) =>
        comment is not null
        && (comment.Contains("in cents", StringComparison.OrdinalIgnoreCase) || comment.Contains("cents USD", StringComparison.OrdinalIgnoreCase));

    private static FrozenSet<string> Set(string words) => words.Split(' ').ToFrozenSet(StringComparer.Ordinal);
}
