using Shouldly;
using Workbench.Server.Embeddings;
using Workbench.Server.Router;
using Workbench.Server.Router.Learning;
using Workbench.Server.Router.Versions;
using Workbench.Shared.Router;
using Workbench.Tests.Infrastructure;

namespace Workbench.Tests.Router.Versions;

public sealed class WhenAVersionIsShipped(EmbeddedPostgresFixture postgres) : IAsyncLifetime
{
    private static readonly RouterWeights Good = Weights("v1-good", labels: t => t);

    /// <summary>It takes what needs the dearest tier for the cheapest.</summary>
    private static readonly RouterWeights Bad = Weights("v1-bad", labels: t => t == RouterTier.Max ? RouterTier.Fast : t);

    private RouterStore _store = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _store = await RouterStore.CreateAsync(postgres);
        await _store.HoldOutAsync(Enumerable.Range(0, 40).Select(i => ($"{RouterFixtures.Words[i % 4]} {(char)('a' + i % 26)}{500 + i}", (RouterTier)(i % 4))));
    }

    public ValueTask DisposeAsync() => _store.DisposeAsync();

    [Fact]
    public async Task A_better_one_comes_into_use_and_who_when_and_why_are_kept()
    {
        var weights = await _store.KeepAsync(Bad);
        await KeepAsync(Good);
        var versions = _store.Versions(weights, user: "ann");
        var shipped = (await versions.ShipAsync("v1-good", insisted: null, Cancellation)).ShouldBeOfType<RouterShipped>();

        weights.Model.ShouldNotBeNull().Weights.Name.ShouldBe("v1-good");
        var kept = (await versions.HistoryAsync(10, Cancellation)).ShouldHaveSingleItem();
        (kept.By, kept.From, kept.To, kept.Insisted, kept.IsBack).ShouldBe(("ann", "v1-bad", "v1-good", null, false));
        kept.Id.ShouldBe(shipped.Ship.Id);
        // Ten messages of each tier: those of max are what differs.
        var comparison = kept.Comparison.ShouldNotBeNull();
        (comparison.IsBetter, comparison.Together.From.Right, comparison.Together.To.Right).ShouldBe((true, 30, 40));
        (await versions.ListAsync(Cancellation)).Select(v => (v.Name, v.IsInUse, v.IsOwn)).ShouldBe([("v1-good", true, false), ("v1-bad", false, true)]);
    }

    [Fact]
    public async Task One_that_is_not_better_comes_into_use_only_where_somebody_insists_in_words()
    {
        var weights = await _store.KeepAsync(Good);
        await KeepAsync(Bad);
        var versions = _store.Versions(weights);

        var rejected = (await versions.ShipAsync("v1-bad", insisted: null, Cancellation)).ShouldBeOfType<RouterShipRejected>();
        rejected.Comparison.ShouldNotBeNull().IsBetter.ShouldBeFalse();
        (await versions.ShipAsync("v1-bad", insisted: "  ", Cancellation)).ShouldBeOfType<RouterShipRejected>();
        (weights.Model?.Weights.Name, await _store.CountAsync("router_ships")).ShouldBe(("v1-good", 0));

        (await versions.ShipAsync("v1-bad", insisted: "to see what people do", Cancellation)).ShouldBeOfType<RouterShipped>();
        weights.Model?.Weights.Name.ShouldBe("v1-bad");
        (await versions.HistoryAsync(10, Cancellation)).ShouldHaveSingleItem().Insisted.ShouldBe("to see what people do");
    }

    [Fact]
    public async Task Back_goes_step_by_step_to_what_was_in_use_before()
    {
        var weights = await _store.KeepAsync(Bad);
        await KeepAsync(Good);
        await KeepAsync(Weights("v1-other", t => t));
        var versions = _store.Versions(weights);
        await versions.ShipAsync("v1-good", insisted: null, Cancellation);
        await versions.ShipAsync("v1-other", insisted: "as good, and mine", Cancellation);

        List<string?> names = [weights.Model?.Weights.Name];
        while (await versions.BackAsync(Cancellation) is RouterShipped)
            names.Add(weights.Model?.Weights.Name);
        names.ShouldBe(["v1-other", "v1-good", "v1-bad"]);
        // Nothing is taken out of the history.
        (await versions.HistoryAsync(10, Cancellation))
            .Select(s => (s.From, s.To, s.IsBack))
            .ShouldBe([("v1-good", "v1-bad", true), ("v1-other", "v1-good", true), ("v1-good", "v1-other", false), ("v1-bad", "v1-good", false)]);
        // And what was undone can be shipped again, and undone again.
        (await versions.ShipAsync("v1-good", insisted: null, Cancellation)).ShouldBeOfType<RouterShipped>();
        (await versions.BackAsync(Cancellation)).ShouldBeOfType<RouterShipped>().Ship.To.ShouldBe("v1-bad");
    }

    [Fact]
    public async Task A_candidate_that_is_cut_or_foreign_is_refused_with_the_reason_and_the_one_in_use_stays()
    {
        var weights = await _store.KeepAsync(Good);
        var cut = await KeepAsync(Weights("v1-cut", t => t));
        await File.WriteAllBytesAsync(
            Path.Combine(cut, "weights.bin"),
            (await File.ReadAllBytesAsync(Path.Combine(cut, "weights.bin"), Cancellation))[..^50],
            Cancellation
        );
        await KeepAsync(Good with { Name = "v1-foreign", Encoder = "another-encoder" });
        var versions = _store.Versions(weights);

        await RefusedAsync("v1-cut", "is cut or damaged");
        await RefusedAsync("v1-foreign", "trained on embeddings of another-encoder");
        await RefusedAsync("v1-nobody", "There are: v1-good, v1-cut, v1-foreign");
        await RefusedAsync("v1-good", "in use already");
        (weights.Model?.Weights.Name, await _store.CountAsync("router_ships")).ShouldBe(("v1-good", 0));
        (await versions.ListAsync(Cancellation)).Where(v => v.Problem is not null).Select(v => v.Name).ShouldBe(["v1-foreign", "v1-cut"]);

        async Task RefusedAsync(string name, string why)
        {
            (await versions.ShipAsync(name, "I insist", Cancellation)).ShouldBeOfType<RouterShipRejected>().Problem.ShouldContain(why);
            (await versions.CompareAsync(name, Cancellation)).ShouldBeOfType<RouterNotComparable>().Problem.ShouldContain(why);
        }
    }

    [Fact]
    public async Task Where_an_updated_program_cannot_read_what_is_in_use_it_goes_by_its_own_and_another_can_be_shipped()
    {
        var weights = await _store.KeepAsync(Bad);
        await KeepAsync(Good);
        var foreign = KnownVersion.Of(RouterWeightsFile.Bytes(Good with { Name = "v1-older", Encoder = "an-older-encoder" }), "v1-older") with
        {
            Name = "v1-older",
        };
        await new ShipStore(_store.Source).TryShipAsync(null, foreign, new Shipment(RouterStore.Noon, "bob", "v1-bad", null, null, null), Cancellation);

        var versions = _store.Versions(weights);
        (await versions.ListAsync(Cancellation))
            .Select(v => (v.Name, v.IsInUse, v.Problem is null))
            .ShouldBe([("v1-bad", true, true), ("v1-good", false, true), ("v1-older", false, false)], ignoreOrder: true);
        (await versions.ShipAsync("v1-good", insisted: null, Cancellation)).ShouldBeOfType<RouterShipped>().Ship.From.ShouldBe("v1-bad");
        weights.Model?.Weights.Name.ShouldBe("v1-good");
    }

    [Fact]
    public async Task Of_two_who_ship_at_once_the_second_is_told_to_look_again()
    {
        await _store.KeepAsync(Bad);
        await KeepAsync(Good);
        var candidate = _store.Files().Read().ShouldHaveSingleItem();
        ShipStore ships = new(_store.Source);
        Shipment shipment = new(RouterStore.Noon, "ann", "v1-bad", null, null, null);
        var both = await Task.WhenAll(ships.TryShipAsync(null, candidate, shipment, Cancellation), ships.TryShipAsync(null, candidate, shipment, Cancellation));
        both.Count(id => id is not null).ShouldBe(1);
    }

    [Fact]
    public async Task Labels_of_production_that_are_kept_aside_are_compared_on()
    {
        var weights = await _store.KeepAsync(Good);
        var labels = _store.Labels();
        for (var i = 0; i < 60; i++)
            await labels.AddAsync(
                new RouterLabelDraft($"{RouterFixtures.Words[2]} question {i} of production", MessagePlace.Later, RouterTier.Max),
                Cancellation
            );
        var aside = (await labels.CountAsync(Cancellation)).KeptAside;
        aside.ShouldBeGreaterThan(0);

        var version = (await _store.Versions(weights).ListAsync(Cancellation)).ShouldHaveSingleItem();
        version.Scores.Select(s => (s.Set, s.Messages, s.Right)).ShouldBe([("held-out", 40, 40), ("production", aside, aside)]);
    }

    private async Task<string> KeepAsync(RouterWeights weights) => (await _store.Files().KeepAsync(weights, AboutOf, w => w.Name, [], Cancellation)).Folder;

    private static RouterVersionAbout AboutOf(RouterWeights weights) =>
        new(weights.Name, RouterStore.Noon, weights.Seed, weights.DataHash, weights.Encoder, 120, 0, new RouterSetScore("left-out", 120, 100, 10, 0.3), 1);

    private static RouterWeights Weights(string name, Func<RouterTier, RouterTier> labels)
    {
        var set = RouterFixtures.Set();
        SampleSet taught = new([.. set.Examples.Select(e => e with { Label = labels(e.Label) })], set.Embeddings);
        return RouterWeightsFile.Rounded(
            RouterFixtures.Weights(taught, RouterFixtures.Small with { MostEpochs = 40 }) with
            {
                Name = name,
                Encoder = ISentenceEncoder.ModelName,
            }
        );
    }
}
