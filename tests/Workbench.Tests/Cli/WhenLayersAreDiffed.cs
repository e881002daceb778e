using System.Text.Json;
using Shouldly;
using Workbench.Tests.AnswerDiffs;
using Workbench.Tests.Infrastructure;

namespace Workbench.Tests.Cli;

public sealed class WhenLayersAreDiffed : IDisposable
{
    private readonly TestDirectory _directory = new("diffed");

    private string Old => Path.Combine(_directory.Path, "old");
    private string New => Path.Combine(_directory.Path, "new");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_exit_code_says_whether_something_changes_without_a_store_or_a_warehouse()
    {
        Write(Old);
        Write(New, ("where: status = 'paid'", "where: status = 'refunded'"));
        var report = Path.Combine(_directory.Path, "diff.md");

        var same = await RunAsync(Old, Old);
        var changed = await RunAsync(Old, New, "--markdown", report);
        var json = await RunAsync(Old, New, "--json");

        (same.ExitCode, changed.ExitCode, json.ExitCode).ShouldBe((0, 1, 1), changed.Errors);
        same.Output.ShouldContain("No number changes.");
        (await File.ReadAllTextAsync(report, Cancellation)).ShouldContain("Revenue (`revenue`)");
        using var document = JsonDocument.Parse(json.Output);
        document.RootElement.GetProperty("items").EnumerateArray().Select(i => i.GetProperty("outcome").GetString()).ShouldAllBe(o => o == "not_run");
        Directory.Exists(Path.Combine(_directory.Path, "data")).ShouldBeFalse();
    }

    [Fact]
    public async Task What_cannot_be_compared_ends_with_2_and_says_why()
    {
        Write(Old);
        Write(New, ("entity: order, agg: sum", "entity: nowhere, agg: sum"));

        var broken = await RunAsync(Old, New);
        var missing = await RunAsync(Old, Path.Combine(_directory.Path, "missing"));
        var noCommit = await RunAsync("nonsense:layer", Old);

        (broken.ExitCode, missing.ExitCode, noCommit.ExitCode).ShouldBe((2, 2, 2));
        broken.Errors.ShouldContain("3-metrics/shop.yml:2:");
        missing.Errors.ShouldContain("There is no folder");
        noCommit.Errors.ShouldContain("git");
        foreach (var errors in new[] { broken.Errors, missing.Errors, noCommit.Errors })
            errors.ShouldNotContain("   at ");
    }

    private Task<(int ExitCode, string Output, string Errors)> RunAsync(string a, string b, params string[] more) =>
        WorkbenchProcess.RunAsync(Path.Combine(_directory.Path, "data"), ["semantic", "diff", a, b, "--no-values", .. more]);

    private static void Write(string folder, params (string, string)[] changes)
    {
        foreach (var file in ChangedShopFiles.With(changes))
        {
            var path = Path.Combine(folder, file.Path);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, file.Text);
        }
    }

    public void Dispose() => _directory.Dispose();
}
