using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging.Abstractions;
using NSubstitute;
using Shouldly;
using Workbench.Server.Access;
using Workbench.Server.Semantics;
using Workbench.Server.Semantics.Compiler;
using Workbench.Server.Semantics.Layer;
using Workbench.Server.SemanticWorkspace;
using Workbench.Server.Workspace;
using Workbench.Tests.Infrastructure;
using Workbench.Tests.Semantics.Layer;

namespace Workbench.Tests.SemanticWorkspace;

public sealed class WhenTheLayerIsBrowsed : IDisposable
{
    private readonly TestDirectory _folder = new("browsed");
    private readonly SemanticLayers _layers;

    public WhenTheLayerIsBrowsed()
    {
        foreach (
            var file in SmallLayer.With(
                "3-metrics/all.yml",
                SmallLayer.Metrics + "\n  - { name: secrets, entity: account, agg: count_distinct, expr: secret }\n"
            )
        )
            Write(file);
        _layers = new SemanticLayers(_folder.Path, Substitute.For<ILayerRevisionStore>(), NullLogger<SemanticLayers>.Instance);
    }

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _layers.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task Files_are_listed_by_layer_with_what_is_in_them_and_what_is_wrong()
    {
        Write(new LayerFileText("3-metrics/more.yml", "metrics:\n  - { name: Bad Name, entity: account, agg: count }"));
        await _layers.ReloadAsync(Cancelled);

        var overview = await Open("internal").OverviewAsync(Cancelled);

        overview.IsStale.ShouldBeTrue();
        overview.Folders.Select(f => f.Label).ShouldBe(["Warehouse", "Entities", "Metrics", "Products", "Operations"]);
        overview.Folders[2].Files.Select(f => (f.Name, f.Errors)).ShouldBe([("all.yml", 0), ("more.yml", 1)]);
        overview.Problems.ShouldHaveSingleItem().Code.ShouldBe(LayerProblemCodes.BadName);
        overview.Metrics.Select(m => m.Name).ShouldContain("paid");
    }

    [Fact]
    public async Task What_is_wrong_is_told_without_names_above_the_level()
    {
        Write(new LayerFileText("3-metrics/more.yml", "metrics:\n  - { name: more, entity: account, agg: count_distinct, expr: secrt }"));
        await _layers.ReloadAsync(Cancelled);

        (await Open("restricted").OverviewAsync(Cancelled)).Problems.ShouldHaveSingleItem().Message.ShouldContain("secret");
        (await Open("internal").OverviewAsync(Cancelled)).Problems.ShouldHaveSingleItem().Message.ShouldNotContain("secret");
    }

    [Fact]
    public async Task A_metric_is_not_told_to_be_used_by_questions_above_the_level()
    {
        const string verified = """
            queries:
              - question: Paid by secret?
                query: { metrics: [paid], group_by: [account.secret] }
                owner: ann
                verified_on: 2026-06-01
              - question: Paid by tier?
                query: { metrics: [paid], group_by: [account.tier] }
                owner: ann
                verified_on: 2026-06-01
            """;
        Write(new LayerFileText("5-operations/verified.yml", verified));
        await _layers.ReloadAsync(Cancelled);

        (await Open("restricted").FindMetricAsync("paid", Cancelled))!.UsedBy.ShouldContain("“Paid by secret?”");
        var shown = (await Open("internal").FindMetricAsync("paid", Cancelled))!.UsedBy;
        shown.ShouldContain("“Paid by tier?”");
        shown.ShouldNotContain("“Paid by secret?”");
    }

    [Fact]
    public async Task A_metric_shows_its_definition_as_written_its_sql_and_what_uses_it()
    {
        var detail = (await Open("internal").FindMetricAsync("paid", Cancelled)).ShouldNotBeNull();

        detail.Definition.ShouldBe("{ name: paid, label: Paid, entity: payment, agg: sum, expr: amount_cents / 100, unit: USD, where: kind <> 'refund' }");
        detail.UsedBy.ShouldBe(["paid_per_account", "paid_yearly"]);
        detail.Fields.ShouldBe(
            ["payment.kind", "account.name", "account.tier", "account.note", "account.segment", "account.size", "account.seats", "employee.name"],
            ignoreOrder: true
        );
        detail.Sql.ShouldNotBeNull().ShouldContain("amount_cents");
        detail.PreviewQuery.ShouldNotBeNull().Metrics.ShouldBe(["paid"]);
    }

    [Fact]
    public async Task What_is_above_the_level_is_in_no_list_and_no_text()
    {
        var browser = Open("internal");
        var overview = await browser.OverviewAsync(Cancelled);
        overview.Metrics.ShouldNotContain(m => m.Name == "secrets");
        (await browser.FindMetricAsync("secrets", Cancelled)).ShouldBeNull();
        foreach (var file in overview.Folders.SelectMany(f => f.Files))
            (await browser.ReadFileAsync(file.Path, Cancelled))!.ShouldNotContain("secret");

        var above = Open("restricted");
        (await above.FindMetricAsync("secrets", Cancelled)).ShouldNotBeNull();
        (await above.ReadFileAsync("1-warehouse/crm.yml", Cancelled))!.ShouldContain("{ name: secret, type: text, access: restricted }");
        (await Open("public").OverviewAsync(Cancelled)).Metrics.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_definition_is_of_the_revision_in_use_when_the_files_on_disk_are_broken()
    {
        var before = (await Open("internal").FindMetricAsync("paid", Cancelled))!.Definition;
        Write(new LayerFileText("3-metrics/all.yml", "metrics:\n\n  - { name: secrets, entity: account, agg: count_distinct, expr: secret, label: Nope }\n ]"));
        await _layers.ReloadAsync(Cancelled);
        (await Open("internal").FindMetricAsync("paid", Cancelled))!.Definition.ShouldBe(before);
    }

    [Fact]
    public async Task Products_and_verified_questions_are_hidden_with_the_fields_and_tables_they_name()
    {
        Write(new LayerFileText("4-products/all.yml", "products:\n  - { name: Vault, kind: plan, means: [{ field: account.secret, is: [x] }] }\n"));
        Write(
            new LayerFileText(
                "5-operations/verified.yml",
                """
                queries:
                  - question: Accounts by confidence?
                    query: { metrics: [new_accounts], group_by: [account.secret] }
                    verified_on: 2026-01-01
                  - question: How many in plain words?
                    sql: select count(distinct secret) from crm.accounts
                    verified_on: 2026-01-01
                """
            )
        );
        await _layers.ReloadAsync(Cancelled);
        var browser = Open("internal");
        (await browser.ReadFileAsync("4-products/all.yml", Cancelled))!.ShouldNotContain("Vault");
        var verified = (await browser.ReadFileAsync("5-operations/verified.yml", Cancelled))!;
        verified.ShouldNotContain("confidence");
        verified.ShouldNotContain("plain words");
        (await Open("restricted").ReadFileAsync("5-operations/verified.yml", Cancelled))!.ShouldContain("plain words");
        (await Open("restricted").ReadFileAsync("4-products/all.yml", Cancelled))!.ShouldContain("Vault");
    }

    [Fact]
    public async Task Hidden_lines_leave_the_others_where_they_are()
    {
        var shown = (await Open("internal").ReadFileAsync("1-warehouse/crm.yml", Cancelled))!.Split('\n');
        var written = SmallLayer.Tables.Split('\n');
        shown.Length.ShouldBe(written.Length);
        shown.Where((line, i) => line != written[i]).ShouldHaveSingleItem().ShouldStartWith("# hidden");
    }

    [Fact]
    public async Task A_file_that_is_no_yaml_at_present_shows_nothing_that_was_hidden_before()
    {
        Write(new LayerFileText("1-warehouse/crm.yml", SmallLayer.Tables + "\n ]"));
        await _layers.ReloadAsync(Cancelled);
        (await Open("internal").ReadFileAsync("1-warehouse/crm.yml", Cancelled))!.ShouldNotContain("secret");
        (await Open("restricted").ReadFileAsync("1-warehouse/crm.yml", Cancelled))!.ShouldContain("secret");
    }

    [Fact]
    public async Task A_layer_that_was_never_good_shows_its_files_and_problems_and_nothing_else()
    {
        Write(new LayerFileText("layer.yml", "name: ["));
        Write(new LayerFileText("1-warehouse/crm.yml", SmallLayer.Tables + "\n ]"));
        using var layers = new SemanticLayers(_folder.Path, Substitute.For<ILayerRevisionStore>(), NullLogger<SemanticLayers>.Instance);
        var browser = Open("internal", layers);

        var overview = await browser.OverviewAsync(Cancelled);

        overview.Problems.Select(p => p.File).Distinct().ShouldBe(["layer.yml", "1-warehouse/crm.yml"], ignoreOrder: true);
        overview.Folders.SelectMany(f => f.Files).ShouldNotBeEmpty();
        (overview.Metrics.Count, overview.Entities.Count, overview.Revision).ShouldBe((0, 0, ""));
        (await browser.ReadFileAsync("1-warehouse/crm.yml", Cancelled))!.ShouldNotContain("secret");
        (await browser.FindMetricAsync("paid", Cancelled)).ShouldBeNull();
        (await browser.FindEntityAsync("account", Cancelled)).ShouldBeNull();
    }

    [Fact]
    public async Task Nothing_outside_the_folder_can_be_read()
    {
        (await Open("restricted").ReadFileAsync("../../etc/passwd", Cancelled)).ShouldBeNull();
        (await Open("restricted").ReadFileAsync("/etc/passwd", Cancelled)).ShouldBeNull();
    }

    private LayerBrowser Open(string level) => Open(level, _layers);

    private static LayerBrowser Open(string level, SemanticLayers layers)
    {
        var asker = Substitute.For<IAsker>();
        asker.Current.Returns(new Asker("somebody", level));
        var compiler = new SemanticCompiler();
        var today = new Today(TimeProvider.System, new ConfigurationBuilder().Build());
        return new LayerBrowser(layers, new LayerDisk(layers), new MetricDetails(compiler, new GroupableFields(compiler), today), asker);
    }

    private void Write(LayerFileText file)
    {
        var path = Path.Combine(_folder.Path, file.Path);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, file.Text);
    }
}
