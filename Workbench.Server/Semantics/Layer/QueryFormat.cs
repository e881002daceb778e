using System.Collections.Immutable;

namespace Workbench.Server.Semantics.Layer;

/// <summary>The keys of a semantic query, as docs/contracts describes it, for the editor; the compiler is what checks one.</summary>
internal static class QueryFormat
{
    private static readonly TextShape Field = new(TextForm.Field, NameKind.Field);
    private static readonly TextShape Metric = new(TextForm.Reference, NameKind.Metric);
    private static readonly TextShape Entity = new(TextForm.Reference, NameKind.Entity);
    private static readonly TextShape Value = new(Names: NameKind.Value);
    private static readonly ChoiceShape Unit = new([.. LayerFormat.Grains]);

    public static ImmutableArray<string> Ranges { get; } =
    [
        "today",
        "yesterday",
        "this_week",
        "last_week",
        "this_month",
        "last_month",
        "this_quarter",
        "last_quarter",
        "this_year",
        "last_year",
        "mtd",
        "qtd",
        "ytd",
        "last_12_months",
    ];

    public static ImmutableArray<string> Operators { get; } =
    ["=", "<>", "in", "not in", "<", "<=", ">", ">=", "between", "contains", "starts_with", "is_null", "is_not_null"];

    private static readonly EitherShape Range = new([
        new ChoiceShape(Ranges),
        new MapShape(
            "range",
            [
                Key("last", new NumberShape(1, IsWhole: true), "So many complete periods before the current one."),
                Key("unit", Unit, "Of `last`: `month`."),
                Key("from", new TextShape(TextForm.Date), "First day."),
                Key("to", new TextShape(TextForm.Date), "The first day that is not included any more."),
            ]
        ),
    ]);

    public static MapShape Query { get; } =
        new(
            "semantic query",
            [
                Key("metrics", new ListShape(Metric), "What is counted."),
                Key(
                    "define",
                    new ListShape(
                        new MapShape(
                            "metric of the query",
                            [
                                Key("name", new TextShape(), "What the query calls it."),
                                Key("label", new TextShape(), "For people."),
                                Key("entity", Entity, "Whose rows are counted; without one it is arithmetic over metrics."),
                                Key("agg", new ChoiceShape(["count", "count_distinct", "sum", "average", "min", "max", "median"]), "How."),
                                Key("expr", new TextShape(), "Over the entity's columns, `amount` or `car.cost`, or over metrics."),
                                Key("where", new TextShape(), "The rows that count."),
                                Key("time", new TextShape(), "The entity's time that a range goes by."),
                                Key("last_per", new ListShape(new TextShape()), "Only the rows of the last time of each of these."),
                                Key("unit", new TextShape(), "`USD`, `percent`, or a noun."),
                            ]
                        )
                    ),
                    "Metrics that this query alone has."
                ),
                Key("group_by", new ListShape(Field), "Fields: `account.region`, `time.month`, an entity's name for its key."),
                Key(
                    "where",
                    new ListShape(
                        new MapShape(
                            "filter",
                            [
                                Key("field", Field, "A field; or `metric` and `per`."),
                                Key("metric", Metric, "Keeps the entities whose metric meets the condition."),
                                Key("per", Entity, "Of `metric`: the entity."),
                                Key("by", new TextShape(), "Of `metric`: the joins to the entity where there are several ways, `flight.origin`."),
                                Key("time", Range, "Of `metric`: its time range."),
                                Key("op", new ChoiceShape(Operators), "How it is compared."),
                                Key("values", new ListShape(Value), "With what."),
                            ]
                        )
                    ),
                    "Filters; all of them have to hold."
                ),
                Key(
                    "time",
                    new MapShape(
                        "time of the query",
                        [
                            Key("range", Range, "`last_quarter`, `{ last: 6, unit: month }`, `{ from: 2026-01-01, to: 2026-04-01 }`."),
                            Key("grain", new TextShape(TextForm.Grain), "Groups by each metric's own time: `month`."),
                        ]
                    ),
                    "Which days; without it, all data."
                ),
                Key(
                    "compare",
                    new MapShape(
                        "comparison",
                        [
                            Key(
                                "to",
                                new EitherShape([
                                    new ChoiceShape(["previous_period", "same_period_last_year"]),
                                    new MapShape(
                                        "shift",
                                        [Key("shift", new NumberShape(1, IsWhole: true), "So many units before."), Key("unit", Unit, "`week`.")]
                                    ),
                                ]),
                                "What the numbers are set against."
                            ),
                        ]
                    ),
                    "Another period beside it."
                ),
                Key(
                    "having",
                    new ListShape(
                        new MapShape(
                            "condition",
                            [
                                Key("metric", Metric, "A metric of the query."),
                                Key("op", new ChoiceShape(Operators), "How it is compared."),
                                Key("values", new ListShape(Value), "With what."),
                            ]
                        )
                    ),
                    "Conditions on the numbers."
                ),
                Key(
                    "order_by",
                    new ListShape(
                        new MapShape(
                            "order",
                            [
                                Key("field", new TextShape(TextForm.Field, NameKind.MetricOrField), "A metric or a field of the query."),
                                Key("desc", new FlagShape(), "The greatest first.", "false"),
                            ]
                        )
                    ),
                    "The order of the rows."
                ),
                Key("limit", new NumberShape(1, IsWhole: true), "At most so many rows."),
                Key(
                    "segments",
                    new DictionaryShape(new FlagShape(), "a segment such as account.real_customers", NameKind.Segment),
                    "Segments switched on or off; default ones apply unless set to false."
                ),
                Key(
                    "shares",
                    new ListShape(
                        new EitherShape([
                            Metric,
                            new MapShape("share", [Key("metric", Metric, "The metric."), Key("of", new ListShape(Field), "The group that it is a share of.")]),
                        ])
                    ),
                    "Metrics shown as part of the total."
                ),
                Key("ranks", new ListShape(Metric), "Metrics whose rank is shown."),
                Key("steps", new ListShape(Metric), "Metrics whose change from the row before is shown."),
                Key("growth", new ListShape(Metric), "Metrics whose change from the row before is shown as a part of that row's value."),
                Key("running", new ListShape(Metric), "Metrics whose running total is shown."),
                Key("in_hundredths", new FlagShape(), "Growth in percent (12.5) instead of as a fraction (0.125).", "false"),
                Key("within", new ListShape(Field), "The limit counts within each of these groups."),
                Key("totals", new FlagShape(), "Adds a total row.", "false"),
                Key("others", new FlagShape(), "Adds a row for what the limit cuts off.", "false"),
                Key("gaps", new ChoiceShape(["fill", "skip"]), "Whether periods without rows are shown.", "fill in a time series"),
            ]
        );

    /// <summary>A shape with the query's own keys where the layer's format leaves them to the query.</summary>
    public static Shape Of(Shape shape) => shape is QueryShape ? Query : shape;

    private static KeyShape Key(string key, Shape shape, string description, string? byDefault = null) => new(key, shape, description) { Default = byDefault };
}
