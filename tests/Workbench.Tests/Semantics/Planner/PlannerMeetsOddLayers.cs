using Shouldly;
using Workbench.Server.Semantics;
using Workbench.Server.Semantics.Layer;
using static Workbench.Tests.Semantics.Planner.LayerSketch;

namespace Workbench.Tests.Semantics.Planner;

/// <summary>Layers of every odd kind: nothing throws, and nothing is answered with confidence that the layer does not hold.</summary>
public sealed class PlannerMeetsOddLayers
{
    private static readonly string[] Questions =
    [
        "how many orders last month",
        "revenue by region",
        "top 5 customers by revenue",
        "which customers have no orders",
        "average order value",
        "and by month?",
        "what is the weather",
        "select",
        "orders where total is more than 10",
        "compare 2025 and 2026",
        "share of returns by country",
        "how is revenue defined?",
        "what can I ask",
        "עברית מכירות",
        "umsatz nach region",
        "order by group",
    ];

    public static TheoryData<string> Layers => [.. Odd.Keys];

    private static Dictionary<string, Func<SemanticLayer>> Odd { get; } =
        new()
        {
            ["empty"] = () => Sketch("Empty").Build(),
            ["one table"] = () => Sketch("One table").Entity("thing", "things", null, []).Build(),
            ["an entity without key or time"] = () => Sketch("Bare").Entity("log", "logs", null, [Dim("text")], key: "").Build(),
            ["names that are keywords"] = () =>
                Sketch("Keywords")
                    .Entity("select", "selects", "from", [Dim("from", indexed: true), Dim("where", values: "and,or,not,null")], [At("order", true)])
                    .Entity("group", "groups", null, [Dim("by")], joins: [To("select")])
                    .Metric("count", "Count", Count("select"))
                    .Metric("sum", "Sum", Of("group", AggregationKind.Sum, "total"))
                    .Build(),
            ["right to left"] = () =>
                Sketch("מכירות")
                    .Entity("הזמנה", "הזמנות", null, [Dim("אזור", values: "צפון,דרום")], [At("נוצר", true)])
                    .Metric("הכנסות", "הכנסות", Of("הזמנה", AggregationKind.Sum, "amount"), unit: "ILS")
                    .Build(),
            ["German"] = () =>
                Sketch("Vertrieb")
                    .Entity("kunde", "Kunden", "name", [Dim("name", indexed: true), Dim("region", values: "nord=Norden,süd=Süden")], [At("angelegt", true)])
                    .Entity("bestellung", "Bestellungen", null, [Dim("status", values: "offen,bezahlt,storniert")], [At("bestellt", true)], [To("kunde")])
                    .Metric("umsatz", "Umsatz", Of("bestellung", AggregationKind.Sum, "betrag"), unit: "EUR")
                    .Metric("bestellungen", "Bestellungen", Count("bestellung"))
                    .Build(),
            ["five hundred alike"] = FiveHundred,
        };

    [Theory, MemberData(nameof(Layers))]
    public void Nothing_throws(string name)
    {
        var harness = Harness(Odd[name]());
        foreach (var question in Questions)
        {
            harness.Ask(question).ShouldNotBeNull();
            harness.Talk(question, "and by month?", "without the first").ShouldNotBeNull();
        }
    }

    [Theory]
    [InlineData("empty")]
    [InlineData("one table")]
    [InlineData("an entity without key or time")]
    [InlineData("right to left")]
    public void What_the_layer_does_not_hold_is_not_answered_with_confidence(string name)
    {
        var harness = Harness(Odd[name]());
        foreach (var question in Questions.Where(q => !q.StartsWith("what can", StringComparison.Ordinal) && q.All(c => c < 256)))
            ((harness.Ask(question) as PlannedQuery)?.Best.P ?? 0).ShouldBeLessThan(0.8, question);
    }

    [Theory]
    [InlineData("Umsatz last month by region", "umsatz by kunde.region in last_month")]
    [InlineData("how many Bestellungen are offen", "bestellungen where bestellung.status = offen")]
    [InlineData("Umsatz in Norden", "umsatz where kunde.region = nord")]
    public void German_names_are_names(string question, string reading) => PlannerHarness.Show(Harness(Odd["German"]()).Ask(question)).ShouldBe(reading);

    [Fact]
    public void A_word_that_many_numbers_share_is_not_answered_by_one_of_them() =>
        ((Harness(FiveHundred()).Ask("orders value last month") as PlannedQuery)?.Best.P ?? 0).ShouldBeLessThan(0.8);

    private static LayerSketch Sketch(string name) => new(name, new LayerCalendar("UTC", DayOfWeek.Monday, new FiscalYear(1, FiscalYearName.Start), false));

    private static PlannerHarness Harness(SemanticLayer layer) => new(layer, new NamesInMemory(), new AcceptingCompiler());

    private static SemanticLayer FiveHundred()
    {
        var sketch = Sketch("Alike").Entity("order", "orders", null, [Dim("kind", values: "a,b")], [At("placed", true)]);
        for (var i = 0; i < 500; i++)
            sketch.Metric($"order_value_{i}", $"Order value {i}", Of("order", AggregationKind.Sum, $"value_{i}"), unit: "EUR");
        return sketch.Build();
    }
}
