using System.Text;
using Npgsql;
using Shouldly;
using Workbench.Server.Audit;
using Workbench.Shared.Audit;
using Workbench.Tests.Infrastructure;

namespace Workbench.Tests.Audit;

public sealed class WhenTheAuditLogIsVerified(EmbeddedPostgresFixture postgres)
{
    private const string Fake =
        "insert into audit_entries select {0}, gen_random_uuid(), now(), person, about, verb, kind, 'fake', origin, details, sha256('x') from audit_entries where seq = 1";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_chain_that_nobody_touched_is_whole_and_that_it_was_looked_at_is_noted()
    {
        await using var host = await StartAsync();
        (await host.Audit.LastVerdictAsync(Cancellation)).ShouldBeNull();
        (await host.VerifyAsync()).IsWhole.ShouldBeTrue("an empty one too");
        await host.NoteAsync(7);

        var verdict = await host.VerifyAsync();

        verdict.Problem.ShouldBeNull();
        verdict.Number.ShouldBe(8);
        verdict.Hash.ShouldBe((await host.LinesAsync()).Single(l => l.Number == 8).Hash);
        await host.Log.FlushAsync(Cancellation);
        var last = (await host.Audit.LastVerdictAsync(Cancellation)).ShouldNotBeNull();
        (last.Number, last.Hash, last.By, last.Problem).ShouldBe((8, verdict.Hash, "ada", null));
    }

    [Theory]
    [InlineData("update audit_entries set subject = 'other' where seq = 3", "Entry 3 was changed")]
    [InlineData("update audit_entries set person = gen_random_uuid() where seq = 3", "Entry 3 was changed")]
    [InlineData("update audit_entries set at = at - interval '1 microsecond' where seq = 3", "Entry 3 was changed")]
    [InlineData("update audit_entries set details = '{\"model\":\"max\"}' where seq = 3", "Entry 3 was changed")]
    [InlineData("update audit_entries set hash = sha256('x') where seq = 3", "Entry 3 was changed or inserted")]
    [InlineData("update audit_entries set subject = 'other' where seq = 6", "Entry 6 was changed or inserted")]
    [InlineData("delete from audit_entries where seq = 3", "Entry 3 is missing")]
    [InlineData("delete from audit_entries where seq < 3", "Entries 1 to 2 are missing")]
    [InlineData(
        "delete from audit_entries where seq = 3; update audit_entries set seq = -seq where seq > 3; update audit_entries set seq = -seq - 1 where seq < 0",
        "Entry 3 is missing"
    )]
    [InlineData("update audit_entries set seq = -seq where seq >= 3; update audit_entries set seq = -seq + 1 where seq < 0; FAKE 3", "Entry 3 was inserted")]
    [InlineData("FAKE 7", "Entry 7 was changed or inserted")]
    [InlineData("FAKE 9", "Entries 7 to 8 are missing")]
    [InlineData(
        "update audit_entries a set subject = b.subject, id = b.id, at = b.at from (select * from audit_entries where seq = 4) b where a.seq = 3",
        "Entry 3 was changed"
    )]
    public async Task Every_kind_of_tampering_is_found_where_it_begins(string sql, string found)
    {
        await using var host = await StartAsync();
        await host.NoteAsync(6);
        // Two entries may not have one id: nor may a tamperer.
        if (sql.Contains("id = b.id", StringComparison.Ordinal))
            await host.ExecuteAsync("drop index ix_audit_entries_id");
        var at = sql.IndexOf("FAKE ", StringComparison.Ordinal);
        await host.TamperAsync(at < 0 ? sql : string.Concat(sql.AsSpan(0, at), string.Format(null, CompositeFormat.Parse(Fake), sql[(at + 5)..])));

        var verdict = await host.VerifyAsync();

        verdict.Problem.ShouldNotBeNull().ShouldStartWith($"{found}:");
    }

    [Fact]
    public async Task An_end_that_was_cut_off_shows_by_a_hash_that_is_kept_elsewhere()
    {
        await using var host = await StartAsync();
        await host.NoteAsync(5);
        var kept = (await host.LinesAsync())[0].Hash;
        var earlier = (await host.LinesAsync())[3].Hash;
        (await host.VerifyAsync(kept)).Problem.ShouldBeNull();

        await host.TamperAsync("delete from audit_entries where seq >= 5");

        (await host.VerifyAsync(earlier)).Problem.ShouldBeNull();
        (await host.VerifyAsync(kept.ToUpperInvariant())).Problem.ShouldNotBeNull().ShouldContain("none of them has the hash that was expected");
        (await Should.ThrowAsync<ArgumentException>(() => host.VerifyAsync("abc"))).Message.ShouldContain("64 hexadecimal digits");
    }

    [Theory]
    [InlineData("update audit_entries set subject = 'x'")]
    [InlineData("delete from audit_entries")]
    [InlineData("truncate audit_entries")]
    [InlineData("set session_replication_role = replica; delete from audit_entries")]
    public async Task The_database_itself_refuses_to_change_it(string sql)
    {
        await using var host = await StartAsync();
        await host.NoteAsync(2);

        (await Should.ThrowAsync<PostgresException>(() => host.ExecuteAsync(sql))).SqlState.ShouldBe("WB010");
        (await host.VerifyAsync()).Number.ShouldBe(2);
    }

    [Fact]
    public async Task A_guard_that_was_switched_off_is_told()
    {
        await using var host = await StartAsync();
        await host.NoteAsync(2);
        await host.ExecuteAsync("alter table audit_entries disable trigger audit_entries_stay");

        (await host.VerifyAsync()).Problem.ShouldNotBeNull().ShouldContain("audit_entries_stay");
    }

    [Fact]
    public async Task A_name_that_is_erased_leaves_the_chain_whole_and_is_nowhere_any_more()
    {
        await using var host = await StartAsync();
        await host.NoteAsync(2);
        var line = (await host.LinesAsync())[0];
        line.Who.ShouldBe("ada");

        await host.ExecuteAsync("update audit_names set name = null, erased_at = now()");

        (await host.VerifyAsync()).Problem.ShouldBeNull();
        var erased = AuditWords.Erased(line.Person.ShouldNotBeNull());
        (await host.LinesAsync(new AuditFilter(erased))).Count.ShouldBe(2);
        (await host.Audit.FacetsAsync(Cancellation)).People.ShouldContain(erased);
        await host.NoteAsync(1);
        (await host.LinesAsync())[0].Who.ShouldBe("ada", "who comes again is somebody new");
        (await host.LinesAsync())[0].Person.ShouldNotBe(line.Person);
    }

    [Fact]
    public async Task An_export_holds_all_that_the_hashes_cover()
    {
        await using var host = await StartAsync();
        await host.NoteAsync(3);
        using var file = new MemoryStream();
        var export = host.Get<AuditExport>();
        var tail = await export.BeginAsync(Cancellation);

        (await export.WriteAsync(new AuditFilter(), AuditFormat.JsonLines, tail, file, Cancellation)).ShouldBe(3);

        var before = SealedEntry.NoHash;
        foreach (var text in Encoding.UTF8.GetString(file.ToArray()).Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            var line = System.Text.Json.JsonSerializer.Deserialize<AuditLine>(text, Workbench.Shared.WireJson.Options).ShouldNotBeNull();
            before = new SealedEntry(
                line.Number,
                line.Id,
                line.At,
                line.Person,
                line.AboutPerson,
                line.Verb,
                line.Kind,
                line.Subject,
                line.Origin,
                line.Details,
                []
            ).HashAfter(before);
            Convert.ToHexStringLower(before).ShouldBe(line.Hash);
        }
        tail.Hash.ShouldBe(Convert.ToHexStringLower(before));
        using var csv = new MemoryStream();
        (await export.WriteAsync(new AuditFilter(What: "exported"), AuditFormat.Csv, await export.BeginAsync(Cancellation), csv, Cancellation)).ShouldBe(1);
        Encoding.UTF8.GetString(csv.ToArray()).ShouldContain("ada,exported,audit,entries");
    }

    private async Task<AuditHost> StartAsync() => await AuditHost.StartAsync(await postgres.CreateStoreDatabaseAsync());
}
