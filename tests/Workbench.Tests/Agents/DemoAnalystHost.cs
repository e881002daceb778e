using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using NSubstitute;
using Workbench.Server.Access;
using Workbench.Server.Agents;
using Workbench.Server.Audit;
using Workbench.Server.Budgets;
using Workbench.Server.Conversations;
using Workbench.Server.Costs;
using Workbench.Server.Embeddings;
using Workbench.Server.Models;
using Workbench.Server.Router;
using Workbench.Server.Runs;
using Workbench.Server.Semantics;
using Workbench.Server.Semantics.Compiler;
using Workbench.Server.Semantics.Layer;
using Workbench.Server.Semantics.Planner;
using Workbench.Server.Semantics.SecondOpinion;
using Workbench.Server.Storage;
using Workbench.Server.Tools;
using Workbench.Server.Traces;
using Workbench.Server.Warehouses;
using Workbench.Server.Workspace;
using Workbench.Shared.Chat;
using Workbench.Shared.Runs;
using Workbench.Shared.Traces;
using Workbench.Tests.Demo;
using Workbench.Tests.Infrastructure;
using Workbench.Tests.Models;
using Workbench.Tests.Runs;

namespace Workbench.Tests.Agents;

/// <summary>d0 as it is, on the demo company's data, thinking with a scripted model behind a real endpoint.</summary>
public sealed class DemoAnalystHost(EmbeddedPostgresFixture postgres, AcmeFixture acme) : IAsyncLifetime
{
    private static readonly string[] Levels = ["public", "internal", "restricted"];

    private readonly TestDirectory _directory = new("analyst");
    private IHost? _host;
    private PostgresWarehouse? _warehouse;
    private ScriptedAnalyst? _analyst;

    internal ScriptedAnalyst Analyst => _analyst!;
    internal IChat Chat => Get<IChat>();
    internal ITraces Traces => Get<ITraces>();
    internal NpgsqlDataSource Warehouse => acme.Source;

    internal T Get<T>()
        where T : notnull => _host!.Services.GetRequiredService<T>();

    public async ValueTask InitializeAsync()
    {
        _analyst = await ScriptedAnalyst.StartAsync();
        var logins = Levels.ToDictionary(l => l, _ => new NpgsqlConnectionStringBuilder(acme.ConnectionString), StringComparer.Ordinal);
        _warehouse = new PostgresWarehouse(NpgsqlDataSource.Create(acme.ConnectionString), TimeProvider.System);
        await _warehouse.UseLoginsAsync(logins);
        WriteFiles();
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Configuration.AddInMemoryCollection(
            new Dictionary<string, string?>(StringComparer.Ordinal)
            {
                [Today.Variable] = "2026-11-21",
                ["Access:LocalLevel"] = "restricted",
                ["Runs:RetryDelay"] = "00:00:00.010",
                ["Agents:Folder"] = Path.Combine(_directory.Path, "agents"),
                ["Agents:PromptTokens"] = "12000",
                ["Models:File"] = Path.Combine(_directory.Path, "models.yml"),
                ["Models:Default"] = "analyst",
                ["Models:Policy:Pause"] = "00:00:00.010",
            }
        );
        builder.Logging.AddProvider(new TestOutputLoggerProvider()).SetMinimumLevel(LogLevel.Warning);
        IWarehouseAccounts accounts = new ScriptedWarehouse
        {
            All = [new WarehouseAccount("acme", "Acme demo", "postgres")],
            Script = (query, _, cancellationToken) => _warehouse.QueryAsync(query, cancellationToken),
        };
        var layer = new LayerRevision("demo", new SemanticLayer((await WhenTheSemanticLayerOfTheDemoIsRead.ReadAsync()).Content));
        var layers = Substitute.For<ISemanticLayers>();
        layers.Current.Returns(layer);
        layers.TryCurrent.Returns(layer);
        layers.PinAsync(Arg.Any<CancellationToken>()).Returns(layer);
        layers.FindAsync(Arg.Any<string>(), Arg.Any<CancellationToken>()).Returns(layer);
        builder
            .Services.AddSingleton(TimeProvider.System)
            .AddStorage(await postgres.CreateStoreDatabaseAsync())
            .AddAccess(builder.Configuration)
            .AddAudit()
            .AddSingleton<Today>()
            .AddSingleton<StartupProgress>()
            .AddCompiler()
            .AddPlanner()
            .AddSingleton<ISecondPlanner, SecondPlanner>()
            .AddSingleton(Substitute.For<IValueIndexes>())
            .AddSingleton(layers)
            .AddSingleton(accounts)
            .AddSingleton(Unmeasured.Joins)
            .AddSingleton(Unmeasured.Verified)
            .AddSingleton<IBudgets, UnlimitedBudgets>()
            .AddEmbeddings(builder.Configuration)
            .AddRouter(builder.Configuration)
            .AddModels(builder.Configuration)
            .AddTools()
            .AddSingleton(Unmeasured.Checks)
            .AddAgents(builder.Configuration)
            .AddRuns(builder.Configuration)
            .AddConversations()
            .AddTraces()
            .AddCosts();
        _host = builder.Build();
        await Get<StoreMigrations>().ApplyAsync(CancellationToken.None);
        await _host.StartAsync();
        Get<StartupProgress>().Ready();
    }

    internal async Task<RunProgress> AskAsync(string question, string agent = "d0", string level = "internal", Guid? conversation = null, string? model = null)
    {
        var asked = await Chat.AskAsync(new AskRequest(question, conversation, agent, model, Level: level), TestContext.Current.CancellationToken);
        return await FollowAsync(Assert.IsType<Shared.Chat.Asked>(asked).Run);
    }

    internal async Task<RunProgress> FollowAsync(Guid run)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(TimeSpan.FromMinutes(1));
        RunProgress? end = null;
        await foreach (var picture in Chat.FollowAsync(run, patience.Token))
            end = picture;
        return end!;
    }

    /// <summary>d0's own file, and the same with limits that are soon met.</summary>
    private void WriteFiles()
    {
        var folder = Directory.CreateDirectory(Path.Combine(_directory.Path, "agents")).FullName;
        var d0 = File.ReadAllText(Path.Combine(DataDirectory.SolutionDirectory()!, "agents", "d0.yml"));
        File.WriteAllText(Path.Combine(folder, "d0.yml"), d0);
        foreach (
            var (name, key, limit) in new[]
            {
                ("few-steps", "steps: 20", "steps: 4"),
                ("few-tokens", "tokens: 400_000", "tokens: 10"),
                ("cheap", "cost_usd: 1.00", "cost_usd: 0.0001"),
            }
        )
            File.WriteAllText(
                Path.Combine(folder, $"{name}.yml"),
                d0.Replace("name: d0", $"name: {name}", StringComparison.Ordinal).Replace(key, limit, StringComparison.Ordinal)
            );
        File.WriteAllText(
            Path.Combine(_directory.Path, "models.yml"),
            $$"""
            providers:
              - { name: scripted, address: "{{_analyst!.Address}}" }
              - { name: backup, address: "{{_analyst.Address}}" }
              - { name: house, kind: anthropic, address: "{{_analyst.Address}}" }
              - { name: one-first, address: "{{_analyst.Address}}" }
              - { name: other-second, kind: anthropic, address: "{{_analyst.Address}}" }
              - { name: other-first, kind: anthropic, address: "{{_analyst.Address}}" }
              - { name: one-second, address: "{{_analyst.Address}}" }
            models:
              - { name: analyst, provider: scripted, context: 200000, max_output: 8000, capabilities: [tools] }
              - { name: forgetful, provider: scripted, context: 12000, max_output: 5000, capabilities: [tools] }
              - { name: analyst-b, provider: backup, context: 200000, max_output: 8000, capabilities: [tools] }
              - { name: claude, provider: house, context: 200000, max_output: 8000, capabilities: [tools, caching] }
              - { name: wordy, provider: house, context: 200000, capabilities: [caching] }
              - { name: one-first, provider: one-first, context: 200000, max_output: 8000, capabilities: [tools] }
              - { name: other-second, provider: other-second, context: 200000, max_output: 8000, capabilities: [tools, caching] }
              - { name: other-first, provider: other-first, context: 200000, max_output: 8000, capabilities: [tools, caching] }
              - { name: one-second, provider: one-second, context: 200000, max_output: 8000, capabilities: [tools] }
            tiers:
              standard:
                groups:
                  - members: [{ model: analyst }]
                  - members: [{ model: analyst-b }]
              fast:
                groups:
                  - members: [{ model: one-first }]
                  - members: [{ model: other-second }]
              max:
                groups:
                  - members: [{ model: other-first }]
                  - members: [{ model: one-second }]
            prices:
              - { provider: local, model: "*", from: 2026-01-01, input: 0, output: 0 }
              - { provider: scripted, model: "*", from: 2020-01-01, input: 2.00, cache_read: 0.20, output: 8.00 }
              - { provider: house, model: "*", from: 2020-01-01, input: 2.00, cache_read: 0.20, output: 8.00 }
              - { provider: one-first, model: "*", from: 2020-01-01, input: 2.00, cache_read: 0.20, output: 8.00 }
              - { provider: other-second, model: "*", from: 2020-01-01, input: 2.00, cache_read: 0.20, output: 8.00 }
              - { provider: other-first, model: "*", from: 2020-01-01, input: 2.00, cache_read: 0.20, output: 8.00 }
              - { provider: one-second, model: "*", from: 2020-01-01, input: 2.00, cache_read: 0.20, output: 8.00 }
              - { provider: backup, model: "*", from: 2020-01-01, input: 2.00, cache_read: 0.20, output: 8.00 }
            """
        );
    }

    public async ValueTask DisposeAsync()
    {
        if (_host is not null)
        {
            await _host.StopAsync();
            await ((IAsyncDisposable)_host).DisposeAsync();
        }
        if (_warehouse is not null)
            await _warehouse.DisposeAsync();
        if (_analyst is not null)
            await _analyst.DisposeAsync();
        _directory.Dispose();
    }
}
