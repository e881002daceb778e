using System.Text;
using NSubstitute;
using Shouldly;
using Workbench.Server.Access;
using Workbench.Server.SemanticInterchange;
using Workbench.Server.Semantics.Layer;
using Workbench.Server.Warehouses;
using Workbench.Shared.SemanticLayer;
using Workbench.Tests.Infrastructure;
using Workbench.Tests.Semantics.Layer;

namespace Workbench.Tests.SemanticWorkspace.Revisions;

/// <summary>What the layer names and the warehouse does not have is told before it is saved, not by the first answer that fails.</summary>
public sealed class WhenTheWarehouseLacksATable(EmbeddedPostgresFixture postgres)
{
    private const string Shop = "1-warehouse/shop.yml";
    private const string Orders =
        "schema: shop\ntables:\n  - name: orders\n    columns:\n      - { name: id, type: bigint }\n      - { name: placed, type: date }\n";

    private const string View = """
        name: bank
        tables:
          - name: card
            base_table: { schema: crm, table: cards }
            primary_key: { columns: [id] }
            dimensions:
              - { name: brand, expr: brand, data_type: VARCHAR }
              - { name: colour, expr: colour }
            metrics:
              - { name: cards, expr: COUNT(*) }
        """;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_save_that_brings_it_is_refused_with_what_is_missing_and_what_to_do()
    {
        await using var layer = await EditedLayer.OpenAsync(postgres);
        layer.HasWarehouse(Schema(Table("shop", "order_lines", ("id", "bigint"))));
        var ann = layer.As("ann");
        var save = new LayerSave([new LayerFileChange(Shop, null, Orders)], "Orders");

        (await ann.CheckAsync(save, Cancelled)).ShouldBeOfType<LayerInvalid>();
        var refused = (await ann.SaveAsync(save, Cancelled)).ShouldBeOfType<LayerInvalid>();

        var problem = refused.Problems.ShouldHaveSingleItem();
        problem.ShouldSatisfyAllConditions(
            p => p.Code.ShouldBe("SL601"),
            p => p.File.ShouldBe(Shop),
            p => p.Line.ShouldBe(3),
            p => p.Message.ShouldStartWith("The warehouse has no table shop.orders.")
        );
        refused.WhatToDo.ShouldNotBeNull().ShouldContain("discard these files");
        layer.Layers.Current.Layer.Content.Tables.ShouldNotContain(t => t.Schema == "shop");
    }

    [Theory]
    [InlineData("placed", "date", null)]
    [InlineData("placed_on", "date", "shop.orders has no column \"placed\" in the warehouse.")]
    [InlineData("placed", "timestamp with time zone", "shop.orders.placed is timestamp with time zone in the warehouse, not date.")]
    public async Task Its_columns_and_their_types_have_to_be_there_too(string column, string type, string? problem)
    {
        await using var layer = await EditedLayer.OpenAsync(postgres);
        layer.HasWarehouse(Schema(Table("shop", "orders", ("id", "bigint"), (column, type))));

        var outcome = await layer.As("ann").SaveAsync(new LayerSave([new LayerFileChange(Shop, null, Orders)], "Orders"), Cancelled);

        if (problem is null)
            outcome.ShouldBeOfType<LayerSaved>().Warning.ShouldBeNull();
        else
            outcome.ShouldBeOfType<LayerInvalid>().Problems.ShouldHaveSingleItem().Message.ShouldStartWith(problem);
    }

    [Fact]
    public async Task What_was_missing_before_keeps_nobody_from_saving_something_else()
    {
        await using var layer = await EditedLayer.OpenAsync(postgres);
        layer.HasWarehouse(Schema());
        var ann = layer.As("ann");

        (await EditedLayer.ChangeAsync(ann, EditedLayer.Metrics, "paid * 12", "paid * 11")).ShouldBeOfType<LayerSaved>();
        // Another column of a table that was missing before is not one missing thing more.
        (
            await EditedLayer.ChangeAsync(
                ann,
                "1-warehouse/crm.yml",
                "- { name: kind, type: text }",
                "- { name: sort, type: text }\n      - { name: kind, type: text }"
            )
        ).ShouldBeOfType<LayerSaved>();
    }

    [Fact]
    public async Task A_warehouse_that_does_not_answer_keeps_nobody_from_saving_and_it_is_said()
    {
        await using var layer = await EditedLayer.OpenAsync(postgres);
        layer.HasWarehouse(null);

        var saved = await layer.As("ann").SaveAsync(new LayerSave([new LayerFileChange(Shop, null, Orders)], "Orders"), Cancelled);

        saved.ShouldBeOfType<LayerSaved>().Warning.ShouldNotBeNull().ShouldContain("acme does not answer");
    }

    [Fact]
    public async Task An_import_lists_it_before_anything_comes()
    {
        await using var layer = await EditedLayer.OpenAsync(postgres, [.. SmallLayer.Files.Select(Open)]);
        layer.HasWarehouse(Schema());

        var import = await Import(layer);

        import
            .LayerProblems.Where(p => p.Code == "SL601")
            .ShouldHaveSingleItem()
            .ShouldSatisfyAllConditions(
                p => p.IsError.ShouldBeTrue(),
                p => p.Message.ShouldStartWith("The warehouse has no table crm.cards."),
                p => p.Message.ShouldContain("leave its file unticked")
            );
        (await At(layer).CheckAsync([], LayerTexts.None, Cancelled)).ShouldBeEmpty();
    }

    [Fact]
    public async Task An_import_takes_the_types_of_the_warehouse()
    {
        await using var layer = await EditedLayer.OpenAsync(postgres, [.. SmallLayer.Files.Select(Open)]);
        layer.HasWarehouse(Schema(Table("crm", "cards", ("id", "uuid"), ("brand", "text"), ("colour", "integer"))));

        var import = await Import(layer);

        import.LayerProblems.ShouldNotContain(p => p.IsError);
        var after = LayerReader.Read([.. import.Files.Select(f => new LayerFileText(f.Path, f.Text))]).Content;
        after
            .Tables.Single(t => t.Name == "cards")
            .Columns.Select(c => (c.Name, c.Type))
            .ShouldBe([("id", "uuid"), ("brand", "text"), ("colour", "integer")], ignoreOrder: true);
    }

    private static Task<LayerImport> Import(EditedLayer layer) =>
        At(layer).ImportAsync("snowflake", [new InterchangeUpload("bank.yml", Encoding.UTF8.GetBytes(View))], LayerTexts.None, Cancelled);

    private static LayerFileText Open(LayerFileText file) =>
        file.Path == "1-warehouse/crm.yml" ? file with { Text = file.Text.Replace(", access: restricted", "", StringComparison.Ordinal) } : file;

    private static LayerInterchange At(EditedLayer layer)
    {
        var asker = Substitute.For<IAsker>();
        asker.Current.Returns(new Asker("ann", "restricted"));
        return new LayerInterchange(layer.Disk, layer.Permissions, layer.Warehouse, layer.Tables, asker, new NotedEntries());
    }

    private static WarehouseSchema Schema(params WarehouseTable[] tables) => new([.. tables]);

    private static WarehouseTable Table(string schema, string name, params (string Name, string Type)[] columns) =>
        new(schema, name, null, 10, [.. columns.Select(c => new WarehouseColumn(c.Name, c.Type, false, null))], [], []);
}
