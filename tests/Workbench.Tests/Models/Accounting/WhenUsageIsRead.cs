using System.Globalization;
using System.Text.Json;
using Shouldly;
using Workbench.Server.Models;
using Workbench.Server.Models.Accounting;
using Workbench.Tests.Infrastructure;

namespace Workbench.Tests.Models.Accounting;

/// <summary>
/// tests/accounting: usage as eight kinds of endpoint report it. Amounts and counts come from eng/accounting/corpus.py, which goes from what was
/// consumed to the payload, in exact fractions.
/// </summary>
public sealed class WhenUsageIsRead
{
    private static readonly ModelPrices Prices = PriceFile.Read(File.ReadAllText(Repository.Path("tests", "accounting", "prices.yml")), "prices.yml");

    private static readonly JsonElement[] Cases =
    [
        .. JsonDocument.Parse(File.ReadAllText(Repository.Path("tests", "accounting", "corpus.json"))).RootElement.EnumerateArray(),
    ];

    public static TheoryData<string> Names => [.. Cases.Select(c => c.GetProperty("name").GetString()!)];

    [Theory]
    [MemberData(nameof(Names))]
    public void It_gives_the_exact_amount(string name)
    {
        var given = Cases.Single(c => c.GetProperty("name").GetString() == name);
        var usage = UsageReading.Read(Enum.Parse<UsageDialect>(Text(given, "dialect")!), given.GetProperty("response"));
        var at = DateTimeOffset.Parse(Text(given, "at")!, CultureInfo.InvariantCulture);

        if (given.GetProperty("usage") is { ValueKind: JsonValueKind.Object } counts)
            usage.ShouldBe(Expected(counts));
        else if (Text(given, "problem") is { } problem)
            usage.ShouldNotBeNull().Mismatch.ShouldNotBeNull().ShouldContain(problem);
        else
            usage.ShouldBeNull("no usage is not the same as none used");

        var cost = usage is null ? null : Prices.PartsOf(Text(given, "provider")!, Text(given, "model")!, at, usage);
        cost?.Total.ShouldBe(decimal.Parse(Text(given, "cost_usd")!, CultureInfo.InvariantCulture), Text(given, "formula"));
        (cost is null).ShouldBe(Text(given, "cost_usd") is null, "what cannot be told is not $0");
    }

    [Fact]
    public void The_corpus_speaks_eight_dialects_and_is_large()
    {
        Cases.Length.ShouldBeGreaterThanOrEqualTo(200);
        Cases.Select(c => Text(c, "dialect")).Distinct().Order().ShouldBe(Enum.GetNames<UsageDialect>().Order());
    }

    [Theory]
    [InlineData("""{"metadata":{"usage":{"prompt_tokens":1,"completion_tokens":1}},"choices":[]}""", null)]
    [InlineData(
        """{"metadata":{"usage":{"prompt_tokens_details":{"cached_tokens":10}}},"usage":{"prompt_tokens":10,"completion_tokens":4}}""",
        "10 in, 0 cached, 4 out"
    )]
    public void What_a_caller_wrote_into_the_metadata_of_his_call_is_no_usage(string response, string? expected)
    {
        using var json = JsonDocument.Parse(response);
        var usage = UsageReading.Read(UsageDialect.OpenAiChat, json.RootElement);
        (usage is null ? null : $"{usage.Input} in, {usage.CacheRead} cached, {usage.Output} out").ShouldBe(expected);
    }

    private static TokenUsage Expected(JsonElement counts) =>
        new(Count(counts, "input"), Count(counts, "cache_read"), Count(counts, "cache_write"), Count(counts, "output"), Count(counts, "reasoning"), false)
        {
            CacheWriteLong = Count(counts, "cache_write_long"),
            AudioInput = Count(counts, "audio_input"),
            AudioCacheRead = Count(counts, "audio_cache_read"),
            AudioOutput = Count(counts, "audio_output"),
            ImageInput = Count(counts, "image_input"),
            ImageCacheRead = Count(counts, "image_cache_read"),
            ImageOutput = Count(counts, "image_output"),
            Searches = Count(counts, "searches"),
            ServiceTier = Text(counts, "service_tier"),
            ReportedCostUsd = Text(counts, "reported_cost_usd") is { } cost ? decimal.Parse(cost, CultureInfo.InvariantCulture) : null,
        };

    private static long Count(JsonElement counts, string name) => counts.TryGetProperty(name, out var count) ? count.GetInt64() : 0;

    private static string? Text(JsonElement given, string name) =>
        given.TryGetProperty(name, out var text) && text.ValueKind == JsonValueKind.String ? text.GetString() : null;
}
