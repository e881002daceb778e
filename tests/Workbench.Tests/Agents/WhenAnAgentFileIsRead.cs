using Shouldly;
using Workbench.Server.Agents;
using Workbench.Server.Yaml;

namespace Workbench.Tests.Agents;

public sealed class WhenAnAgentFileIsRead
{
    private static readonly string[] Tools = ["answer", "ask_user", "execute_sql", "look_up", "query_metrics"];

    [Fact]
    public void D0_is_read_whole()
    {
        var d0 = AgentFile.Read(File.ReadAllText(Path.Combine(Server.Storage.DataDirectory.SolutionDirectory()!, "agents", "d0.yml")), "d0.yml", Tools);
        d0.Name.ShouldBe("d0");
        d0.Tools.ShouldBe(["look_up", "query_metrics", "execute_sql", "ask_user", "answer"]);
        d0.Limits.ShouldBe(new AgentLimits(20, 400_000, 1.00m, TimeSpan.FromMinutes(5)));
        d0.Instructions.ShouldContain("five layers");
    }

    [Fact]
    public void The_same_content_is_the_same_version()
    {
        const string Text = "name: a\ninstructions: Be kind.\n";
        AgentFile.VersionOf(Text).ShouldBe(AgentFile.VersionOf(Text.Replace("\n", "\r\n", StringComparison.Ordinal)));
        AgentFile.VersionOf(Text).ShouldNotBe(AgentFile.VersionOf(Text + "model: max\n"));
    }

    [Fact]
    public void What_is_not_written_has_its_default()
    {
        var agent = AgentFile.Read("name: a\ninstructions: Be kind.\n", "a.yml", Tools);
        (agent.Model, agent.Limits).ShouldBe(("auto", AgentLimits.Default));
        agent.Tools.ShouldBeEmpty();
        agent.CachesReplies.ShouldBeFalse("whoever does not ask for it gets no old reply");
    }

    [Fact]
    public void Replies_may_be_taken_from_memory_where_the_file_says_so() =>
        AgentFile.Read("name: a\ninstructions: Be kind.\ncache: true\n", "a.yml", Tools).CachesReplies.ShouldBeTrue();

    [Theory]
    [InlineData("name: a\ninstructions: x\ntolls: [answer]", "a.yml:3:1: `tolls` is not known here. Did you mean tools?")]
    [InlineData("name: a\ninstructions: x\ntools: [answer, query_metric]", "a.yml:3:17: There is no tool `query_metric`. Did you mean query_metrics?")]
    [InlineData("name: A b\ninstructions: x", "a.yml:1:7: `name` is lower-case letters, digits and hyphens, not \"A b\".")]
    [InlineData("name: a", "a.yml:1:1: `instructions` is missing.")]
    [InlineData("name: a\ninstructions: x\nlimits: { wall_clock: soon }", "a.yml:3:23: `wall_clock` is a time such as 90 s, 10 min or 2 h, not \"soon\".")]
    [InlineData("name: a\ninstructions: x\nlimits: { steps: 0 }", "a.yml:3:18: `steps` is a number from 1 to 10000, not \"0\".")]
    [InlineData("name: a\ninstructions: x\ncache: often", "a.yml:3:8: `cache` is true or false, not \"often\".")]
    [InlineData("- a", "a.yml:1:1: The file must be one YAML mapping of keys to values.")]
    public void A_mistake_is_found_with_its_place_and_a_way_out(string text, string expected) =>
        Should.Throw<YamlFileException>(() => AgentFile.Read(text, "a.yml", Tools)).Message.ShouldBe(expected);
}
