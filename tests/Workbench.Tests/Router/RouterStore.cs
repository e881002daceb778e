using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using NSubstitute;
using Workbench.Server.Access;
using Workbench.Server.Conversations;
using Workbench.Server.Router;
using Workbench.Server.Router.Labels;
using Workbench.Server.Router.Learning;
using Workbench.Server.Router.Versions;
using Workbench.Server.Runs;
using Workbench.Server.Semantics;
using Workbench.Server.Semantics.Layer;
using Workbench.Server.Storage;
using Workbench.Shared.Router;
using Workbench.Shared.Runs;
using Workbench.Tests.Infrastructure;
using Workbench.Tests.Semantics.Layer;

namespace Workbench.Tests.Router;

/// <summary>A store with routed messages, labels and versions, and whoever asks about them.</summary>
internal sealed class RouterStore : IAsyncDisposable
{
    private static readonly LayerRevision Layer = new("r", new SemanticLayer(LayerReader.Read(SmallLayer.Files).Content));

    private readonly ServiceProvider _services;
    private readonly TestDirectory _directory = new("router");
    private int _minutes;

    private RouterStore(ServiceProvider services) => _services = services;

    public static DateTimeOffset Noon { get; } = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    public NpgsqlDataSource Source => _services.GetRequiredService<NpgsqlDataSource>();

    /// <summary>Of a server's data.</summary>
    public string Folder => _directory.Path;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static async Task<RouterStore> CreateAsync(EmbeddedPostgresFixture postgres) => new(await postgres.CreateStoreAsync());

    /// <param name="weights">In use; null: there are none.</param>
    public StoredRouterLabels Labels(string user = "ann", string level = "internal", RouterModelSource? weights = null)
    {
        var levels = new LabelLevels(Layers(), Asker(user, level));
        var now = new VerdictNow(weights ?? WeightsAt("none.bin"), new MadeUpEncoder());
        return new StoredRouterLabels(Source, levels, new LabelQueue(Source, levels, now), Asker(user, level), TimeProvider.System);
    }

    public RouterModelSource WeightsAt(string file, bool isPinned = false) => new(Path.Combine(Folder, file), isPinned, NullLogger<RouterModelSource>.Instance);

    public async Task<RouterModelSource> KeepAsync(RouterWeights weights, string file = "own.bin")
    {
        await RouterWeightsFile.WriteAsync(weights, Path.Combine(Folder, file), Cancellation);
        return WeightsAt(file);
    }

    public VersionInUse Follower(RouterModelSource weights, string folder = "router") =>
        new(Source, new ShipStore(Source), Files(folder), weights, TimeProvider.System, NullLogger<VersionInUse>.Instance);

    public VersionFiles Files(string folder = "router") => new(Path.Combine(Folder, folder));

    /// <param name="heldOut">A folder of labelled messages in <see cref="Folder"/>.</param>
    public RouterVersions Versions(RouterModelSource weights, string heldOut = "held-out", string user = "ann") =>
        new(
            Files(),
            new ShipStore(Source),
            new VersionExams(Labels(), new MadeUpEncoder(), Path.Combine(Folder, heldOut), Path.Combine(Folder, "examples")),
            Follower(weights),
            weights,
            Asker(user, "internal"),
            new NotedEntries(),
            TimeProvider.System
        );

    /// <summary>A message that the router judged, a minute after the one before.</summary>
    public async Task<Guid> RouteAsync(Routed routed)
    {
        var at = Noon.AddMinutes(_minutes++);
        var run = Guid.CreateVersion7(at);
        var conversation = routed.Conversation ?? Guid.NewGuid();
        await using var database = await _services.GetRequiredService<IDbContextFactory<WorkbenchDb>>().CreateDbContextAsync(Cancellation);
        if (!await database.Set<ConversationRow>().AnyAsync(c => c.Id == conversation, Cancellation))
            database.Add(
                new ConversationRow
                {
                    Id = conversation,
                    Title = "",
                    Account = "shop",
                    Agent = "d0",
                    UserName = "bob",
                    CreatedAt = at,
                    LastAskedAt = at,
                }
            );
        database.Add(
            new RunRow
            {
                Id = run,
                ConversationId = conversation,
                Question = routed.Text,
                UserName = "bob",
                Agent = "d0",
                AgentVersion = "1",
                LayerRevision = "r",
                Account = "shop",
                Level = routed.Level,
                ModelChoice = routed.Model,
                Today = new DateOnly(2026, 3, 1),
                AskedAt = at,
                Status = RunStatus.Done,
                FeedbackGood = routed.IsDisliked ? false : null,
                RetryOf = routed.RetryOf,
                EditOf = routed.EditOf,
            }
        );
        await database.SaveChangesAsync(Cancellation);
        if (routed.Model == "auto")
            await DecideAsync(run, at, routed);
        return run;
    }

    /// <summary>Writes <c>held-out</c> files of this store.</summary>
    public async Task HoldOutAsync(IEnumerable<(string Text, RouterTier Tier)> messages)
    {
        Directory.CreateDirectory(Path.Combine(Folder, "held-out"));
        await File.WriteAllLinesAsync(
            Path.Combine(Folder, "held-out", "made-up.jsonl"),
            messages.Select((m, i) => $$"""{"id":"made-up-{{i}}","text":"{{m.Text}}","label":"{{RouterTiers.Name(m.Tier)}}"}"""),
            Cancellation
        );
    }

    public async Task<long> CountAsync(string table)
    {
        await using var command = Source.CreateCommand($"select count(*) from {table}");
        return (long)(await command.ExecuteScalarAsync(Cancellation))!;
    }

    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        _directory.Dispose();
    }

    private async Task DecideAsync(Guid run, DateTimeOffset at, Routed routed)
    {
        var rest = (1 - routed.Sure) / 3;
        float Of(RouterTier tier) => tier == routed.Said ? routed.Sure : rest;
        var verdict = new RouterVerdict
        {
            Tier = routed.Said,
            Probabilities = new RouterProbabilities(Of(RouterTier.Fast), Of(RouterTier.Standard), Of(RouterTier.Max), Of(RouterTier.Context)),
            Bias = 0,
            Version = routed.Version,
        };
        var decision = TierPolicy.Decide(verdict, null, TierBounds.None, [RouterTier.Fast, RouterTier.Standard, RouterTier.Max]);
        await using var batch = Source.CreateBatch();
        batch.BatchCommands.Add(new RoutedMessageRow(run, at, MessagePlace.Later, decision).Insert());
        await batch.ExecuteNonQueryAsync(Cancellation);
    }

    private static ISemanticLayers Layers()
    {
        var layers = Substitute.For<ISemanticLayers>();
        layers.TryCurrent.Returns(Layer);
        return layers;
    }

    private static IAsker Asker(string user, string level)
    {
        var asker = Substitute.For<IAsker>();
        asker.Current.Returns(new Asker(user, level));
        return asker;
    }
}

internal sealed record Routed(string Text)
{
    public RouterTier Said { get; init; } = RouterTier.Standard;

    /// <summary>How likely that was.</summary>
    public float Sure { get; init; } = 0.9f;

    public string Version { get; init; } = "v1-then";
    public string Level { get; init; } = "internal";

    /// <summary>Another than auto: nothing is decided.</summary>
    public string Model { get; init; } = "auto";

    public Guid? Conversation { get; init; }
    public Guid? RetryOf { get; init; }
    public Guid? EditOf { get; init; }
    public bool IsDisliked { get; init; }
}
