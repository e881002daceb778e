using System.Collections.Immutable;
using System.Globalization;
using Workbench.Server.Yaml;

namespace Workbench.Server.Models;

/// <summary>Reads <c>models.yml</c>.</summary>
internal static class PriceFile
{
    /// <exception cref="YamlFileException">With file, line and column.</exception>
    public static ModelPrices Read(string text, string file)
    {
        var root = SettingsMap.Parse(text, file);
        root.Allow("prices");
        var prices = ImmutableArray.CreateBuilder<ModelPrice>();
        foreach (var row in root.Maps("prices"))
        {
            row.Allow("provider", "model", "from", "until", "input", "output", "cache_read", "cache_write");
            prices.Add(
                new ModelPrice(
                    row.Required("provider"),
                    row.Required("model"),
                    Day(row, "from") ?? throw row.Problem("from", "A price needs the day `from` which it holds."),
                    Day(row, "until"),
                    Price(row, "input") ?? throw row.Problem("input", "A price needs `input`, in US dollars per million tokens."),
                    Price(row, "output") ?? throw row.Problem("output", "A price needs `output`, in US dollars per million tokens."),
                    Price(row, "cache_read"),
                    Price(row, "cache_write")
                )
            );
        }
        return new ModelPrices(prices.ToImmutable());
    }

    private static DateOnly? Day(SettingsMap row, string key) =>
        row.Text(key) is not { } text ? null
        : DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day
        : throw row.Problem(key, $"`{key}` is a day such as 2026-01-31, not \"{text}\".");

    private static decimal? Price(SettingsMap row, string key) =>
        row.Text(key) is not { } text ? null
        : decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var price) ? price
        : throw row.Problem(key, $"`{key}` is a number of US dollars per million tokens, not \"{text}\".");
}
