using System.Collections.Immutable;
using System.Globalization;
using Workbench.Server.Yaml;

namespace Workbench.Server.Models.Accounting;

/// <summary>Reads <c>prices</c> of <c>models.yml</c>.</summary>
internal static class PriceFile
{
    /// <exception cref="YamlFileException">With file, line and column.</exception>
    public static ModelPrices Read(string text, string file)
    {
        var root = SettingsMap.Parse(text, file);
        root.Allow("providers", "models", "tiers", "prices");
        return Read(root);
    }

    /// <param name="root">The whole file, whose other sections are read elsewhere.</param>
    /// <exception cref="YamlFileException">With file, line and column.</exception>
    public static ModelPrices Read(SettingsMap root)
    {
        var prices = ImmutableArray.CreateBuilder<ModelPrice>();
        foreach (var row in root.Maps("prices"))
        {
            row.Allow(
                "provider",
                "model",
                "from",
                "until",
                "hours",
                "above",
                "service_tier",
                "input",
                "output",
                "cache_read",
                "cache_write",
                "cache_write_1h",
                "audio_input",
                "audio_cache_read",
                "audio_output",
                "per_search",
                "image_input",
                "image_cache_read",
                "image_output",
                "reasoning",
                "source"
            );
            var price = new ModelPrice(
                row.Required("provider"),
                row.Required("model"),
                Day(row, "from") ?? throw row.Problem("from", "A price needs the day `from` which it holds."),
                Day(row, "until"),
                Price(row, "input") ?? throw row.Problem("input", "A price needs `input`, in US dollars per million tokens."),
                Price(row, "output") ?? throw row.Problem("output", "A price needs `output`, in US dollars per million tokens."),
                Price(row, "cache_read"),
                Price(row, "cache_write")
            )
            {
                CacheWriteLong = Price(row, "cache_write_1h"),
                AudioInput = Price(row, "audio_input"),
                AudioCacheRead = Price(row, "audio_cache_read"),
                AudioOutput = Price(row, "audio_output"),
                ImageInput = Price(row, "image_input"),
                ImageCacheRead = Price(row, "image_cache_read"),
                ImageOutput = Price(row, "image_output"),
                Reasoning = Price(row, "reasoning"),
                PerSearch = Price(row, "per_search"),
                Above = Tokens(row, "above"),
                ServiceTier = row.Text("service_tier"),
                Hours = Hours(row, "hours"),
                Source = row.Text("source"),
            };
            if (price.Until <= price.From)
                throw row.Problem("until", "`until` is the first day that the price does not hold any more: it comes after `from`.");
            prices.Add(price);
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
        : throw row.Problem(key, $"`{key}` is a number of US dollars{(key == "per_search" ? "" : " per million tokens")}, not \"{text}\".");

    private static long Tokens(SettingsMap row, string key) =>
        row.Text(key) is not { } text ? 0
        : long.TryParse(text.Replace("_", "", StringComparison.Ordinal), NumberStyles.None, CultureInfo.InvariantCulture, out var tokens) && tokens > 0 ? tokens
        : throw row.Problem(key, $"`{key}` is a number of input tokens such as 200000, not \"{text}\".");

    private static PriceHours? Hours(SettingsMap row, string key)
    {
        if (row.Text(key) is not { } text)
            return null;
        var ends = text.Split('-', StringSplitOptions.TrimEntries);
        return
            ends.Length == 2
            && TimeOnly.TryParseExact(ends[0], "HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out var from)
            && TimeOnly.TryParseExact(ends[1], "HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out var until)
            && from != until
            ? new PriceHours(from, until)
            : throw row.Problem(key, $"`{key}` are hours of the day in UTC such as 16:30-00:30, not \"{text}\".");
    }
}
