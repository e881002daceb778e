using Shouldly;
using Workbench.Server.Embeddings;
using Workbench.Server.Router;
using Workbench.Server.Router.Versions;
using Workbench.Shared.Router;
using Workbench.Tests.Infrastructure;

namespace Workbench.Tests.Router.Versions;

public sealed class WhenServersShareADatabase(EmbeddedPostgresFixture postgres) : IAsyncLifetime
{
    private static readonly RouterWeights Weights = RouterWeightsFile.Rounded(
        RouterFixtures.Weights(RouterFixtures.Set(), RouterFixtures.Small) with
        {
            Encoder = ISentenceEncoder.ModelName,
        }
    );

    private RouterStore _store = null!;
    private RouterModelSource _own = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _store = await RouterStore.CreateAsync(postgres);
        _own = await _store.KeepAsync(Weights with { Name = "v1-own" });
    }

    public ValueTask DisposeAsync() => _store.DisposeAsync();

    [Fact]
    public async Task A_running_one_takes_what_was_shipped_elsewhere_without_a_restart_and_its_verdicts_say_so()
    {
        using var follower = _store.Follower(_own);
        await follower.StartAsync(Cancellation);
        (await VersionAsync()).ShouldBe("v1-own");

        await ShipAsync("v1-new");
        await EventuallyAsync(async () => await VersionAsync() == "v1-new");
        // Questions have it first; the copy for commands without the database follows.
        await EventuallyAsync(() => Task.FromResult(File.Exists(_store.Files().InUse)));
        (await File.ReadAllBytesAsync(_store.Files().InUse, Cancellation)).ShouldBe(RouterWeightsFile.Bytes(Weights with { Name = "v1-new" }));

        await ShipOwnAsync();
        await EventuallyAsync(async () => await VersionAsync() == "v1-own");
        await EventuallyAsync(() => Task.FromResult(!File.Exists(_store.Files().InUse)));
        await follower.StopAsync(Cancellation);
    }

    [Fact]
    public async Task One_that_starts_later_answers_nobody_before_it_has_it()
    {
        await ShipAsync("v1-new");
        using var follower = _store.Follower(_own);
        await follower.StartAsync(Cancellation);
        (await VersionAsync()).ShouldBe("v1-new");
        await follower.StopAsync(Cancellation);
    }

    [Fact]
    public async Task What_it_cannot_read_does_not_come_into_use()
    {
        using var follower = _store.Follower(_own);
        await ShipAsync("v1-new");
        await follower.ApplyAsync(Cancellation);
        await ShipAsync("v1-foreign", Weights with { Name = "v1-foreign", Encoder = "another-encoder" });
        await follower.ApplyAsync(Cancellation);
        _own.Model?.Weights.Name.ShouldBe("v1-new");
    }

    [Fact]
    public async Task One_whose_settings_name_a_file_goes_by_them()
    {
        var pinned = _store.WeightsAt("own.bin", isPinned: true);
        using var follower = _store.Follower(pinned);
        await ShipAsync("v1-new");
        await follower.ApplyAsync(Cancellation);
        pinned.Model?.Weights.Name.ShouldBe("v1-own");
        (await _store.Versions(pinned).ShipAsync("v1-new", "I insist", Cancellation))
            .ShouldBeOfType<RouterShipRejected>()
            .Problem.ShouldContain("Router:Weights");
    }

    private Task ShipAsync(string name) => ShipAsync(name, Weights with { Name = name });

    private async Task ShipAsync(string name, RouterWeights weights)
    {
        var file = RouterWeightsFile.Bytes(weights);
        await ShipAsync(KnownVersion.Of(file, name) with { Name = name });
    }

    private async Task ShipOwnAsync() => await ShipAsync(VersionFiles.ReadOwn(_own.OwnPath)!);

    /// <summary>As another server does it.</summary>
    private async Task ShipAsync(KnownVersion version)
    {
        ShipStore ships = new(_store.Source);
        var now = await ships.InUseAsync(Cancellation);
        (await ships.TryShipAsync(now, version, new Shipment(RouterStore.Noon, "bob", "before", "try it", null, null), Cancellation)).ShouldNotBeNull();
    }

    private async Task<string> VersionAsync() =>
        (await new MessageRouter(_own, new MadeUpEncoder()).RouteAsync("what is the capital of Norway", MessagePlace.Later, 0, Cancellation)).Version;

    private static async Task EventuallyAsync(Func<Task<bool>> holds)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        patience.CancelAfter(TimeSpan.FromSeconds(15));
        while (!await holds())
            await Task.Delay(20, patience.Token);
    }
}
