using System.Text.Json;
using Shouldly;
using Workbench.Tests.Infrastructure;

namespace Workbench.Tests.Router;

public sealed class WhenMessagesOfAFileAreClassified : IDisposable
{
    private readonly TestDirectory _directory = new("router");

    private string In => Path.Combine(_directory.Path, "prompts.jsonl");
    private string Out => Path.Combine(_directory.Path, "predictions.jsonl");

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Each_gets_a_line_in_order_with_its_tier_and_probabilities()
    {
        await WriteAsync(
            """{"id":"a","text":"What is the capital of Australia?"}""",
            "",
            """{"id":7,"text":""}""",
            JsonSerializer.Serialize(new { id = "c", text = new string('x', 100_000) })
        );
        var (exitCode, _, errors) = await RunAsync();
        errors.ShouldContain("3 messages classified. Warnings: empty 1, too_long 1.");
        exitCode.ShouldBe(0);
        var lines = (await File.ReadAllLinesAsync(Out, TestContext.Current.CancellationToken)).Select(l => JsonElement.Parse(l)).ToArray();
        lines.Select(l => l.GetProperty("id").ToString()).ShouldBe(["a", "7", "c"]);
        lines.Select(l => l.GetProperty("tier").GetString()).Take(2).ShouldBe(["fast", "context"]);
        foreach (var line in lines)
        {
            line.EnumerateObject().Select(p => p.Name).ShouldBe(["id", "tier", "probabilities", "duration_ms"]);
            line.GetProperty("probabilities").EnumerateObject().Select(p => p.Name).ShouldBe(["fast", "standard", "max", "context"]);
            line.GetProperty("probabilities").EnumerateObject().Sum(p => p.Value.GetDouble()).ShouldBe(1, 0.001);
            line.GetProperty("duration_ms").GetDouble().ShouldBeGreaterThanOrEqualTo(0);
        }
    }

    [Theory]
    [InlineData("""{"id":"b","txt":"hello"}""", "line 2: it has no text \"text\"")]
    [InlineData("""{"text":"hello"}""", "line 2: it has no text \"id\"")]
    [InlineData("hello", "line 2: no JSON")]
    [InlineData("[1]", "line 2: no JSON object")]
    [InlineData("""{"id":"b","text":"\ud83d"}""", "line 2: a text of it holds half a character")]
    public async Task A_line_that_is_none_is_told_and_nothing_is_written(string line, string told)
    {
        await WriteAsync("""{"id":"a","text":"hello"}""", line);
        var (exitCode, _, errors) = await RunAsync();
        exitCode.ShouldBe(2);
        errors.ShouldContain(told);
        Directory.GetFiles(_directory.Path).ShouldBe([In]);
    }

    [Fact]
    public async Task Weights_that_are_cut_are_refused()
    {
        await WriteAsync("""{"id":"a","text":"hello"}""");
        var cut = Path.Combine(_directory.Path, "cut.bin");
        var whole = await File.ReadAllBytesAsync(Repository.Path("router", "router-v1.bin"), TestContext.Current.CancellationToken);
        await File.WriteAllBytesAsync(cut, whole[..^100], TestContext.Current.CancellationToken);
        var (exitCode, _, errors) = await RunAsync("--weights", cut);
        exitCode.ShouldBe(1);
        errors.ShouldContain("cut.bin is cut or damaged");
        File.Exists(Out).ShouldBeFalse();
    }

    private Task WriteAsync(params string[] lines) => File.WriteAllLinesAsync(In, lines);

    private Task<(int ExitCode, string Output, string Errors)> RunAsync(params string[] more) =>
        WorkbenchProcess.RunAsync(_directory.Path, ["router", "classify", "--in", In, "--out", Out, .. more]);
}
