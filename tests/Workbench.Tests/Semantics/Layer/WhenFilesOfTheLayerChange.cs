using System.Collections.Concurrent;
using System.Collections.Immutable;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using NSubstitute;
using Shouldly;
using Workbench.Server.Semantics;
using Workbench.Server.Semantics.Layer;
using Workbench.Server.Warehouses;
using Workbench.Tests.Infrastructure;

namespace Workbench.Tests.Semantics.Layer;

public sealed class WhenFilesOfTheLayerChange : IDisposable
{
    private readonly TestDirectory _folder = new("layer");
    private readonly KeptRevisions _store = new();

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_good_change_is_in_use_and_the_earlier_revision_can_still_be_pinned()
    {
        Write(SmallLayer.Files);
        var layers = await OpenAsync();
        var first = layers.Current;
        var changes = 0;
        layers.Changed += () => changes++;

        Write(SmallLayer.With("3-metrics/all.yml", "paid * 12", "paid * 11"));
        await layers.ReloadAsync(Cancelled);

        layers.Current.Id.ShouldNotBe(first.Id);
        changes.ShouldBe(1);
        (await layers.FindAsync(first.Id, Cancelled)).ShouldBeSameAs(first);
        // Another process knows it from the store alone.
        var again = await (await OpenAsync()).FindAsync(first.Id, Cancelled);
        again!.Layer.FindMetric("paid_yearly")!.Definition.ShouldBeOfType<DerivedMetric>().Expr.Text.ShouldBe("paid * 12");
        (await layers.FindAsync("no such revision", Cancelled)).ShouldBeNull();
    }

    [Fact]
    public async Task A_broken_file_keeps_the_last_good_revision_in_use_and_its_problem_is_told_until_it_is_mended()
    {
        Write(SmallLayer.Files);
        var layers = await OpenAsync();
        var good = layers.Current;

        Write(SmallLayer.With("3-metrics/all.yml", "agg: sum", "agg: total"));
        await layers.ReloadAsync(Cancelled);
        layers.Current.ShouldBeSameAs(good);
        layers.Problems.Single().At.File.ShouldBe("3-metrics/all.yml");

        Write(SmallLayer.Files);
        await layers.ReloadAsync(Cancelled);
        layers.Current.ShouldBeSameAs(good);
        layers.Problems.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_start_on_broken_files_takes_the_last_good_revision_of_the_store()
    {
        Write(SmallLayer.Files);
        var good = (await OpenAsync()).Current;
        Write(SmallLayer.With("layer.yml", "nonsense: ["));

        var layers = Open();
        Should.Throw<InvalidOperationException>(() => layers.Current).Message.ShouldContain("layer.yml:1:11: SL001");
        await layers.ReloadAsync(Cancelled);
        layers.Current.Id.ShouldBe(good.Id);
        layers.Problems.ShouldNotBeEmpty();
    }

    [Fact]
    public async Task A_store_that_fails_keeps_no_revision_out_of_use_and_has_it_before_a_run_pins_it()
    {
        Write(SmallLayer.Files);
        var layers = await OpenAsync();
        var first = layers.Current;
        var changes = 0;
        layers.Changed += () => changes++;

        _store.IsLost = true;
        Write(SmallLayer.With("3-metrics/all.yml", "paid * 12", "paid * 11"));
        await Should.ThrowAsync<IOException>(() => layers.ReloadAsync(Cancelled));
        layers.Current.Id.ShouldNotBe(first.Id);
        changes.ShouldBe(1);
        (await layers.FindAsync(first.Id, Cancelled)).ShouldBeSameAs(first);
        await Should.ThrowAsync<IOException>(async () => await layers.PinAsync(Cancelled));

        _store.IsLost = false;
        var pinned = await layers.PinAsync(Cancelled);
        pinned.ShouldBeSameAs(layers.Current);
        (await _store.FindAsync(pinned.Id, Cancelled)).ShouldNotBeNull();
    }

    [Fact]
    public async Task What_the_warehouse_says_is_shown_beside_and_forgotten_with_the_revision()
    {
        Write(SmallLayer.Files);
        var layers = await OpenAsync();
        var problem = new SemanticProblem(LayerProblemCodes.MissingTable, ProblemSeverity.Error, "Gone.", new SourceSpan("1-warehouse/crm.yml", 3, 5));
        await layers.ReportAsync(layers.Current.Id, [problem], Cancelled);
        layers.Problems.ShouldBe([problem]);

        Write(SmallLayer.With("3-metrics/all.yml", "paid * 12", "paid * 11"));
        await layers.ReloadAsync(Cancelled);
        layers.Problems.ShouldBeEmpty();
    }

    [Fact]
    public async Task What_is_missing_at_a_warehouse_that_is_being_filled_is_told_once_that_is_done()
    {
        Write(SmallLayer.Files);
        var layers = await OpenAsync();
        var (isBeingFilled, reads) = (true, 0);
        var warehouse = Substitute.For<IWarehouse>();
        warehouse
            .ReadSchemaAsync(Arg.Any<CancellationToken>())
            .Returns(_ =>
            {
                Interlocked.Increment(ref reads);
                return new WarehouseSchema([]);
            });
        var accounts = Substitute.For<IWarehouseAccounts>();
        accounts.Find("acme").Returns(new WarehouseAccount("acme", "Acme", "postgres"));
        accounts.Open("acme").Returns(warehouse);
        accounts.IsBeingFilled("acme").Returns(_ => Volatile.Read(ref isBeingFilled));
        using var watch = new LayerWatch(layers, accounts, Options.Create(new SemanticsOptions()), new HurriedClock(), NullLogger<LayerWatch>.Instance);
        await watch.StartAsync(Cancelled);

        await WaitUntilAsync(() => Volatile.Read(ref reads) > 2);
        layers.Problems.ShouldBeEmpty("a newcomer sees a demo that is still being written");
        Volatile.Write(ref isBeingFilled, false);
        await WaitUntilAsync(() => layers.Problems.Any(p => p.Code == LayerProblemCodes.MissingTable));
        await watch.StopAsync(Cancelled);
    }

    private static async Task WaitUntilAsync(Func<bool> isSo)
    {
        for (var i = 0; i < 500 && !isSo(); i++)
            await Task.Delay(20, Cancelled);
        isSo().ShouldBeTrue();
    }

    /// <summary>A minute has gone by whenever it is looked at.</summary>
    private sealed class HurriedClock : TimeProvider
    {
        private int _looks;

        public override DateTimeOffset GetUtcNow() => new DateTimeOffset(2026, 11, 20, 0, 0, 0, TimeSpan.Zero).AddMinutes(Interlocked.Increment(ref _looks));

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            System.CreateTimer(callback, state, TimeSpan.FromMilliseconds(5), period > TimeSpan.Zero ? TimeSpan.FromMilliseconds(5) : period);
    }

    private SemanticLayers Open() => new(_folder.Path, _store, NullLogger<SemanticLayers>.Instance);

    private async Task<SemanticLayers> OpenAsync()
    {
        var layers = Open();
        await layers.ReloadAsync(Cancelled);
        return layers;
    }

    private void Write(ImmutableArray<LayerFileText> files)
    {
        foreach (var file in files)
        {
            var path = Path.Combine(_folder.Path, file.Path);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, file.Text);
        }
    }

    private sealed class KeptRevisions : ILayerRevisionStore
    {
        private readonly ConcurrentDictionary<string, ImmutableArray<LayerFileText>> _kept = new();
        private string? _newest;

        public bool IsLost { get; set; }

        public Task SaveAsync(string revision, ImmutableArray<LayerFileText> files, CancellationToken cancellationToken)
        {
            if (IsLost)
                throw new IOException("The store is gone.");
            if (_kept.TryAdd(revision, files))
                _newest = revision;
            return Task.CompletedTask;
        }

        public Task<ImmutableArray<LayerFileText>?> FindAsync(string revision, CancellationToken cancellationToken) =>
            Task.FromResult<ImmutableArray<LayerFileText>?>(_kept.TryGetValue(revision, out var files) ? files : null);

        public Task<string?> FindNewestAsync(string folder, CancellationToken cancellationToken) => Task.FromResult(_newest);
    }
}
