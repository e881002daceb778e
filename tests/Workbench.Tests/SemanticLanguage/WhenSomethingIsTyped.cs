using Shouldly;
using Workbench.Server.Semantics.Layer;
using Workbench.Shared.SemanticLayer;
using Workbench.Tests.Semantics.Layer;

namespace Workbench.Tests.SemanticLanguage;

/// <summary>Completion, on a small layer: the text around the cursor is as broken as it is while somebody types.</summary>
public sealed class WhenSomethingIsTyped : IDisposable
{
    private const string MetricsFile = "3-metrics/more.yml";
    private const string PaymentFile = "2-entities/payment.yml";
    private readonly LayerEditor _editor = new(SmallLayer.Files);

    public void Dispose() => _editor.Dispose();

    [Theory]
    [InlineData("2-entities/payment.yml", "entity: payment\ntable: crm.payments\nkey: [id]\n|", "label", "times", "joins")]
    [InlineData("2-entities/payment.yml", "entity: payment\ntable: crm.payments\nti|", "times", "title")]
    [InlineData("3-metrics/all.yml", "metrics:\n  - name: x\n    |\n", "type", "entity", "agg", "where", "unit")]
    [InlineData("3-metrics/all.yml", "metrics:\n  - name: x\n    type: ratio\n    |\n", "numerator", "denominator")]
    [InlineData("3-metrics/all.yml", "metrics:\n  - { name: x, entity: account, | }\n", "agg", "expr")]
    [InlineData("3-metrics/all.yml", "metrics:\n  - { name: x, entity: account, |, where: a }\n", "agg", "expr")]
    [InlineData("3-metrics/all.yml", "metrics:\n  - name: x\n    type: semi_additive\n    over: { time: created, | ", "take", "per")]
    [InlineData("1-warehouse/crm.yml", "schema: crm\ntables:\n  - name: accounts\n    freshness:\n      |", "column", "within")]
    [InlineData("5-operations/verified.yml", "queries:\n  - question: What?\n    query: { metrics: [paid], | }", "group_by", "time", "where", "limit")]
    [InlineData("5-operations/calendar.yml", "|", "time_zone", "week_start")]
    public async Task Keys_of_the_place_are_suggested(string path, string text, params string[] expected)
    {
        var labels = await _editor.SuggestAsync(path, text);
        expected.ShouldBeSubsetOf(labels);
    }

    [Theory]
    [InlineData("entity: payment\ntable: crm.payments\n|", "entity", "table", "sql")]
    [InlineData("entity: payment\n|\nkey: [id]\ndimensions: []\n", "key", "dimensions")]
    public async Task Keys_that_are_written_or_excluded_are_not_suggested(string text, params string[] unexpected) =>
        (await _editor.SuggestAsync(PaymentFile, text)).ShouldNotContain(l => unexpected.Contains(l));

    [Fact]
    public async Task A_key_comes_with_its_type_meaning_and_default()
    {
        var key = (await _editor.CompleteAsync(MetricsFile, "metrics:\n  - name: x\n    bett|")).Items[0];
        (key.Label, key.Detail, key.Kind).ShouldBe(("better", "up | down | none", LayerCompletionKind.Key));
        key.Markdown.ShouldBe("Which direction is good news.\n\nDefault: none.");
    }

    [Fact]
    public async Task Needed_keys_come_first() =>
        (await _editor.SuggestAsync(MetricsFile, "metrics:\n  - name: x\n    |\n")).Take(2).ShouldBe(["entity", "agg"]);

    [Theory]
    [InlineData("metrics:\n  - name: x\n    entity: |\n", "account", "employee", "payment")]
    [InlineData("metrics:\n  - name: x\n    entity: pa|\n", "payment")]
    [InlineData("metrics:\n  - { name: x, entity: |", "account", "payment")]
    [InlineData("metrics:\n  - { name: x, entity: account, agg: | }", "count", "sum", "median")]
    [InlineData("metrics:\n  - { name: x, type: ra|", "ratio")]
    [InlineData("metrics:\n  - name: x\n    type: ratio\n    numerator: |", "paid", "new_accounts")]
    [InlineData("metrics:\n  - name: x\n    type: derived\n    expr: pa|", "paid", "paid_yearly")]
    [InlineData("metrics:\n  - name: x\n    type: derived\n    expr: paid * 12 / |", "new_accounts")]
    [InlineData("metrics:\n  - name: x\n    entity: payment\n    agg: sum\n    expr: am|", "amount_cents")]
    [InlineData("metrics:\n  - name: x\n    entity: payment\n    where: kind = 'a' and account.se|", "segment", "seats")]
    [InlineData("metrics:\n  - name: x\n    entity: payment\n    where: acc|", "account", "account_id")]
    [InlineData("metrics:\n  - name: x\n    entity: payment\n    where: account.owner.|", "id", "name")]
    [InlineData("metrics:\n  - name: x\n    entity: payment\n    where: \"round(am|\"", "amount_cents")]
    [InlineData("metrics:\n  - name: x\n    entity: payment\n    expr: |\n      case when amo|", "amount_cents")]
    [InlineData("metrics:\n  - name: x\n    entity: payment\n    expr: rou|", "round")]
    [InlineData("metrics:\n  - name: x\n    entity: account\n    where: segment = 'ent|", "enterprise")]
    [InlineData("metrics:\n  - name: x\n    entity: payment\n    where: account.segment in ('startup', '|", "enterprise")]
    [InlineData("metrics:\n  - name: x\n    entity: payment\n    time: |", "paid", "account.created")]
    [InlineData("metrics:\n  - name: x\n    entity: payment\n    access: |", "public", "internal", "restricted")]
    [InlineData("metrics:\n  - name: x\n    entity: payment\n    required_filters: [account.|", "account.tier", "account.segment")]
    public async Task Names_and_choices_are_suggested_in_metrics(string text, params string[] expected) =>
        expected.ShouldBeSubsetOf(await _editor.SuggestAsync(MetricsFile, text));

    [Theory]
    [InlineData("2-entities/payment.yml", "entity: payment\ntable: |", "crm.accounts", "crm.payments")]
    [InlineData("2-entities/payment.yml", "entity: payment\ntable: crm.payments\nkey: [|", "id", "account_id", "paid_on")]
    [InlineData("2-entities/payment.yml", "entity: payment\ntable: crm.payments\nkey:\n  - |", "id", "account_id")]
    [InlineData("2-entities/payment.yml", "entity: payment\ntable: crm.payments\njoins:\n  - { name: account, on: acc|", "account", "account_id")]
    [InlineData(
        "2-entities/payment.yml",
        "entity: payment\ntable: crm.payments\njoins:\n  - { name: buyer, to: account, on: account_id = buyer.| }",
        "id",
        "name"
    )]
    [InlineData("2-entities/payment.yml", "entity: payment\ntable: crm.payments\njoins:\n  - { name: buyer, to: |", "account", "employee")]
    [InlineData("2-entities/payment.yml", "entity: payment\ntable: crm.payments\ndimensions:\n  - name: kind\n    expr: ki|", "kind")]
    [InlineData("5-operations/verified.yml", "queries:\n  - question: Q\n    query: { metrics: [|", "paid", "new_accounts")]
    [InlineData("5-operations/verified.yml", "queries:\n  - question: Q\n    query: { metrics: [paid], group_by: [acc|", "account.tier", "account")]
    [InlineData("5-operations/verified.yml", "queries:\n  - question: Q\n    query: { metrics: [paid], time: { range: last_|", "last_quarter", "last_month")]
    [InlineData(
        "5-operations/verified.yml",
        "queries:\n  - question: Q\n    query:\n      metrics: [paid]\n      where:\n        - { field: account.segment, op: |",
        "=",
        "not in",
        "contains"
    )]
    [InlineData(
        "5-operations/verified.yml",
        "queries:\n  - question: Q\n    query:\n      metrics: [paid]\n      where: [{ field: account.segment, op: in, values: [|",
        "enterprise",
        "startup"
    )]
    [InlineData("5-operations/verified.yml", "queries:\n  - question: Q\n    query: { metrics: [paid], order_by: [{ field: p|", "paid")]
    [InlineData("4-products/all.yml", "products:\n  - name: P\n    means: [{ field: account.segment, is: |", "enterprise", "startup")]
    [InlineData("5-operations/glossary.yml", "terms:\n  - term: T\n    definition: D\n    see: [pa|", "paid", "payment")]
    [InlineData("5-operations/calendar.yml", "time_zone: Europe/Am|", "Europe/Amsterdam")]
    [InlineData("5-operations/calendar.yml", "week_start: |", "monday", "sunday")]
    public async Task Names_and_choices_are_suggested_everywhere_else(string path, string text, params string[] expected) =>
        expected.ShouldBeSubsetOf(await _editor.SuggestAsync(path, text));

    [Fact]
    public async Task A_name_over_a_join_replaces_its_last_part_alone() =>
        (await _editor.ChooseAsync(MetricsFile, "metrics:\n  - name: x\n    entity: payment\n    where: account.se| = 'a'\n", "segment")).ShouldBe(
            "metrics:\n  - name: x\n    entity: payment\n    where: account.segment = 'a'\n"
        );

    [Fact]
    public async Task A_field_replaces_all_of_what_is_typed() =>
        (
            await _editor.ChooseAsync(
                "5-operations/verified.yml",
                "queries:\n  - question: Q\n    query: { metrics: [paid], group_by: [account.ti|] }",
                "account.tier"
            )
        ).ShouldBe("queries:\n  - question: Q\n    query: { metrics: [paid], group_by: [account.tier] }");

    [Fact]
    public async Task At_the_column_of_the_dashes_a_new_item_and_the_keys_of_the_last_one_are_suggested()
    {
        var text = "metrics:\n  - name: x\n    entity: account\n  |";
        (await _editor.SuggestAsync(MetricsFile, text))[0].ShouldBe("- name:");
        (await _editor.ChooseAsync(MetricsFile, text, "agg")).ShouldBe("metrics:\n  - name: x\n    entity: account\n    agg: |");
    }

    [Fact]
    public async Task Stored_values_of_indexed_dimensions_are_suggested_to_those_who_may_see_them()
    {
        _editor.ReturnValues("Acme", "Borealis");
        const string Text = "queries:\n  - question: Q\n    query: { metrics: [paid], where: [{ field: account.name, op: =, values: [|";
        (await _editor.SuggestAsync("5-operations/verified.yml", Text)).ShouldBe(["Acme", "Borealis"]);
        _editor.Level = "public";
        (await _editor.SuggestAsync("5-operations/verified.yml", Text)).ShouldBeEmpty();
    }

    [Fact]
    public async Task What_is_above_the_level_is_not_suggested()
    {
        const string Text = "metrics:\n  - name: x\n    entity: account\n    expr: se|";
        (await _editor.SuggestAsync(MetricsFile, Text)).ShouldContain("secret");
        _editor.Level = "internal";
        var labels = await _editor.SuggestAsync(MetricsFile, Text);
        labels.ShouldContain("seats");
        labels.ShouldNotContain("secret");
        _editor.Level = "public";
        (await _editor.SuggestAsync(MetricsFile, "metrics:\n  - name: x\n    entity: |")).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("metrics:\n  - name: x # a |")]
    [InlineData("# |")]
    [InlineData("metrics:\n  - name: x\n    entity: account\n    where: note = 'some te|")]
    public async Task In_comments_and_texts_nothing_is_suggested(string text) => (await _editor.SuggestAsync(MetricsFile, text)).ShouldBeEmpty();

    [Fact]
    public async Task A_file_that_belongs_to_no_layer_has_no_suggestions() => (await _editor.SuggestAsync("notes/x.yml", "a|")).ShouldBeEmpty();

    /// <summary>Whatever is typed, at any place: no exception, and never more than can be shown.</summary>
    [Fact]
    public async Task Every_place_of_every_file_of_the_demo_can_be_asked()
    {
        using var demo = new LayerEditor(LayerEditor.Demo());
        foreach (var file in LayerEditor.Demo())
            for (var at = 0; at < file.Text.Length; at += 37)
            {
                var broken = file.Text[..at] + "|" + (at % 2 == 0 ? file.Text[at..] : "");
                (await demo.CompleteAsync(file.Path, broken)).Items.Count.ShouldBeLessThanOrEqualTo(200);
            }
    }
}
