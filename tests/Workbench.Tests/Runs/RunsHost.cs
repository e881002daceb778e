using System.Collections.Immutable;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using Workbench.Server.Access;
using Workbench.Server.Agents;
using Workbench.Server.Audit;
using Workbench.Server.Conversations;
using Workbench.Server.Costs;
using Workbench.Server.Models;
using Workbench.Server.Replays;
using Workbench.Server.Router;
using Workbench.Server.Runs;
using Workbench.Server.Semantics;
using Workbench.Server.Semantics.Layer;
using Workbench.Server.StepLogs;
using Workbench.Server.Storage;
using Workbench.Server.Tools;
using Workbench.Server.Traces;
using Workbench.Server.Warehouses;
using Workbench.Server.Workspace;
using Workbench.Shared.Chat;
using Workbench.Shared.Costs;
using Workbench.Shared.Router;
using Workbench.Shared.Runs;
using Workbench.Shared.Traces;
using Workbench.Tests.Models;

namespace Workbench.Tests.Runs;

/// <summary>One process of Workbench without pages: everything of runs is real, on a real PostgreSQL; the model and the warehouse follow a script.</summary>
internal sealed class RunsHost : IAsyncDisposable
{
    private readonly IHost _host;

    private RunsHost(IHost host, ScriptedModel model, ScriptedWarehouse warehouse) => (_host, Model, Warehouse) = (host, model, warehouse);

    public ScriptedModel Model { get; }
    public ScriptedWarehouse Warehouse { get; }
    public IChat Chat => Get<IChat>();
    public ITraces Traces => Get<ITraces>();
    public ICosts Costs => Get<ICosts>();
    public NpgsqlDataSource Store => Get<NpgsqlDataSource>();

    public T Get<T>()
        where T : notnull => _host.Services.GetRequiredService<T>();

    public static async Task<RunsHost> StartAsync(
        string connectionString,
        ScriptedModel? model = null,
        ScriptedWarehouse? warehouse = null,
        Dictionary<string, string?>? settings = null,
        AgentLimits? limits = null,
        Action<IServiceCollection>? more = null,
        bool isReady = true
    )
    {
        model ??= new ScriptedModel();
        warehouse ??= new ScriptedWarehouse();
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Configuration.AddInMemoryCollection(
            new Dictionary<string, string?>(StringComparer.Ordinal)
            {
                ["Runs:RetryDelay"] = "00:00:00.010",
                ["Runs:Lease"] = "00:00:02",
                ["Runs:Heartbeat"] = "00:00:00.3",
                ["Runs:Sweep"] = "00:00:00.2",
                ["Runs:Drain"] = "00:00:00",
            }
        );
        builder.Configuration.AddInMemoryCollection(settings ?? []);
        builder.Logging.AddProvider(new TestOutputLoggerProvider()).SetMinimumLevel(LogLevel.Warning);
        builder
            .Services.AddSingleton(TimeProvider.System)
            .AddStorage(connectionString)
            .AddAccess(builder.Configuration)
            .AddAudit()
            .AddSingleton<Today>()
            .AddSingleton<StartupProgress>()
            .AddSingleton<AgentTools>()
            .AddSingleton(Unmeasured.Checks)
            .AddSingleton(Unmeasured.Verified)
            .AddSingleton<IAgentTool, AnswerTool>()
            .AddSingleton<IAgentTool, AskUserTool>()
            .AddSingleton<IAgentTool, CountTool>()
            .AddSingleton<IAgentTool>(new EffectTool())
            .AddSingleton<IAgentVersionStore, StoredAgentVersions>()
            .AddSingleton<IAgents>(new OneAgent(limits ?? new AgentLimits(Steps: 60, Tokens: 1_000_000, CostUsd: null, WallClock: TimeSpan.FromMinutes(1))))
            .AddSingleton<IModelGateway>(model)
            .AddSingleton<IMessageRouter>(new NoRouter())
            .AddSingleton<ISemanticLayers>(new OneLayer())
            .AddSingleton<IWarehouseAccounts>(warehouse)
            .AddStepLogs()
            .AddRuns(builder.Configuration)
            .AddConversations()
            .AddTraces()
            .AddReplays()
            .AddCosts();
        builder.Services.AddOptions<ModelsOptions>().Configure(o => o.Default = "scripted");
        more?.Invoke(builder.Services);
        var host = builder.Build();
        await host.Services.GetRequiredService<StoreMigrations>().ApplyAsync(TestContext.Current.CancellationToken);
        await host.StartAsync(TestContext.Current.CancellationToken);
        if (isReady)
            host.Services.GetRequiredService<StartupProgress>().Ready();
        return new RunsHost(host, model, warehouse);
    }

    public async Task<Asked> AskAsync(string question, Guid? conversation = null) =>
        Assert.IsType<Asked>(await Chat.AskAsync(new AskRequest(question, conversation), TestContext.Current.CancellationToken));

    /// <summary>All pictures until the run ends or waits.</summary>
    public async Task<List<RunProgress>> FollowAsync(Guid run)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(TimeSpan.FromSeconds(30));
        List<RunProgress> pictures = [];
        await foreach (var picture in Chat.FollowAsync(run, patience.Token))
            pictures.Add(picture);
        return pictures;
    }

    public async Task<RunProgress> RunAsync(string question, Guid? conversation = null) =>
        (await FollowAsync((await AskAsync(question, conversation)).Run))[^1];

    public async Task<object?> ScalarAsync(string sql)
    {
        await using var command = Store.CreateCommand(sql);
        return await command.ExecuteScalarAsync(TestContext.Current.CancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync(CancellationToken.None);
        if (_host is IAsyncDisposable disposable)
            await disposable.DisposeAsync();
    }

    /// <summary>Nothing is routed where no tier is offered.</summary>
    private sealed class NoRouter : IMessageRouter
    {
        public ValueTask<RouterVerdict> RouteAsync(string text, MessagePlace place, double bias, CancellationToken cancellationToken) =>
            throw new NotSupportedException();
    }

    private sealed class OneAgent(AgentLimits limits) : IAgents
    {
        private readonly AgentDefinition _agent = new(
            "d0",
            "v1",
            "Counts.",
            "Count things, then answer.",
            "auto",
            ["count", "effect", "ask_user", "answer"],
            limits,
            "name: d0"
        );

        public ImmutableArray<AgentDefinition> Current => [_agent];

        public AgentDefinition? Find(string name) => name == _agent.Name ? _agent : null;

        public ValueTask<AgentDefinition?> FindVersionAsync(string name, string version, CancellationToken cancellationToken) =>
            ValueTask.FromResult(Find(name));
    }

    private sealed class OneLayer : ISemanticLayers
    {
        public LayerRevision Current { get; } =
            new(
                "r1",
                new SemanticLayer(
                    new LayerContent
                    {
                        Name = "Test",
                        Account = "test",
                        Calendar = LayerCalendar.Civil with { TimeZone = "America/New_York" },
                        Access = new LayerAccess([
                            new AccessLevel("public", null, null, [], null),
                            new AccessLevel("internal", null, null, [], null),
                            new AccessLevel("restricted", null, null, [], "the data team"),
                        ]),
                    }
                )
            );

        public LayerRevision? TryCurrent => Current;

        public Task ReloadAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public ValueTask<LayerRevision> PinAsync(CancellationToken cancellationToken) => ValueTask.FromResult(Current);

        public IReadOnlyList<SemanticProblem> Problems => [];
        public string Folder => "";

        public event Action? Changed
        {
            add { }
            remove { }
        }

        public ValueTask<LayerRevision?> FindAsync(string revision, CancellationToken cancellationToken) => ValueTask.FromResult<LayerRevision?>(Current);
    }
}

internal sealed class TestOutputLoggerProvider : ILoggerProvider
{
    public ILogger CreateLogger(string categoryName) => new TestLog(categoryName);

    public void Dispose() { }

    private sealed class TestLog(string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            TestContext.Current.TestOutputHelper?.WriteLine($"{logLevel} {category}: {formatter(state, exception)} {exception}");
    }
}
