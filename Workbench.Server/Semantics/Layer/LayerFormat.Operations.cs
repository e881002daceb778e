namespace Workbench.Server.Semantics.Layer;

internal static partial class LayerFormat
{
    private static MapShape Products => new("products file", [Needed("products", new ListShape(Product), "The products, plans and services.")]);

    private static MapShape Product =>
        new(
            "product",
            [
                Needed("name", Text, "Name as the company writes it."),
                Key("kind", Text, "`plan`, `product`, `add-on`, …", "product"),
                Key("synonyms", Texts, "What people call it."),
                Key("description", Text, "What it is, in a sentence."),
                Key("means", new ListShape(Meaning), "The default reading: the data that it stands for."),
                Key("ambiguous_with", new ListShape(Meaning), "Other readings, offered beside the answer."),
                Key("force", Flag, "Always ask which reading is meant.", "false"),
            ]
        );

    private static MapShape Meaning =>
        new(
            "meaning",
            [
                Needed("field", Field, "A dimension: `plan.tier`."),
                Needed("is", new ListShape(new TextShape(Names: NameKind.Value), MayBeEmpty: false), "Stored value or values."),
            ]
        );

    private static MapShape Calendar =>
        new(
            "calendar",
            [
                Needed("time_zone", new TextShape(TextForm.TimeZone), "IANA name: days begin and end there."),
                Key("week_start", Choice("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"), "First day of a week.", "monday"),
                Key(
                    "fiscal_year",
                    new MapShape(
                        "fiscal year",
                        [
                            Needed("starts", Choice(MonthNames), "The month that it starts in."),
                            Key("named_by", Choice("start", "end"), "Whether it is called after the calendar year that it starts or ends in.", "end"),
                            Key(
                                "pattern",
                                new TextShape(TextForm.WeekPattern),
                                "Weeks of the months of a quarter: `4-5-4`, `4-4-5`, `5-4-4`.",
                                "calendar months"
                            ),
                            Key("anchor", new TextShape(TextForm.Date), "For a pattern: the first day of any fiscal year."),
                            Key(
                                "ends_on",
                                Choice("last_of_month", "nearest_to_month_end"),
                                "For a pattern: which weekday ends the year, and so which years have 53 weeks.",
                                "nearest_to_month_end"
                            ),
                        ]
                    ),
                    "Of the company.",
                    "the calendar year"
                ),
                Key("default_periods", Choice("fiscal", "civil"), "What a bare quarter or year means; answers say so.", "civil"),
            ]
        );

    private static MapShape Access =>
        new(
            "access file",
            [
                Needed(
                    "levels",
                    new ListShape(
                        new MapShape(
                            "level",
                            [
                                Needed("name", Name(NameKind.NewLevel), "Name of the level."),
                                Key("description", Text, "What it covers."),
                                Key("login", Text, "Database login whose rights it has."),
                                Key("members", Texts, "People and groups that have it."),
                                Key("contact", Text, "Whom to ask for it."),
                            ]
                        ),
                        MayBeEmpty: false
                    ),
                    "From the lowest to the highest; each sees what the ones before it see."
                ),
                Key(
                    "editors",
                    Texts,
                    "Levels that change the layer in the browser and by the API. A file with parts above a level is not changed at it, and this file at the highest level alone.",
                    "all levels"
                ),
            ]
        );

    private static MapShape Glossary =>
        new(
            "glossary",
            [
                Needed(
                    "terms",
                    new ListShape(
                        new MapShape(
                            "term",
                            [
                                Needed("term", Text, "The word."),
                                Needed("definition", Text, "What it means here."),
                                Key("synonyms", Texts, "Other words for it."),
                                Key("see", new ListShape(new TextShape(Names: NameKind.Any)), "Metrics and fields that it is about."),
                            ]
                        )
                    ),
                    "Words of the company that are no metric or field."
                ),
            ]
        );

    private static MapShape Rules =>
        new(
            "rules file",
            [
                Needed(
                    "rules",
                    new ListShape(
                        new MapShape(
                            "rule",
                            [
                                Needed("name", Text, "Name of the rule."),
                                Needed("text", Text, "The guidance, as you would tell a new colleague."),
                                Key("always", Flag, "Given to every run; otherwise when it asks.", "false"),
                                Key("applies_to", new ListShape(new TextShape(Names: NameKind.Any)), "Metrics, entities and fields that it is about."),
                            ]
                        )
                    ),
                    "Guidance for agents."
                ),
            ]
        );

    private static MapShape Verified =>
        new(
            "verified queries",
            [
                Needed(
                    "queries",
                    new ListShape(
                        new MapShape(
                            "verified query",
                            [
                                Needed("question", Text, "The question as people ask it."),
                                Key("also_asked", Texts, "Other ways to ask it."),
                                Key("query", new QueryShape(), "The semantic query that answers it."),
                                Key("sql", new TextShape(TextForm.Sql), "Or the SQL, for what no metric covers."),
                                Key("owner", Text, "Who proved it."),
                                Key("verified_on", new TextShape(TextForm.Date), "When."),
                                Key("expires", new TextShape(TextForm.Date), "Not used after this day."),
                                Key("note", Text, "What others should know of it."),
                            ]
                        )
                        {
                            Exclusive =
                            [
                                ["query", "sql"],
                            ],
                            OneOf =
                            [
                                ["query", "sql"],
                            ],
                        }
                    ),
                    "Questions with their proven queries."
                ),
            ]
        );

    private static MapShape Examples =>
        new(
            "examples",
            [
                Needed(
                    "examples",
                    new ListShape(
                        new EitherShape([
                            Text,
                            new MapShape(
                                "example",
                                [
                                    Needed("question", Text, "The question."),
                                    Key("topic", Text, "Heading that it stands under."),
                                    Key("featured", Flag, "One of the first that the chat page shows.", "false"),
                                ]
                            ),
                        ])
                    ),
                    "Questions for the chat page."
                ),
            ]
        );

    private static MapShape Interchange =>
        new(
            "imported files",
            [
                Needed(
                    "sources",
                    new ListShape(
                        new MapShape(
                            "source",
                            [
                                Needed("format", Text, "The format that the layer was imported from: `ossie`, `snowflake`, `metricflow`."),
                                Needed(
                                    "files",
                                    new ListShape(
                                        new MapShape(
                                            "imported file",
                                            [Needed("path", Text, "Its name."), Needed("text", Text, "What it said when it was imported.")]
                                        )
                                    ),
                                    "The imported files. Written by `semantic import`, read by `semantic export`: nobody edits them."
                                ),
                            ]
                        )
                    ),
                    "What the layer was imported from. An export to the same format puts back what the layer itself does not say."
                ),
            ]
        );
}
