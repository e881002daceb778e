using System.Collections.Immutable;
using Workbench.Server.Semantics.Expressions;

namespace Workbench.Server.Semantics.Layer;

internal sealed class EntityFileReader(LayerDraft draft) : FileReader(draft)
{
    public override void Read(YamlMap file)
    {
        if (file.String("entity") is not { } name)
        {
            Draft.Unread(file.At.File);
            return;
        }
        EntitySource? source =
            file.String("table") is { } table ? new TableSource(table)
            : file.String("sql") is { } sql ? new SqlSource(sql.Trim().TrimEnd(';'))
            : null;
        if (source is null || IsFaulty(file, "where"))
        {
            Draft.Broken("entity", name);
            return;
        }
        var label = LabelOf(file, name);
        var entity = new Entity
        {
            Name = name,
            Label = label,
            LabelPlural = file.String("plural") ?? TextForms.Plural(label),
            Description = file.String("description"),
            Synonyms = file.Strings("synonyms"),
            Source = source,
            Key = file.Strings("key"),
            Title = file.String("title"),
            Where = Expression(file.Text("where")),
            Times = Each(file, "times", m => Time(name, m)),
            Dimensions = Each(file, "dimensions", m => Dimension(name, m)),
            Segments = Each(file, "segments", m => Segment(name, m)),
            Joins = Each(file, "joins", m => Join(name, m)),
            Access = file.String("access"),
            Valid = file.Map("valid") is { } valid && valid.String("from") is { } from && valid.String("to") is { } to ? new ValidityRange(from, to) : null,
            Partition = file.Strings("partition"),
            At = file.At,
        };
        Draft.Entities.Add(new DraftEntity(entity, file.Map("valid")?.String("from"), file.Map("valid")?.String("to"), file.Strings("partition")));
    }

    private EntityTime? Time(string entity, YamlMap map)
    {
        if (map.String("name") is not { } name)
            return null;
        if (ExpressionOrColumn(map, name) is not { } expr)
        {
            Draft.Broken("field", $"{entity}.{name}");
            return null;
        }
        // Type and grain are completed when the tables are known.
        return new EntityTime(
            name,
            map.String("label"),
            map.String("description"),
            expr,
            map.String("type") ?? "",
            map.String("grain") ?? "",
            map.Flag("default"),
            map.At
        )
        {
            Synonyms = map.Strings("synonyms"),
            Access = map.String("access"),
        };
    }

    private Dimension? Dimension(string entity, YamlMap map)
    {
        if (map.String("name") is not { } name)
            return null;
        if (ExpressionOrColumn(map, name) is not { } expr)
        {
            Draft.Broken("field", $"{entity}.{name}");
            return null;
        }
        return new Dimension
        {
            Name = name,
            Label = LabelOf(map, name),
            Description = map.String("description"),
            Synonyms = map.Strings("synonyms"),
            Expr = expr,
            Type = map.String("type") ?? "",
            Unit = map.String("unit"),
            Values = Values(map.Find("values")),
            IsHidden = map.Flag("hidden"),
            Access = map.String("access"),
            At = map.At,
        };
    }

    private static DimensionValues Values(YamlValue? values) =>
        values switch
        {
            YamlText { Value: "indexed" } => new DimensionValues(IsIndexed: true, []),
            YamlList list => new DimensionValues(IsIndexed: false, [.. list.Items.OfType<YamlText>().Select(t => new DeclaredValue(t.Value, []))]),
            YamlMap map => new DimensionValues(IsIndexed: false, [.. map.Entries.Select(e => Declared(e, map))]),
            _ => DimensionValues.Unknown,
        };

    private static DeclaredValue Declared(YamlEntry entry, YamlMap values) =>
        entry.Value is YamlMap value
            ? new DeclaredValue(entry.Key, value.Strings("synonyms"), value.String("label"))
            : new DeclaredValue(entry.Key, values.Strings(entry.Key));

    private Segment? Segment(string entity, YamlMap map)
    {
        if (map.String("name") is not { } name)
            return null;
        if (Expression(map.Text("where")) is not { } where)
        {
            Draft.Broken("field", $"{entity}.{name}");
            return null;
        }
        return new Segment(name, LabelOf(map, name), map.String("description"), where, map.Flag("default"), map.At)
        {
            Synonyms = map.Strings("synonyms"),
            Access = map.String("access"),
        };
    }

    private EntityJoin? Join(string entity, YamlMap map)
    {
        if (map.String("name") is not { } name)
            return null;
        if (Expression(map.Text("on")) is not { } on)
        {
            Draft.Broken("field", $"{entity}.{name}");
            return null;
        }
        var type = map.String("type") == "one_to_one" ? JoinType.OneToOne : JoinType.ManyToOne;
        return new EntityJoin(name, map.String("to") ?? name, on, type, map.Flag("optional"), map.At)
        {
            Label = map.String("label"),
            Synonyms = map.Strings("synonyms"),
        };
    }

    private static LayerExpression? ExpressionOrColumn(YamlMap map, string name) =>
        map.Has("expr") ? Expression(map.Text("expr")) : new LayerExpression(name, new ColumnRef([name]), map.At);
}
