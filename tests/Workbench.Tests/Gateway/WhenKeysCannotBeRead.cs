using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;
using Shouldly;
using Workbench.Server.Gateway;
using Workbench.Server.Gateway.Forms;
using Workbench.Shared.Gateway;
using Workbench.Tests.Budgets;
using Workbench.Tests.Infrastructure;
using Workbench.Tests.Models;

namespace Workbench.Tests.Gateway;

/// <summary>Keys are read anew behind calls: what goes wrong there is told, and calls go on for a while.</summary>
public sealed class WhenKeysCannotBeRead(EmbeddedPostgresFixture postgres)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Calls_go_on_with_the_keys_that_were_known_and_the_log_says_so_once()
    {
        await using var services = await postgres.CreateStoreAsync();
        var store = services.GetRequiredService<NpgsqlDataSource>();
        var keys = new StoredKeys(store);
        var clock = new ManualClock();
        var (id, secret, hash) = KeySecret.Make();
        var made = new GatewayKey(Guid.NewGuid(), "reports", KeySecret.Prefix + id, [], [], clock.GetUtcNow(), "ann", null, null, null);
        (await keys.TryAddAsync(made, id, hash, Cancellation)).ShouldBeTrue();
        var log = new ToldLog();
        using var ring = new KeyRing(keys, clock, new Logger<KeyRing>(new OneLog(log)));
        (await ring.CheckAsync(secret, Cancellation)).Name.ShouldBe("reports");
        await using (var broken = store.CreateCommand("alter table gateway_key_secrets rename to elsewhere"))
            await broken.ExecuteNonQueryAsync(Cancellation);

        // Three seconds on they are read behind the call, which nobody waits for.
        clock.Advance(TimeSpan.FromSeconds(3));
        (await ring.CheckAsync(secret, Cancellation)).Name.ShouldBe("reports");
        await BudgetsHost.UntilAsync("it is told", () => Task.FromResult(log.Told.Count > 0));

        // From six seconds on they are read before it.
        foreach (var seconds in (int[])[10, 20])
        {
            clock.Advance(TimeSpan.FromSeconds(seconds));
            (await ring.CheckAsync(secret, Cancellation)).Name.ShouldBe("reports");
        }
        log.Told.ShouldHaveSingleItem().ShouldBe((LogLevel.Warning, "The keys of other programs could not be read; going by those that were known"));

        clock.Advance(TimeSpan.FromMinutes(1));
        (await Should.ThrowAsync<FormException>(async () => await ring.CheckAsync(secret, Cancellation))).Error.Kind.ShouldBe(ErrorKind.Unavailable);
    }

    private sealed class OneLog(ToldLog log) : ILoggerFactory
    {
        public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException();

        public ILogger CreateLogger(string categoryName) => log;

        public void Dispose() { }
    }
}
