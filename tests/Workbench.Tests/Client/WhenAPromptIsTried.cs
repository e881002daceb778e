using AngleSharp.Dom;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Workbench.Client.Settings;
using Workbench.Shared.Playground;
using Workbench.Tests.Infrastructure;

namespace Workbench.Tests.Client;

public sealed class WhenAPromptIsTried
{
    private static readonly PlaygroundModel[] Offered =
    [
        new("auto", "Auto", "Uses gpt", TakesTemperature: true),
        new("local", "Local", "Runs in this program", TakesTemperature: false) { IsLocal = true },
        new("gpt", "gpt", "Sends questions to api.openai.com", TakesTemperature: true),
        new("thinker", "thinker", null, TakesTemperature: false),
        new("qwen", "qwen", null, TakesTemperature: true),
        new("claude", "Claude", null, TakesTemperature: true),
    ];

    private static readonly PlaygroundAttempt Good = new(
        1,
        "openai",
        "gpt",
        "first choice",
        TimeSpan.FromSeconds(2),
        TimeSpan.FromMilliseconds(250),
        Input: 1_000,
        Cached: 400,
        Output: 70,
        Reasoning: 20,
        IsEstimated: false,
        CostUsd: 0.0123m,
        Error: null
    );

    [Fact]
    public void Without_a_choice_two_models_are_asked_that_take_any_prompt() =>
        PlaygroundAddress.Read(null, null, null, Offered).Models.ShouldBe(["gpt", "thinker"]);

    [Fact]
    public void A_fresh_machine_has_the_local_one() => PlaygroundAddress.Read("gone", null, null, Offered[..2]).Models.ShouldBe(["local"]);

    [Fact]
    public void Nonsense_in_the_address_is_left_out()
    {
        PlaygroundAddress.Read("gpt,nobody,gpt", "-5", "nan", Offered).ShouldBeEquivalentTo(new PlaygroundAddress(new List<string> { "gpt" }, null, null));
        PlaygroundAddress.Read("auto,local,gpt,thinker,qwen", "300", "0.2", Offered).Models.Count.ShouldBe(4);
    }

    [Fact]
    public void An_address_is_read_as_it_was_written()
    {
        var written = PlaygroundAddress.Read("gpt,qwen", "300", "0.2", Offered);
        written.Href.ShouldBe("/settings/playground?models=gpt,qwen&max=300&temperature=0.2");
    }

    [Fact]
    public void One_to_four_models_are_chosen()
    {
        var one = PlaygroundAddress.Read("gpt", null, null, Offered);
        one.Toggle("gpt", Offered).Models.ShouldBe(["gpt"]);
        var four = one.Toggle("claude", Offered).Toggle("local", Offered).Toggle("qwen", Offered);
        four.Models.ShouldBe(["local", "gpt", "qwen", "claude"]);
        four.Toggle("thinker", Offered).Models.Count.ShouldBe(4);
        four.Toggle("gpt", Offered).Models.ShouldBe(["local", "qwen", "claude"]);
    }

    [Fact]
    public void A_call_is_told_by_what_all_its_attempts_took()
    {
        var failed = Good with
        {
            Provider = "azure",
            Output = 0,
            Input = 0,
            Cached = 0,
            Reasoning = 0,
            FirstTokenAfter = null,
            CostUsd = 0,
            Error = "azure: 503",
        };
        var facts = PlaygroundFacts.Create(Ended([failed, Good with { Number = 2, Decision = "after: azure: 503" }]));
        facts.FirstToken.ShouldBe("250 ms");
        facts.Total.ShouldBe("2.10 s");
        facts.Tokens.ShouldBe("1,000 in, 70 out");
        facts.Cost.ShouldBe("$0.0123");
        facts.Attempts.Count.ShouldBe(2);
        facts.Attempts[0].Error.ShouldBe("azure: 503");
    }

    [Fact]
    public void One_unpriced_attempt_makes_the_cost_unknown_and_not_free()
    {
        PlaygroundFacts.Create(Ended([Good, Good with { CostUsd = null }])).Cost.ShouldBe("unpriced");
        PlaygroundFacts.Create(Ended([])).Cost.ShouldBe("$0");
    }

    [Fact]
    public void Text_comes_in_pieces_of_which_only_the_last_one_changes()
    {
        var text = new StreamedText();
        foreach (var word in Enumerable.Repeat("word ", 1_000))
            text.Append(word);
        var before = text.Pieces.ToList();
        text.Append("end");
        text.Pieces.Take(before.Count - 1).ShouldBe(before.SkipLast(1));
        text.ToString().ShouldBe(string.Concat(Enumerable.Repeat("word ", 1_000)) + "end");
    }

    [Fact]
    public async Task The_page_says_what_the_local_model_gives()
    {
        var page = await ShowAsync(Offered[..2]);
        page.QuerySelector(".column")!.TextContent.ShouldContain("Reads a question over the semantic layer");
    }

    [Fact]
    public async Task Replies_stand_side_by_side_with_what_they_took()
    {
        await using var services = Services(
            Offered,
            [new PlaygroundReasoning("Hm."), new PlaygroundText("Hel"), new PlaygroundText("lo <b>"), new PlaygroundToolCall("query", "{}"), Ended([Good])]
        );
        using var stage = new ComponentStage(services);
        await stage.ShowAsync<PlaygroundPage>(new Dictionary<string, object?>());
        await stage.RaiseAsync("onchange", "aria-label", "Prompt", new Microsoft.AspNetCore.Components.ChangeEventArgs { Value = "Say hello" });
        await stage.RaiseAsync("onsubmit", "class", "prompt panel", EventArgs.Empty);

        var text = await stage.TextAsync();
        text.ShouldContain("Hello <b>");
        text.ShouldContain("Reasoning");
        text.ShouldContain("1,000 in, 70 out");
        stage.Fault.ShouldBeNull();
    }

    [Fact]
    public async Task Nothing_is_sent_without_a_prompt()
    {
        await using var services = Services(Offered, []);
        using var stage = new ComponentStage(services);
        await stage.ShowAsync<PlaygroundPage>(new Dictionary<string, object?>());
        await stage.RaiseAsync("onsubmit", "class", "prompt panel", EventArgs.Empty);
        (await stage.TextAsync()).ShouldContain("Write a prompt first.");
    }

    private static PlaygroundEnded Ended(IReadOnlyList<PlaygroundAttempt> attempts) => new(null, "stop", TimeSpan.FromSeconds(2.1), Guid.NewGuid(), attempts);

    private static Task<IDocument> ShowAsync(IReadOnlyList<PlaygroundModel> models) =>
        StaticPage.RenderAsync<PlaygroundPage>(services => services.AddSingleton<IPlayground>(new ScriptedPlayground(models, [])));

    private static ServiceProvider Services(IReadOnlyList<PlaygroundModel> models, IReadOnlyList<PlaygroundUpdate> updates) =>
        StaticPage.Services(services => services.AddSingleton<IPlayground>(new ScriptedPlayground(models, updates)));

    internal sealed class ScriptedPlayground(IReadOnlyList<PlaygroundModel> models, IReadOnlyList<PlaygroundUpdate> updates) : IPlayground
    {
        public IReadOnlyList<PlaygroundModel> Models => models;

        public async IAsyncEnumerable<PlaygroundUpdate> RunAsync(
            PlaygroundPrompt prompt,
            string model,
            Guid comparison,
            [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken
        )
        {
            foreach (var update in updates)
            {
                await Task.Yield();
                yield return update;
            }
        }
    }
}
