using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Configuration;
using Shouldly;
using Workbench.Server.Audit;
using Workbench.Server.Budgets;
using Workbench.Server.Forks;
using Workbench.Server.Gateway;
using Workbench.Server.Runs;
using Workbench.Server.Tools;
using Workbench.Shared.Audit;
using Workbench.Shared.Chat;
using Workbench.Shared.Costs;
using Workbench.Shared.Forks;
using Workbench.Shared.Gateway;
using Workbench.Shared.Replays;
using Workbench.Shared.Runs;
using Workbench.Shared.SemanticLayer;
using Workbench.Tests.Infrastructure;
using Workbench.Tests.Retention;
using Workbench.Tests.Runs;
using Workbench.Tests.Semantics.Layer;
using Workbench.Tests.SemanticWorkspace.Revisions;

namespace Workbench.Tests.Audit;

/// <summary>Through the seams that pages, the API and the command line use.</summary>
public sealed class WhenSomebodyDoesSomething(EmbeddedPostgresFixture postgres)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_action_on_runs_and_conversations_is_noted_once()
    {
        await using var host = await RetentionHost.StartAsync(postgres, more: services => services.AddForks());
        var (runs, chat) = (host.Runs, host.Runs.Chat);
        var first = await runs.RunAsync("How many trees of Mrs. Canary?");
        await chat.FindAsync(first.ConversationId, Cancellation);
        for (var i = 0; i < 3; i++)
            await runs.Traces.FindAsync(first.RunId.ToString(), Cancellation);
        await runs.Traces.ExportAsync(first.RunId, Cancellation);
        await chat.RenameAsync(first.ConversationId, "Canary trees", Cancellation);
        await chat.ShareAsync(first.ConversationId, Cancellation);
        await chat.GiveFeedbackAsync(first.RunId, new Feedback(IsGood: false, "Canary!"), Cancellation);
        await chat.DeleteAsync(first.ConversationId, Cancellation);
        await chat.RestoreAsync(first.ConversationId, Cancellation);
        await runs.Get<IReplays>().ReplayAsync(first.RunId, Cancellation);
        var fork = (await runs.Get<IRunForks>().ForkAsync(new ForkRequest(first.RunId, 2), Cancellation)).ShouldBeOfType<Forked>();
        await runs.FollowAsync(fork.Run);
        var old = await runs.RunAsync("How many hills?");
        await host.AgeAsync(60, old.RunId);
        await host.ApplyAsync();

        var lines = await LinesAsync(runs);
        lines
            .Select(l => $"{l.Verb} {l.Kind}")
            .ShouldBe([
                "asked run",
                "saw conversation",
                "saw run",
                "exported run",
                "renamed conversation",
                "shared conversation",
                "rated run",
                "deleted conversation",
                "restored conversation",
                "replayed run",
                "forked run",
                "asked run",
                "deleted retention",
            ]);
        lines[0].Subject.ShouldBe(first.RunId.ToString());
        lines[0].Who.ShouldBe(Environment.UserName);
        lines[^1].Who.ShouldBe("ada");
        JsonNode.Parse(lines[^1].Details)!["runs"]!.GetValue<long>().ShouldBe(1);
        string.Concat(lines.Select(l => l.Details + l.Subject)).ShouldNotContain("Canary", Case.Insensitive, "what people write is not kept for ever");
    }

    [Fact]
    public async Task Approvals_refusals_and_stops_are_noted_with_who_decided()
    {
        await using var host = await RunsHost.StartAsync(
            await postgres.CreateStoreDatabaseAsync(),
            new ScriptedModel
            {
                Script = (call, _, _) =>
                    ScriptedModel.One(
                        call.Messages[^1].Role == ChatRole.Tool ? ScriptedModel.Answer("Done.") : ScriptedModel.CallOf("effect", new JsonObject(), "call_1")
                    ),
            }
        );
        host.Get<IEnumerable<IAgentTool>>().OfType<EffectTool>().Single().Approval = "Post to #sales: hello";
        List<Guid> asked = [];
        foreach (var alternative in (int[])[0, 1])
        {
            var waiting = await host.RunAsync("Post it.");
            asked.Add(waiting.RunId);
            await host.Chat.ChooseAsync(waiting.RunId, alternative, Cancellation);
            await host.FollowAsync(waiting.RunId);
        }
        var stopped = await host.RunAsync("Post it.");
        await host.Chat.StopAsync(stopped.RunId, Cancellation);

        (await LinesAsync(host))
            .Where(l => l.Verb != "asked")
            .Select(l => (l.Verb, l.Subject, l.Who))
            .ShouldBe([
                ("approved", $"{asked[0]}", Environment.UserName),
                ("rejected", $"{asked[1]}", Environment.UserName),
                ("cancelled", $"{stopped.RunId}", Environment.UserName),
            ]);
    }

    [Fact]
    public async Task Settings_that_change_are_noted_and_a_person_whom_they_are_about_by_an_id()
    {
        // Nothing by itself.
        var settings = new ConfigurationBuilder()
            .AddInMemoryCollection(new Dictionary<string, string?>(StringComparer.Ordinal) { ["Runs:TakesOthers"] = "false" })
            .Build();
        await using var host = await RunsHost.StartAsync(
            await postgres.CreateStoreDatabaseAsync(),
            more: services => services.AddBudgets(settings).AddGateway(settings)
        );
        var book = host.Get<IBudgetBook>();
        var set = (await book.SetAsync(new BudgetDraft(BudgetScope.User, Environment.UserName, BudgetPeriod.Day, 5), Cancellation)).ShouldBeOfType<BudgetSet>();
        await book.RemoveAsync(set.State.Id, Cancellation);
        (await book.RemoveAsync(set.State.Id, Cancellation)).ShouldBeFalse();
        var keys = host.Get<IGatewayKeys>();
        var key = (await keys.CreateAsync(new NewGatewayKey("portal", [], [], null), Cancellation)).ShouldBeOfType<KeyIssued>();
        var rotated = (await keys.RotateAsync(key.Key.Id, TimeSpan.Zero, Cancellation)).ShouldBeOfType<KeyIssued>();
        await keys.RevokeAsync(key.Key.Id, Cancellation);

        var lines = await LinesAsync(host);

        lines.Select(l => $"{l.Verb} {l.Kind}").ShouldBe(["changed budget", "removed budget", "changed key", "changed key", "removed key"]);
        (lines[0].About, lines[0].Details.Contains(Environment.UserName, StringComparison.Ordinal)).ShouldBe((Environment.UserName, false));
        string.Concat(lines.Select(l => l.Details)).ShouldNotContain(rotated.Secret);
        string.Concat(lines.Select(l => l.Details)).ShouldNotContain(key.Secret);
    }

    [Fact]
    public async Task Saves_of_the_layer_are_noted_as_its_history_tells_them()
    {
        await using var layer = await EditedLayer.OpenAsync(postgres);
        var before = layer.Audit.Entries.Count;
        var path = SmallLayer.Files[0].Path;
        var file = (await layer.As("ann").OpenAsync(path, Cancellation)).ShouldNotBeNull();
        var save = new LayerSave([new LayerFileChange(path, file.Hash, file.Text + "# A word.\n")], "A word");
        var saved = (await layer.As("ann").SaveAsync(save, Cancellation)).ShouldBeOfType<LayerSaved>().Entry.ShouldNotBeNull();
        await layer.As("ben").RevertAsync(saved, "", Cancellation);

        var notes = layer.Audit.Entries.Skip(before).ToList();

        notes.Select(n => (n.Verb, n.Kind, n.Who)).ShouldBe([(AuditVerb.Changed, "layer", "ann"), (AuditVerb.Reverted, "layer", "ben")]);
        notes[0].Subject.ShouldBe(saved);
    }

    private static async Task<IReadOnlyList<AuditLine>> LinesAsync(RunsHost host)
    {
        await host.Get<IAuditLog>().FlushAsync(Cancellation);
        var page = await host.Get<IAudit>().ListAsync(new AuditFilter(), null, 500, Cancellation);
        return [.. page.Lines.Reverse()];
    }
}
