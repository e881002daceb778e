using System.Text.Json;
using Shouldly;
using Workbench.Shared.Runs;
using Workbench.Shared.Traces;
using Workbench.Tests.Infrastructure;
using Workbench.Tests.Runs;

namespace Workbench.Tests.Traces;

public sealed class WhenManyRunsAreExported(EmbeddedPostgresFixture postgres)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Those_that_the_filter_finds_come_newest_first_and_whole()
    {
        await using var host = await RunsHost.StartAsync(await postgres.CreateStoreDatabaseAsync());
        var first = await host.RunAsync("How many trees?");
        host.Model.Script = (_, _, _) => ScriptedModel.One(ScriptedModel.Fails(Server.Models.ModelFault.BadRequest, "No."));
        await host.RunAsync("How many hills?");
        host.Model.Script = new ScriptedModel().Script;
        var last = await host.RunAsync("How many lakes?");
        var done = new TraceFilter { Status = RunStatus.Done };

        var exported = await ReadAsync(host, done);

        exported.Select(IdOf).ShouldBe([last.RunId, first.RunId]);
        using var alone = await host.Traces.ExportAsync(first.RunId, Cancellation);
        exported[1].ShouldBe(alone!.RootElement.GetRawText());
        (await host.Get<IRunExports>().CountAsync(done, 100, Cancellation)).ShouldBe(2);
        (await host.Get<IRunExports>().CountAsync(new TraceFilter(), 2, Cancellation)).ShouldBe(2, "it is not counted further");
    }

    [Fact]
    public async Task More_than_a_page_of_them_come_each_once()
    {
        await using var host = await RunsHost.StartAsync(await postgres.CreateStoreDatabaseAsync());
        await host.RunAsync("How many?");
        // As many as two pages and one more, some of them of the same moment.
        await host.ScalarAsync(
            """
            insert into runs select (jsonb_populate_record(r, jsonb_build_object('id', gen_random_uuid(), 'asked_at', r.asked_at - (n / 3) * interval '1 second'))).*
            from runs r, generate_series(1, 1000) n
            """
        );

        var exported = (await ReadAsync(host, new TraceFilter())).Select(IdOf).ToList();

        exported.Count.ShouldBe(1001);
        exported.ShouldBeUnique();
    }

    private static async Task<List<string>> ReadAsync(RunsHost host, TraceFilter filter)
    {
        List<string> read = [];
        await foreach (var run in host.Get<IRunExports>().ReadAsync(filter, Cancellation))
            using (run)
                read.Add(run.RootElement.GetRawText());
        return read;
    }

    private static Guid IdOf(string line)
    {
        using var document = JsonDocument.Parse(line);
        return document.RootElement.GetProperty("run").GetProperty("id").GetGuid();
    }
}
