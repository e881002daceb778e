using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Shouldly;
using Workbench.Server.Models;
using Workbench.Server.Models.Catalog;
using Workbench.Server.Yaml;
using ModelsFileProblem = Workbench.Shared.Models.ModelsFileProblem;

namespace Workbench.Tests.Models;

public sealed class WhenModelsAreNamedInAFile : IDisposable
{
    private const string Yaml = """
        providers:
          - name: openai
            address: https://api.openai.com/v1
            key_env: OPENAI_API_KEY
            concurrency: 8
            tokens_per_minute: 200_000
            timeouts: { first_token: 20s, whole: 2m }
          - { name: claude, kind: anthropic, key_env: ANTHROPIC_API_KEY }
          - { name: ollama, address: "http://localhost:11434/v1", output_limit_field: max_tokens }
        models:
          - { name: small, provider: openai, id: gpt-small-1, context: 128_000, max_output: 16384, capabilities: [tools, images] }
          - { name: opus, provider: claude, capabilities: [tools, reasoning, caching] }
          - { name: llama, provider: ollama }
        tiers:
          fast:
            hedge_after: 800ms
            groups:
              - members: [{ model: small, weight: 3 }, { model: llama }]
              - members: [{ model: opus }]
          max:
            groups: [{ members: [{ model: opus }] }]
        """;

    private readonly string _path = Path.Combine(Path.GetTempPath(), $"models-{Guid.NewGuid():n}.yml");

    public void Dispose() => File.Delete(_path);

    [Fact]
    public void Everything_is_read()
    {
        var document = ModelsFileReader.Read(SettingsMap.Parse(Yaml, "models.yml"), ModelsDocument.Empty);
        var openai = document.Providers[0];
        openai.Quota.ShouldBe(new ProviderQuota(8, null, 200_000));
        openai.Timeouts.ShouldBe(new ModelTimeouts(TimeSpan.FromSeconds(20), TimeSpan.FromSeconds(60), TimeSpan.FromMinutes(2)));
        document.Providers[1].Address.ShouldBe(new Uri("https://api.anthropic.com/v1"));
        document.Models[0].Id.ShouldBe("gpt-small-1");
        document.Models[0].Abilities.ShouldBe(ModelAbilities.Tools | ModelAbilities.Images);
        document.Models[1].Id.ShouldBe("opus");
        document.Tiers[0].HedgeAfter.ShouldBe(TimeSpan.FromMilliseconds(800));
        document.Tiers[0].Groups[0].ShouldBe([new TierMember("small", 3), new TierMember("llama", 1)]);
    }

    [Fact]
    public void Only_what_has_its_key_can_be_chosen()
    {
        var catalog = new TestGateway(Yaml, variable: name => name == "OPENAI_API_KEY" ? "k" : null).Catalog;
        catalog.Choices.Select(c => c.Name).ShouldBe(["auto", "fast", "small", "llama"]);
        catalog.Find("max").ShouldBeNull();
        catalog
            .WhyNot("opus")
            .ShouldBe("The model \"opus\" cannot be used: the environment variable ANTHROPIC_API_KEY, which is to hold the key of claude, is not set.");
        catalog.WhyNot("max").ShouldStartWith("The tier \"max\" cannot be used: the environment variable ANTHROPIC_API_KEY");
        catalog.Find("fast")!.Groups.Length.ShouldBe(1);
    }

    [Theory]
    [InlineData(
        "providers: [{ name: a, address: nowhere }]",
        "models.yml:1:33: `address` is an absolute address without a key in it, such as https://api.openai.com/v1, not \"nowhere\"."
    )]
    [InlineData("providers: [{ name: a, kind: bedrock, address: \"http://x\" }]", "models.yml:1:30: `kind` is openai, azure or anthropic, not \"bedrock\".")]
    [InlineData(
        "providers: [{ name: a, kind: azure, address: \"http://x\" }]",
        "models.yml:1:13: A provider of kind azure needs its `api_version`, such as 2024-10-21."
    )]
    [InlineData(
        "providers: [{ name: a, address: \"http://x\", key_env: \"sk-123.4\" }]",
        "models.yml:1:54: `key_env` is the name of an environment variable, not a key itself."
    )]
    [InlineData(
        "providers: [{ name: a, address: \"http://x\", timeouts: { whole: soon } }]",
        "models.yml:1:64: `whole` is a time such as 800ms, 30s or 5m, not \"soon\"."
    )]
    [InlineData("models: [{ name: m, provider: openai }]", "models.yml:1:31: There is no provider \"openai\" under `providers`.")]
    [InlineData("models: [{ name: max, provider: openai }]", "models.yml:1:18: \"max\" means a choice among models; name the model itself differently.")]
    [InlineData(
        "providers: [{ name: a, address: \"http://x\" }]\nmodels: [{ name: m, provider: a, capabilities: [tools, magic] }]",
        "models.yml:2:56: \"magic\" is no capability."
    )]
    [InlineData("tiers: { huge: {} }", "models.yml:1:10: `huge` is not known here.")]
    [InlineData("tiers: { fast: { groups: [{ members: [{ model: m }] }] } }", "models.yml:1:48: There is no model \"m\" under `models`.")]
    [InlineData("tiers: { fast: {} }", "models.yml:1:16: The tier fast needs `groups`, each with its `members`.")]
    [InlineData("providers: [{ name: a, adress: x }]", "models.yml:1:24: `adress` is not known here. Did you mean address?")]
    public void A_mistake_is_told_with_its_place(string yaml, string expected) =>
        Should
            .Throw<YamlFileException>(() => ModelsFileReader.Read(SettingsMap.Parse(yaml, "models.yml"), ModelsDocument.Empty))
            .Message.ShouldStartWith(expected);

    [Fact]
    public void A_changed_file_is_read_again_and_a_broken_one_changes_nothing()
    {
        var time = new ManualClock();
        Write("providers: [{ name: a, address: \"http://localhost:1\" }]\nmodels: [{ name: m, provider: a }]");
        using var file = new ModelsFile(
            _path,
            "m",
            ModelsDocument.Empty,
            (settings, key) => HostedProviders.Connect(settings, key, time),
            _ => null,
            NullLogger.Instance,
            time
        );
        var provider = file.Current.Models[0].Provider;

        Write("providers: [{ name: a, address: \"http://localhost:1\" }]\nmodels: [{ name: m, provider: a }, { name: second, provider: a }]");
        file.Current.Models.Length.ShouldBe(1); // Not looked at yet.
        time.Advance(TimeSpan.FromSeconds(2));
        file.Current.Choices.Select(c => c.Name).ShouldBe(["auto", "m", "second"]);
        file.Current.Models[0].Provider.ShouldBeSameAs(provider);

        Write("providers: [{ name: a, address: nowhere }]");
        time.Advance(TimeSpan.FromSeconds(2));
        file.Current.Models.Length.ShouldBe(2);
        file.Problem!.ShouldContain(":1:33: `address` is an absolute address");

        Write("providers: [{ name: a, address: \"http://localhost:2\" }]\nmodels: [{ name: m, provider: a }]");
        time.Advance(TimeSpan.FromSeconds(2));
        file.Current.Models.ShouldHaveSingleItem().Provider.ShouldNotBeSameAs(provider);
        file.Problem.ShouldBeNull();
    }

    [Fact]
    public void A_file_that_is_broken_at_the_start_leaves_what_there_is_without_it_and_is_told()
    {
        var time = new ManualClock();
        var log = new ToldLog();
        Write("providers: [{ name: a, address: \"https://me:sk-hidden@a.example\" }]");
        using var file = new ModelsFile(
            _path,
            "standard",
            ConfiguredModels.Read(new ModelsOptions()),
            (settings, key) => new LiveProvider(settings, key, new ScriptedChatClient(), wire: null, problem: null, time),
            _ => null,
            log,
            time
        );

        file.Current.Choices.Select(c => c.Name).ShouldBe(["auto", "local"]);
        file.Current.Prices.CostOf("local", "local", time.GetUtcNow(), new TokenUsage(10, 0, 0, 5, 0, IsEstimated: true)).ShouldBe(0);
        var setup = new ModelOverview(file, _ => null, time).Current;
        setup.File.ReadAt.ShouldBeNull();
        setup.File.Problem.ShouldBe(
            new ModelsFileProblem(
                "`address` is an absolute address without a key in it, such as https://api.openai.com/v1, not \"https://***@a.example\".",
                Line: 1,
                Column: 33
            )
        );
        var told = log.Told.ShouldHaveSingleItem();
        told.Level.ShouldBe(LogLevel.Error);
        told.Message.ShouldStartWith($"{_path} cannot be used, so what it names is not there, and auto means local. ");
        told.Message.ShouldContain(":1:33: `address` is an absolute address");
        told.Message.ShouldEndWith("Correct it: it is read again when it changes");
        told.Message.ShouldNotContain("sk-hidden");

        Write(
            "providers: [{ name: a, address: \"http://localhost:1\" }]\nmodels: [{ name: m, provider: a }]\ntiers: { standard: { groups: [{ members: [{ model: m }] }] } }"
        );
        time.Advance(TimeSpan.FromSeconds(2));
        file.Current.Default.ShouldBe("standard");
        file.Problem.ShouldBeNull();
    }

    private void Write(string text) => File.WriteAllText(_path, text);
}
