using System.Collections.Immutable;
using Workbench.Server.Semantics.Layer;

namespace Workbench.Tests.SemanticLanguage;

/// <summary>A layer without problems that is written in every way that YAML and SQL allow: quotes, blocks, folds, Windows line ends, reserved words, names that go without saying.</summary>
internal static class OddLayer
{
    private const string Tables = """
        # Everything that the shop stores.
        schema: shop
        tables:
          - name: OrderItems   # as the shop system calls it
            columns:
              - { name: id, type: bigint }
              - { name: "Größe", type: text }
              - { name: 'order', type: text }
              - { name: weird name, type: numeric }
              - { name: buyer_id, type: bigint }
              - { name: at, type: timestamptz }
          - name: people
            columns:
              - { name: id, type: bigint }
              - { name: name, type: text }
              - name: status   # active, gone
                type: text
        """;

    private const string Item = """
        entity: item
        table: "shop.OrderItems"
        key: id
        where: >
          "order" is not null
          and buyer_id is not null
        times: [{ name: sold, expr: at }]
        dimensions:
          - { name: size, expr: '"Größe"' }
          - { name: kind, expr: "\"order\"" }
          - name: heavy
            expr: |
              case when "weird name" > 10 then 'heavy'
                   when "weird name" > 1 then 'light' end
          - name: buyer_id
        segments:
          - { name: by_living, where: 'buyer.status = ''active''' }
        joins:
          - name: buyer
            on: buyer_id = buyer.id
            to: person
        """;

    private const string Person =
        "entity: person\r\ntable: shop.people\r\nkey: [id]\r\ntitle: name\r\ndimensions:\r\n  - name: name   # of the passport\r\n  - name: status\r\n";

    private const string Visit = """
        entity: visit
        table: shop.OrderItems
        key: [id]
        joins: [{ name: person, on: buyer_id = person.id }]
        """;

    private const string Metrics = """
        metrics: [{ name: sold_items, entity: item, agg: count, time: sold }, { name: weight, entity: item, agg: sum, expr: '"weird name"' },
          { name: gone, entity: item, agg: count, where: "buyer.status = 'gone'", time: sold }]
        """;

    private const string MoreMetrics = """
        metrics:
          # A quoted name, on purpose.
          - name: "gone_share"
            type: ratio
            numerator: 'gone'
            denominator: { metric: sold_items }
          - name: doubled
            type: derived
            expr: sold_items + earlier
            inputs: [sold_items, { metric: sold_items, alias: earlier, shift: 1 month, where: buyer.status = 'gone' }]
        """;

    private const string Verified = """
        queries:
          - question: How many per size? See `sold_items`.
            query:
              metrics: [ sold_items ]
              group_by: [item.size, "buyer.status"]
              segments: { item.by_living: true }
              order_by: [{ field: sold_items, desc: true }]
          - question: By hand?
            sql: select count(*) from shop.people where status = 'gone'
        """;

    private const string Glossary = """
        terms:
          - { term: Item, definition: A thing. Counted by sold_items., see: [item, sold_items, item.size] }
        """;

    public static ImmutableArray<LayerFileText> Files { get; } =
    [
        new("layer.yml", "name: Odd\naccount: odd\n"),
        new("1-warehouse/shop.yml", Tables),
        new("2-entities/item.yml", Item),
        new("2-entities/person.yml", Person),
        new("2-entities/visit.yml", Visit),
        new("3-metrics/items.yml", Metrics),
        new("3-metrics/more.yml", MoreMetrics),
        new("5-operations/verified.yml", Verified),
        new("5-operations/glossary.yml", Glossary),
    ];
}
