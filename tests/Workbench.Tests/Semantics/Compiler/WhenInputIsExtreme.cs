using System.Text.Json.Nodes;
using Shouldly;
using Workbench.Server.Semantics;

namespace Workbench.Tests.Semantics.Compiler;

/// <summary>Whatever is written, it is compiled or refused: nothing is thrown, and nothing has no end.</summary>
[Collection(TrapCollection.Name)]
public sealed class WhenInputIsExtreme(TrapWarehouse trap)
{
    private static readonly int[] Counts = [int.MinValue, -10_000, -1, 1, 300, 5_000, 10_000, int.MaxValue];
    private static readonly string[] Units = ["day", "week", "month", "quarter", "year", "fiscal_year", "iso_year"];
    private static readonly string[] Days = ["0001-01-01", "0001-01-02", "1899-12-31", "1900-01-01", "2026-01-31", "2200-12-31", "9999-12-01", "9999-12-31"];

    private static IEnumerable<JsonNode> Ranges =>
        [
            .. from count in Counts from unit in Units select (JsonNode)new JsonObject { ["last"] = count, ["unit"] = unit },
            .. from day in Days select (JsonNode)new JsonObject { ["from"] = day },
            .. from day in Days select (JsonNode)new JsonObject { ["to"] = day },
            .. from first in Days from last in Days select (JsonNode)new JsonObject { ["from"] = first, ["to"] = last },
            "last_10000_years",
            "last_99999999999_days",
        ];

    private static IEnumerable<JsonNode?> Comparisons =>
        [null, "previous_period", "same_period_last_year", .. from count in Counts from unit in Units select (JsonNode)Shift(count, unit)];

    [Fact]
    public void A_time_range_is_compiled_or_refused()
    {
        foreach (var range in Ranges)
        foreach (var grain in (string?[])[null, "day", "week", "month", "year", "fiscal_quarter"])
        foreach (var compare in (JsonNode?[])[null, "previous_period", "same_period_last_year"])
            ShouldEnd(Query(range, grain, compare));
    }

    [Fact]
    public void A_comparison_is_compiled_or_refused()
    {
        foreach (var range in (JsonNode[])["last_month", new JsonObject { ["from"] = "1900-01-01", ["to"] = "1901-01-01" }])
        foreach (var grain in (string?[])[null, "day", "week", "month", "year"])
        foreach (var compare in Comparisons)
            ShouldEnd(Query(range, grain, compare));
    }

    [Theory]
    [InlineData("""{"last": 5000, "unit": "years"}""")]
    [InlineData("""{"from": "0001-01-01", "to": "2026-01-01"}""")]
    [InlineData("""{"from": "2026-01-01", "to": "9999-12-31"}""")]
    [InlineData("""{"from": "1900-01-01", "to": "2100-01-01"}""", "day")]
    public void What_is_beyond_every_calendar_is_a_bad_range(string range, string? grain = null) =>
        trap.MustReject(Query(JsonNode.Parse(range)!, grain, compare: null)).Code.ShouldBe("bad_range");

    [Theory]
    [InlineData("2026/01/31")]
    [InlineData("31.01.2026")]
    [InlineData("1 Jan 2026")]
    [InlineData("9999-12-31")]
    [InlineData("2026-02-30")]
    [InlineData("2026-01-31T25:00")]
    public void A_time_that_is_not_written_as_one_is_a_bad_value(string value)
    {
        foreach (var op in (string[])["=", "<>", "<=", ">", "in"])
            trap.MustReject(Filter(op, value)).Code.ShouldBe("bad_value");
    }

    [Theory]
    [InlineData("2026-01-31")]
    [InlineData("2026-01-31T14:00")]
    [InlineData("2026-01-31 14:00:00")]
    [InlineData("2026-01-31T14:00:00.123456Z")]
    [InlineData("2026-01-31T14:00:00+02:00")]
    [InlineData("2026-01-31 14:00:00+02")]
    public void A_time_may_be_written_as_programs_write_it(string value)
    {
        foreach (var op in (string[])["=", "<>", "<=", ">"])
            trap.MustCompile(Filter(op, value)).Sql.ShouldContain("2026-0");
    }

    private void ShouldEnd(string query)
    {
        Compilation? compilation = null;
        Should.NotThrow(() => compilation = trap.Compile(query), query);
        if (compilation is Compiled compiled)
            compiled.Sql.Length.ShouldBeLessThan(1_000_000, query);
        else
            compilation.ShouldBeOfType<Rejected>().Problems.ShouldAllBe(p => p.Message.Length > 20, query);
    }

    private static JsonObject Shift(int count, string unit) => new() { ["shift"] = count, ["unit"] = unit };

    private static string Query(JsonNode range, string? grain, JsonNode? compare)
    {
        var time = new JsonObject { ["range"] = range.DeepClone() };
        if (grain is not null)
            time["grain"] = grain;
        var query = new JsonObject { ["metrics"] = new JsonArray("tickets"), ["time"] = time };
        if (compare is not null)
            query["compare"] = new JsonObject { ["to"] = compare.DeepClone() };
        return query.ToJsonString();
    }

    private static string Filter(string op, string value) =>
        $$"""{"metrics": ["tickets"], "where": [{"field": "ticket.opened", "op": "{{op}}", "values": ["{{value}}"]}]}""";
}
