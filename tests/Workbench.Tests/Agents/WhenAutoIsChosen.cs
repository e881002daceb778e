using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Workbench.Server.Router;
using Workbench.Server.Router.Decisions;
using Workbench.Server.Router.Labels;
using Workbench.Shared.Chat;
using Workbench.Shared.Router;
using Workbench.Shared.Runs;
using Workbench.Shared.Traces;
using Workbench.Tests.Infrastructure;
using Workbench.Tests.Runs;

namespace Workbench.Tests.Agents;

/// <summary>Each message of an <c>auto</c> conversation is asked of the tier that it needs.</summary>
public sealed class WhenAutoIsChosen(EmbeddedPostgresFixture postgres)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private readonly List<(string Text, MessagePlace Place, double Bias)> _asked = [];

    private async Task<RunsHost> StartAsync()
    {
        var host = await RunsHost.StartAsync(
            await postgres.CreateStoreDatabaseAsync(),
            more: services =>
                services
                    .AddSingleton<IMessageRouter>(new WordRouter(_asked))
                    .AddSingleton<LabelLevels>()
                    .AddSingleton<IRouterLog, RouterLog>()
                    .Configure<RouterOptions>(o => o.Bias = 0.5)
        );
        host.Model.RoutedTiers = ["fast", "standard", "max"];
        return host;
    }

    private static async Task<StepDetail> RouteOfAsync(RunsHost host, RunProgress run) =>
        (await host.Traces.StepAsync(run.RunId, 1, Cancellation)).ShouldNotBeNull();

    [Fact]
    public async Task A_message_gets_its_tier_and_one_that_hangs_on_it_the_same()
    {
        await using var host = await StartAsync();

        var hard = await host.RunAsync("Prove it.");
        var after = await host.RunAsync("And by region?", hard.ConversationId);
        var easy = await host.RunAsync("Hello", hard.ConversationId);

        host.Model.Calls.Select(c => c.Model).Distinct().ShouldBe(["max", "fast"]);
        _asked.ShouldBe([("Prove it.", MessagePlace.First, 0.5), ("And by region?", MessagePlace.Later, 0.5), ("Hello", MessagePlace.Later, 0.5)]);
        var step = await RouteOfAsync(host, after);
        step.Row.Name.ShouldBe("max");
        step.Row.Summary.ShouldBe("max: as the message before, context 80%");
        (await RouteOfAsync(host, easy)).Row.Name.ShouldBe("fast");
        using var decision = JsonDocument.Parse(step.Response!);
        var verdict = decision.RootElement.GetProperty("verdict");
        verdict.GetProperty("probabilities").GetProperty("context").GetDouble().ShouldBe(0.8, 1e-6);
        (verdict.GetProperty("bias").GetDouble(), verdict.GetProperty("version").GetString()).ShouldBe((0.5, "words"));
        (decision.RootElement.GetProperty("tier").GetString(), decision.RootElement.GetProperty("inherits").GetString()).ShouldBe(("max", "max"));
        decision.RootElement.GetProperty("duration_ms").GetDouble().ShouldBeGreaterThanOrEqualTo(0);
    }

    [Fact]
    public async Task Each_decision_is_counted_with_what_the_person_did_after_it()
    {
        await using var host = await StartAsync();
        var again = await host.RunAsync("Prove it.");
        (await host.Chat.RetryAsync(again.RunId, null, Cancellation)).ShouldBeOfType<Asked>();
        var (edited, model) = (await host.RunAsync("Hello"), await host.RunAsync("Hi there"));
        var changed = (await host.Chat.EditAsync(edited.RunId, "Prove that.", Cancellation)).ShouldBeOfType<Asked>();
        await host.FollowAsync(changed.Run);
        (await host.Chat.AskAsync(new AskRequest("Go on", model.ConversationId, Model: "scripted"), Cancellation)).ShouldBeOfType<Asked>();
        await host.Chat.GiveFeedbackAsync(changed.Run, new Feedback(IsGood: false, "wrong"), Cancellation);

        var log = host.Get<IRouterLog>();
        var today = DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().Date);
        RoutedFilter days = new(today.AddDays(-1), today.AddDays(1));
        IReadOnlyList<RoutedMessage> listed = [];
        // The message that was asked again is decided anew, in its own time.
        while (listed.Count < 5)
            listed = (await log.ListAsync(days, after: null, 100, Cancellation)).Messages;

        RoutedMessage Of(Guid run) => listed.Single(m => m.Run == run);
        Of(again.RunId).Signals.ShouldBe([RouterSignal.Retry]);
        Of(edited.RunId).Signals.ShouldBe([RouterSignal.Edit]);
        (Of(model.RunId).Signals.Single(), Of(model.RunId).OverriddenWith).ShouldBe((RouterSignal.Override, "scripted"));
        Of(changed.Run).Signals.ShouldBe([RouterSignal.Dislike]);
        var first = Of(again.RunId);
        (first.Text, first.Tier, first.Verdict, first.Place, first.Bias, first.Version).ShouldBe(
            ("Prove it.", RouterTier.Max, RouterTier.Max, MessagePlace.First, 0.5, "words")
        );
        first.Probabilities.ShouldBe(new RouterProbabilities(0.1f, 0.1f, 0.8f, 0));

        var sums = await log.SumAsync(days, Cancellation);
        sums.Messages.ShouldBe(5);
        sums.Tiers.ShouldBe([new RouterTierUse(RouterTier.Fast, 2, 2, 0, 1, 1, 0), new RouterTierUse(RouterTier.Max, 3, 3, 1, 0, 0, 1)]);
        sums.Days.Sum(d => d.Fast).ShouldBe(2);
        sums.Days.Sum(d => d.Max).ShouldBe(3);
        sums.Versions.ShouldHaveSingleItem().Messages.ShouldBe(5);
        (await log.ListAsync(days with { Signal = RouterSignal.Override }, null, 100, Cancellation)).Messages.ShouldHaveSingleItem().Run.ShouldBe(model.RunId);
        var page = await log.ListAsync(days, null, 2, Cancellation);
        (await log.ListAsync(days, page.Next, 100, Cancellation)).Messages.Select(m => m.Run).ShouldBe(listed.Skip(2).Select(m => m.Run));

        // What was asked at a level above the asker's is counted, and its words are not shown.
        await host.ScalarAsync($"update runs set level = 'above' where id = '{changed.Run}'");
        (await log.ListAsync(days, null, 100, Cancellation)).Messages.Select(m => m.Run).ShouldBe(listed.Select(m => m.Run).Where(r => r != changed.Run));
        (await log.SumAsync(days, Cancellation)).Messages.ShouldBe(5);
    }

    [Fact]
    public async Task Who_chooses_a_model_is_not_overruled()
    {
        await using var host = await StartAsync();

        var asked = (await host.Chat.AskAsync(new AskRequest("Prove it.", Model: "scripted"), Cancellation)).ShouldBeOfType<Asked>();
        await host.FollowAsync(asked.Run);

        host.Model.Calls.Select(c => c.Model).Distinct().ShouldBe(["scripted"]);
        _asked.ShouldBeEmpty();
    }

    [Fact]
    public async Task Who_asks_the_same_again_of_another_model_has_overruled_the_router()
    {
        await using var host = await StartAsync();
        var routed = await host.RunAsync("Hello");

        var again = (await host.Chat.RetryAsync(routed.RunId, "scripted", Cancellation)).ShouldBeOfType<Asked>();
        (await host.FollowAsync(again.Run))[^1].Question.ShouldBe("Hello");

        host.Model.Calls.Select(c => c.Model).Distinct().ShouldBe(["fast", "scripted"]);
        var today = DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().Date);
        var message = (await host.Get<IRouterLog>().ListAsync(new RoutedFilter(today.AddDays(-1), today.AddDays(1)), null, 10, Cancellation)).Messages.Single();
        (message.OverriddenWith, message.Signals.Contains(RouterSignal.Retry), message.Signals.Contains(RouterSignal.Override)).ShouldBe(
            ("scripted", true, true)
        );
    }

    [Fact]
    public async Task Without_tiers_auto_is_one_model()
    {
        await using var host = await StartAsync();
        host.Model.RoutedTiers = [];

        var run = await host.RunAsync("Prove it.");

        host.Model.Calls.Select(c => c.Model).Distinct().ShouldBe(["scripted"]);
        (await RouteOfAsync(host, run)).Row.Summary.ShouldBe("auto is scripted");
    }

    /// <summary>Decides by words, so that a test can say what it wants.</summary>
    private sealed class WordRouter(List<(string Text, MessagePlace Place, double Bias)> asked) : IMessageRouter
    {
        public ValueTask<RouterVerdict> RouteAsync(string text, MessagePlace place, double bias, CancellationToken cancellationToken)
        {
            asked.Add((text, place, bias));
            var probabilities =
                text.StartsWith("Prove", StringComparison.Ordinal) ? new RouterProbabilities(0.1f, 0.1f, 0.8f, 0)
                : text.StartsWith("And", StringComparison.Ordinal) ? new RouterProbabilities(0.1f, 0.1f, 0, 0.8f)
                : new RouterProbabilities(0.9f, 0.1f, 0, 0);
            return ValueTask.FromResult(
                new RouterVerdict
                {
                    Tier = TierChoice.Of(probabilities, bias),
                    Probabilities = probabilities,
                    Bias = bias,
                    Version = "words",
                }
            );
        }
    }
}
