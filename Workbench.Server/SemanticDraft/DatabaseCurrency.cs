using System.Collections.Frozen;
using System.Collections.Immutable;

namespace Workbench.Server.SemanticDraft;

/// <summary>The currency of amounts that do not say theirs, where the database leaves no doubt.</summary>
internal static class DatabaseCurrency
{
    private static readonly FrozenSet<string> States = (
        "AL AK AZ AR CA CO CT DE FL GA HI ID IL IN IA KS KY LA ME MD MA MI MN MS MO MT NE NV NH NJ NM NY NC ND OH OK OR PA RI SC SD TN TX UT VT VA WA WV WI WY DC"
    )
        .Split(' ')
        .ToFrozenSet(StringComparer.Ordinal);

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
            ([], []) when columns.Any(IsAmericanState) => "USD",
            _ => null,
        };
    }

    private static bool IsAmericanState(SurveyedColumn column) =>
        column.Kind == ColumnKind.Text
        && IdentifierWords.Of(column.Name).Contains("state")
        && column.Profile.Values is { Length: >= 3 } values
        && values.All(States.Contains);
}
