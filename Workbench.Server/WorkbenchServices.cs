using Microsoft.AspNetCore.DataProtection;
using Workbench.Client;
using Workbench.Server.Access;
using Workbench.Server.Agents;
using Workbench.Server.Anomalies;
using Workbench.Server.AnswerDiffs;
using Workbench.Server.Answers;
using Workbench.Server.Api;
using Workbench.Server.Audit;
using Workbench.Server.Budgets;
using Workbench.Server.Comparisons;
using Workbench.Server.Conversations;
using Workbench.Server.Costs;
using Workbench.Server.Embeddings;
using Workbench.Server.Evaluation;
using Workbench.Server.Forks;
using Workbench.Server.Gateway;
using Workbench.Server.LayerHealth;
using Workbench.Server.Models;
using Workbench.Server.NumberChanges;
using Workbench.Server.Overview;
using Workbench.Server.People;
using Workbench.Server.Playground;
using Workbench.Server.Replays;
using Workbench.Server.Retention;
using Workbench.Server.Router;
using Workbench.Server.Runs;
using Workbench.Server.SavedViews;
using Workbench.Server.SecondOpinions;
using Workbench.Server.SemanticInterchange;
using Workbench.Server.SemanticLanguage;
using Workbench.Server.Semantics;
using Workbench.Server.SemanticWorkspace;
using Workbench.Server.StepLogs;
using Workbench.Server.StepNotes;
using Workbench.Server.Storage;
using Workbench.Server.Telemetry;
using Workbench.Server.Tools;
using Workbench.Server.Traces;
using Workbench.Server.VerifiedQueries;
using Workbench.Server.Warehouses;
using Workbench.Server.Workspace;

namespace Workbench.Server;

/// <summary>What the program is made of: a line per feature.</summary>
internal static class WorkbenchServices
{
    public static IServiceCollection AddWorkbench(this IServiceCollection services, IConfiguration configuration, StoreConnection store) =>
        services
            .AddSingleton(TimeProvider.System)
            .AddStorage(store)
            .AddAccess(configuration)
            .AddAudit()
            .AddWarehouses(configuration)
            .AddSemantics(configuration)
            .AddSemanticWorkspace()
            .AddSemanticLanguage()
            .AddSemanticInterchange()
            .AddLayerHealth(configuration)
            .AddBudgets(configuration)
            .AddEmbeddings(configuration)
            .AddRouter(configuration)
            .AddRouterRecords()
            .AddModels(configuration)
            .AddTools()
            .AddAgents(configuration)
            .AddStepLogs() // Before the runs: it stops after them.
            .AddRuns(configuration)
            .AddConversations()
            .AddForks()
            .AddComparisons()
            .AddNumberChanges()
            .AddSecondOpinions(configuration)
            .AddVerifiedQueries(configuration)
            .AddTraces()
            .AddSavedViews()
            .AddStepNotes()
            .AddReplays()
            .AddCosts()
            .AddOverview()
            .AddAnomalies(configuration)
            .AddRetention(configuration)
            .AddPeople()
            .AddPlayground()
            .AddEvaluation(configuration)
            .AddAnswerDiffs(configuration)
            .AddGateway(configuration)
            .AddTelemetry(configuration)
            .AddWorkspace();

    /// <summary>What only a process with pages needs.</summary>
    public static IServiceCollection AddPages(this IServiceCollection services, DataDirectory directory)
    {
        services.AddDataProtection().SetApplicationName("Workbench").PersistKeysToFileSystem(new DirectoryInfo(directory.File("keys")));
        // A long prompt is one message of its page, and 100,000 control characters are six times as long there, twice; the framework's own limit is 32 KB.
        services.AddRazorComponents().AddInteractiveServerComponents().AddHubOptions(hub => hub.MaximumReceiveMessageSize = 2 * 1024 * 1024);
        services.AddClient();
        services.AddApi();
        services.AddServerOrigin();
        services.AddHostedService<WorkspaceStartupService>();
        services.AddLayerHistoryKeeper();
        services.AddServerBeats();
        services.AddAnomalyWatch();
        return services;
    }

    public static WebApplication MapWorkbench(this WebApplication app)
    {
        app.UseAuditOrigins();
        app.UseExceptionHandler();
        // A person who mistypes an address sees a page; a program gets problem details.
        app.UseStatusCodePagesWithReExecute("/not-found", createScopeForStatusCodePages: true);
        app.UseAntiforgery();
        app.MapStaticAssets();
        app.MapRazorComponents<App>().AddInteractiveServerRenderMode();
        app.MapWorkspace();
        app.MapGroup("/api").MapAnswers();
        app.MapApi();
        app.MapGateway();
        app.MapTelemetry();
        app.MapFallback("/api/{**path}", () => TypedResults.Problem("There is no such address under /api.", statusCode: StatusCodes.Status404NotFound));
        return app;
    }
}
