namespace Workbench.Server.Semantics.Layer;

internal static partial class LayerFormat
{
    private static MapShape Metrics => new("metrics file", [Needed("metrics", new ListShape(Metric), "The metrics.")]);

    private static ListShape RequiredFields => new(Field);

    /// <summary>One sentence; null when there is no such type.</summary>
    public static string? MeaningOfMetricType(string type) => Metric.Variants.FirstOrDefault(v => v.Value == type)?.Meaning;

    private static VariantShape Metric =>
        new(
            "metric",
            "type",
            "simple",
            [
                Needed("name", Name(NameKind.NewMetric), "Name of the metric: queries and other metrics use it."),
                Key("type", Choice("simple", "ratio", "derived", "semi_additive", "cumulative", "conversion"), "What kind of number it is.", "simple"),
                Key("label", Text, "For people.", "made from the name"),
                Key("description", Text, "What it counts and what it leaves out, in one or two sentences: answers show it."),
                Key("synonyms", Texts, "What people call it."),
                Key("unit", Text, "`USD`, `percent` (values are fractions), `hours`, `seconds`, or a noun."),
                Key("better", Choice("up", "down", "none"), "Which direction is good news.", "none"),
                Key("owner", Text, "Team that answers for it."),
                Key("access", Level, "Level that may see it; not lower than its columns'.", "its columns'"),
                Key("hidden", Flag, "Only for other metrics, never offered.", "false"),
                Key("absent", new NumberShape(), "What a period or group without rows counts as.", "0 for counts and sums, NULL for the rest"),
                Key("required_filters", RequiredFields, "Fields that a query has to filter on."),
                Key("currency", Field, "Field that holds the currency of each row's amount: a query has to group by it or filter it to one."),
            ],
            [
                new(
                    "simple",
                    "An aggregate of one entity's rows.",
                    new MapShape(
                        "simple metric",
                        [
                            .. Aggregate,
                            Key(
                                "time",
                                new TextShape(TextForm.Field, NameKind.TimePath),
                                "Time of the entity, or over a join: `created`, `invoice.issued`.",
                                "the entity's default time"
                            ),
                        ]
                    )
                ),
                new(
                    "ratio",
                    "One metric divided by another: sum over sum at every grain.",
                    new MapShape("ratio metric", [Needed("numerator", Input, "A metric."), Needed("denominator", Input, "A metric.")])
                ),
                new(
                    "derived",
                    "Arithmetic over other metrics.",
                    new MapShape(
                        "derived metric",
                        [
                            Needed("expr", Expression, "Names of metrics, or aliases of inputs: `mrr * 12`."),
                            Key(
                                "inputs",
                                new ListShape(Input),
                                "Inputs with an alias, a filter or a shift of their own.",
                                "every name in the expression is a metric"
                            ),
                        ]
                    )
                ),
                new(
                    "semi_additive",
                    "A balance: added up over one snapshot, never over time.",
                    new MapShape(
                        "semi-additive metric",
                        [
                            .. Aggregate,
                            Needed(
                                "over",
                                new MapShape(
                                    "over",
                                    [
                                        Needed(
                                            "time",
                                            new TextShape(TextForm.Reference, NameKind.Time),
                                            "The time of the entity that the snapshots are taken at."
                                        ),
                                        Key("take", Choice("last", "first", "average", "max", "min"), "Which snapshot stands for a period.", "last"),
                                        Key("per", new ListShape(Field), "Takes the last row of each of these instead of one snapshot date for all."),
                                    ]
                                ),
                                "How it goes over time: `{ time: month, take: last }`."
                            ),
                        ]
                    )
                ),
                new(
                    "cumulative",
                    "A metric over a moving window, or from the start of a period.",
                    new MapShape(
                        "cumulative metric",
                        [
                            Needed("metric", Input, "The metric that is added up."),
                            Key("window", new TextShape(TextForm.Period), "Moving window that ends with each period: `28 days`."),
                            Key(
                                "to_date",
                                new TextShape(TextForm.ToDate),
                                "From the start of this grain: `fiscal_quarter`; or `all`, since the first row.",
                                "all, without a window"
                            ),
                            Key("coarser_grain", Choice("last", "first", "average"), "What stands for a period that is coarser than the data's grain.", "last"),
                        ]
                    )
                    {
                        Exclusive =
                        [
                            ["window", "to_date"],
                        ],
                    }
                ),
                new(
                    "conversion",
                    "Base events that were followed by another event of the same entity within a time.",
                    new MapShape(
                        "conversion metric",
                        [
                            Needed("base", MetricName, "A simple metric; one of its rows is one base event."),
                            Needed("conversion", MetricName, "A simple metric; one of its rows is one conversion event."),
                            Needed("per", EntityName, "The entity that both events belong to."),
                            Key("within", new TextShape(TextForm.Period), "How long after the base event: `30 days`.", "any time after"),
                            Key("calculation", Choice("rate", "count"), "The share of base events, or their number.", "rate"),
                            Key(
                                "constant_properties",
                                new ListShape(
                                    new EitherShape([
                                        Field,
                                        new MapShape(
                                            "constant property",
                                            [Needed("base", Field, "Field of the base event."), Needed("conversion", Field, "Field of the conversion event.")]
                                        ),
                                    ])
                                ),
                                "Fields that both events have to share."
                            ),
                        ]
                    )
                ),
            ]
        );

    private static KeyShape[] Aggregate =>
        [
            Needed("entity", EntityName, "Its rows are aggregated, at its grain."),
            Needed(
                "agg",
                new TextShape(TextForm.Aggregation),
                "`count`, `count_distinct`, `sum`, `average`, `min`, `max`, `median`, `percentile(0.9)`, `first`, `last`."
            ),
            Key("expr", Expression, "What is aggregated. `count` without it counts rows, with it those that are not NULL."),
            Key("percentile", new NumberShape(0, 1), "For `agg: percentile`, 0 to 1; also written `percentile(0.9)`."),
            Key("where", Condition, "Only these rows; always applied and shown."),
        ];

    private static EitherShape Input =>
        new([
            MetricName,
            new MapShape(
                "input",
                [
                    Needed("metric", MetricName, "The metric."),
                    Key("alias", Name(NameKind.NewAlias), "Its name in the expression.", "the metric's name"),
                    Key("where", Condition, "A filter of this input alone, over columns of the metric's entity."),
                    Key("shift", new TextShape(TextForm.Period), "As it was that long before: `1 month`."),
                    Key("at_start_of", new TextShape(TextForm.StartOf), "As it was at the start of this grain, or of the query's own `period`."),
                ]
            )
            {
                Exclusive =
                [
                    ["shift", "at_start_of"],
                ],
            },
        ]);
}
