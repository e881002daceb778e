using Shouldly;
using Workbench.Tests.Infrastructure;

namespace Workbench.Tests.Cli;

public sealed class WhenACommandIsWrong : IDisposable
{
    private readonly TestDirectory _directory = new("wrong");

    [Theory]
    [InlineData("eval", "--in", "{dir}/missing.jsonl", "--out", "{dir}/out.jsonl")]
    [InlineData("eval", "--in", "{dir}/broken.jsonl", "--out", "{dir}/out.jsonl")]
    [InlineData("eval", "--in", "{dir}/good.jsonl", "--out", "{dir}/out.jsonl", "--database", "postgresql://nobody@127.0.0.1:port/x")]
    [InlineData("eval", "--in", "{dir}/good.jsonl", "--out", "{dir}/out.jsonl", "--database", "Host=127.0.0.1;Colour=red")]
    [InlineData("eval", "score", "--gold", "{dir}/missing.jsonl", "--predictions", "{dir}/missing.jsonl")]
    [InlineData("semantic", "compile", "{dir}/missing.json")]
    [InlineData("serve", "--url", "http://127.0.0.1:1")]
    [InlineData("--url=http://127.0.0.1:1")]
    [InlineData("eval", "import", "--name", "x", "--in", "{dir}/missing.jsonl")]
    [InlineData("eval", "run")]
    public async Task It_is_said_in_a_line_without_a_stack_and_exits_with_2(params string[] arguments)
    {
        await File.WriteAllTextAsync(Path.Combine(_directory.Path, "broken.jsonl"), "{\"id\":", TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(
            Path.Combine(_directory.Path, "good.jsonl"),
            "{\"id\":\"1\",\"question\":\"How many?\"}",
            TestContext.Current.CancellationToken
        );

        var (exitCode, _, errors) = await WorkbenchProcess.RunAsync(
            Path.Combine(_directory.Path, "data"),
            [.. arguments.Select(a => a.Replace("{dir}", _directory.Path, StringComparison.Ordinal))]
        );

        exitCode.ShouldBe(2, errors);
        errors.ShouldNotBeNullOrWhiteSpace();
        errors.ShouldNotContain("   at ");
    }

    [Fact]
    public async Task A_misspelt_option_of_serve_is_told_with_the_right_one()
    {
        var (exitCode, _, errors) = await WorkbenchProcess.RunAsync(Path.Combine(_directory.Path, "data"), ["serve", "--url", "http://127.0.0.1:1"]);

        exitCode.ShouldBe(2);
        errors.ShouldContain("There is no option --url. Did you mean --urls?");
    }

    public void Dispose() => _directory.Dispose();
}
