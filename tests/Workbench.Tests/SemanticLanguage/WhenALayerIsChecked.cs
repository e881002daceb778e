using Shouldly;
using Workbench.Server.Semantics.Layer;
using Workbench.Server.Warehouses;
using Workbench.Shared.SemanticLayer;
using Workbench.Tests.Semantics.Layer;

namespace Workbench.Tests.SemanticLanguage;

public sealed class WhenALayerIsChecked : IDisposable
{
    private readonly LayerEditor _editor = new(SmallLayer.Files);

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public void Dispose() => _editor.Dispose();

    [Fact]
    public async Task Without_unsaved_texts_it_says_what_the_reader_says()
    {
        var check = await _editor.Language.CheckAsync(LayerTexts.None, Cancelled);
        check.Faults.ShouldBeEmpty();
        check.IsUsable.ShouldBeTrue();
    }

    [Fact]
    public async Task A_problem_has_the_stretch_of_text_that_it_is_about()
    {
        var check = await _editor.CheckAsync("3-metrics/all.yml", "metrics:\n  - { name: x, entity: acount, agg: count }\n");
        var fault = check.Faults.First(f => f.Code == LayerProblemCodes.UnknownReference);
        fault.Range.ShouldBe(new LayerRange("3-metrics/all.yml", 2, 24, 2, 30));
        fault.Message.ShouldContain("Did you mean account?");
        check.IsUsable.ShouldBeFalse();
    }

    [Fact]
    public async Task A_name_that_is_taken_away_is_missed_in_every_other_file()
    {
        var check = await _editor.CheckAsync("2-entities/account.yml", null);
        check.Faults.Select(f => f.Range.Path).Distinct().Order(StringComparer.Ordinal).ShouldBe(["2-entities/payment.yml", "3-metrics/all.yml"]);
    }

    [Fact]
    public async Task A_file_that_is_no_yaml_at_the_cursor_is_the_only_one_with_a_problem()
    {
        var check = await _editor.CheckAsync("3-metrics/all.yml", SmallLayer.Metrics + "\n  - { name: x, entity: [");
        check.Faults.ShouldHaveSingleItem().Code.ShouldBe(LayerProblemCodes.Syntax);
    }

    [Fact]
    public async Task A_table_that_the_warehouse_lacks_is_told_as_soon_as_it_was_looked_at()
    {
        var table = new WarehouseTable("crm", "accounts", null, 1, [new WarehouseColumn("id", "bigint", false, null)], [], []);
        using var editor = new LayerEditor(SmallLayer.Files, schema: new WarehouseSchema([table]));
        await editor.Warehouse.ReadAsync("acme", Cancelled);
        var codes = (await editor.Language.CheckAsync(LayerTexts.None, Cancelled)).Faults.Select(f => f.Code).Distinct().ToList();
        codes.ShouldContain(LayerProblemCodes.MissingTable);
        codes.ShouldContain(LayerProblemCodes.MissingColumn);
    }

    [Fact]
    public async Task A_table_is_not_missed_while_the_warehouse_is_still_being_filled()
    {
        using var editor = new LayerEditor(SmallLayer.Files, schema: new WarehouseSchema([])) { IsWarehouseBeingFilled = true };
        await editor.Warehouse.ReadAsync("acme", Cancelled);
        (await editor.Language.CheckAsync(LayerTexts.None, Cancelled)).Faults.ShouldBeEmpty();

        editor.IsWarehouseBeingFilled = false;
        await editor.Warehouse.ReadAsync("acme", Cancelled);
        (await editor.Language.CheckAsync(LayerTexts.None, Cancelled)).Faults.ShouldContain(f => f.Code == LayerProblemCodes.MissingTable);
    }

    [Fact]
    public async Task Somebody_below_the_level_of_a_column_is_told_that_there_is_none()
    {
        _editor.Level = "internal";
        var check = await _editor.CheckAsync("3-metrics/all.yml", SmallLayer.Metrics + "\n  - { name: x, entity: account, agg: count, where: secret = 'a' }\n");
        check.Faults.ShouldContain(f => f.Message == "crm.accounts has no column \"secret\".");
        check.IsUsable.ShouldBeFalse();
        var near = await _editor.CheckAsync("3-metrics/all.yml", SmallLayer.Metrics + "\n  - { name: x, entity: account, agg: count, where: secre = 'a' }\n");
        near.Faults.ShouldNotBeEmpty();
        near.Faults.ShouldNotContain(f => f.Message.Contains("secret", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_text_of_a_file_with_hidden_parts_does_not_take_their_place()
    {
        _editor.Level = "internal";
        (await _editor.CheckAsync("1-warehouse/crm.yml", "schema: crm\ntables: []\n")).Faults.ShouldBeEmpty();
    }

    [Fact]
    public async Task Levels_are_not_believed_from_the_text_of_whoever_they_bind()
    {
        _editor.Level = "internal";
        var texts = new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["5-operations/access.yml"] = "levels:\n  - { name: restricted }\n  - { name: internal }\n",
            ["3-metrics/all.yml"] = SmallLayer.Metrics + "\n  - { name: x, entity: account, agg: count, where: secre = 'a' }\n",
        };

        var check = await _editor.Language.CheckAsync(new LayerTexts(texts), Cancelled);

        check.Faults.ShouldNotBeEmpty();
        check.Faults.ShouldNotContain(f => f.Message.Contains("secret", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Each_file_of_the_demo_is_checked_alike_with_and_without_its_text_as_an_unsaved_one()
    {
        using var demo = new LayerEditor(LayerEditor.Demo());
        foreach (var file in LayerEditor.Demo())
            (await demo.CheckAsync(file.Path, file.Text)).Faults.ShouldBeEmpty();
    }
}
