using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Workbench.Server.Semantics;
using Workbench.Server.Semantics.Compiler;
using Workbench.Server.Semantics.Layer;
using Workbench.Server.Semantics.Planner;
using Workbench.Tests.Infrastructure;

namespace Workbench.Tests.SemanticDraft;

/// <summary>A database with what <c>semantic init</c> makes of it, to be asked.</summary>
public abstract class AskedDraft(EmbeddedPostgresFixture postgres, string sql) : IAsyncLifetime
{
    private readonly ServiceProvider _services = new ServiceCollection().AddCompiler().AddPlanner().BuildServiceProvider();
    private DraftedDatabase? _database;

    private DraftedDatabase Database => _database ?? throw new InvalidOperationException("The database is not drafted yet.");

    public async ValueTask InitializeAsync() => _database = await DraftedDatabase.MakeAsync(postgres, sql);

    internal PlanOutcome Plan(string question, string? instructions) => Database.Plan(_services.GetRequiredService<IPlanner>(), question, instructions);

    internal Task ShouldAnswerAsync(string question, string? instructions, string sql) =>
        Database.ShouldAnswerAsync(Plan(question, instructions).ShouldBeOfType<PlannedQuery>(question).Best.Query, sql);

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await _services.DisposeAsync();
        if (_database is not null)
            await _database.DisposeAsync();
    }
}
