using Shouldly;
using Workbench.Shared.SemanticLayer;

namespace Workbench.Tests.SemanticLanguage;

public sealed class WhenANameIsLookedUp : IDisposable
{
    private readonly LayerEditor _editor = new(OddLayer.Files);

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public void Dispose() => _editor.Dispose();

    [Theory]
    [InlineData("5-operations/verified.yml", "group_by: [item.size", 18, "2-entities/item.yml", "size")]
    [InlineData("5-operations/verified.yml", "group_by: [item.size", 12, "2-entities/item.yml", "item")]
    [InlineData("5-operations/verified.yml", "buyer.status", 1, "2-entities/item.yml", "buyer")]
    [InlineData("5-operations/verified.yml", "buyer.status", 7, "2-entities/person.yml", "status")]
    [InlineData("5-operations/verified.yml", "by_living", 1, "2-entities/item.yml", "by_living")]
    [InlineData("3-metrics/items.yml", "buyer.status", 8, "1-warehouse/shop.yml", "status")]
    [InlineData("3-metrics/items.yml", "time: sold", 7, "2-entities/item.yml", "sold")]
    [InlineData("3-metrics/more.yml", "'gone'", 2, "3-metrics/items.yml", "gone")]
    [InlineData("3-metrics/more.yml", "+ earlier", 3, "3-metrics/more.yml", "earlier")]
    [InlineData("2-entities/item.yml", "when \"weird name\" > 1 ", 8, "1-warehouse/shop.yml", "weird name")]
    [InlineData("2-entities/item.yml", "shop.OrderItems", 8, "1-warehouse/shop.yml", "OrderItems")]
    [InlineData("2-entities/person.yml", "title: name", 8, "2-entities/person.yml", "name")]
    [InlineData("5-operations/glossary.yml", "item.size", 6, "2-entities/item.yml", "size")]
    public async Task Its_definition_is_found(string path, string passage, int inside, string declaredIn, string name)
    {
        var range = (await _editor.Language.DefinitionAsync(LayerTexts.None, _editor.Find(path, passage, inside), Cancelled)).ShouldHaveSingleItem();
        range.Path.ShouldBe(declaredIn);
        Text(range).ShouldBe(name);
    }

    [Fact]
    public async Task Its_references_are_every_place_with_the_declaration_first()
    {
        var uses = await _editor.Language.ReferencesAsync(LayerTexts.None, _editor.Find("3-metrics/more.yml", "sold_items"), Cancelled);
        uses[0].IsDeclaration.ShouldBeTrue();
        uses.Count.ShouldBe(8);
        uses.ShouldAllBe(u => Text(u.Range) == "sold_items");
        uses.ShouldContain(u => u.Line == "expr: sold_items + earlier");
    }

    [Theory]
    [InlineData(
        "3-metrics/items.yml",
        "metrics: [{ name: so|ld_items, entity: item, agg: count, time: sold }]",
        "**sold_items** · metric",
        "count(rows of item) by sold",
        "Used by 4"
    )]
    [InlineData(
        "2-entities/person.yml",
        "entity: per|son\ntable: shop.people\nkey: [id]\ndimensions: [{ name: status }]\n",
        "**person** · entity",
        "Dimensions: status",
        "shop.people"
    )]
    [InlineData(
        "3-metrics/more.yml",
        "metrics:\n  - name: x\n    entity: item\n    agg: count\n    where: buyer.sta|tus = 'gone'\n",
        "**shop.people.status** · column",
        "`text`",
        ""
    )]
    [InlineData("3-metrics/more.yml", "metrics:\n  - name: x\n    entity: item\n    ag|g: count\n", "**agg** · text · needed", "`count_distinct`", "")]
    [InlineData(
        "3-metrics/more.yml",
        "metrics:\n  - name: x\n    entity: item\n    agg: sum\n    expr: rou|nd(id)\n",
        "`round(number, digits)`",
        "Rounded",
        ""
    )]
    [InlineData("5-operations/calendar.yml", "week_st|art: monday\ntime_zone: UTC\n", "**week_start**", "Default: monday.", "")]
    public async Task Hovering_says_what_it_is(string path, string text, string first, string second, string third)
    {
        var markdown = (await _editor.HoverAsync(path, text)).ShouldNotBeNull();
        markdown.ShouldStartWith(first);
        markdown.ShouldContain(second);
        markdown.ShouldContain(third);
    }

    [Fact]
    public async Task The_outline_of_an_entity_has_its_parts()
    {
        var entity = (await _editor.Language.OutlineAsync(LayerTexts.None, "2-entities/item.yml", Cancelled)).ShouldHaveSingleItem();
        (entity.Kind, entity.Name).ShouldBe(("entity", "item"));
        entity
            .Children.Select(c => $"{c.Kind} {c.Name}")
            .ShouldBe(["time sold", "dimension size", "dimension kind", "dimension heavy", "dimension buyer_id", "segment by_living", "join buyer"]);
    }

    [Fact]
    public async Task Every_file_of_the_demo_has_an_outline()
    {
        using var demo = new LayerEditor(LayerEditor.Demo());
        foreach (var file in LayerEditor.Demo().Where(f => f.Path is not ("layer.yml" or "5-operations/calendar.yml")))
            (await demo.Language.OutlineAsync(LayerTexts.None, file.Path, Cancelled)).ShouldNotBeEmpty(file.Path);
    }

    [Fact]
    public async Task An_object_that_is_used_is_not_removed_without_naming_its_users()
    {
        var removal = (
            await _editor.Language.FindRemovalAsync(LayerTexts.None, _editor.Find("3-metrics/items.yml", "sold_items"), Cancelled)
        ).ShouldNotBeNull();
        removal
            .Users.Select(u => $"{u.What} at {u.Range.Path}:{u.Range.Line}")
            .ShouldBe(
                [
                    "metric gone_share at 3-metrics/more.yml:6",
                    "metric doubled at 3-metrics/more.yml:9",
                    "metric doubled at 3-metrics/more.yml:10",
                    "verified query “How many per size? See `sold_items`.” at 5-operations/verified.yml:4",
                    "verified query “How many per size? See `sold_items`.” at 5-operations/verified.yml:7",
                    "glossary term “Item” at 5-operations/glossary.yml:2",
                ],
                ignoreOrder: true
            );
    }

    [Fact]
    public async Task An_entity_is_missed_by_whoever_names_its_fields()
    {
        var removal = (await _editor.Language.FindRemovalAsync(LayerTexts.None, _editor.Find("2-entities/person.yml", "person"), Cancelled)).ShouldNotBeNull();
        removal.RemovedFile.ShouldBe("2-entities/person.yml");
        removal.Users.Select(u => u.What).Distinct().ShouldContain("join item.buyer");
    }

    [Fact]
    public async Task The_file_without_an_object_keeps_the_rest_byte_by_byte()
    {
        var more = (await _editor.Language.FindRemovalAsync(LayerTexts.None, _editor.Find("3-metrics/more.yml", "doubled"), Cancelled)).ShouldNotBeNull();
        more.Users.ShouldBeEmpty();
        var text = _editor.Read("3-metrics/more.yml");
        more.Edit!.Text.ShouldBe(text[..text.IndexOf("  - name: doubled", StringComparison.Ordinal)]);
        var weight = (await _editor.Language.FindRemovalAsync(LayerTexts.None, _editor.Find("3-metrics/items.yml", "weight"), Cancelled)).ShouldNotBeNull();
        weight.Edit!.Text.ShouldStartWith("metrics: [{ name: sold_items, entity: item, agg: count, time: sold }, { name: gone,");
        var last = (await _editor.Language.FindRemovalAsync(LayerTexts.None, _editor.Find("3-metrics/items.yml", "gone"), Cancelled)).ShouldNotBeNull();
        last.Edit!.Text.ShouldEndWith("expr: '\"weird name\"' }]");
    }

    private string Text(LayerRange range)
    {
        var lines = Workbench.Server.Semantics.Layer.FileLines.OfEditor(_editor.Read(range.Path));
        return _editor.Read(range.Path)[lines.OffsetOf(range.Line, range.Column)..lines.OffsetOf(range.EndLine, range.EndColumn)];
    }
}
