using Microsoft.Extensions.AI;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Npgsql;
using NSubstitute;
using Shouldly;
using Workbench.Server.Models;
using Workbench.Server.Runs;
using Workbench.Server.Semantics;
using Workbench.Server.Semantics.Layer;
using Workbench.Server.Workspace;
using Workbench.Tests.Infrastructure;

namespace Workbench.Tests.Runs;

/// <summary>Calls of other programs, on their way into the journal.</summary>
public sealed class WhenCallsAreRecorded(EmbeddedPostgresFixture postgres)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_waits_when_the_program_ends_is_written_before_it_does()
    {
        await using var store = await postgres.CreateStoreAsync();
        using var journal = Journal(store);
        await journal.StartAsync(Cancellation);
        for (var i = 0; i < 300; i++)
            Record(journal, $"question {i}");
        await journal.StopAsync(Cancellation);
        (await NumberAsync(store, "select count(*) from runs where status = 'done'")).ShouldBe(300);
        (await NumberAsync(store, "select sum(cost_usd) * 100 from usage")).ShouldBe(300);
        journal.Open.ShouldBe(0);
    }

    [Theory]
    [InlineData("UTC", "1970-01-01")]
    [InlineData("America/New_York", "1969-12-31")]
    public async Task The_day_of_a_call_is_the_companys(string zone, string day)
    {
        await using var store = await postgres.CreateStoreAsync();
        using var journal = Journal(store, zone: zone);
        await journal.StartAsync(Cancellation);
        Record(journal, "at midnight in Greenwich");
        await journal.StopAsync(Cancellation);
        (await NumberAsync(store, $"select count(*) from runs where today = '{day}'")).ShouldBe(1);
    }

    [Fact]
    public async Task Calls_beyond_what_may_wait_are_refused_until_the_others_are_written()
    {
        await using var store = await postgres.CreateStoreAsync();
        using var journal = Journal(store, maxCalls: 2);
        journal.TryEnter().ShouldBeTrue();
        journal.TryEnter().ShouldBeTrue();
        journal.TryEnter().ShouldBeFalse();
        journal.GiveUp();
        Record(journal, "one", enters: false);
        journal.TryEnter().ShouldBeTrue("one was given up");
        journal.TryEnter().ShouldBeFalse("the other one waits to be written");
        await journal.StartAsync(Cancellation);
        await journal.FlushAsync(Cancellation);
        journal.TryEnter().ShouldBeTrue();
        await journal.StopAsync(Cancellation);
    }

    [Fact]
    public async Task What_the_store_does_not_take_of_a_call_costs_neither_its_bill_nor_the_others()
    {
        await using var store = await postgres.CreateStoreAsync();
        using var journal = Journal(store);
        await journal.StartAsync(Cancellation);
        Record(journal, "before");
        Record(journal, "broken", content: () => throw new InvalidOperationException("This cannot be told."));
        Record(journal, "after");
        await journal.StopAsync(Cancellation);
        (await NumberAsync(store, "select count(*) from usage")).ShouldBe(3);
        (await NumberAsync(store, "select count(*) from runs where question in ('before', 'after')")).ShouldBe(2);
    }

    [Theory]
    [InlineData(typeof(TimeoutException))]
    [InlineData(typeof(IOException))]
    [InlineData(typeof(System.Net.Sockets.SocketException))]
    public async Task A_connection_that_breaks_or_is_too_slow_costs_no_row(Type trouble)
    {
        await using var store = await postgres.CreateStoreAsync();
        using var journal = Journal(store);
        await journal.StartAsync(Cancellation);
        var tries = 0;
        Record(
            journal,
            "in trouble",
            content: () =>
                ++tries < 4
                    ? throw (Exception)Activator.CreateInstance(trouble)!
                    : new RecordedContent([new ChatMessage(ChatRole.User, "in trouble")], null, null)
        );
        await journal.FlushAsync(Cancellation);
        (await NumberAsync(store, "select count(*) from usage")).ShouldBe(1);
        (await NumberAsync(store, "select count(*) from runs where question = 'in trouble'")).ShouldBe(1);
        await journal.StopAsync(Cancellation);
    }

    [Fact]
    public async Task A_store_that_is_away_gets_its_calls_when_it_is_back()
    {
        await using var store = await postgres.CreateStoreAsync();
        var name = new NpgsqlConnectionStringBuilder(store.GetRequiredService<NpgsqlDataSource>().ConnectionString).Database!;
        await using var other = NpgsqlDataSource.Create(await postgres.CreateDatabaseAsync());
        await SetAsync(other, $"alter database \"{name}\" allow_connections false");
        await SetAsync(other, $"select pg_terminate_backend(pid) from pg_stat_activity where datname = '{name}'");
        using var journal = Journal(store);
        await journal.StartAsync(Cancellation);
        Record(journal, "meanwhile");
        await Task.Delay(TimeSpan.FromMilliseconds(200), Cancellation);
        journal.Open.ShouldBe(1);
        await SetAsync(other, $"alter database \"{name}\" allow_connections true");
        await journal.FlushAsync(Cancellation);
        (await NumberAsync(store, "select count(*) from usage")).ShouldBe(1);
        await journal.StopAsync(Cancellation);
    }

    internal static CallJournal Journal(IServiceProvider store, int maxCalls = 1_000, string zone = "UTC") =>
        new(
            store.GetRequiredService<NpgsqlDataSource>(),
            new KnownBlobs(TimeProvider.System),
            LayerIn(zone),
            new Today(TimeProvider.System, new ConfigurationBuilder().Build()),
            Options.Create(new CallJournalOptions { MaxCalls = maxCalls, Gather = TimeSpan.FromMilliseconds(10) }),
            TimeProvider.System,
            NullLogger<CallJournal>.Instance
        );

    private static ISemanticLayers LayerIn(string zone)
    {
        var content = new LayerContent
        {
            Name = "Test",
            Account = "test",
            Calendar = LayerCalendar.Civil with { TimeZone = zone },
            Access = new LayerAccess([]),
        };
        var layers = Substitute.For<ISemanticLayers>();
        layers.TryCurrent.Returns(new LayerRevision("r1", new SemanticLayer(content)));
        return layers;
    }

    private static void Record(CallJournal journal, string question, Func<RecordedContent>? content = null, bool enters = true)
    {
        if (enters)
            journal.TryEnter().ShouldBeTrue();
        var now = DateTimeOffset.UnixEpoch;
        var caller = new ModelCaller("key:test", "", "somebody", Guid.NewGuid(), Guid.NewGuid(), Step: 1) { Key = "test" };
        var usage = new TokenUsage(10, 0, 0, 5, 0, IsEstimated: false);
        journal.Record(
            new RecordedCall(caller, "model", now, now.AddSeconds(1), RecordedEnd.Replied)
            {
                Bytes = 100,
                Attempts = [new ModelAttempt(1, "provider", "model", now, TimeSpan.FromSeconds(1), usage, 0.01m, null, null)],
                Content =
                    content
                    ?? (() => new RecordedContent([new ChatMessage(ChatRole.User, question)], null, new ChatMessage(ChatRole.Assistant, "42 \0 \uD800"))),
            }
        );
    }

    private static async Task<decimal> NumberAsync(IServiceProvider store, string sql)
    {
        await using var command = store.GetRequiredService<NpgsqlDataSource>().CreateCommand(sql);
        return Convert.ToDecimal(await command.ExecuteScalarAsync(Cancellation), System.Globalization.CultureInfo.InvariantCulture);
    }

    private static async Task SetAsync(NpgsqlDataSource source, string sql)
    {
        await using var command = source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(Cancellation);
    }
}
