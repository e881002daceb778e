namespace Workbench.Server.Semantics.Layer;

internal static partial class LayerFormat
{
    private static MapShape Layer =>
        new(
            "layer",
            [
                Needed("name", Text, "Name of the layer for people, usually the company's."),
                Key("description", Text, "What it covers."),
                Needed("account", new TextShape(Names: NameKind.Account), "The warehouse account that it describes."),
                Key("version", new NumberShape(1, 1, IsWhole: true), "Version of the file format.", "1"),
            ]
        );

    private static MapShape Warehouse =>
        new(
            "warehouse file",
            [
                Needed("schema", new TextShape(Names: NameKind.Schema), "The schema in the warehouse that the tables of this file are in."),
                Key("description", Text, "What the schema holds."),
                Needed("tables", new ListShape(Table), "The tables and views that agents may know of. What is not listed does not exist for them."),
            ]
        );

    private static MapShape Table =>
        new(
            "table",
            [
                Needed("name", new TextShape(Names: NameKind.NewTable), "Name in the warehouse."),
                Key("description", Text, "What one row is, who writes it and when, and what surprises in it."),
                Key("owner", Text, "Team that answers for it."),
                Key(
                    "freshness",
                    new MapShape(
                        "freshness",
                        [
                            Needed("column", ColumnName, "A date or timestamp; its greatest value is how far the data goes."),
                            Needed("within", new TextShape(TextForm.Duration), "How old that may be: `2 days`, `36 hours`."),
                        ]
                    ),
                    "How current the table has to be; answers say how far its data goes."
                ),
                Key("access", Level, "Level that may read it. Columns may be stricter.", "the lowest level"),
                Needed("columns", new ListShape(Column), "The columns that expressions may use."),
            ]
        );

    private static MapShape Column =>
        new(
            "column",
            [
                Needed("name", new TextShape(Names: NameKind.NewColumn), "Name in the warehouse."),
                Needed("type", new TextShape(TextForm.Type), "Type in the warehouse: `bigint`, `numeric(12,2)`, `text`, `timestamptz`, …"),
                Key("description", Text, "What it holds, what NULL means."),
                Key("unit", Text, "`cents USD`, `seconds`, `bytes`, …"),
                Key("access", Level, "Level that may read it; not lower than the table's.", "the table's"),
            ]
        );

    private static MapShape Entity =>
        new(
            "entity",
            [
                Needed("entity", Name(NameKind.NewEntity), "Name of the entity, singular: `account`. Fields start with it: `account.region`."),
                Key("label", Text, "For people.", "made from the name"),
                Key("plural", Text, "Plural for people.", "made from the label"),
                Key("description", Text, "What one of it is, what is left out."),
                Key("synonyms", Texts, "What people call it."),
                Key("table", new TextShape(TextForm.TableName, NameKind.Table), "Table that holds it, one row each: `crm.accounts`."),
                Key("sql", new TextShape(TextForm.Sql), "A query in place of a table: the escape hatch, marked in every answer that uses it."),
                Needed("key", new ListShape(ColumnName, MayBeEmpty: false), "Columns that make a row unique: the grain."),
                Key("title", new TextShape(Names: NameKind.Title), "Dimension or column that names a row to a person."),
                Key("where", Condition, "Rows that are no such entity are left out, always. Columns of its own table only."),
                Key("access", Level, "Level that may know of it; not lower than its table's.", "its table's"),
                Key("times", new ListShape(Time), "Its dates and timestamps."),
                Key("dimensions", new ListShape(Dimension), "What it can be filtered and grouped by."),
                Key("segments", new ListShape(Segment), "Named conditions."),
                Key("joins", new ListShape(Join), "Joins towards one."),
                Key(
                    "valid",
                    new MapShape(
                        "validity range",
                        [
                            Needed("from", ColumnName, "Column with the first moment that the row holds."),
                            Needed("to", ColumnName, "Column with the first moment that it no longer holds; NULL while it does."),
                        ]
                    ),
                    "For slowly changing rows: joins to this entity take the row that held at the default time of the other one, or the present one where that has no time."
                ),
                Key(
                    "partition",
                    new ListShape(ColumnName),
                    "Columns that joins between entities with the same partition have to match along, besides their condition."
                ),
            ]
        )
        {
            Exclusive =
            [
                ["table", "sql"],
            ],
            OneOf =
            [
                ["table", "sql"],
            ],
        };

    private static MapShape Time =>
        new(
            "time",
            [
                Needed("name", Name(NameKind.NewTime), "`created`, `closed`: fields read `account.created.month`."),
                Key("label", Text, "For people.", "made from the name"),
                Key("description", Text, "What happened then."),
                Key("synonyms", Texts, "What people call it: `[signed up, joined]`."),
                Key("expr", Expression, "Column or expression.", "the column of that name"),
                Key("type", Choice("date", "timestamp", "timestamptz"), "`timestamptz` is cut into days in the layer's time zone.", "the column's"),
                Key(
                    "grain",
                    new TextShape(TextForm.Grain),
                    "The finest grain that it holds: `month` for a monthly snapshot.",
                    "`day` for dates, `minute` for the rest"
                ),
                Key("default", Flag, "The time of metrics that name none. A single time is the default one.", "false"),
                Key("access", Level, "Level that may use it; not lower than its columns'.", "its columns'"),
            ]
        );

    private static MapShape Dimension =>
        new(
            "dimension",
            [
                Needed("name", Name(NameKind.NewDimension), "Fields read `account.region`."),
                Key("label", Text, "For people.", "made from the name"),
                Key("description", Text, "What it says, and what it does not."),
                Key("synonyms", Texts, "What people call it."),
                Key("expr", Expression, "Column or expression.", "the column of that name"),
                Key("type", Choice("string", "integer", "decimal", "boolean", "date", "timestamp"), "Type of its values.", "found from the expression"),
                Key("unit", Text, "Of numbers: `USD`, `people`."),
                Key(
                    "values",
                    new EitherShape([
                        Choice("indexed"),
                        new ListShape(Text),
                        new DictionaryShape(
                            new EitherShape([
                                new ListShape(Text),
                                new MapShape(
                                    "value",
                                    [Key("label", Text, "How results show it.", "the stored value"), Key("synonyms", Texts, "What people call it.")]
                                ),
                            ]),
                            "the stored value"
                        ),
                    ]),
                    "`indexed`: values are looked up in the warehouse. Else the stored values, as a list or each with what people call it: `{ mid_market: [mid-market, SMB] }`.",
                    "dimensions with few values are sampled"
                ),
                Key("hidden", Flag, "Only for segments and metrics, never offered.", "false"),
                Key("access", Level, "Level that may use it; not lower than its columns'.", "its columns'"),
            ]
        );

    private static MapShape Segment =>
        new(
            "segment",
            [
                Needed("name", Name(NameKind.NewSegment), "Queries switch it by `account.real_customers`."),
                Key("label", Text, "For people.", "made from the name"),
                Key("description", Text, "Who is in it."),
                Key("synonyms", Texts, "What people call it."),
                Needed(
                    "where",
                    Condition,
                    "The condition. Rows that reach this entity over a join and find no partner are kept where it holds for NULL: `is_internal is distinct from true` keeps them, `not is_internal` does not."
                ),
                Key("default", Flag, "Applied to every metric that reaches the entity by one path, unless switched off; always shown.", "false"),
                Key("access", Level, "Level that may use it; not lower than its columns'.", "its columns'"),
            ]
        );

    private static MapShape Join =>
        new(
            "join",
            [
                Needed("name", Name(NameKind.NewJoin), "Stands for the other side in expressions and fields: `owner.team`."),
                Key("to", EntityName, "The other entity.", "the entity of the join's name"),
                Needed("on", Condition, "Columns of this entity and `name.column` of the other side: `account_id = account.id`."),
                Key("type", Choice("many_to_one", "one_to_one"), "Joins go towards one; the other way round is declared at the other entity.", "many_to_one"),
                Key("optional", Flag, "Rows without a partner are expected; they are kept, with the other side NULL.", "false"),
                Key("label", Text, "For people: \"Account executive\".", "made from the name"),
                Key("synonyms", Texts, "What people call the other side in this role."),
            ]
        );
}
