using Shouldly;
using Workbench.Server.SemanticDraft;
using Workbench.Server.SemanticInterchange;
using Workbench.Server.Semantics.Layer;
using Workbench.Tests.Infrastructure;

namespace Workbench.Tests.SemanticInterchange;

/// <summary>A file that somebody sends says where it wants to be written, and how to name what it needs.</summary>
public sealed class WhenAFileNamesItsOwnPlace
{
    private const string Orders = """
        semantic_models:
          - name: orders
            model: ref('orders')
            defaults: { agg_time_dimension: placed_at }
            entities: [{ name: order, type: primary, expr: id }]
            dimensions:
              - { name: placed_at, type: time, type_params: { time_granularity: day } }
              - { name: status, type: categorical }
            measures: [{ name: n, agg: count, expr: id }]
        metrics:
          - { name: bookings, type: simple, type_params: { measure: n } }

        """;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("../x.yml")]
    [InlineData("../../.ssh/authorized_keys")]
    [InlineData("/etc/cron.d/x.yml")]
    [InlineData("C:\\x.yml")]
    [InlineData("2-entities/../../x.yml")]
    [InlineData("2-entities/..\\..\\x.yml")]
    [InlineData(".bashrc")]
    [InlineData("notes/x.yml")]
    public void A_carried_file_that_is_no_file_of_a_layer_is_left_out_and_told(string path)
    {
        foreach (var format in Interchange.Formats)
        {
            var demo = Examples.Demo();
            var sent = Interchange.Export(format.Id, demo).Files.ShouldHaveSingleItem();
            var text =
                format.Id == "ossie"
                    ? sent
                        .Text.Replace("\\\"files\\\":{", $"\\\"files\\\":{{{InYaml(path)}:\\\"a: 1\\\",", StringComparison.Ordinal)
                        .Replace("\"files\":{", $"\"files\":{{{System.Text.Json.JsonSerializer.Serialize(path)}:\"a: 1\",", StringComparison.Ordinal)
                    : $"{sent.Text}#= {System.Text.Json.JsonSerializer.Serialize(path)}\n#|a: 1\n";
            text.ShouldNotBe(sent.Text, format.Id);
            var imported = Interchange.Import(format.Id, [sent with { Text = text }]);
            imported.Problems.ShouldBeEmpty(format.Id);
            imported.Files.ShouldNotContain(f => f.Path == path, format.Id);
            imported.Report.Losses.ShouldContain(l => l.Kind == "lost" && l.Object == $"file {path}", format.Id);
            // The rest of what it carries comes.
            Examples.Text(imported.Files).ShouldBe(Examples.Text(demo), format.Id);
        }
    }

    private static string InYaml(string path) =>
        System.Text.Json.JsonSerializer.Serialize(path).Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal);

    [Fact]
    public async Task Nothing_is_written_outside_of_the_folder()
    {
        using var directory = new TestDirectory("slip");
        var folder = Path.Combine(directory.Path, "in", "layer");
        await Should.ThrowAsync<ArgumentException>(() =>
            DraftFolder.WriteAsync(folder, [new DraftedFile("../../x.yml", "a: 1\n", "", "")], force: true, Cancelled)
        );
        await Should.ThrowAsync<ArgumentException>(() =>
            ForeignFolder.WriteAsync(folder, [new ForeignText("a.yml", "a: 1\n"), new ForeignText("../../y.yml", "a: 1\n")], Cancelled)
        );
        Directory.GetFiles(directory.Path, "*.yml", SearchOption.TopDirectoryOnly).ShouldBeEmpty();
    }

    [Fact]
    public void Names_of_an_archive_that_lead_out_of_it_are_brought_within_on_the_way_in_and_out()
    {
        var sources = new[]
        {
            new ForeignText("../../orders.yml", Orders),
            new ForeignText("/etc/more.yml", "metrics: []\n"),
            new ForeignText("orders.yml", "metrics: []\n"),
        };
        var imported = Interchange.Import("metricflow", sources);
        imported.Problems.ShouldBeEmpty();
        imported.Report.Losses.ShouldContain(l => l.Object == "file ../../orders.yml" && l.Kind == "changed");
        Interchange.Export("metricflow", imported.Files).Files.Select(f => f.Path).ShouldBe(["orders-2.yml", "etc/more.yml", "orders.yml"], ignoreOrder: true);

        // A layer that somebody wrote by hand.
        var layer = imported
            .Files.Select(f =>
                f.Path == "5-operations/interchange.yml" ? f with { Text = f.Text.Replace("etc/more.yml", "../../../more.yml", StringComparison.Ordinal) } : f
            )
            .ToArray();
        var exported = Interchange.Export("metricflow", layer);
        exported.Files.Select(f => f.Path).ShouldContain("more.yml");
        exported.Files.ShouldAllBe(f => !f.Path.Contains("..", StringComparison.Ordinal));
        exported.Report.Losses.ShouldContain(l => l.Object == "file ../../../more.yml");
    }

    [Fact]
    public async Task A_layer_that_is_replaced_by_force_leaves_what_lies_beside_it_and_the_old_files_are_kept()
    {
        using var directory = new TestDirectory("force");
        var folder = Path.Combine(directory.Path, "layer");
        await Write("layer.yml", "name: old\n");
        await Write("3-metrics/old.yml", "metrics: []\n");
        await Write("5-operations/verified.yml", "queries: []\n");
        await Write(".git/HEAD", "ref: refs/heads/main\n");
        await Write("README.md", "read me\n");
        await Write(".github/workflows/check.yml", "on: push\n");
        await Write("evals/questions.yml", "questions: []\n");

        var kept = await DraftFolder.WriteAsync(
            folder,
            [new DraftedFile("layer.yml", "name: new\n", "", ""), new DraftedFile("3-metrics/new.yml", "metrics: []\n", "", "")],
            force: true,
            Cancelled
        );

        Paths(folder)
            .ShouldBe([".git/HEAD", ".github/workflows/check.yml", "3-metrics/new.yml", "README.md", "evals/questions.yml", "layer.yml"], ignoreOrder: true);
        (await File.ReadAllTextAsync(Path.Combine(folder, "layer.yml"), Cancelled)).ShouldBe("name: new\n");
        kept.ShouldBe(folder + ".before");
        Paths(kept!).ShouldBe(["3-metrics/old.yml", "5-operations/verified.yml", "layer.yml"], ignoreOrder: true);
        (await File.ReadAllTextAsync(Path.Combine(kept!, "layer.yml"), Cancelled)).ShouldBe("name: old\n");

        // The same once more replaces nothing; another one is kept beside the first.
        (
            await DraftFolder.WriteAsync(
                folder,
                [new DraftedFile("layer.yml", "name: new\n", "", ""), new DraftedFile("3-metrics/new.yml", "metrics: []\n", "", "")],
                force: true,
                Cancelled
            )
        ).ShouldBeNull();
        (await DraftFolder.WriteAsync(folder, [new DraftedFile("layer.yml", "name: newer\n", "", "")], force: true, Cancelled)).ShouldBe(folder + ".before-2");

        async Task Write(string path, string text)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(folder, path))!);
            await File.WriteAllTextAsync(Path.Combine(folder, path), text, Cancelled);
        }

        static IEnumerable<string> Paths(string folder) =>
            Directory
                .GetFiles(folder, "*", SearchOption.AllDirectories)
                .Select(f => Path.GetRelativePath(folder, f).Replace('\\', '/'))
                .Where(f => !f.StartsWith(".workbench/", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("jinja__x = 1 and {{ Dimension('order__status') }} = 'a'")]
    [InlineData("jinja__9 = 1 and {{ Dimension('order__status') }} = 'a'")]
    [InlineData("jinja__0 = 'b' and {{ Dimension('order__status') }} = 'a'")]
    public void A_column_that_is_called_like_a_name_of_ours_is_a_column(string filter)
    {
        var imported = Interchange.Import(
            "metricflow",
            [new ForeignText("x.yml", $"{Orders}  - {{ name: few, type: simple, type_params: {{ measure: n }}, filter: \"{filter}\" }}\n")]
        );
        imported.Problems.ShouldBeEmpty();
        var few = LayerReader.Read(imported.Files).Content.Metrics.Single(m => m.Name == "few").Definition.ShouldBeOfType<SimpleMetric>();
        few.Where!.Text.ShouldBe(filter.Replace("{{ Dimension('order__status') }}", "status", StringComparison.Ordinal));
    }

    [Fact]
    public void A_text_that_is_called_like_a_name_of_ours_is_a_text()
    {
        var layer = new[]
        {
            new LayerFileText("layer.yml", "name: small\naccount: default\nversion: 1\n"),
            new LayerFileText(
                "1-warehouse/shop.yml",
                "schema: shop\ntables:\n  - name: orders\n    columns:\n      - { name: id, type: bigint }\n      - { name: a, type: text }\n      - { name: day, type: date }\n"
            ),
            new LayerFileText(
                "2-entities/order.yml",
                "entity: order\ntable: shop.orders\nkey: [id]\ntimes: [{ name: day, type: date }]\ndimensions: [{ name: a, expr: a }]\n"
            ),
            new LayerFileText(
                "3-metrics/m.yml",
                "metrics:\n  - { name: odd, entity: order, agg: count, where: \"a = 'jinja__0'\" }\n"
                    + "  - { name: even, entity: order, agg: count }\n"
                    + "  - { name: mixed, type: derived, expr: \"case when 'agg__9' = 'part__0' then odd else even end\" }\n"
            ),
        };
        LayerReader.Read(layer).Problems.ShouldBeEmpty();
        foreach (var format in Interchange.Formats)
        {
            var exported = Interchange.Export(format.Id, layer);
            Examples.Text(Interchange.Import(format.Id, exported.Files).Files).ShouldBe(Examples.Text(layer), format.Id);
        }
        Plain(Interchange.Export("metricflow", layer).Files[0]).ShouldContain("{{ Dimension('order__a') }} = 'jinja__0'");
        Plain(Interchange.Export("ossie", layer).Files[0]).ShouldContain("'agg__9' = 'part__0'");
    }

    /// <summary>Quotes within single quotes are written twice.</summary>
    private static string Plain(ForeignText file) => file.Text.Replace("''", "'", StringComparison.Ordinal);
}
