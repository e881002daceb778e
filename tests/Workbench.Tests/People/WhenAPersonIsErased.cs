using System.IO.Compression;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using NSubstitute;
using Shouldly;
using Workbench.Server.Access;
using Workbench.Server.Audit;
using Workbench.Server.Budgets;
using Workbench.Server.Costs;
using Workbench.Server.Forks;
using Workbench.Server.Gateway;
using Workbench.Server.People;
using Workbench.Server.Runs;
using Workbench.Server.SavedViews;
using Workbench.Shared.Audit;
using Workbench.Shared.Chat;
using Workbench.Shared.Costs;
using Workbench.Shared.Gateway;
using Workbench.Shared.People;
using Workbench.Shared.Runs;
using Workbench.Shared.Traces;
using Workbench.Tests.Infrastructure;
using Workbench.Tests.Retention;
using Workbench.Tests.Runs;

namespace Workbench.Tests.People;

public sealed class WhenAPersonIsErased(EmbeddedPostgresFixture postgres)
{
    private const string Name = "Quilla Canary";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Nothing_in_the_database_has_the_name_or_what_they_asked_and_all_sums_are_the_same()
    {
        var store = await postgres.CreateStoreDatabaseAsync();
        await using var theirs = await StartAsync(store, Name);
        await using var bens = await StartAsync(store, "ben");
        var told = await theirs.Runs.RunAsync("How many trees has canaryville?");
        await theirs.Runs.RunAsync("And canary islands?", told.ConversationId);
        await theirs.Runs.Chat.GiveFeedbackAsync(told.RunId, new Feedback(IsGood: false, "canary says no"), Cancellation);
        var young = await theirs.Runs.RunAsync("How many canary birds?");
        var other = await bens.Runs.RunAsync("How many rivers?");
        await theirs.AgeAsync(30, told.RunId, other.RunId);
        await theirs.Runs.Get<CostDays>().SumAsync(Cancellation);
        (
            await theirs.Runs.Get<IBudgetBook>().SetAsync(new BudgetDraft(BudgetScope.User, Name, BudgetPeriod.Month, 100), Cancellation)
        ).ShouldBeOfType<BudgetSet>();
        foreach (var isShared in (bool[])[false, true])
            await theirs
                .Runs.Get<ISavedViews>()
                .SaveAsync(new SavedViewDraft(isShared ? "Of ours" : "My canaries", "user=Quilla%20Canary", isShared), Cancellation);
        await theirs.Runs.Get<IGatewayKeys>().CreateAsync(new NewGatewayKey("portal", [], [], null), Cancellation);
        var before = await bens.ReportsAsync();
        var people = bens.Runs.Get<IPeople>();
        await theirs.Runs.Get<IAuditLog>().FlushAsync(Cancellation);
        var plan = (await people.PlanAsync(Name, Cancellation)).ShouldNotBeNull();
        (plan.Person.Runs, plan.Person.Conversations, plan.Live.Count).ShouldBe((3, 2, 0));
        plan.Named.ShouldContain(n => n.What == "budgets of their own" && n.Rows == 1);

        (await people.EraseAsync(Name, "Quilla", Cancellation)).ShouldBeOfType<ErasureRefused>().Reason.ShouldContain(Name);
        var erased = (await people.EraseAsync(Name, Name, Cancellation)).ShouldBeOfType<PersonErased>();

        (erased.Runs, erased.Conversations, erased.Left.Count).ShouldBe((3, 2, 0));
        await bens.ApplyAsync();
        await bens.NextDayAsync();
        await bens.ApplyAsync();
        (await TextsWithAsync(bens.Runs, "canary")).ShouldBeEmpty();
        (await bens.Runs.Traces.FindAsync(young.RunId.ToString(), Cancellation)).ShouldBeNull();
        (await bens.Runs.Traces.FindAsync(other.RunId.ToString(), Cancellation)).ShouldNotBeNull();
        (await people.PlanAsync(Name, Cancellation)).ShouldBeNull();
        (await people.ListAsync(null, null, 50, Cancellation)).People.Select(p => p.Name).ShouldBe(["ada", "ben"], "Ada deleted old runs");
        (await bens.MissingAsync()).ShouldBe(0);
        foreach (var isSummed in (bool[])[false, true])
        {
            if (isSummed)
                await bens.Runs.Get<CostDays>().SumAsync(Cancellation);
            foreach (var (a, b) in (await bens.ReportsAsync()).Zip(before))
            {
                a.Totals.ShouldBe(b.Totals);
                a.Lines.Select(l => (l.Name, l.Totals)).ShouldBe(b.Lines.Select(l => (l.Name == Name ? erased.Label : l.Name, l.Totals)), ignoreOrder: true);
            }
        }
        AuditVerdict? verdict = null;
        await foreach (var step in bens.Runs.Get<IAudit>().VerifyAsync(null, Cancellation))
            verdict = step as AuditVerdict ?? verdict;
        verdict.ShouldNotBeNull().Problem.ShouldBeNull();
        var entries = await bens.Runs.Get<IAudit>().ListAsync(new AuditFilter(erased.Label), null, 500, Cancellation);
        entries.Lines.Select(l => l.Verb).ShouldContain("asked");
        (await bens.Runs.Get<IAudit>().ListAsync(new AuditFilter(What: "erased"), null, 5, Cancellation))
            .Lines.ShouldHaveSingleItem()
            .About.ShouldBe(erased.Label);
    }

    [Fact]
    public async Task Somebody_whose_run_is_not_over_is_refused_and_whoever_erases_himself_is_gone_too()
    {
        await using var host = await StartAsync(await postgres.CreateStoreDatabaseAsync(), Name);
        var done = await host.Runs.RunAsync("How many canaries?");
        await host.Runs.ScalarAsync($"update runs set status = 'queued', ended_at = null where id = '{done.RunId}'");
        var people = host.Runs.Get<IPeople>();
        (await people.EraseAsync(Name, Name, Cancellation)).ShouldBeOfType<ErasureRefused>().Reason.ShouldContain(done.RunId.ToString());
        await host.Runs.ScalarAsync($"update runs set status = 'done', ended_at = now() where id = '{done.RunId}'");

        (await people.EraseAsync(Name, Name, Cancellation)).ShouldBeOfType<PersonErased>().Runs.ShouldBe(1);

        await host.NextDayAsync();
        await host.ApplyAsync();
        (await TextsWithAsync(host.Runs, "canar")).ShouldBeEmpty();
        (await people.EraseAsync("nobody", "nobody", Cancellation)).ShouldBeOfType<ErasureRefused>();
    }

    [Fact]
    public async Task All_of_it_can_be_handed_out_before()
    {
        await using var host = await StartAsync(await postgres.CreateStoreDatabaseAsync(), Name);
        var run = await host.Runs.RunAsync("How many canaries?");
        await host.Runs.Chat.GiveFeedbackAsync(run.RunId, new Feedback(IsGood: true, null), Cancellation);
        using var file = new MemoryStream();

        (await host.Runs.Get<PersonExport>().WriteAsync(Name, file, Cancellation)).ShouldBe(1);

        using var zip = new ZipArchive(file, ZipArchiveMode.Read);
        string Text(string entry) => new StreamReader(zip.GetEntry(entry).ShouldNotBeNull(entry).Open()).ReadToEnd();
        Text("questions.jsonl").ShouldContain("How many canaries?");
        Text("conversations.jsonl").ShouldContain(run.ConversationId.ToString());
        Text("feedback.jsonl").ShouldContain(run.RunId.ToString());
        Text("audit.jsonl").ShouldContain("\"asked\"");
        using var document = JsonDocument.Parse(Text($"runs/{run.RunId}.json"));
        document.RootElement.GetProperty("steps").GetArrayLength().ShouldBeGreaterThan(2);
        using var none = new MemoryStream();
        (await host.Runs.Get<PersonExport>().WriteAsync("nobody", none, Cancellation)).ShouldBeNull();
    }

    /// <summary>Tables with the word in any of their columns, and blobs that say it, whatever their compression.</summary>
    private static async Task<List<string>> TextsWithAsync(RunsHost host, string word)
    {
        List<string> found = [];
        List<string> tables = [];
        await using (var command = host.Store.CreateCommand("select tablename::text from pg_tables where schemaname = 'public'"))
        {
            await using var reader = await command.ExecuteReaderAsync(Cancellation);
            while (await reader.ReadAsync(Cancellation))
                tables.Add(reader.GetString(0));
        }
        tables.Count.ShouldBeGreaterThan(30);
        foreach (var table in tables)
            if (await host.ScalarAsync($"select t::text from \"{table}\" t where t::text ilike '%{word}%' limit 1") is string row)
                found.Add($"{table}: {row}");
        await using var blobs = host.Store.CreateCommand("select hash, size, is_compressed, data from blobs");
        await using var content = await blobs.ExecuteReaderAsync(Cancellation);
        while (await content.ReadAsync(Cancellation))
        {
            var blob = new Blob(content.GetFieldValue<byte[]>(0), content.GetInt32(1), content.GetBoolean(2), content.GetFieldValue<byte[]>(3));
            if (Encoding.UTF8.GetString(blob.Read()) is var text && text.Contains(word, StringComparison.OrdinalIgnoreCase))
                found.Add($"blob: {text}");
        }
        return found;
    }

    private Task<RetentionHost> StartAsync(string store, string user)
    {
        var asker = Substitute.For<IAsker>();
        asker.Current.Returns(new Asker(user, "internal"));
        // Nothing by itself.
        var settings = new ConfigurationBuilder()
            .AddInMemoryCollection(new Dictionary<string, string?>(StringComparer.Ordinal) { ["Runs:TakesOthers"] = "false" })
            .Build();
        return RetentionHost.StartAsync(
            postgres,
            store: store,
            more: services => services.AddForks().AddBudgets(settings).AddGateway(settings).AddPeople().AddSavedViews().AddSingleton(asker)
        );
    }
}
