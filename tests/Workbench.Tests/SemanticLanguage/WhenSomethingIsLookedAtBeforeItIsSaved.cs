using Shouldly;
using Workbench.Shared.SemanticLayer;
using Workbench.Tests.Semantics.Layer;

namespace Workbench.Tests.SemanticLanguage;

/// <summary>The panel beside the editor follows the text, not the revision in use.</summary>
public sealed class WhenSomethingIsLookedAtBeforeItIsSaved : IDisposable
{
    private const string File = "3-metrics/all.yml";
    private const string Added =
        "\n  - name: enterprise_accounts\n    label: Enterprise accounts\n    entity: account\n    agg: count\n    where: segment = 'enterprise'\n";

    private readonly LayerEditor _editor = new(SmallLayer.Files);

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public void Dispose() => _editor.Dispose();

    [Fact]
    public async Task A_new_metric_has_its_label_its_text_its_sql_and_what_it_can_be_split_by()
    {
        var metric = (await FindAsync("enterprise_accounts", SmallLayer.Metrics + Added)).ShouldNotBeNull();
        metric.Line.Label.ShouldBe("Enterprise accounts");
        metric.Definition.ShouldContain("where: segment = 'enterprise'");
        metric.Sql.ShouldNotBeNull().ShouldContain("enterprise");
        metric.Fields.ShouldContain("account.tier");
    }

    [Fact]
    public async Task A_metric_tells_the_joins_of_all_entities_that_it_counts_and_which_its_own_query_takes()
    {
        var ratio = (await FindAsync("paid_per_account", SmallLayer.Metrics)).ShouldNotBeNull();
        ratio.Homes.ShouldBe(["payment", "account"]);
        ratio
            .Joins.Select(j => $"{j.Entity}.{j.Join.Name} -> {j.Join.To}, {j.IsTaken}")
            .ShouldBe(["payment.account -> account, True", "account.owner -> employee, False"]);

        var owned = SmallLayer.Metrics + "\n  - { name: owned, entity: payment, agg: count, where: account.owner.name = 'Ada' }\n";
        (await FindAsync("owned", owned))
            .ShouldNotBeNull()
            .Joins.Where(j => j.IsTaken)
            .Select(j => $"{j.Entity}.{j.Join.Name}")
            .ShouldBe(["payment.account", "account.owner"]);
    }

    [Fact]
    public async Task A_change_is_shown_also_while_another_place_has_an_error_and_sql_only_without_one()
    {
        var changed = SmallLayer.Metrics.Replace("label: Paid", "label: Paid in full", StringComparison.Ordinal);
        (await FindAsync("paid", changed)).ShouldNotBeNull().Sql.ShouldNotBeNull();

        var metric = (await FindAsync("paid", changed + "\n  - { name: wrong, entity: nothing, agg: count }\n")).ShouldNotBeNull();
        metric.Line.Label.ShouldBe("Paid in full");
        metric.Definition.ShouldContain("Paid in full");
        metric.Sql.ShouldBeNull();
        metric.UsedBy.ShouldContain("paid_yearly");
    }

    [Fact]
    public async Task What_a_level_may_not_know_is_not_there_and_what_the_text_lacks_neither()
    {
        var text = SmallLayer.Metrics + "\n  - { name: secrets, entity: account, agg: count_distinct, expr: secret }\n";
        (await FindAsync("secrets", text)).ShouldNotBeNull();
        _editor.Level = "internal";
        (await FindAsync("secrets", text)).ShouldBeNull();
        (await FindAsync("paid", "metrics: []\n")).ShouldBeNull();
    }

    [Fact]
    public async Task A_new_entity_has_its_fields_and_joins()
    {
        var texts = LayerTexts.Of(
            "2-entities/refund.yml",
            SmallLayer.Payment.Replace("entity: payment", "entity: refund\nlabel: Refund", StringComparison.Ordinal)
        );
        var entity = (await _editor.Language.FindEntityAsync(texts, "refund", Cancelled)).ShouldNotBeNull();
        entity.Line.Label.ShouldBe("Refund");
        entity.Fields.Select(f => f.Name).ShouldBe(["paid", "kind"]);
        entity.Joins.ShouldHaveSingleItem().To.ShouldBe("account");
        (await _editor.Language.FindEntityAsync(LayerTexts.None, "refund", Cancelled)).ShouldBeNull();
    }

    private Task<MetricDetail?> FindAsync(string name, string text) => _editor.Language.FindMetricAsync(LayerTexts.Of(File, text), name, Cancelled);
}
