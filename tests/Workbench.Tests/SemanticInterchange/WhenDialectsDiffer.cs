using System.Text;
using Shouldly;
using Workbench.Server.SemanticInterchange;
using Workbench.Server.Semantics.Expressions;
using Workbench.Server.Semantics.Layer;

namespace Workbench.Tests.SemanticInterchange;

/// <summary>What Snowflake and PostgreSQL call alike and mean otherwise, by their manuals.</summary>
public sealed class WhenDialectsDiffer
{
    [Theory]
    // NUMBER alone has no digits behind the point.
    [InlineData("x::number", "x::numeric(38,0)")]
    [InlineData("cast(x as NUMBER(12, 2))", "x::numeric(12,2)")]
    [InlineData("to_number(x)", "x::numeric(38,0)")]
    [InlineData("TO_DECIMAL(x, 10, 2)", "x::numeric(10,2)")]
    // It replaces each, here the first one.
    [InlineData("regexp_replace(phone, '[^0-9]', '')", "regexp_replace(phone, '[^0-9]', '', 'g')")]
    [InlineData("regexp_replace(phone, '[^0-9]')", "regexp_replace(phone, '[^0-9]', '', 'g')")]
    [InlineData("regexp_replace(phone, 'a', 'b', 1, 1)", "regexp_replace(phone, 'a', 'b')")]
    // NULL makes it NULL.
    [InlineData("concat(a, b)", "a || b")]
    [InlineData("greatest(a, b)", "case when a is null or b is null then null else greatest(a, b) end")]
    [InlineData("greatest_ignore_nulls(a, b)", "greatest(a, b)")]
    [InlineData("date_from_parts(y, 1, 1)", "make_date(y, 1, 1)")]
    [InlineData("extract(dayofweekiso from d)", "extract(isodow from d)")]
    [InlineData("weekiso(d)", "extract(week from d)")]
    // A backslash escapes.
    [InlineData(@"a = '\\d'", @"a = '\d'")]
    [InlineData(@"a = 'it\'s'", "a = 'it''s'")]
    [InlineData("a = 'to_number(x)'", "a = 'to_number(x)'")]
    // What the layer cannot say stays out.
    [InlineData("regexp_replace(phone, 'a', 'b', 3)", null)]
    [InlineData("dayofweek(d)", null)]
    public void SQL_of_Snowflake_is_said_in_the_layers_words(string sql, string? means) =>
        (ForeignSql.Parse(SnowflakeSql.ToPlain(sql), out _) is { } tree ? ExpressionTree.Print(tree) : null).ShouldBe(means);

    [Theory]
    [InlineData("rate::numeric", "rate::number(38, 12)")]
    [InlineData("made::timestamp", "made::timestamp_ntz")]
    [InlineData("regexp_replace(a, 'x', 'y')", "regexp_replace(a, 'x', 'y', 1, 1)")]
    [InlineData("regexp_replace(a, 'x', 'y', 'g')", "regexp_replace(a, 'x', 'y')")]
    [InlineData("greatest(a, b)", "greatest_ignore_nulls(a, b)")]
    [InlineData("make_date(y, 1, 1)", "date_from_parts(y, 1, 1)")]
    [InlineData("concat(a, '-', b)", "coalesce(a::varchar, '') || '-' || coalesce(b::varchar, '')")]
    [InlineData("extract(dow from d)", "mod(extract(dayofweekiso from d), 7)")]
    [InlineData("extract(epoch from a - b)", "datediff('microsecond', b, a) / 1000000.0")]
    [InlineData(@"a = '\d'", @"a = '\\d'")]
    [InlineData("coalesce(rate::numeric, 0) / 2", "coalesce(rate::number(38, 12), 0) / 2")]
    public void An_expression_of_the_layer_is_said_in_Snowflakes_words(string expression, string sql)
    {
        var tree = ((ParsedExpression)ExpressionParser.Parse(expression)).Tree;
        ExpressionTree.Print(SnowflakeSql.Words(tree)).ShouldBe(sql);
        if (
            !sql.Contains("coalesce(a", StringComparison.Ordinal)
            && !sql.Contains("datediff", StringComparison.Ordinal)
            && !sql.Contains("mod(", StringComparison.Ordinal)
        )
            ExpressionTree.Print(ForeignSql.Parse(SnowflakeSql.ToPlain(sql), out _)!).ShouldBe(expression);
    }

    private const string View = """
        name: shop
        tables:
          - name: orders
            base_table: { database: D, schema: S, table: ORDERS }
            unique_keys: [[order_no], [receipt]]
            dimensions:
              - { name: order_no, expr: order_no, data_type: NUMBER }
              - { name: status, expr: status, data_type: VARCHAR, sample_values: [paid, open] }
              - { name: kind, expr: kind, data_type: VARCHAR, sample_values: [a, b], is_enum: true }
              - { name: mail, expr: mail, data_type: VARCHAR, unique: true }
              - { name: digits, expr: "regexp_replace(phone, '[^0-9]', '')", data_type: VARCHAR }
            time_dimensions:
              - { name: day, expr: day, data_type: DATE, sample_values: ['2024-01-01'] }
            metrics:
              - { name: rate, expr: SUM(x::number) }
          - name: items
            base_table: { database: D, schema: S, table: order-items }
            primary_key: { columns: [id] }
        verified_queries:
          - { name: q, question: How many?, sql: SELECT COUNT(*) FROM __orders }

        """;

    [Fact]
    public void What_a_view_says_beside_its_fields_is_told()
    {
        var imported = Interchange.Import("snowflake", [new ForeignText("x.yml", View)]);
        imported.Problems.ShouldBeEmpty();
        var content = LayerReader.Read(imported.Files).Content;
        var orders = content.Entities.Single(e => e.Name == "orders");
        // Examples of values are not all values.
        orders.FindDimension("status")!.Values.IsIndexed.ShouldBeTrue();
        orders.FindDimension("status")!.Values.Declared.ShouldBeEmpty();
        orders.FindDimension("kind")!.Values.Declared.Select(v => v.Stored).ShouldBe(["a", "b"]);
        ExpressionTree.Print(orders.FindDimension("digits")!.Expr.Tree).ShouldBe("regexp_replace(phone, '[^0-9]', '', 'g')");
        ((SimpleMetric)content.Metrics.Single(m => m.Name == "rate").Definition).Expr!.Text.ShouldBe("x::numeric(38,0)");
        orders.Key.ShouldBe(["order_no"]);
        // A name with signs in it is a query of it, not another table.
        content.Entities.Single(e => e.Name == "items").Source.ShouldBeOfType<SqlSource>().Sql.ShouldBe("select * from D.S.\"order-items\"");
        var told = imported.Report.Losses.Select(l => $"{l.Kind} {l.Object}: {l.What}").ToList();
        told.ShouldContain(l => l.StartsWith("kept dimension orders.status: Its sample values", StringComparison.Ordinal));
        told.ShouldContain(l =>
            l.StartsWith("guessed table orders", StringComparison.Ordinal)
            || l.StartsWith("guessed dataset orders: It names no primary key", StringComparison.Ordinal)
        );
        told.ShouldContain(l => l.StartsWith("kept dataset orders", StringComparison.Ordinal) && l.Contains("receipt", StringComparison.Ordinal));
        told.ShouldContain(l => l.StartsWith("kept dataset orders", StringComparison.Ordinal) && l.Contains("mail", StringComparison.Ordinal));
        told.ShouldContain(l => l.StartsWith("kept time dimension orders.day: Its sample values", StringComparison.Ordinal));
        told.ShouldContain(l => l.StartsWith("changed verified query How many?", StringComparison.Ordinal));
        told.ShouldContain(l => l.StartsWith("changed table items", StringComparison.Ordinal));
        Interchange.Export("snowflake", imported.Files).Files.Single().Text.ShouldBe(View);
    }

    [Fact]
    public void What_an_Ossie_file_says_beside_its_fields_is_told()
    {
        const string text = """
            version: 0.2.0.dev0
            semantic_model:
              - name: shop
                datasets:
                  - { name: orders, source: s.orders, primary_key: [id] }
                  - { name: customers, source: s.customers, primary_key: [id] }
                relationships:
                  - name: orders_to_customers
                    from: orders
                    to: customers
                    from_columns: [customer_id]
                    to_columns: [id]
                    ai_context: { instructions: Only for paying ones. }
                metrics:
                  - { name: m, datatype: Integer, expression: { dialects: [{ dialect: SNOWFLAKE, expression: "SUM(to_number(orders.x))" }] } }

            """;
        var imported = Interchange.Import("ossie", [new ForeignText("x.yml", text)]);
        imported.Problems.ShouldBeEmpty();
        ((SimpleMetric)LayerReader.Read(imported.Files).Content.Metrics.Single().Definition).Expr!.Text.ShouldBe("x::numeric(38,0)");
        imported.Report.Losses.ShouldContain(l => l.Object == "relationship orders_to_customers" && l.What.Contains("Instructions", StringComparison.Ordinal));
        imported.Report.Losses.ShouldContain(l => l.Object == "metric m" && l.What.Contains("datatype", StringComparison.Ordinal));
    }

    [Fact]
    public void A_hidden_metric_of_the_old_form_keeps_its_condition()
    {
        const string project = """
            semantic_models:
              - name: orders
                model: ref('orders')
                defaults: { agg_time_dimension: day }
                entities: [{ name: order, type: primary, expr: id }]
                dimensions:
                  - { name: day, type: time, type_params: { time_granularity: day } }
                  - { name: status, type: categorical }
                measures: [{ name: n, agg: sum, expr: amount }]
            metrics:
              - { name: all_of_it, type: simple, type_params: { measure: n } }

            """;
        var layer = Interchange.Import("metricflow", [new ForeignText("x.yml", project)]).Files;
        var edited = layer
            .Select(f =>
                f.Path == "3-metrics/order.yml"
                    ? f with
                    {
                        Text = f.Text.TrimEnd() + "\n  - { name: paid, hidden: true, entity: order, agg: sum, expr: amount, where: status = 'paid' }\n",
                    }
                    : f
            )
            .ToArray();
        LayerReader.Read(edited).Problems.ShouldBeEmpty();
        Interchange.Export("metricflow", edited).Files.Single().Text.ShouldContain("case when status = 'paid' then amount end");
    }

    [Fact]
    public void An_edit_reprints_the_files_that_it_changes_and_no_other()
    {
        const string orders = """
            # Orders, by Ann.
            semantic_models:
              - name: orders
                model: ref('orders') # built at night
                defaults: { agg_time_dimension: day }
                entities: [{ name: order, type: primary, expr: id }]
                dimensions: [{ name: day, type: time, type_params: { time_granularity: day } }]
                measures: [{ name: n, agg: sum, expr: amount }]

            """;
        const string metrics = """
            # Metrics, by Ben.
            metrics:
              - { name: revenue, type: simple, label: Revenue, type_params: { measure: n } } # the one

            """;
        var layer = Interchange.Import("metricflow", [new ForeignText("models/orders.yml", orders), new ForeignText("metrics.yml", metrics)]).Files;
        var edited = layer
            .Select(f => f.Path == "3-metrics/order.yml" ? f with { Text = f.Text.Replace("label: Revenue", "label: Sales", StringComparison.Ordinal) } : f)
            .ToArray();

        var exported = Interchange.Export("metricflow", edited);

        exported.Files.Select(f => f.Path).ShouldBe(["models/orders.yml", "metrics.yml"], ignoreOrder: true);
        exported.Files.Single(f => f.Path == "models/orders.yml").Text.ShouldBe(orders);
        exported.Files.Single(f => f.Path == "metrics.yml").Text.ShouldContain("label: Sales");
        exported.Report.Losses.ShouldContain(l => l.Object == "file metrics.yml" && l.What.Contains("comments are not kept", StringComparison.Ordinal));
        exported.Report.Losses.ShouldNotContain(l => l.Object == "file models/orders.yml");
        LayerReader.Read(Interchange.Import("metricflow", exported.Files).Files).Content.Metrics.Single().Label.ShouldBe("Sales");
    }

    [Theory]
    [InlineData("metricflow")]
    [InlineData("metricflow-legacy")]
    public void A_condition_on_a_join_and_on_what_is_no_dimension_is_said_in_two_places(string format)
    {
        var layer = new[]
        {
            new LayerFileText("layer.yml", "name: small\naccount: default\nversion: 1\n"),
            new LayerFileText(
                "1-warehouse/shop.yml",
                "schema: shop\ntables:\n  - name: orders\n    columns:\n      - { name: id, type: bigint }\n      - { name: state, type: text }\n"
                    + "      - { name: customer_id, type: bigint }\n      - { name: amount, type: numeric }\n      - { name: day, type: date }\n"
                    + "  - name: customers\n    columns:\n      - { name: id, type: bigint }\n      - { name: kind, type: text }\n"
            ),
            new LayerFileText(
                "2-entities/order.yml",
                "entity: order\ntable: shop.orders\nkey: [id]\ntimes: [{ name: day, type: date }]\njoins: [{ name: customer, to: customer, on: customer_id = customer.id }]\n"
            ),
            new LayerFileText("2-entities/customer.yml", "entity: customer\ntable: shop.customers\nkey: [id]\ndimensions: [{ name: kind, expr: kind }]\n"),
            new LayerFileText(
                "3-metrics/m.yml",
                "metrics:\n  - { name: paid, entity: order, agg: sum, expr: amount, where: customer.kind = 'x' and state <> 'draft' }\n"
            ),
        };
        var read = LayerReader.Read(layer);
        read.Problems.ShouldBeEmpty();
        var back = LayerReader.Read(Interchange.Import(format, Interchange.ExportNative(format, read.Content)).Files);
        back.Problems.ShouldBeEmpty();
        ((SimpleMetric)back.Content.Metrics.Single(m => m.Name == "paid").Definition).Where!.Text.ShouldBe("customer.kind = 'x' and state <> 'draft'");
    }

    [Theory]
    [InlineData("')))))))))' || ")]
    [InlineData(")))))))))")]
    public void Brackets_that_close_nothing_make_no_room_for_deeper_ones(string before)
    {
        var deep = new StringBuilder(before);
        for (var i = 0; i < 400; i++)
            deep.Append("iff(");
        ForeignSql.IsReadable(deep.ToString()).ShouldBeFalse();
        ForeignSql.IsReadable($"concat(')', {before.Length})").ShouldBeTrue();
    }
}
