using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Workbench.Server.Embeddings;
using Workbench.Server.Router;
using Workbench.Server.Router.Learning;
using Workbench.Shared.Router;
using Workbench.Tests.Infrastructure;

namespace Workbench.Tests.Router;

public sealed class WhenMessagesAreRouted
{
    /// <summary>
    /// Four public sources (router/held-out) of which training, calibration and the sweep saw nothing. docs/router.md states what was measured;
    /// this is a little below, for processors that round otherwise.
    /// </summary>
    private const double HeldOut = 0.70;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_shipped_weights_are_as_right_on_sources_held_out_as_the_report_says()
    {
        await using var services = Services([]);
        var router = services.GetRequiredService<IMessageRouter>();
        var examples = await RouterExamples.ReadFolderAsync(Repository.Path("router", "held-out"), Cancellation);
        List<Prediction> predictions = [];
        foreach (var example in examples)
            predictions.Add(new Prediction(example, (await router.RouteAsync(example.Text, MessagePlace.Unknown, 0, Cancellation)).Probabilities));
        new RouterScore(predictions).Accuracy.ShouldBeGreaterThan(HeldOut);
    }

    [Fact]
    public async Task The_shipped_weights_learned_from_the_examples_of_the_repository_and_none_held_out()
    {
        var weights = RouterWeightsFile.Read(Repository.Path("router", "router-v1.bin"));
        var examples = await RouterExamples.ReadFolderAsync(Repository.Path("router", "examples"), Cancellation);
        weights.DataHash.ShouldBe(RouterExamples.Hash(examples));
        var held = await RouterExamples.ReadFolderAsync(Repository.Path("router", "held-out"), Cancellation);
        held.Select(e => e.Source).Intersect(examples.Select(e => e.Source)).ShouldBeEmpty();
        held.Select(e => e.Text).Intersect(examples.Select(e => e.Text)).ShouldBeEmpty();
        new FileInfo(Repository.Path("router", "router-v1.bin")).Length.ShouldBeLessThan(1_000_000);
    }

    [Theory]
    [InlineData("yes, the second one please", RouterTier.Context)]
    [InlineData("and by region?", RouterTier.Context)]
    [InlineData("What is the capital of Norway?", RouterTier.Fast)]
    [InlineData("Prove that every bounded sequence of reals has a convergent subsequence, then generalise it to compact metric spaces.", RouterTier.Max)]
    public async Task Plain_cases_are_told_apart(string text, RouterTier tier)
    {
        await using var services = Services([]);
        (await services.GetRequiredService<IMessageRouter>().RouteAsync(text, MessagePlace.Unknown, 0, Cancellation)).Tier.ShouldBe(tier);
    }

    [Fact]
    public async Task Without_weights_the_standard_tier_holds_and_a_warning_says_why()
    {
        await using var services = Services([new("Router:Weights", "/nowhere/router.bin")]);
        var verdict = await services.GetRequiredService<IMessageRouter>().RouteAsync("hello", MessagePlace.First, 0, Cancellation);
        verdict.Tier.ShouldBe(RouterTier.Standard);
        verdict.Warnings.ShouldHaveSingleItem().Code.ShouldBe("no_weights");
        verdict.Warnings[0].Message.ShouldContain("/nowhere/router.bin");
    }

    [Fact]
    public async Task Without_an_encoder_likewise()
    {
        await using var services = Services([new("Embeddings:Directory", "/nowhere/encoder")]);
        var verdict = await services.GetRequiredService<IMessageRouter>().RouteAsync("hello", MessagePlace.First, 0, Cancellation);
        verdict.Tier.ShouldBe(RouterTier.Standard);
        verdict.Warnings.ShouldHaveSingleItem().Code.ShouldBe("no_encoder");
    }

    [Fact]
    public async Task No_message_makes_it_fail()
    {
        await using var services = Services([]);
        var router = services.GetRequiredService<IMessageRouter>();
        foreach (var text in BadMessages.All)
            Enum.IsDefined((await router.RouteAsync(text, MessagePlace.Unknown, 0, Cancellation)).Tier).ShouldBeTrue();
    }

    private static ServiceProvider Services(KeyValuePair<string, string?>[] settings)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(settings).Build();
        return new ServiceCollection().AddLogging().AddEmbeddings(configuration).AddRouter(configuration).BuildServiceProvider();
    }
}
