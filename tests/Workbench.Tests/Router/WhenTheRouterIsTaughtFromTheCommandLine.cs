using System.Text.Json;
using Shouldly;
using Workbench.Server.Router;
using Workbench.Server.Router.Versions;
using Workbench.Shared.Router;
using Workbench.Tests.Infrastructure;

namespace Workbench.Tests.Router;

public sealed class WhenTheRouterIsTaughtFromTheCommandLine : IDisposable
{
    private readonly TestDirectory _directory = new("taught");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private string Data => Path.Combine(_directory.Path, "data");

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Labels_come_from_a_file_are_listed_and_go_to_one_to_train_on()
    {
        var (input, output) = (File("in.jsonl"), File("out.jsonl"));
        await System.IO.File.WriteAllLinesAsync(
            input,
            ["""{"text":"Draft a plan","label":"max","place":"first","by":"carla"}""", """{"text":"and by region?","label":"context","kind":"followup"}"""],
            Cancellation
        );
        (await RunAsync("label", "--in", input)).ShouldSatisfyAllConditions(r => r.ExitCode.ShouldBe(0), r => r.Output.ShouldContain("2 are new or changed"));
        (await RunAsync("label", "--list")).Output.ShouldContain("and by region?");
        (await RunAsync("label", "--export", output)).ExitCode.ShouldBe(0);

        var lines = (await System.IO.File.ReadAllLinesAsync(output, Cancellation)).Select(l => JsonElement.Parse(l)).ToArray();
        lines
            .Select(l =>
                (l.GetProperty("text").GetString(), l.GetProperty("label").GetString(), l.GetProperty("kind").GetString(), l.GetProperty("source").GetString())
            )
            .ShouldBe([("Draft a plan", "max", "opening", "production"), ("and by region?", "context", "followup", "production")]);
        lines[0].GetProperty("by").GetString().ShouldBe("carla");
        // What was exported is what there is: to read it again changes nothing.
        (await RunAsync("label", "--in", output)).Output.ShouldContain("0 are new or changed");
    }

    [Theory]
    [InlineData("""{"text":"a","label":"slow"}""", "\"slow\" is no label")]
    [InlineData("""{"text":"a","label":"fast","place":"middle"}""", "the place is \"middle\"")]
    [InlineData("""{"label":"fast"}""", "no text \"text\"")]
    public async Task A_line_that_is_no_label_is_told_with_its_number_and_nothing_is_imported(string line, string problem)
    {
        await System.IO.File.WriteAllLinesAsync(File("in.jsonl"), ["""{"text":"good","label":"fast"}""", line], Cancellation);
        var (exitCode, _, errors) = await RunAsync("label", "--in", File("in.jsonl"));
        exitCode.ShouldBe(2);
        errors.ShouldContain("line 2");
        errors.ShouldContain(problem);
        Directory.Exists(Path.Combine(Data, "postgres")).ShouldBeFalse();
    }

    [Theory]
    [InlineData("ship")]
    [InlineData("ship", "v1-a", "--back")]
    [InlineData("label", "--list", "--export", "x.jsonl")]
    [InlineData("train", "--ship", "--out", "x.bin")]
    public async Task What_does_not_fit_together_is_wrong_usage(params string[] arguments) => (await RunAsync(arguments)).ExitCode.ShouldBe(2);

    [Fact]
    public async Task Training_needs_no_database_and_leaves_a_candidate_while_what_is_in_use_stays()
    {
        var examples = Path.Combine(_directory.Path, "examples");
        Directory.CreateDirectory(examples);
        for (var source = 0; source < 3; source++)
            await System.IO.File.WriteAllLinesAsync(
                Path.Combine(examples, $"source{source}.jsonl"),
                Enumerable
                    .Range(0, 16)
                    .Select(i =>
                        $$"""{"id":"{{source}}-{{i}}","text":"{{RouterFixtures.Words[i % 4]}} {{source}} {{i}}","label":"{{RouterTiers.Name((RouterTier)(i % 4))}}"}"""
                    ),
                Cancellation
            );

        var (exitCode, output, errors) = await RunAsync("train", "--data", examples);
        exitCode.ShouldBe(0, errors);
        Directory.Exists(Path.Combine(Data, "postgres")).ShouldBeFalse();
        var candidate = new VersionFiles(Path.Combine(Data, "router")).Read().ShouldHaveSingleItem();
        output.ShouldContain($"router ship {candidate.Name}");
        var about = candidate.About.ShouldNotBeNull();
        (about.Name, about.Messages, about.Production, about.LeftOut.Messages).ShouldBe((candidate.Name, 48, 0, 48));
        System.IO.File.ReadAllText(Path.Combine(Data, "router", "versions", candidate.Name, "report.md")).ShouldStartWith($"# Router weights {candidate.Name}");

        // The same again is the same version; other messages make another one beside it.
        await RunAsync("train", "--data", examples);
        new VersionFiles(Path.Combine(Data, "router")).Read().ShouldHaveSingleItem().Key.ShouldBe(candidate.Key);
        await RunAsync("train", "--data", examples, "--seed", "8");
        new VersionFiles(Path.Combine(Data, "router")).Read().Count.ShouldBe(2);
        System.IO.File.Exists(Path.Combine(Data, "router", "in-use.bin")).ShouldBeFalse();
    }

    [Fact]
    public async Task Commands_without_a_database_go_by_what_was_put_into_use()
    {
        var own = RouterWeightsFile.Read(Repository.Path("router", "router-v1.bin"));
        await new VersionFiles(Path.Combine(Data, "router")).WriteInUseAsync([1, 2, 3], Cancellation);
        await System.IO.File.WriteAllLinesAsync(File("in.jsonl"), ["""{"id":1,"text":"What is the capital of Norway?"}"""], Cancellation);
        var (exitCode, _, errors) = await RunAsync("classify", "--in", File("in.jsonl"), "--out", File("out.jsonl"));
        exitCode.ShouldBe(0);
        errors.ShouldContain("The program's own weights are used instead");

        // With its last layer at zero it says the same of every message, which the program's own do not.
        foreach (var member in own.Members)
            Array.Clear(member.Layers[^1].Weights);
        await new VersionFiles(Path.Combine(Data, "router")).WriteInUseAsync(RouterWeightsFile.Bytes(own), Cancellation);
        var before = await System.IO.File.ReadAllTextAsync(File("out.jsonl"), Cancellation);
        (await RunAsync("classify", "--in", File("in.jsonl"), "--out", File("out.jsonl"))).ExitCode.ShouldBe(0);
        ProbabilitiesOf(await System.IO.File.ReadAllTextAsync(File("out.jsonl"), Cancellation)).ShouldNotBe(ProbabilitiesOf(before));
    }

    private static string ProbabilitiesOf(string line) => JsonElement.Parse(line).GetProperty("probabilities").GetRawText();

    private string File(string name) => Path.Combine(_directory.Path, name);

    private Task<(int ExitCode, string Output, string Errors)> RunAsync(params string[] arguments) => WorkbenchProcess.RunAsync(Data, ["router", .. arguments]);
}
