using Shouldly;
using Workbench.Server.SemanticInterchange;
using Workbench.Server.Semantics.Layer;

namespace Workbench.Tests.SemanticInterchange;

/// <summary>What a number counts is never changed in silence: it is said, said in another way with a note, or stays out.</summary>
public sealed class WhenASourceMeansOtherRows
{
    [Theory]
    // The clock is no expression of the layer.
    [InlineData("SELECT * FROM sales.orders WHERE created_at >= current_date - 365", null)]
    [InlineData("SELECT * FROM sales.orders WHERE haversine(a, b) < 3", null)]
    [InlineData("SELECT * FROM sales.orders WHERE other.status = 'x'", null)]
    // A dataset called otherwise than its table.
    [InlineData("SELECT * FROM sales.orders WHERE orders.status <> 'draft'", "status <> 'draft'")]
    // The condition is on the column, not on the field of that name.
    [InlineData("SELECT * FROM sales.orders WHERE status <> 'draft'", "status <> 'draft'")]
    public void The_condition_of_a_source_is_kept(string source, string? where)
    {
        var text = $$"""
            version: 0.2.0.dev0
            semantic_model:
              - name: shop
                datasets:
                  - name: sales_orders
                    source: "{{source}}"
                    primary_key: [id]
                    fields:
                      - { name: status, expression: { dialects: [{ dialect: ANSI_SQL, expression: upper(status) }] } }
                metrics:
                  - { name: n, expression: { dialects: [{ dialect: ANSI_SQL, expression: COUNT(sales_orders.id) }] } }

            """;

        var imported = Interchange.Import("ossie", [new ForeignText("x.yml", text)]);

        imported.Problems.ShouldBeEmpty();
        var reading = LayerReader.Read(imported.Files);
        reading.Problems.ShouldBeEmpty();
        var entity = reading.Content.Entities.Single();
        if (where is null)
        {
            entity.Source.ShouldBeOfType<SqlSource>().Sql.ShouldBe(source);
            entity.Where.ShouldBeNull();
            imported.Report.Losses.ShouldContain(l =>
                l.Kind == "changed" && l.Object == "dataset sales_orders" && l.What.Contains("`sql:`", StringComparison.Ordinal)
            );
        }
        else
        {
            entity.Source.ShouldBeOfType<TableSource>().FullName.ShouldBe("sales.orders");
            entity.Where!.Text.ShouldBe(where);
        }
        Interchange.Export("ossie", imported.Files).Files.Single().Text.ShouldBe(text);
    }

    private static string Dbt(string times, string measures = "[{ name: n, agg: count, expr: id }]", string defaults = "created_at", string more = "") =>
        $$"""
            semantic_models:
              - name: orders
                model: ref('orders')
                defaults: { agg_time_dimension: {{defaults}} }
                entities: [{ name: order, type: primary, expr: id }]
                dimensions:
            {{times}}
                  - { name: status, type: categorical }
                measures: {{measures}}
            metrics:
              - { name: bookings, type: simple, type_params: { measure: n } }
            {{more}}
            """;

    private const string Created = "      - { name: created_at, type: time, type_params: { time_granularity: day } }";
    private const string Updated = "      - { name: updated_at, type: time, type_params: { time_granularity: day } }";
    private const string Unreadable = "      - { name: created_at, type: time, expr: \"parse_clock(raw)\", type_params: { time_granularity: day } }";

    [Fact]
    public void A_moment_of_unknown_type_is_cut_to_its_day()
    {
        var imported = Read(Dbt(Created), out var content);

        var time = content.Entities.Single().Times.Single();
        (time.Type, time.Expr.Text).ShouldBe(("date", "created_at::date"));
        content.Tables.Single().FindColumn("created_at")!.Type.ShouldBe("unknown");
        imported.Report.Losses.ShouldContain(l =>
            l.Kind == "guessed" && l.Object == "dimension orders.created_at" && l.What.Contains("cut to its day", StringComparison.Ordinal)
        );
        // What is written for others is the column, and comes back as the same.
        var native = Interchange.ExportNative("metricflow", content);
        native.Single().Text.ShouldNotContain("::date");
        LayerReader.Read(Interchange.Import("metricflow", native).Files).Content.Entities.Single().Times.Single().Expr.Text.ShouldBe("created_at::date");
    }

    [Theory]
    [InlineData("DATE", "date", "day")]
    [InlineData("TIMESTAMP_NTZ", "timestamp", "day")]
    [InlineData("TIMESTAMP WITH TIME ZONE", "timestamptz", "day")]
    public void A_declared_type_of_a_time_is_taken(string declared, string type, string grain)
    {
        Read(
            $$"""
            models:
              - name: orders
                semantic_model: { enabled: true, name: orders }
                agg_time_dimension: created_at
                columns:
                  - { name: id, entity: { type: primary, name: order } }
                  - { name: created_at, data_type: {{declared}}, granularity: day, dimension: { type: time } }
                metrics:
                  - { name: n, type: simple, agg: count, expr: 1 }
            """,
            out var content
        );
        var time = content.Entities.Single().Times.Single();
        (time.Type, time.Expr.Text, time.Grain).ShouldBe((type, "created_at", grain));
    }

    [Fact]
    public void A_filter_by_day_that_the_layer_writes_is_a_template_again()
    {
        var layer = Interchange.Import(
            "metricflow",
            [
                new ForeignText(
                    "x.yml",
                    Dbt(
                        Created,
                        more: "  - { name: early, type: simple, type_params: { measure: n }, filter: \"{{ TimeDimension('order__created_at', 'day') }} <= '2024-01-31'\" }"
                    )
                ),
            ]
        );
        var content = LayerReader.Read(layer.Files).Content;
        ((SimpleMetric)content.Metrics.Single(m => m.Name == "early").Definition).Where!.Text.ShouldBe("created_at::date <= '2024-01-31'");
        Interchange
            .ExportNative("metricflow", content)
            .Single()
            .Text.Replace("''", "'", StringComparison.Ordinal)
            .ShouldContain("{{ TimeDimension('order__created_at', 'day') }} <= '2024-01-31'");
    }

    [Fact]
    public void A_metric_is_not_moved_to_another_time()
    {
        var imported = Read(Dbt($"{Unreadable}\n{Updated}"), out var content);

        content.Metrics.ShouldBeEmpty();
        imported.Report.Losses.ShouldContain(l =>
            l.Object == "metric bookings"
            && l.What.Contains("created_at", StringComparison.Ordinal)
            && l.What.StartsWith("It stays out", StringComparison.Ordinal)
        );
    }

    [Fact]
    public void A_metric_whose_only_time_stays_out_has_none_and_that_is_told()
    {
        var imported = Read(Dbt(Unreadable), out var content);

        content.Entities.Single().Times.ShouldBeEmpty();
        content.Metrics.Single(m => m.Name == "bookings").Definition.ShouldBeOfType<SimpleMetric>().Time.ShouldBeNull();
        imported.Report.Losses.ShouldContain(l =>
            l.Object == "metric bookings" && l.Kind == "changed" && l.What.Contains("created_at", StringComparison.Ordinal)
        );
    }

    [Fact]
    public void A_measure_of_a_time_that_is_not_there_stays_out()
    {
        var imported = Read(Dbt(Created, "[{ name: n, agg: count, expr: id, agg_time_dimension: shipped_at }]"), out var content);

        content.Metrics.ShouldBeEmpty();
        imported.Report.Losses.ShouldContain(l => l.Object == "metric bookings" && l.What.Contains("shipped_at", StringComparison.Ordinal));
    }

    [Fact]
    public void A_time_that_is_taken_because_it_is_the_first_is_guessed()
    {
        var imported = Read(
            """
            semantic_models:
              - name: orders
                model: ref('orders')
                entities: [{ name: order, type: primary, expr: id }]
                dimensions:
                  - { name: created_at, type: time, type_params: { time_granularity: day } }
                  - { name: updated_at, type: time, type_params: { time_granularity: day } }
                measures: [{ name: n, agg: count, expr: id, create_metric: true }]
            """,
            out var content
        );
        ((SimpleMetric)content.Metrics.Single().Definition).Time.ShouldBe("created_at");
        imported.Report.Losses.ShouldContain(l => l.Object == "measure n" && l.Kind == "guessed" && l.What.Contains("created_at", StringComparison.Ordinal));
    }

    private const string TwoTables = """
        name: shop
        tables:
          - name: orders
            base_table: { database: D, schema: S, table: ORDERS }
            primary_key: { columns: [id] }
            facts: [{ name: amount, expr: amount, data_type: NUMBER }]
            metrics:
              - { name: revenue, expr: SUM(amount) }
          - name: returns
            base_table: { database: D, schema: S, table: RETURNS }
            primary_key: { columns: [id] }
            facts: [{ name: amount, expr: amount, data_type: NUMBER }, { name: fee, expr: fee, data_type: NUMBER }]
            metrics:
              - { name: fees, expr: SUM(fee) }
              - { name: revenue, expr: SUM(amount) }
              - { name: net, expr: revenue - fees }

        """;

    [Fact]
    public void A_metric_of_a_table_is_made_of_the_metrics_of_that_table()
    {
        var imported = Interchange.Import("snowflake", [new ForeignText("x.yml", TwoTables)]);
        imported.Problems.ShouldBeEmpty();
        var content = LayerReader.Read(imported.Files).Content;
        var net = content.Metrics.Single(m => m.Name == "net").Definition.ShouldBeOfType<DerivedMetric>();
        var revenue = net
            .Inputs.Select(i => content.Metrics.Single(m => m.Name == i.Metric))
            .Single(m => m.Name.StartsWith("revenue", StringComparison.Ordinal));
        ((SimpleMetric)revenue.Definition).Entity.ShouldBe("returns");
    }

    [Fact]
    public void A_name_that_two_tables_have_is_no_metric_of_the_view()
    {
        var imported = Interchange.Import(
            "snowflake",
            [new ForeignText("x.yml", TwoTables + "metrics:\n  - { name: half, expr: revenue / 2 }\n  - { name: own, expr: fees / 2 }\n")]
        );
        imported.Problems.ShouldBeEmpty();
        var content = LayerReader.Read(imported.Files).Content;
        content.Metrics.ShouldNotContain(m => m.Name == "half");
        content.Metrics.ShouldContain(m => m.Name == "own");
        imported.Report.Losses.ShouldContain(l => l.Object == "metric half" && l.What.Contains("several tables", StringComparison.Ordinal));
    }

    private static string Facts(string metric) =>
        $$"""
            version: 0.2.0.dev0
            semantic_model:
              - name: shop
                datasets:
                  - { name: customers, source: s.customers, primary_key: [id] }
                  - name: orders
                    source: s.orders
                    primary_key: [id]
                    fields: [{ name: total, expression: { dialects: [{ dialect: ANSI_SQL, expression: total }] } }]
                  - name: returns
                    source: s.returns
                    primary_key: [id]
                    fields: [{ name: amount, expression: { dialects: [{ dialect: ANSI_SQL, expression: amount }] } }]
                relationships:
                  - { name: orders_to_customers, from: orders, to: customers, from_columns: [customer_id], to_columns: [id] }
                metrics:
                  - { name: m, expression: { dialects: [{ dialect: ANSI_SQL, expression: {{metric}} }] } }

            """;

    [Theory]
    [InlineData("SUM(returns.amount) / COUNT(*)", "returns")]
    [InlineData("SUM(amount)", "returns")]
    [InlineData("COUNT(*)", "orders")]
    public void Whose_rows_are_counted_is_guessed_with_a_note(string expression, string entity)
    {
        var imported = Interchange.Import("ossie", [new ForeignText("x.yml", Facts(expression))]);
        imported.Problems.ShouldBeEmpty();
        LayerReader.Read(imported.Files).Content.Metrics.Select(m => m.Definition).OfType<SimpleMetric>().ShouldAllBe(m => m.Entity == entity);
        imported.Report.Losses.ShouldContain(l => l.Kind == "guessed" && l.Object == "metric m" && l.What.Contains(entity, StringComparison.Ordinal));
    }

    [Fact]
    public void Whose_rows_are_counted_needs_no_guess_where_it_is_written()
    {
        var imported = Interchange.Import("ossie", [new ForeignText("x.yml", Facts("SUM(returns.amount)"))]);
        imported.Report.Losses.ShouldNotContain(l => l.Object == "metric m");
    }

    [Theory]
    [InlineData("{{ TimeDimension('metric_time', 'day').date_part('month') }} = 12")]
    [InlineData("{{ TimeDimension('metric_time', date_part_name='month') }} = 12")]
    [InlineData("{{ TimeDimension('order__created_at', 'martian_day') }} = '2024-01-01'")]
    [InlineData("{{ Dimension('order__status').lower() }} = 'x'")]
    public void A_call_behind_a_template_is_not_ignored(string filter)
    {
        var imported = Read(
            Dbt(
                Created,
                more: $"  - {{ name: few, type: simple, type_params: {{ measure: n }}, filter: \"{filter}\" }}\nsaved_queries:\n  - {{ name: q, query_params: {{ metrics: [bookings], where: [\"{filter}\"] }} }}"
            ),
            out var content
        );
        content.Metrics.Select(m => m.Name).ShouldBe(["bookings"]);
        imported.Report.Losses.ShouldContain(l => l.Object == "metric few" && l.What.StartsWith("It stays out", StringComparison.Ordinal));
        content.Verified.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("-bookings", "bookings", true)]
    [InlineData("bookings", "bookings", false)]
    [InlineData("{{ Metric('bookings') }}", "bookings", false)]
    [InlineData("{{ Metric('bookings').descending(True) }}", "bookings", true)]
    [InlineData("{{ Metric('bookings') }}.descending(True)", "bookings", true)]
    [InlineData("-order__status", "order.status", true)]
    [InlineData("Dimension('order__status')", "order.status", false)]
    [InlineData("-metric_time", "time.month", true)]
    [InlineData("bookings * 2", null, false)]
    [InlineData("random()", null, false)]
    [InlineData("order__unknown", null, false)]
    public void A_saved_query_keeps_its_order_or_stays_out(string order, string? field, bool isDescending)
    {
        var imported = Read(
            Dbt(
                Created,
                more: $"saved_queries:\n  - name: best\n    query_params:\n      metrics: [bookings]\n      group_by: [\"Dimension('order__status')\", \"TimeDimension('metric_time', 'month')\"]\n      order_by: [\"{order}\"]\n      limit: 10"
            ),
            out var content
        );
        if (field is null)
        {
            content.Verified.ShouldBeEmpty();
            imported.Report.Losses.ShouldContain(l => l.Object == "saved query best" && l.What.Contains("order", StringComparison.Ordinal));
            return;
        }
        var query = content.Verified.Single().Query!;
        query.Limit.ShouldBe(10);
        (query.OrderBy.Single().Field, query.OrderBy.Single().Desc).ShouldBe((field, isDescending));
    }

    private static ImportedLayer Read(string text, out LayerContent content)
    {
        var imported = Interchange.Import("metricflow", [new ForeignText("x.yml", text)]);
        imported.Problems.ShouldBeEmpty();
        var reading = LayerReader.Read(imported.Files);
        reading.Problems.ShouldBeEmpty();
        content = reading.Content;
        return imported;
    }
}
