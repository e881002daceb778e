using System.Collections.Immutable;
using System.Text;
using NSubstitute;
using Shouldly;
using Workbench.Server.Access;
using Workbench.Server.SemanticInterchange;
using Workbench.Server.Semantics.Layer;
using Workbench.Shared.SemanticLayer;
using Workbench.Tests.Infrastructure;
using Workbench.Tests.Semantics.Layer;
using Workbench.Tests.SemanticWorkspace.Revisions;

namespace Workbench.Tests.SemanticInterchange;

/// <summary>An import into a layer that is there: nothing of it is overwritten unless somebody ticks it.</summary>
public sealed class WhenAnImportMeetsALayer(EmbeddedPostgresFixture postgres)
{
    private const string Payment = """
        # What customers pay.
        entity: payment
        table: crm.payments
        key: [id]
        times: [{ name: paid, expr: paid_on }]
        dimensions:
          - { name: kind } # as the bank names it
        joins:
          - { name: account, on: account_id = account.id }

        """;

    private const string Verified = """
        # Ours, looked at each quarter.
        queries:
          - question: How much was paid?
            query: { metrics: [paid] }

        """;

    private const string View = """
        name: bank
        tables:
          - name: payment
            base_table: { schema: crm, table: payments }
            primary_key: { columns: [id] }
            dimensions:
              - { name: kind, expr: kind }
              - { name: channel, expr: channel }
            time_dimensions:
              - { name: paid, expr: paid_on, data_type: DATE }
            metrics:
              - { name: fees, expr: SUM(fee_cents) }
              - { name: paid, expr: AVG(amount_cents), description: Theirs. }
          - name: card
            base_table: { schema: crm, table: cards }
            primary_key: { columns: [id] }
            dimensions:
              - { name: brand, expr: brand, data_type: VARCHAR }
            metrics:
              - { name: cards, expr: COUNT(*) }
        verified_queries:
          - { name: q, question: How many cards?, sql: select count(*) from crm.cards }
          - { name: r, question: How much was paid?, sql: select 1 }

        """;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    private static ImmutableArray<LayerFileText> Layer =>
        [
            .. SmallLayer.Files.Select(f => f.Path == "2-entities/payment.yml" ? f with { Text = Payment } : f),
            new LayerFileText("5-operations/verified.yml", Verified),
        ];

    [Fact]
    public async Task What_is_there_stays_and_what_is_new_stands_beside_it()
    {
        await using var layer = await EditedLayer.OpenAsync(postgres, Layer);

        var import = await At(layer).ImportAsync("snowflake", [Upload(View)], LayerTexts.None, Cancelled);

        import.Problems.ShouldNotContain(p => p.IsError);
        // The layer's own name and account.
        import.Files.ShouldNotContain(f => f.Path == "layer.yml");
        var fresh = import.Files.Where(f => f.IsNew).Select(f => f.Path);
        fresh.ShouldBe(["2-entities/card.yml", "3-metrics/card.yml", "3-metrics/payment.yml", "5-operations/interchange.yml"], ignoreOrder: true);

        // A question of the company stays; the import's other one is appended, and the comment is there.
        var verified = import.Files.Single(f => f.Path == "5-operations/verified.yml");
        verified.Changes.ShouldBe(["verified query \"How much was paid?\""]);
        verified.About.ShouldContain("adds verified query \"How many cards?\"");

        // A metric that both have is changed by choice alone; its file names it, and what the import does not say of it stays.
        var metrics = import.Files.Single(f => f.Path == "3-metrics/all.yml");
        metrics.Changes.ShouldBe(["metric paid"]);
        var paid = Metric(metrics.Text, "paid");
        ((SimpleMetric)paid.Definition).Aggregation.Kind.ShouldBe(AggregationKind.Average);
        // Not half of one definition and half of another.
        ((SimpleMetric)paid.Definition).Where.ShouldBeNull();
        (paid.Label, paid.Unit, paid.Description).ShouldBe(("Paid", "USD", "Theirs."));

        // Columns come, and no type that the import does not know takes a known one's place.
        var tables = import.Files.Single(f => f.Path == "1-warehouse/crm.yml");
        tables.Changes.ShouldBeEmpty();
        var payments = LayerReader.Read([new LayerFileText(tables.Path, tables.Text)]).Content.Tables.Single(t => t.Name == "payments");
        payments.FindColumn("kind")!.Type.ShouldBe("text");
        payments.FindColumn("amount_cents")!.Type.ShouldBe("bigint");
        payments.FindColumn("fee_cents")!.Type.ShouldBe("numeric");
        payments.Access.ShouldBe("internal");

        // An entity gets a dimension more and keeps its own keys.
        var payment = import.Files.Single(f => f.Path == "2-entities/payment.yml");
        payment.Changes.ShouldBeEmpty();
        payment.About.ShouldBe("adds to entity payment; written anew, without its comments");
        var entity = LayerReader.Read([new LayerFileText(payment.Path, payment.Text)]).Content.Entities.Single();
        entity.Dimensions.Select(d => d.Name).ShouldBe(["kind", "channel"]);
        entity.FindJoin("account").ShouldNotBeNull();

        // What comes by itself holds together with the layer, and so does all of it.
        import.LayerProblems.ShouldBeEmpty();
        (await At(layer).CheckAsync([.. import.Files.Select(f => f.ToChange())], LayerTexts.None, Cancelled)).ShouldBeEmpty();
        // A metric without its entity does not.
        (await At(layer).CheckAsync([import.Files.Single(f => f.Path == "3-metrics/card.yml").ToChange()], LayerTexts.None, Cancelled)).ShouldContain(p =>
            p.IsError && p.Message.Contains("card", StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task A_synonym_moves_questions_and_comes_by_choice_alone()
    {
        await using var layer = await EditedLayer.OpenAsync(postgres, Layer);
        var view = View.Replace("  - name: payment\n", "  - name: payment\n    synonyms: [takings]\n", StringComparison.Ordinal);

        var import = await At(layer).ImportAsync("snowflake", [Upload(view)], LayerTexts.None, Cancelled);

        var payment = import.Files.Single(f => f.Path == "2-entities/payment.yml");
        payment.Text.ShouldContain("takings");
        payment.Changes.ShouldBe(["entity payment"]);
    }

    [Fact]
    public async Task What_is_typed_and_not_saved_is_what_the_import_is_put_beside()
    {
        await using var layer = await EditedLayer.OpenAsync(postgres, Layer);
        var typed = Verified.Replace("How much was paid?", "How much came in?", StringComparison.Ordinal);

        var import = await At(layer).ImportAsync("snowflake", [Upload(View)], LayerTexts.Of("5-operations/verified.yml", typed), Cancelled);

        var verified = import.Files.Single(f => f.Path == "5-operations/verified.yml");
        verified.Changes.ShouldBeEmpty();
        // Every letter that was typed, comments too, and the two of the import behind it.
        verified.Text.ShouldStartWith(typed.TrimEnd());
        LayerReader
            .Read([new LayerFileText(verified.Path, verified.Text)])
            .Content.Verified.Select(v => v.Question)
            .ShouldBe(["How much came in?", "How many cards?", "How much was paid?"]);
    }

    [Fact]
    public async Task The_same_import_once_more_brings_nothing_and_an_edit_of_ours_stays()
    {
        await using var layer = await EditedLayer.OpenAsync(postgres, Layer);
        foreach (var file in (await At(layer).ImportAsync("snowflake", [Upload(View)], LayerTexts.None, Cancelled)).Files)
            layer.Write(file.Path, file.Text);
        (await At(layer).ImportAsync("snowflake", [Upload(View)], LayerTexts.None, Cancelled)).Files.ShouldBeEmpty();

        layer.Write(
            "3-metrics/card.yml",
            layer.Read("3-metrics/card.yml").Replace("agg: count", "agg: count_distinct\n    expr: brand", StringComparison.Ordinal)
        );
        // Theirs changed elsewhere since.
        var import = await At(layer)
            .ImportAsync(
                "snowflake",
                [Upload(View.Replace("description: Theirs.", "description: New.", StringComparison.Ordinal))],
                LayerTexts.None,
                Cancelled
            );
        import.Files.Select(f => f.Path).ShouldBe(["3-metrics/all.yml", "5-operations/interchange.yml"], ignoreOrder: true);
        Metric(import.Files.Single(f => f.Path == "3-metrics/all.yml").Text, "paid").Description.ShouldBe("New.");
    }

    [Fact]
    public async Task A_file_of_the_same_name_with_something_else_in_it_is_left_alone()
    {
        await using var layer = await EditedLayer.OpenAsync(
            postgres,
            [.. Layer.Where(f => f.Path != "2-entities/employee.yml"), new LayerFileText("2-entities/card.yml", SmallLayer.Employee)]
        );
        var import = await At(layer).ImportAsync("snowflake", [Upload(View)], LayerTexts.None, Cancelled);
        import.Files.ShouldNotContain(f => f.Path == "2-entities/card.yml");
        import.Files.Single(f => f.Path == "2-entities/card-2.yml").Text.ShouldStartWith("entity: card\n");
    }

    [Theory]
    // A filter on every number of the entity; one that is applied when it is named.
    [InlineData("account", "segments:", "segments:\n  - { name: large, where: seats >= 100, default: true }", true, true)]
    [InlineData("account", "segments:", "segments:\n  - { name: large, where: seats >= 100 }", true, false)]
    // Another default time.
    [InlineData("account", "times: [", "times: [{ name: entered, expr: created_at, default: true }, ", true, true)]
    // A second way to the account, and one to the employee, who is reached over the account.
    [InlineData("payment", "joins:", "joins:\n  - { name: payer, to: account, on: account_id = payer.id }", true, true)]
    [InlineData("payment", "joins:", "joins:\n  - { name: clerk, to: employee, on: account_id = clerk.id }", true, true)]
    // Where nothing was reached, with and without a filter at the end of the way.
    [InlineData("employee", "key: id", "key: id\njoins:\n  - { name: bonus, to: payment, on: id = bonus.id }", true, true)]
    [InlineData("employee", "key: id", "key: id\njoins:\n  - { name: bonus, to: payment, on: id = bonus.id }", false, false)]
    public async Task A_part_more_that_moves_numbers_is_a_change(string entity, string passage, string more, bool hasFilter, bool isChange)
    {
        var path = $"2-entities/{entity}.yml";
        ImmutableArray<LayerFileText> there =
        [
            .. Open("label: none", "label: none")
                .Select(f => hasFilter ? f : f with { Text = f.Text.Replace(", default: true", "", StringComparison.Ordinal) }),
        ];
        ImmutableArray<LayerFileText> theirs =
        [
            .. there.Select(f => f.Path == path ? f with { Text = f.Text.Replace(passage, more, StringComparison.Ordinal) } : f),
        ];

        var files = LayerArrival.Of(there, new ImportedLayer(Interchange.Formats[0], null, theirs, [], InterchangeReport.Empty), []);

        var file = files.Single(f => f.Path == path);
        file.Changes.ShouldBe(isChange ? [$"entity {entity}"] : []);
        file.About.ShouldStartWith(isChange ? $"changes entity {entity}" : $"adds to entity {entity}");
        files.Where(f => f.Path != path).ShouldAllBe(f => f.Changes.Count == 0);
    }

    [Theory]
    [InlineData("{ name: created, expr: created_at }", "{ name: created, expr: created_at, access: restricted }")]
    [InlineData("{ name: real, where: not is_internal, default: true }", "{ name: real, where: not is_internal, access: restricted }")]
    public async Task A_level_that_does_not_see_a_time_or_a_segment_exports_nothing(string passage, string hidden)
    {
        await using var layer = await EditedLayer.OpenAsync(postgres, Open(passage, hidden));

        var export = await At(layer, "internal").ExportAsync("ossie", Cancelled);
        export.WhyNot.ShouldNotBeNull().ShouldContain("access level");
        export.Content.Length.ShouldBe(0);
        (await At(layer, "internal").ImportAsync("snowflake", [Upload(View)], LayerTexts.None, Cancelled))
            .Problems.Single()
            .Message.ShouldContain("access level");
        (await At(layer, "restricted").ExportAsync("ossie", Cancelled)).WhyNot.ShouldBeNull();

        await using var open = await EditedLayer.OpenAsync(postgres, Open(passage, passage));
        (await At(open, "internal").ExportAsync("ossie", Cancelled)).WhyNot.ShouldBeNull();
    }

    [Fact]
    public async Task Without_a_layer_in_use_nobody_sees_more_than_the_files_allow()
    {
        await using var layer = await EditedLayer.OpenAsync(postgres, [.. SmallLayer.With("3-metrics/all.yml", "metrics: [")]);
        layer.Layers.TryCurrent.ShouldBeNull();
        layer.Write("3-metrics/all.yml", SmallLayer.Metrics);

        (await At(layer, "internal").ExportAsync("ossie", Cancelled)).WhyNot.ShouldNotBeNull();
        (await At(layer, "restricted").ExportAsync("ossie", Cancelled)).WhyNot.ShouldBeNull();
    }

    /// <summary>The small layer with nothing restricted but what the test says.</summary>
    private static ImmutableArray<LayerFileText> Open(string passage, string hidden) =>
        [
            .. SmallLayer.Files.Select(f =>
                f.Path switch
                {
                    "1-warehouse/crm.yml" => f with { Text = f.Text.Replace(", access: restricted", "", StringComparison.Ordinal) },
                    "2-entities/account.yml" => f with { Text = f.Text.Replace(passage, hidden, StringComparison.Ordinal) },
                    _ => f,
                }
            ),
        ];

    private static LayerInterchange At(EditedLayer layer, string level = "restricted")
    {
        var asker = Substitute.For<IAsker>();
        asker.Current.Returns(new Asker("ann", level));
        return new LayerInterchange(layer.Disk, layer.Permissions, layer.Warehouse, layer.Tables, asker, new NotedEntries());
    }

    private static InterchangeUpload Upload(string text) => new("bank.yml", Encoding.UTF8.GetBytes(text));

    private static Metric Metric(string text, string name) =>
        LayerReader.Read([new LayerFileText("3-metrics/all.yml", text)]).Content.Metrics.Single(m => m.Name == name);
}
