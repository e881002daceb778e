using Shouldly;
using Workbench.Server.Semantics.Layer;
using Workbench.Server.Warehouses;
using Workbench.Shared.SemanticLayer;
using Workbench.Tests.Semantics.Layer;

namespace Workbench.Tests.SemanticLanguage;

public sealed class WhenAFormIsFilledIn : IDisposable
{
    private static readonly WarehouseTable Orders = new(
        "crm",
        "order_lines",
        "What was ordered.",
        100,
        [
            new("order_line_id", "bigint", false, null),
            new("account_id", "bigint", true, "Who ordered."),
            new("seller_id", "bigint", false, null),
            new("product_name", "text", false, null),
            new("Colour", "text", true, null),
            new("price", "numeric(12,2)", false, null),
            new("ordered_at", "timestamp with time zone", false, null),
        ],
        [new WarehouseKey(["order_line_id"], IsPrimary: true)],
        [new WarehouseForeignKey(["seller_id"], "crm", "employees", ["id"])]
    );

    private readonly LayerEditor _editor = new(SmallLayer.Files);

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public void Dispose() => _editor.Dispose();

    [Fact]
    public async Task A_metric_is_appended_in_the_style_of_its_file()
    {
        var outcome = await WriteAsync(
            new NewMetric
            {
                Name = "refunds",
                Entity = "payment",
                Aggregation = "count",
                Where = "kind = 'refund'",
                Label = "Refunds",
            }
        );
        outcome.Faults.ShouldBeEmpty();
        var file = outcome.Files.ShouldHaveSingleItem();
        file.Path.ShouldBe("3-metrics/all.yml");
        file.Text.ShouldBe(SmallLayer.Metrics + "\n  - { name: refunds, label: Refunds, entity: payment, agg: count, where: kind = 'refund' }");
    }

    [Fact]
    public async Task In_a_file_of_blocks_it_is_a_block_and_every_other_byte_stays()
    {
        using var demo = new LayerEditor(LayerEditor.Demo());
        var before = demo.Read("3-metrics/support.yml");
        var outcome = await demo.Language.WriteAsync(
            LayerTexts.None,
            new NewMetric
            {
                Name = "urgent_tickets",
                Label = "Urgent tickets",
                Description = "Tickets opened as urgent: those that page somebody.",
                Synonyms = ["pages", "urgent requests"],
                Entity = "ticket",
                Aggregation = "count",
                Where = "priority = 'urgent'",
                Better = "down",
            },
            Cancelled
        );
        outcome.Faults.ShouldBeEmpty();
        var file = outcome.Files.ShouldHaveSingleItem();
        file.Path.ShouldBe("3-metrics/support.yml");
        file.Text.ShouldStartWith(before);
        // A blank line between metrics is a habit of that file.
        file.Text[before.Length..]
            .ShouldBe(
                """

                  - name: urgent_tickets
                    label: Urgent tickets
                    description: 'Tickets opened as urgent: those that page somebody.'
                    synonyms: [pages, urgent requests]
                    better: down
                    entity: ticket
                    agg: count
                    where: priority = 'urgent'

                """
            );
    }

    [Theory]
    [InlineData("ratio", null, null, null, "paid", "new_accounts", "{ name: x, type: ratio, numerator: paid, denominator: new_accounts }")]
    [InlineData("derived", null, null, "paid / 2", null, null, "{ name: x, type: derived, expr: paid / 2 }")]
    [InlineData(
        "semi_additive",
        "account",
        "sum",
        "seats",
        null,
        null,
        "{ name: x, type: semi_additive, entity: account, agg: sum, expr: seats, over: { time: created, take: last } }"
    )]
    public async Task Each_kind_of_metric_has_its_keys(
        string type,
        string? entity,
        string? aggregation,
        string? expression,
        string? numerator,
        string? denominator,
        string written
    )
    {
        var outcome = await WriteAsync(
            new NewMetric
            {
                Name = "x",
                Type = type,
                Entity = entity,
                Aggregation = aggregation,
                Expression = expression,
                Numerator = numerator,
                Denominator = denominator,
                Time = type == "semi_additive" ? "created" : null,
                Take = type == "semi_additive" ? "last" : null,
            }
        );
        outcome.Faults.ShouldBeEmpty();
        outcome.Yaml.Trim().ShouldBe("- " + written);
    }

    [Fact]
    public async Task What_is_wrong_is_told_at_the_field_that_it_comes_from()
    {
        var outcome = await WriteAsync(
            new NewMetric
            {
                Name = "Paid Sum",
                Entity = "payment",
                Aggregation = "sum",
                Expression = "amount_cent",
                Where = "kind =",
                Time = "paidd",
            }
        );
        Fields(outcome).ShouldContain(nameof(NewMetric.Name));
        (
            await WriteAsync(
                new NewMetric
                {
                    Name = "x",
                    Entity = "payment",
                    Aggregation = "sum",
                    Expression = "amount_cent",
                }
            )
        ).Faults.ShouldHaveSingleItem().ShouldBe(new FormFault(nameof(NewMetric.Expression), "crm.payments has no column \"amount_cent\". Did you mean amount_cents?"));
        Fields(
                await WriteAsync(
                    new NewMetric
                    {
                        Name = "x",
                        Entity = "paymnt",
                        Aggregation = "count",
                    }
                )
            )
            .ShouldContain(nameof(NewMetric.Entity));
        Fields(await WriteAsync(new NewMetric { Name = "x", Aggregation = "count" })).ShouldContain(nameof(NewMetric.Entity));
        // A label in Arabic letters gives no name.
        (
            await WriteAsync(
                new NewMetric
                {
                    Name = "",
                    Label = "طلبات",
                    Entity = "payment",
                    Aggregation = "count",
                }
            )
        )
            .Faults.Where(f => f.Field == nameof(NewMetric.Name))
            .ShouldHaveSingleItem()
            .Message.ShouldStartWith("Write a name in small Latin letters, such as new_orders");
        (
            await WriteAsync(
                new NewMetric
                {
                    Name = "paid",
                    Entity = "payment",
                    Aggregation = "count",
                }
            )
        ).Faults.ShouldContain(f => f.Message.Contains("written twice", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_entity_is_suggested_from_a_table_with_its_key_dates_and_references()
    {
        using var editor = await WithOrdersAsync();
        var suggested = (await editor.Language.SuggestEntityAsync(LayerTexts.None, "crm.order_lines", Cancelled)).ShouldNotBeNull();
        (suggested.Name, suggested.Label, suggested.Description).ShouldBe(("order_line", "Order line", "What was ordered."));
        suggested.Key.ShouldBe(["order_line_id"]);
        suggested.Times.ShouldHaveSingleItem().ShouldBe(new NewTime("ordered", "ordered_at", "timestamptz", IsDefault: true));
        suggested.Dimensions.Select(d => d.Column).ShouldBe(["product_name", "Colour", "price"], ignoreOrder: true);
        suggested.Joins.ShouldBe([
            new NewJoin("seller", "employee", "seller_id = seller.id"),
            new NewJoin("account", "account", "account_id = account.id", IsOptional: true),
        ]);
    }

    [Fact]
    public async Task Below_the_highest_level_an_entity_is_suggested_from_what_the_layer_describes_and_the_level_covers()
    {
        using var editor = await WithOrdersAsync();
        editor.Level = "internal";
        (await editor.Language.ChoicesAsync(LayerTexts.None, Cancelled)).SeesAll.ShouldBeFalse();
        (await editor.Language.SuggestEntityAsync(LayerTexts.None, "crm.order_lines", Cancelled)).ShouldBeNull("the layer does not describe it");
        var suggested = (await editor.Language.SuggestEntityAsync(LayerTexts.None, "crm.accounts", Cancelled)).ShouldNotBeNull();
        (suggested.Name, suggested.Description).ShouldBe(("account", "One row per company."));
        suggested.Key.ShouldBe(["id"]);
        suggested.Times.Select(t => t.Column).ShouldBe(["created_at"]);
        suggested.Dimensions.Select(d => d.Column).ShouldContain("tier");
        suggested.Dimensions.Select(d => d.Column).ShouldNotContain("secret");
    }

    [Fact]
    public async Task An_entity_as_suggested_has_no_faults_and_declares_its_table()
    {
        using var editor = await WithOrdersAsync();
        var suggested = (await editor.Language.SuggestEntityAsync(LayerTexts.None, "crm.order_lines", Cancelled)).ShouldNotBeNull();
        var outcome = await editor.Language.WriteAsync(LayerTexts.None, suggested, Cancelled);
        outcome.Faults.ShouldBeEmpty();
        outcome.Files.Select(f => f.Path).ShouldBe(["2-entities/order-line.yml", "1-warehouse/crm.yml"]);
        outcome.Files[0].Text.ShouldContain("expr: '\"Colour\"'");
        outcome
            .Files[1]
            .Text.ShouldStartWith(
                SmallLayer.Tables + "\n  - name: order_lines\n    description: What was ordered.\n    columns:\n      - { name: order_line_id, type: bigint }\n"
            );
        var texts = new LayerTexts(outcome.Files.ToDictionary(f => f.Path, f => (string?)f.Text, StringComparer.Ordinal));
        (await editor.Language.CheckAsync(texts, Cancelled)).IsUsable.ShouldBeTrue();
    }

    [Fact]
    public async Task A_verified_query_begins_its_file_where_there_is_none()
    {
        var outcome = await WriteAsync(
            new NewVerified
            {
                Question = "What did accounts pay: by segment?",
                AlsoAsked = ["payments by segment"],
                Metrics = ["paid"],
                GroupBy = ["account.segment"],
                Range = "last 6 months",
                Grain = "month",
                Where = [new NewCondition("account.segment", "in", ["enterprise", "startup"])],
                OrderBy = "paid",
                Limit = 10,
                Owner = "finance",
                VerifiedOn = new DateOnly(2026, 11, 21),
                Expires = new DateOnly(2027, 11, 21),
            }
        );
        outcome.Faults.ShouldBeEmpty();
        var file = outcome.Files.ShouldHaveSingleItem();
        file.Text.ShouldBe(
            """
            queries:
              - question: 'What did accounts pay: by segment?'
                also_asked: [payments by segment]
                query: { metrics: [paid], group_by: [account.segment], where: [{ field: account.segment, op: 'in', values: [enterprise, startup] }], time: { range: { last: 6, unit: month }, grain: month }, order_by: [{ field: paid, desc: true }], limit: 10 }
                owner: finance
                verified_on: 2026-11-21
                expires: 2027-11-21

            """
        );
    }

    [Fact]
    public async Task A_verified_query_that_the_compiler_refuses_is_told_so()
    {
        var outcome = await WriteAsync(
            new NewVerified
            {
                Question = "Q?",
                Metrics = ["new_accounts"],
                GroupBy = ["payment.kind"],
            }
        );
        outcome.Faults.ShouldContain(f => f.Field == nameof(NewVerified.Metrics));
        Fields(await WriteAsync(new NewVerified { Question = "Q?" })).ShouldContain(nameof(NewVerified.Metrics));
    }

    [Fact]
    public async Task The_choices_of_a_form_hold_nothing_above_the_level()
    {
        _editor.Level = "internal";
        var choices = await _editor.Language.ChoicesAsync(LayerTexts.None, Cancelled);
        var account = choices.Entities.First(e => e.Name == "account");
        account.Columns.Select(c => c.Name).ShouldContain("owner.name");
        account.Columns.Select(c => c.Name).ShouldNotContain("secret");
        choices.Tables.SelectMany(t => t.Columns).Select(c => c.Name).ShouldNotContain("secret");
        choices.Metrics.Select(m => m.Name).ShouldContain("paid");
    }

    private Task<LayerFormOutcome> WriteAsync(LayerForm form) => _editor.Language.WriteAsync(LayerTexts.None, form, Cancelled);

    private static async Task<LayerEditor> WithOrdersAsync()
    {
        var reading = LayerReader.Read(SmallLayer.Files);
        var known = reading.Content.Tables.Select(t => new WarehouseTable(
            t.Schema,
            t.Name,
            null,
            1,
            [.. t.Columns.Select(c => new WarehouseColumn(c.Name, c.Type, true, null))],
            [new WarehouseKey(["id"], IsPrimary: true)],
            []
        ));
        var editor = new LayerEditor(SmallLayer.Files, schema: new WarehouseSchema([.. known, Orders]));
        await editor.Warehouse.ReadAsync("acme", Cancelled);
        return editor;
    }

    private static IEnumerable<string?> Fields(LayerFormOutcome outcome) => outcome.Faults.Select(f => f.Field);
}
