using System.Collections.Immutable;

namespace Workbench.Server.Semantics.Layer;

/// <summary>The format of the layer's files: every key with its shape, default and meaning.</summary>
internal static partial class LayerFormat
{
    /// <summary>At the top of the folder: what makes it a layer.</summary>
    public const string LayerFile = "layer.yml";

    public const string WarehouseFolder = "1-warehouse";
    public const string EntitiesFolder = "2-entities";
    public const string MetricsFolder = "3-metrics";
    public const string ProductsFolder = "4-products";
    public const string OperationsFolder = "5-operations";

    public static ImmutableArray<string> Grains { get; } = ["minute", "hour", "day", "week", "month", "quarter", "year"];

    public static ImmutableArray<string> MonthNames { get; } =
    ["january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december"];

    private static readonly TextShape Text = new();
    private static readonly TextShape Field = new(TextForm.Field, NameKind.Field);
    private static readonly TextShape Level = new(TextForm.Reference, NameKind.Level);
    private static readonly TextShape EntityName = new(TextForm.Reference, NameKind.Entity);
    private static readonly TextShape MetricName = new(TextForm.Reference, NameKind.Metric);
    private static readonly TextShape ColumnName = new(Names: NameKind.Column);
    private static readonly TextShape Expression = new(TextForm.Expression);
    private static readonly TextShape Condition = new(TextForm.Condition);
    private static readonly FlagShape Flag = new();
    private static readonly ListShape Texts = new(Text);

    public static ImmutableArray<LayerFolderFormat> Folders { get; } =
    [
        new(WarehouseFolder, "Warehouse", "What is stored: schemas, tables, columns."),
        new(EntitiesFolder, "Entities", "What it is about: entities with their dimensions, times, joins and segments."),
        new(MetricsFolder, "Metrics", "What is counted."),
        new(ProductsFolder, "Products", "What the company sells, and the data that means it."),
        new(OperationsFolder, "Operations", "How it is run: calendar, access, glossary, rules, verified queries, examples."),
    ];

    public static ImmutableArray<LayerFileFormat> Files { get; } =
    [
        new("layer", LayerFile, Layer),
        new("warehouse", "1-warehouse/*.yml", Warehouse),
        new("entity", "2-entities/*.yml", Entity),
        new("metrics", "3-metrics/*.yml", Metrics),
        new("products", "4-products/*.yml", Products),
        new("calendar", "5-operations/calendar.yml", Calendar),
        new("access", "5-operations/access.yml", Access),
        new("glossary", "5-operations/glossary.yml", Glossary),
        new("rules", "5-operations/rules.yml", Rules),
        new("verified", "5-operations/verified.yml", Verified),
        new("examples", "5-operations/examples.yml", Examples),
        new("interchange", "5-operations/interchange.yml", Interchange),
    ];

    /// <summary>Null when no layer has such a file.</summary>
    public static LayerFileFormat? Of(string path)
    {
        var slash = path.IndexOf('/', StringComparison.Ordinal);
        if (slash < 0)
            return Files.FirstOrDefault(f => f.Pattern == path);
        var folder = path[..slash];
        if (path.IndexOf('/', slash + 1) >= 0 || !path.EndsWith(".yml", StringComparison.Ordinal))
            return null;
        return Files.FirstOrDefault(f => f.Pattern == path || f.Pattern == $"{folder}/*.yml");
    }

    private static KeyShape Key(string key, Shape shape, string description, string? byDefault = null) => new(key, shape, description) { Default = byDefault };

    private static KeyShape Needed(string key, Shape shape, string description) => new(key, shape, description) { IsRequired = true };

    /// <summary>A new <c>snake_case</c> name.</summary>
    private static TextShape Name(NameKind kind) => new(TextForm.Name, kind);

    private static ChoiceShape Choice(params ImmutableArray<string> choices) => new(choices);
}

internal sealed record LayerFolderFormat(string Name, string Label, string Description);

/// <param name="Name">Of its JSON Schema.</param>
internal sealed record LayerFileFormat(string Name, string Pattern, MapShape Shape);
