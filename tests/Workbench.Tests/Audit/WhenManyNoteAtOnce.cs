using System.Globalization;
using System.Text.Json.Nodes;
using Npgsql;
using Shouldly;
using Workbench.Server.Audit;
using Workbench.Shared.Audit;
using Workbench.Tests.Infrastructure;

namespace Workbench.Tests.Audit;

public sealed class WhenManyNoteAtOnce(EmbeddedPostgresFixture postgres)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Several_servers_make_one_chain_without_gaps()
    {
        var connection = await postgres.CreateStoreDatabaseAsync();
        var hosts = new List<AuditHost>();
        foreach (var user in (string[])["ada", "ben", "cid"])
            hosts.Add(await AuditHost.StartAsync(connection, user));

        await Task.WhenAll(hosts.SelectMany(h => Enumerable.Range(0, 4).Select(_ => Task.Run(() => h.NoteAsync(150)))));

        (await hosts[0].ScalarAsync("select count(*) from audit_entries")).ShouldBe(1_800L);
        (await hosts[0].ScalarAsync("select max(seq) from audit_entries")).ShouldBe(1_800L);
        var verdict = await hosts[1].VerifyAsync();
        (verdict.Number, verdict.Problem).ShouldBe((1_800, null));
        (await hosts[0].Audit.FacetsAsync(Cancellation)).People.ShouldBe(["ada", "ben", "cid", AuditWords.Program]);
        foreach (var host in hosts)
            await host.DisposeAsync();
    }

    [Fact]
    public async Task Nobody_waits_while_the_store_stands_and_what_is_too_much_is_counted()
    {
        await using var host = await AuditHost.StartAsync(await postgres.CreateStoreDatabaseAsync());
        await host.NoteAsync(1);
        await using var connection = await host.Store.OpenConnectionAsync(Cancellation);
        await using var transaction = await connection.BeginTransactionAsync(Cancellation);
        await using (var stand = new NpgsqlCommand("lock table audit_entries in access exclusive mode", connection))
            await stand.ExecuteNonQueryAsync(Cancellation);
        const int Noted = AuditLog.MostWaiting + 2_000;

        for (var i = 0; i < Noted; i++)
            host.Log.Note(new AuditEntry(AuditVerb.Asked, AuditKinds.Run, string.Create(CultureInfo.InvariantCulture, $"run {i}")));
        await transaction.CommitAsync(Cancellation);
        await host.Log.FlushAsync(Cancellation);

        var lost = (await host.LinesAsync(new AuditFilter(What: "lost"))).ShouldHaveSingleItem();
        lost.Who.ShouldBe(AuditWords.Program);
        var count = (long)JsonNode.Parse(lost.Details)!["entries"]!;
        count.ShouldBeGreaterThan(0);
        (await host.ScalarAsync("select count(*) from audit_entries")).ShouldBe(1 + Noted - count + 1);
        (await host.VerifyAsync()).Problem.ShouldBeNull();
    }

    [Fact]
    public async Task A_process_that_ends_writes_what_waits()
    {
        var connection = await postgres.CreateStoreDatabaseAsync();
        var ending = await AuditHost.StartAsync(connection);
        for (var i = 0; i < 1_200; i++)
            ending.Log.Note(new AuditEntry(AuditVerb.Asked, AuditKinds.Run, string.Create(CultureInfo.InvariantCulture, $"run {i}")));
        await ending.DisposeAsync();

        await using var host = await AuditHost.StartAsync(connection);
        var verdict = await host.VerifyAsync();
        (verdict.Number, verdict.Problem).ShouldBe((1_200, null));
    }

    [Fact]
    public async Task What_a_person_sees_is_noted_once_an_hour_however_many_servers_show_it()
    {
        var connection = await postgres.CreateStoreDatabaseAsync();
        await using var one = await AuditHost.StartAsync(connection);
        await using var two = await AuditHost.StartAsync(connection);
        await using var bens = await AuditHost.StartAsync(connection, "ben");
        foreach (var host in (AuditHost[])[one, one, two, bens])
        {
            host.Log.Note(new AuditEntry(AuditVerb.Saw, AuditKinds.Run, "7"));
            host.Log.Note(new AuditEntry(AuditVerb.Saw, AuditKinds.Conversation, "7"));
            await host.Log.FlushAsync(Cancellation);
        }

        // The hour may have turned meanwhile.
        (await one.LinesAsync()).Count.ShouldBeInRange(4, 8);
        (await one.LinesAsync(new AuditFilter("ben"))).Count.ShouldBe(2);
        (await one.VerifyAsync()).Problem.ShouldBeNull();
    }

    [Fact]
    public async Task What_no_text_of_PostgreSQL_can_hold_is_noted_without_it()
    {
        await using var host = await AuditHost.StartAsync(await postgres.CreateStoreDatabaseAsync());

        host.Log.Note(
            new AuditEntry(AuditVerb.Changed, AuditKinds.Layer, "a\0b\ud800c" + new string('x', 900))
            {
                Who = "e\0ve",
                Details = new() { ["k"] = "\0" },
            }
        );
        host.Log.Note(new AuditEntry(AuditVerb.Changed, AuditKinds.Layer, "next") { Details = new() { ["long"] = new string('x', 50_000) } });
        await host.Log.FlushAsync(Cancellation);

        var lines = await host.LinesAsync();
        lines.Count.ShouldBe(2);
        (lines[1].Who, lines[1].Subject[..4], lines[1].Subject.Length).ShouldBe(("eve", "ab\ufffdc", 500));
        (await host.VerifyAsync()).Problem.ShouldBeNull();
    }
}
