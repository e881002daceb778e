using System.Collections.Immutable;
using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Npgsql;
using NSubstitute;
using Shouldly;
using Workbench.Server.Access;
using Workbench.Server.AnswerDiffs;
using Workbench.Server.Conversations;
using Workbench.Server.Evaluation;
using Workbench.Server.Runs;
using Workbench.Server.Semantics;
using Workbench.Server.Semantics.Compiler;
using Workbench.Server.Semantics.Layer;
using Workbench.Server.Semantics.Planner;
using Workbench.Server.Semantics.Values;
using Workbench.Server.Semantics.Verified;
using Workbench.Server.SemanticWorkspace;
using Workbench.Server.Storage;
using Workbench.Server.Warehouses;
using Workbench.Server.Workspace;
using Workbench.Shared.AnswerDiffs;
using Workbench.Shared.Answers;
using Workbench.Shared.Evals;
using Workbench.Shared.Queries;
using Workbench.Shared.Runs;
using Workbench.Shared.SemanticLayer;
using Workbench.Tests.Infrastructure;

namespace Workbench.Tests.AnswerDiffs;

/// <summary>The shop's warehouse under the logins of its levels, a store with past answers, and the comparison over them.</summary>
public sealed class ChangedShop(EmbeddedPostgresFixture postgres) : IAsyncLifetime
{
    public static readonly DateOnly Today = new(2026, 6, 15);

    private readonly TestDirectory _directory = new("changed-shop");
    private readonly TestDirectory _folder = new("changed-shop-layer");
    private PostgresWarehouse? _warehouse;
    private ServiceProvider? _store;
    private SemanticLayers? _layers;

    internal PostgresWarehouse Warehouse => _warehouse ?? throw new InvalidOperationException("The fixture did not start.");
    internal CountingWarehouse Counted { get; private set; } = null!;
    internal ServiceProvider Store => _store ?? throw new InvalidOperationException("The fixture did not start.");
    internal ILayerRevisionStore Revisions { get; } = Substitute.For<ILayerRevisionStore>();
    internal ILayerEditing Editing { get; } = Substitute.For<ILayerEditing>();
    internal IEvalSets EvalSets { get; } = Substitute.For<IEvalSets>();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        var owner = new NpgsqlConnectionStringBuilder(await postgres.CreateDatabaseAsync());
        _warehouse = new PostgresWarehouse(NpgsqlDataSource.Create(owner), TimeProvider.System);
        Counted = new CountingWarehouse(_warehouse);
        await ExecuteAsync(ChangedShopFiles.Tables);
        var files = ChangedShopFiles.With();
        foreach (var file in files)
        {
            var path = Path.Combine(_folder.Path, file.Path);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            await File.WriteAllTextAsync(path, file.Text, Cancellation);
        }
        _layers = new SemanticLayers(_folder.Path, Revisions, NullLogger<SemanticLayers>.Instance);
        var grants = new WarehouseGrants(
            _warehouse,
            new PostgresLogins(owner, new DataDirectory(_directory.Path)),
            "shop",
            WarehouseOwnership.Database,
            NullLogger.Instance
        );
        await grants.ApplyAsync(_layers.Current.Layer, Cancellation);
        _store = await postgres.CreateStoreAsync();
        Revisions.FindAsync(Arg.Any<string>(), Arg.Any<CancellationToken>()).Returns((ImmutableArray<LayerFileText>?)null);
        Editing.FindRevisionAsync(Arg.Any<string>(), Arg.Any<CancellationToken>()).Returns((RevisionDetail?)null);
        EvalSets.ListAsync(Arg.Any<CancellationToken>()).Returns([]);
    }

    /// <summary>A comparison that remembers no numbers of others.</summary>
    internal LayerDiffs Diffs(string level = "internal", Action<AnswerDiffsOptions>? with = null)
    {
        var options = new AnswerDiffsOptions();
        with?.Invoke(options);
        var accounts = Accounts();
        var asker = Substitute.For<IAsker>();
        asker.Current.Returns(new Asker("ann", level));
        var compiler = new SemanticCompiler();
        var source = Store.GetRequiredService<NpgsqlDataSource>();
        var past = new PastAnswerReader(source, new BlobReader(source), new EvalSetStore(source), Options.Create(options), TimeProvider.System);
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection([new(Server.Workspace.Today.Variable, Today.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture))])
            .Build();
        var today = new Today(TimeProvider.System, configuration);
        return new LayerDiffs(
            _layers!,
            Revisions,
            new LayerDisk(_layers!),
            new LayerPermissions(_layers!, Options.Create(new AccessOptions()), TimeProvider.System),
            compiler,
            new GroupableFields(compiler),
            new QuestionPlanner(compiler),
            new VerifiedMatching(compiler, new QuestionPlanner(compiler)),
            new DeclaredValues(),
            new PairRuns(accounts, Options.Create(options), TimeProvider.System),
            past,
            new EvalAnswers(EvalSets, past),
            accounts,
            asker,
            today,
            new WorkspaceStartup(
                Substitute.For<IWarehouseSetup>(),
                today,
                new StartupProgress(),
                _layers!,
                TimeProvider.System,
                NullLogger<WorkspaceStartup>.Instance
            ),
            Options.Create(options),
            TimeProvider.System
        );
    }

    internal IWarehouseAccounts Accounts()
    {
        var accounts = Substitute.For<IWarehouseAccounts>();
        accounts.All.Returns([new WarehouseAccount("shop", "Shop", "postgres")]);
        accounts.Find("shop").Returns(new WarehouseAccount("shop", "Shop", "postgres"));
        accounts.WhyClosed(Arg.Any<string>()).Returns((string?)null);
        accounts.Open("shop").Returns(Counted);
        return accounts;
    }

    internal IAnswerDiffs Page(string level = "internal")
    {
        var asker = Substitute.For<IAsker>();
        asker.Current.Returns(new Asker("ann", level));
        return new ComparedAnswers(Diffs(level), Editing, _layers!, asker);
    }

    /// <summary>From the shop's layer to a changed one.</summary>
    internal async Task<AnswerDiff> CompareAsync(
        ImmutableArray<LayerFileText> after,
        string level = "internal",
        ImmutableArray<LayerFileText>? before = null,
        bool withHistory = false,
        Action<AnswerDiffsOptions>? with = null
    ) =>
        await Diffs(level, with)
            .CompareAsync(Side(before ?? ChangedShopFiles.With()), Side(after), new AnswerDiffSettings(), withHistory, _ => { }, Cancellation);

    internal static LayerSide Side(ImmutableArray<LayerFileText> files)
    {
        var reading = LayerSide.Read("a state", files);
        (reading as UnusableSide)?.Problems.ShouldBeEmpty();
        return reading.ShouldBeOfType<UsableSide>().Side;
    }

    /// <summary>What plain SQL says, as the database's owner.</summary>
    internal async Task<decimal> NumberAsync(string sql)
    {
        await using var command = Warehouse.Owner.CreateCommand(sql);
        return Convert.ToDecimal(await command.ExecuteScalarAsync(Cancellation), CultureInfo.InvariantCulture);
    }

    internal async Task ExecuteAsync(string sql)
    {
        await using var command = Warehouse.Owner.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(Cancellation);
    }

    internal async Task ForgetAnswersAsync()
    {
        await using var command = Store.GetRequiredService<NpgsqlDataSource>().CreateCommand("truncate runs, conversations, step_starts, steps, blobs");
        await command.ExecuteNonQueryAsync(Cancellation);
    }

    /// <summary>Puts an answer into the journal, with one number.</summary>
    internal async Task<Guid> AnswerAsync(
        string question,
        SemanticQuery query,
        decimal said,
        string by = "ann",
        string level = "internal",
        bool? isGood = null,
        bool isShared = false,
        bool isDeleted = false,
        Func<Answer, Answer>? answered = null,
        Func<RunRow, RunRow>? asked = null
    )
    {
        var (run, conversation, now) = (Guid.NewGuid(), Guid.NewGuid(), TimeProvider.System.GetUtcNow().AddHours(-1));
        var answer = new Answer
        {
            RunId = run,
            ConversationId = conversation,
            Status = AnswerStatus.Answered,
            Origin = AnswerOrigin.Compiled,
            Text = "",
            Query = query,
            Columns = [new ResultColumn(query.Metrics[0], query.Metrics[0], ColumnType.Decimal, "USD")],
            Rows =
            [
                [new Cell(said)],
            ],
        };
        answer = answered?.Invoke(answer) ?? answer;
        var rows = answer.Rows;
        var (data, told) = (Blob.Of(StoredResults.Pack(answer)), Blob.Of(StoredResults.Pack(rows)));
        await using var database = await Store.GetRequiredService<IDbContextFactory<WorkbenchDb>>().CreateDbContextAsync(Cancellation);
        database.Add(
            new ConversationRow
            {
                Id = conversation,
                Title = question,
                Account = "shop",
                Agent = "d0",
                UserName = by,
                CreatedAt = now,
                LastAskedAt = now,
                DeletedAt = isDeleted ? now : null,
                ShareToken = isShared ? conversation.ToString("N") : null,
            }
        );
        var row = new RunRow
        {
            Id = run,
            ConversationId = conversation,
            Question = question,
            UserName = by,
            Agent = "d0",
            AgentVersion = "1",
            LayerRevision = "r",
            Account = "shop",
            Level = level,
            ModelChoice = "local",
            Today = Today,
            AskedAt = now,
            Status = RunStatus.Done,
            AnswerStatus = AnswerStatus.Answered,
            FeedbackGood = isGood,
        };
        database.Add(asked?.Invoke(row) ?? row);
        var step = new StepEndRow
        {
            RunId = run,
            Seq = 1,
            Kind = StepKind.Answer,
            Name = "answer",
            IdempotencyKey = "1",
            Status = StepStatus.Ok,
            DataHash = data.Hash,
            RowsHash = told.Hash,
        };
        database.Add(step.AsStart());
        database.Add(step);
        foreach (var blob in new[] { data, told })
            if (!await database.Set<BlobRow>().AnyAsync(b => b.Hash == blob.Hash, Cancellation))
                database.Add(
                    new BlobRow
                    {
                        Hash = blob.Hash,
                        Size = blob.Size,
                        IsCompressed = blob.IsCompressed,
                        Data = blob.Data,
                    }
                );
        await database.SaveChangesAsync(Cancellation);
        return run;
    }

    public async ValueTask DisposeAsync()
    {
        _layers?.Dispose();
        if (_store is not null)
            await _store.DisposeAsync();
        if (_warehouse is not null)
            await _warehouse.DisposeAsync();
        _folder.Dispose();
        _directory.Dispose();
    }

    /// <summary>What the files declare, without a warehouse's own values.</summary>
    private sealed class DeclaredValues : IValueIndexes
    {
        public IValueIndex Declared(SemanticLayer layer) => new ValueIndex(LayerValues.Of(layer));

        public ValueTask<IValueIndex> GetAsync(LayerRevision layer, string account, CancellationToken cancellationToken) =>
            ValueTask.FromResult(Declared(layer.Layer));
    }
}
