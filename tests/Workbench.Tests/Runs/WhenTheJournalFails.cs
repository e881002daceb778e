using Shouldly;
using Workbench.Shared.Runs;
using Workbench.Tests.Infrastructure;

namespace Workbench.Tests.Runs;

public sealed class WhenTheJournalFails(EmbeddedPostgresFixture postgres)
{
    [Fact]
    public async Task A_run_whose_journal_cannot_be_read_fails_and_is_not_taken_for_ever()
    {
        var database = await postgres.CreateStoreDatabaseAsync();
        RunProgress done;
        await using (var first = await RunsHost.StartAsync(database))
            done = await first.RunAsync("How many?");
        await using var host = await RunsHost.StartAsync(database);
        await host.ScalarAsync(
            "delete from blobs where hash in (select response_hash from steps where kind = 'model'); update runs set status = 'queued', worker = null, ended_at = null, asked_at = asked_at - interval '1 minute'"
        );

        var end = (await host.FollowAsync(done.RunId))[^1];

        (end.Status, end.Failure?.Code).ShouldBe((RunStatus.Failed, "journal_unreadable"));
        end.Failure.ShouldNotBeNull().Message.ShouldContain("Blob");
        (await host.ScalarAsync("select count(*) from run_claims")).ShouldBe(2L, "one that answered, and one that could not read it");
    }

    [Fact]
    public async Task Characters_that_no_database_keeps_do_not_end_a_run()
    {
        await using var host = await RunsHost.StartAsync(await postgres.CreateStoreDatabaseAsync());
        host.Model.Script = (_, _, _) => ScriptedModel.One(ScriptedModel.Reply(new Microsoft.Extensions.AI.TextContent("Forty\0two \uD83D and \uD83D\uDE00.")));

        var end = await host.RunAsync("How many?");

        (end.Status, end.Failure?.Message).ShouldBe((RunStatus.Done, null));
        (await host.ScalarAsync("select answer_text from runs")).ShouldBe("Forty\uFFFDtwo \uFFFD and \uD83D\uDE00.");
        (await host.ScalarAsync("select count(*) from run_claims")).ShouldBe(1L);
    }

    [Theory]
    [InlineData("check_violation")]
    [InlineData("data_exception")]
    public async Task What_the_store_never_takes_fails_the_run_at_once_with_the_reason(string state)
    {
        await using var host = await RunsHost.StartAsync(await postgres.CreateStoreDatabaseAsync());
        await RefuseAsync(host, "new.kind = 'tool'", state);

        var end = await host.RunAsync("How many?");

        end.Status.ShouldBe(RunStatus.Failed);
        end.Failure.ShouldNotBeNull().Message.ShouldContain("Not this one.");
        (await host.ScalarAsync("select count(*) from run_claims")).ShouldBe(1L, "the next executor would be refused as well");
        host.Model.Calls.Count.ShouldBeLessThanOrEqualTo(2, "nothing is paid for twice");
    }

    [Fact]
    public async Task The_end_is_written_though_something_before_it_was_refused()
    {
        await using var host = await RunsHost.StartAsync(await postgres.CreateStoreDatabaseAsync());
        await RefuseAsync(host, "new.kind = 'sql' and new.status = 'ok'", "check_violation");

        var end = await host.RunAsync("How many?");

        (end.Status, end.Failure?.Code).ShouldBe((RunStatus.Failed, "journal_refused"));
        (
            await host.ScalarAsync("select count(*) from step_starts s where not exists (select from steps e where e.run_id = s.run_id and e.seq = s.seq)")
        ).ShouldBe(0L, "no step is left open");
    }

    private static Task<object?> RefuseAsync(RunsHost host, string condition, string state) =>
        host.ScalarAsync(
            $"""
            create function refuse() returns trigger language plpgsql as $$
            begin
                if {condition} then
                    raise exception 'Not this one.' using errcode = '{state}';
                end if;
                return new;
            end $$;
            create trigger refuse before insert on steps for each row execute function refuse();
            """
        );
}
