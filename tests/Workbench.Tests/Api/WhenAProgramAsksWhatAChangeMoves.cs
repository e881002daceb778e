using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Shouldly;

namespace Workbench.Tests.Api;

public sealed class WhenAProgramAsksWhatAChangeMoves(ShopServer shop) : IClassFixture<ShopServer>
{
    private const string Metrics = """
        metrics:
          - { name: orders, label: Orders, description: Number of orders., type: simple, entity: order, agg: count, time: placed }
          - { name: revenue, label: Revenue, description: Sum of amounts., type: simple, entity: order, agg: sum, expr: amount * 2, unit: USD, time: placed }
        """;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_gets_old_and_new_numbers_or_the_report()
    {
        var request = new { from = "current", changes = new[] { new { path = "3-metrics/orders.yml", text = Metrics } } };

        var diff = await (await shop.Http.PostAsJsonAsync("/api/layer/diff", request, Cancellation)).Content.ReadFromJsonAsync<JsonElement>(Cancellation);
        using var report = await shop.Http.PostAsJsonAsync("/api/layer/diff?format=markdown", request, Cancellation);

        var item = diff.GetProperty("items").EnumerateArray().First(i => i.GetProperty("subject").GetString() == "metric");
        (item.GetProperty("name").GetString(), item.GetProperty("outcome").GetString()).ShouldBe(("revenue", "changed"));
        var total = item.GetProperty("numbers").EnumerateArray().Single(n => n.GetProperty("where").GetString() == "in total");
        total.GetProperty("old").GetDecimal().ShouldBe(10.25m + 5 + 0.1m + 1_234_567.891m);
        total.GetProperty("new").GetDecimal().ShouldBe(2 * total.GetProperty("old").GetDecimal());
        diff.GetProperty("is_changed").GetBoolean().ShouldBeTrue();
        report.Content.Headers.ContentType!.MediaType.ShouldBe("text/markdown");
        (await report.Content.ReadAsStringAsync(Cancellation)).ShouldContain("### Changes");
    }

    [Fact]
    public async Task A_layer_with_errors_an_unknown_revision_and_a_level_above_are_refused_with_the_reason()
    {
        foreach (
            var (request, words) in new (object, string)[]
            {
                (
                    new { changes = new[] { new { path = "3-metrics/orders.yml", text = "metrics: [{ name: revenue, entity: nowhere }]" } } },
                    "3-metrics/orders.yml:1:"
                ),
                (new { from = "beef" }, "There is no revision beef"),
                (new { level = "nonsense" }, "There is no access level \"nonsense\""),
                (new { account = "elsewhere" }, "There is no warehouse account \"elsewhere\""),
            }
        )
        {
            using var response = await shop.Http.PostAsJsonAsync("/api/layer/diff", request, Cancellation);
            response.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
            (await response.Content.ReadAsStringAsync(Cancellation)).ShouldContain(
                JsonEncodedText.Encode(words, System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping).ToString()
            );
        }
    }
}
