using Shouldly;
using Workbench.Tests.Infrastructure;

namespace Workbench.Tests.Workspace;

public sealed class WhenTheLayerIsBrokenAtTheFirstStart(EmbeddedPostgresFixture postgres)
{
    [Fact]
    public async Task Every_page_still_stands_and_one_tells_the_problem()
    {
        using var directory = new TestDirectory("broken-start");
        var layer = Path.Combine(directory.Path, "layer");
        Directory.CreateDirectory(layer);
        await File.WriteAllTextAsync(Path.Combine(layer, "layer.yml"), "name: [", TestContext.Current.CancellationToken);
        await using var server = WorkbenchProcess.Serve(
            Path.Combine(directory.Path, "data"),
            new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["ConnectionStrings__Workbench"] = await postgres.CreateStoreDatabaseAsync(),
                ["Warehouses__Demo__Enabled"] = "false",
                ["Semantics__Folder"] = layer,
            }
        );
        await server.WhenAnsweringAsync();
        using var http = new HttpClient { BaseAddress = new Uri(server.Url) };

        Dictionary<string, string> pages = new(StringComparer.Ordinal);
        foreach (var page in (string[])["/", "/traces", "/layer", "/costs"])
            pages[page] = await http.GetStringAsync(page, TestContext.Current.CancellationToken);

        pages["/"].ShouldContain("No semantic layer");
        pages["/layer"].ShouldContain("1 problem");
    }
}
