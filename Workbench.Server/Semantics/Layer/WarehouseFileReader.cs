using Workbench.Server.Semantics.Expressions;

namespace Workbench.Server.Semantics.Layer;

internal sealed class WarehouseFileReader(LayerDraft draft) : FileReader(draft)
{
    public override void Read(YamlMap file)
    {
        var schema = file.String("schema");
        foreach (var table in file.Maps("tables"))
            if (schema is not null && table.String("name") is { } name)
                Draft.Tables.Add(Table(schema, name, table));
            else
                Draft.Unread(table.At.File);
    }

    private static LayerTable Table(string schema, string name, YamlMap map) =>
        new()
        {
            Schema = schema,
            Name = name,
            Description = map.String("description"),
            Owner = map.String("owner"),
            Freshness =
                map.Map("freshness") is { } freshness
                && freshness.String("column") is { } column
                && freshness.String("within") is { } within
                && TextForms.Duration(within) is { } duration
                    ? new TableFreshness(column, duration)
                    : null,
            Access = map.String("access"),
            Columns = Each(map, "columns", Column),
            At = map.At,
        };

    private static LayerColumn? Column(YamlMap map) =>
        map.String("name") is { } name
            ? new LayerColumn(
                name,
                map.String("type") is { } type ? SqlTypes.Normalise(type) ?? type : "",
                map.String("description"),
                map.String("unit"),
                map.String("access"),
                map.At
            )
            : null;
}
