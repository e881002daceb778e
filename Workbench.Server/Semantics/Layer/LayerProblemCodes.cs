using System.Collections.Immutable;

namespace Workbench.Server.Semantics.Layer;

/// <summary>Every code that a problem of the layer can have, in one table; <c>docs/layer-reference.md</c> lists them from here.</summary>
public static class LayerProblemCodes
{
    public const string Syntax = "SL001";
    public const string UnknownFile = "SL002";
    public const string UnsupportedYaml = "SL003";
    public const string MissingFile = "SL004";
    public const string UnreadableFile = "SL005";
    public const string UnknownKey = "SL101";
    public const string DuplicateKey = "SL102";
    public const string MissingKey = "SL103";
    public const string WrongKind = "SL104";
    public const string NotAChoice = "SL105";
    public const string WrongForm = "SL106";
    public const string KeysExclude = "SL107";
    public const string BadName = "SL201";
    public const string DuplicateName = "SL202";
    public const string UnknownReference = "SL203";
    public const string BadExpression = "SL301";
    public const string UnknownColumn = "SL302";
    public const string TypeMismatch = "SL303";
    public const string BadJoin = "SL401";
    public const string FanOut = "SL402";
    public const string Cycle = "SL403";
    public const string BadMetric = "SL404";
    public const string MissingTime = "SL405";
    public const string BadQuery = "SL406";
    public const string TooOpen = "SL501";
    public const string MissingTable = "SL601";
    public const string MissingColumn = "SL602";
    public const string ColumnTypeDiffers = "SL603";
    public const string KeyNotUnique = "SL604";
    public const string WarehouseUnreachable = "SL605";
    public const string ForeignFormat = "SL701";

    public static ImmutableArray<LayerProblemCode> All { get; } =
    [
        new(
            Syntax,
            "The file is not YAML",
            "Often a text with `: ` or ` #` in it that needs quotes, or indentation that does not line up. Other files are still checked."
        ),
        new(UnknownFile, "The file belongs to no layer", "Put it into one of the five folders, under a name that the format knows."),
        new(UnsupportedYaml, "A part of YAML that the format leaves out", "Anchors, aliases, tags and several documents in a file: write values out."),
        new(MissingFile, "A file is missing", "`layer.yml` at the top of the folder is needed."),
        new(
            UnreadableFile,
            "The file or folder cannot be read",
            "No permission, no UTF-8, larger than 4 MB, a link in a circle, …: the message says which. Other files are still checked."
        ),
        new(
            UnknownKey,
            "A key that the format does not know",
            "Usually a typo; the nearest keys are named. In `{ … }` a comma in an unquoted text also starts a new key."
        ),
        new(DuplicateKey, "A key is written twice", "Keep one."),
        new(MissingKey, "A key is missing", "Add it."),
        new(WrongKind, "The value has the wrong kind", "A list where a text belongs, a text where keys belong, …"),
        new(NotAChoice, "The value is none of the choices", "The choices are listed."),
        new(WrongForm, "The text has the wrong form", "A duration, date, time zone, … that cannot be read."),
        new(KeysExclude, "Keys that exclude each other", "Keep one of them."),
        new(BadName, "The name cannot be used", "Names are `snake_case`: small letters, digits and `_`, starting with a letter. `time` is taken."),
        new(DuplicateName, "The name is taken", "Names are unique in their kind (entities, metrics, tables) or in their entity (dimensions, times, joins)."),
        new(UnknownReference, "Nothing has this name", "An entity, table, metric, field, segment or level that is not declared."),
        new(BadExpression, "The expression cannot be read", "Expressions are scalar SQL: see the part on expressions."),
        new(UnknownColumn, "A column that the table does not have", "A bare name is a column of the entity's own table, `join.name` one of the other side."),
        new(TypeMismatch, "The types do not fit", "A text compared with a number, a condition that is no condition, a sum of texts."),
        new(BadJoin, "The join condition does not join", "It has to name columns of both sides."),
        new(FanOut, "The join may multiply rows", "Joins go towards one: the condition has to cover the whole key of the other side."),
        new(Cycle, "Metrics are made of each other in a circle", "Break the circle."),
        new(
            BadMetric,
            "The definition of the metric does not hold together",
            "An aggregation without what it adds up, inputs that the expression does not use, …"
        ),
        new(MissingTime, "The metric has no time", "Name a time of its entity, or declare a default one there."),
        new(BadQuery, "The query cannot be read", "Its keys are listed in this reference under \"Semantic query\"; the editor of the page offers them."),
        new(TooOpen, "More open than the columns that it is made of", "A metric or dimension needs at least the level of its columns."),
        new(MissingTable, "The warehouse has no such table", "Renamed or dropped there, or a typo here."),
        new(MissingColumn, "The table in the warehouse has no such column", "Renamed or dropped there, or a typo here."),
        new(ColumnTypeDiffers, "The column has another type in the warehouse", "Write the type that it has."),
        new(
            KeyNotUnique,
            "Nothing in the warehouse keeps the key unique",
            "A warning: no primary key or unique index covers it, so a duplicate row would count twice."
        ),
        new(WarehouseUnreachable, "The warehouse could not be asked", "A warning: tables, columns and keys were not checked against it."),
        new(
            ForeignFormat,
            "A file of another format cannot be imported",
            "A key that its format needs is missing, or the file is of another format: the message says which."
        ),
    ];
}

public sealed record LayerProblemCode(string Code, string Title, string WayOut);
