using AngleSharp.Dom;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Workbench.Client.Settings;
using Workbench.Shared.Models;
using Workbench.Shared.Playground;
using Workbench.Tests.Infrastructure;

namespace Workbench.Tests.Client;

public sealed class WhenModelsAreSet
{
    private static readonly DateTimeOffset Now = new(2026, 11, 22, 11, 0, 0, TimeSpan.Zero);
    private static readonly ProviderSetup Local = new("local", "local", Address: null, new ProviderKey(null, IsThere: false), new Healthy());
    private static readonly ModelLine LocalModel = new(
        "local",
        "Local",
        "local",
        "local",
        null,
        null,
        ["tools"],
        new ModelPriceLine(0, 0, null, null, new DateOnly(2026, 1, 1), null, 0),
        new Healthy()
    );

    private static readonly ModelSetup Fresh = new(
        new ModelsFileState("/etc/workbench/models.yml", Now, null),
        new AutoModel("local", ["local"]),
        [Local],
        [LocalModel],
        []
    );

    private static readonly ModelSetup Full = new(
        new ModelsFileState("/etc/workbench/models.yml", Now, null),
        new AutoModel("standard", ["gpt", "claude"]),
        [
            Local,
            new ProviderSetup(
                "openai",
                "openai",
                "https://api.openai.com/v1",
                new ProviderKey("Environment variable OPENAI_API_KEY", IsThere: true),
                new CoolingDown(Now.AddSeconds(20), "openai: 429 Too Many Requests: slow down")
            )
            {
                Limits = "8 at once",
                Running = 2,
            },
            new ProviderSetup(
                "anthropic",
                "anthropic",
                "https://api.anthropic.com/v1",
                new ProviderKey("File /run/secrets/key", IsThere: false),
                new KeyMissing("the file /run/secrets/key, which is to hold the key of anthropic, is empty.")
            ),
        ],
        [
            LocalModel,
            new ModelLine(
                "gpt",
                "gpt",
                "openai",
                "gpt-x-1",
                400_000,
                128_000,
                ["tools", "images"],
                new ModelPriceLine(2.5m, 10m, 0.25m, null, new DateOnly(2026, 1, 1), "openai.com/pricing", 2),
                new Healthy()
            ),
            new ModelLine("claude", "Claude", "anthropic", "claude-x", null, null, [], Price: null, new Refused("anthropic: 401 Unauthorized")),
        ],
        [
            new TierSetup(
                "standard",
                [new TierGroup([new TierMember("gpt", 3, 0.75), new TierMember("claude", 1, 0.25)]), new TierGroup([new TierMember("local", 1, 0)])],
                TimeSpan.FromSeconds(8)
            ),
        ]
    );

    [Fact]
    public async Task A_fresh_machine_is_told_what_to_put_where()
    {
        var page = await ShowAsync(Fresh);
        page.QuerySelector("[aria-label='Add a provider']")!.TextContent.ShouldContain("Only the local model is set");
        page.QuerySelector("#models-example")!.TextContent.ShouldBe(ModelsExample.File);
        page.QuerySelector("#models-file")!.TextContent.ShouldBe("/etc/workbench/models.yml");
        page.QuerySelectorAll("button").ShouldNotContain(b => b.TextContent == "Test connection", "there is nothing to connect to");
    }

    [Fact]
    public async Task Providers_are_shown_with_their_state_and_where_their_key_comes_from()
    {
        var rows = (await ShowAsync(Full)).QuerySelectorAll("section[aria-label='Providers'] tbody tr");
        rows[1].TextContent.ShouldContain("Environment variable OPENAI_API_KEY");
        rows[1].TextContent.ShouldContain("Cooling down until");
        rows[1].TextContent.ShouldContain("slow down");
        rows[1].TextContent.ShouldContain("8 at once, 2 running");
        rows[2].TextContent.ShouldContain("No key");
        rows[2].TextContent.ShouldContain("The file /run/secrets/key, which is to hold the key of anthropic, is empty.");
        rows.Select(r => r.QuerySelector("button") is not null).ShouldBe([false, true, false], "without a key there is nothing to test");
    }

    [Fact]
    public async Task A_price_has_its_date_and_source_and_none_is_unpriced_and_not_free()
    {
        var rows = (await ShowAsync(Full)).QuerySelectorAll("section[aria-label='Models'] tbody tr");
        rows[0].QuerySelectorAll(".num div").Select(c => c.TextContent).ShouldBe(["–", "–"]);
        rows[0].QuerySelectorAll(".num").Skip(1).Select(c => c.TextContent).ShouldBe(["$0", "$0", "$0"]);
        rows[1].QuerySelectorAll(".num div").Select(c => c.TextContent).ShouldBe(["400,000", "128,000"]);
        rows[1].QuerySelectorAll(".num").Skip(1).Select(c => c.TextContent).ShouldBe(["$2.50", "$0.25", "$10.00"]);
        rows[1].QuerySelector(".price")!.TextContent.ShouldBe("Since 2026-01-01, openai.com/pricing; 2 further rows for long prompts, service tiers or hours");
        rows[2].TextContent.ShouldContain("unpriced");
        rows[2].TextContent.ShouldNotContain("$0");
    }

    [Fact]
    public async Task A_tier_says_who_would_be_taken_now()
    {
        var page = await ShowAsync(Full);
        page.QuerySelectorAll(".tier li")
            .Select(l => l.TextContent.Replace('\n', ' ').Trim())
            .ShouldBe(["gpt weight 3 takes 75% now", "claude weight 1 takes 25% now", "local"]);
        page.QuerySelector(".auto")!.TextContent.ShouldBe("auto means standard. A call now would go to one of gpt, claude.");
    }

    [Fact]
    public async Task A_broken_file_is_told_with_its_place_and_the_last_good_one_holds()
    {
        var page = await ShowAsync(Full with { File = Full.File with { Problem = new ModelsFileProblem("There is no provider \"opnai\".", 12, 5) } });
        var alert = page.QuerySelector("[role=alert]")!.TextContent;
        alert.ShouldContain("What it said before still holds.");
        alert.ShouldContain("models.yml, line 12, column 5: There is no provider \"opnai\".");
    }

    [Fact]
    public async Task Words_of_others_are_text_and_no_markup()
    {
        var hostile = Full.Providers[1] with { State = new Refused("<img src=x onerror=alert(1)>") };
        var page = await ShowAsync(Full with { Providers = [Local, hostile] });
        page.QuerySelectorAll("img").ShouldBeEmpty();
    }

    [Fact]
    public void A_test_says_how_long_it_took_and_which_ids_are_not_offered()
    {
        ConnectionWords.Of(new Connected(TimeSpan.FromMilliseconds(212), 41, [])).ShouldBe("Connected in 212 ms; it offers 41 models.");
        ConnectionWords
            .Of(new Connected(TimeSpan.FromMilliseconds(212), 1, ["gpt-y"]))
            .ShouldBe("Connected in 212 ms; it offers 1 model, but not gpt-y. Correct that id in models.yml.");
    }

    private static Task<IDocument> ShowAsync(ModelSetup setup) =>
        StaticPage.RenderAsync<ModelsPage>(services =>
            services.AddSingleton<IModelSettings>(new FixedSettings(setup)).AddSingleton<IPlayground>(new WhenAPromptIsTried.ScriptedPlayground([], []))
        );

    private sealed class FixedSettings(ModelSetup setup) : IModelSettings
    {
        public ModelSetup Current => setup;

        public async IAsyncEnumerable<ModelSetup> FollowAsync([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
        {
            yield return setup;
            await Task.Delay(Timeout.Infinite, cancellationToken);
        }

        public Task<ConnectionTest> TestAsync(string provider, CancellationToken cancellationToken) => throw new NotSupportedException();
    }
}
