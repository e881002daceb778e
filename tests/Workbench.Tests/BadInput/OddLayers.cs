using System.Collections.Immutable;
using System.Text;
using Workbench.Server.Semantics.Layer;

namespace Workbench.Tests.BadInput;

/// <summary>Layers that are right and odd.</summary>
internal static class OddLayers
{
    private static readonly LayerFileText LayerFile = new("layer.yml", "name: Odd\naccount: odd\n");

    private static readonly LayerFileText Table = new(
        "1-warehouse/main.yml",
        "schema: main\ntables:\n  - { name: t, columns: [{ name: id, type: bigint }, { name: amount, type: numeric }, { name: made_on, type: date }, { name: t_id, type: bigint }, { name: u_id, type: bigint }] }\n  - { name: u, columns: [{ name: id, type: bigint }, { name: t_id, type: bigint }] }\n"
    );

    public static IReadOnlyDictionary<string, Func<SemanticLayer>> All { get; } =
        new Dictionary<string, Func<SemanticLayer>>(StringComparer.Ordinal)
        {
            ["empty"] = () => Read(),
            ["one table"] = () => Read(Table),
            ["one entity, no metric"] = () => Read(Table, new("2-entities/t.yml", "entity: t\ntable: main.t\nkey: [id]\n")),
            ["no descriptions, no times"] = () =>
                Read(
                    Table,
                    new("2-entities/t.yml", "entity: t\ntable: main.t\nkey: [id]\n"),
                    new(
                        "3-metrics/m.yml",
                        "metrics:\n  - { name: m, entity: t, agg: sum, expr: amount }\n  - { name: one, type: ratio, numerator: m, denominator: m }\n"
                    )
                ),
            ["joins in circles"] = () =>
                Read(
                    Table,
                    new(
                        "2-entities/t.yml",
                        "entity: t\ntable: main.t\nkey: [id]\ntimes: [{ name: made, expr: made_on, type: date, default: true }]\njoins:\n  - { name: parent, to: t, on: t_id = parent.id }\n  - { name: u, to: u, on: u_id = u.id }\n"
                    ),
                    new("2-entities/u.yml", "entity: u\ntable: main.u\nkey: [id]\njoins:\n  - { name: t, to: t, on: t_id = t.id }\n"),
                    new(
                        "3-metrics/m.yml",
                        "metrics:\n  - { name: m, label: Amount, entity: t, agg: sum, expr: amount }\n  - { name: us, label: Us, entity: u, agg: count }\n"
                    )
                ),
            ["names that are SQL"] = () =>
                Read(
                    new(
                        "1-warehouse/main.yml",
                        "schema: select\ntables:\n  - { name: 'or\"der', columns: [{ name: group, type: bigint }, { name: 'wei\"rd', type: text }, { name: 'two words', type: numeric }, { name: from, type: date }] }\n"
                    ),
                    new(
                        "2-entities/select.yml",
                        "entity: select\ntable: 'select.or\"der'\nkey: [group]\ntimes: [{ name: from, expr: '\"from\"', type: date, default: true }]\ndimensions:\n  - { name: where, expr: '\"wei\"\"rd\"', values: { \"o'brien; drop table\": [], \"a\\\"b\": [] } }\n"
                    ),
                    new(
                        "3-metrics/m.yml",
                        "metrics:\n  - { name: limit, entity: select, agg: sum, expr: '\"two words\"' }\n  - { name: order_by, entity: select, agg: count }\n"
                    )
                ),
            ["German"] = () =>
                Read(
                    new(
                        "1-warehouse/main.yml",
                        "schema: verkauf\ntables:\n  - { name: aufträge, description: Aufträge, columns: [{ name: id, type: bigint }, { name: größe, type: text }, { name: umsatz, type: numeric }, { name: bestellt_am, type: date }] }\n"
                    ),
                    new(
                        "2-entities/auftrag.yml",
                        "entity: auftrag\nlabel: Auftrag\nplural: Aufträge\nsynonyms: [Bestellung]\ntable: verkauf.aufträge\nkey: [id]\ntimes: [{ name: bestellt, expr: bestellt_am, type: date, default: true }]\ndimensions:\n  - { name: groesse, label: Größe, expr: '\"größe\"', values: { klein: [winzig], groß: [riesig] } }\n"
                    ),
                    new(
                        "3-metrics/m.yml",
                        "metrics:\n  - { name: umsatz, label: Umsatz, synonyms: [Erlös], description: Summe der Beträge., entity: auftrag, agg: sum, expr: umsatz }\n"
                    )
                ),
            ["Arabic"] = () =>
                Read(
                    Table,
                    new(
                        "2-entities/t.yml",
                        "entity: t\nlabel: طلب\nplural: طلبات\ntable: main.t\nkey: [id]\ntimes: [{ name: made, expr: made_on, type: date, default: true }]\ndimensions:\n  - { name: city, label: المدينة, expr: \"case when id > 1 then 'الرياض' else 'جدة' end\", values: { الرياض: [], جدة: [] } }\n"
                    ),
                    new("3-metrics/m.yml", "metrics:\n  - { name: revenue, label: الإيرادات, synonyms: [المبيعات], entity: t, agg: sum, expr: amount }\n")
                ),
            ["500 metrics"] = FiveHundred,
        };

    public static SemanticLayer Read(params ImmutableArray<LayerFileText> files)
    {
        var reading = LayerReader.Read([LayerFile, .. files]);
        return reading.IsUsable ? new SemanticLayer(reading.Content) : throw new InvalidOperationException(string.Join('\n', reading.Problems));
    }

    private static SemanticLayer FiveHundred()
    {
        var metrics = new StringBuilder("metrics:\n");
        for (var i = 0; i < 500; i++)
            metrics.Append(
                System.Globalization.CultureInfo.InvariantCulture,
                $"  - {{ name: revenue_{i}, label: Revenue r{i}, entity: t, agg: sum, expr: amount * {i + 1} }}\n"
            );
        return Read(
            Table,
            new("2-entities/t.yml", "entity: t\ntable: main.t\nkey: [id]\ntimes: [{ name: made, expr: made_on, type: date, default: true }]\n"),
            new("3-metrics/m.yml", metrics.ToString())
        );
    }
}
