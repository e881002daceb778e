using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using NSubstitute;
using Workbench.Server.Access;
using Workbench.Server.Audit;
using Workbench.Server.Storage;
using Workbench.Shared.Audit;

namespace Workbench.Tests.Audit;

/// <summary>The audit log of one process, and nothing else of it.</summary>
internal sealed class AuditHost : IAsyncDisposable
{
    private readonly ServiceProvider _services;

    private AuditHost(ServiceProvider services) => _services = services;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public IAuditLog Log => _services.GetRequiredService<IAuditLog>();
    public IAudit Audit => _services.GetRequiredService<IAudit>();
    public NpgsqlDataSource Store => _services.GetRequiredService<NpgsqlDataSource>();

    public T Get<T>()
        where T : notnull => _services.GetRequiredService<T>();

    public static async Task<AuditHost> StartAsync(string connection, string user = "ada")
    {
        var asker = Substitute.For<IAsker>();
        asker.Current.Returns(new Asker(user, "internal"));
        var services = new ServiceCollection()
            .AddLogging()
            .AddSingleton(TimeProvider.System)
            .AddStorage(connection)
            .AddAccess(new ConfigurationBuilder().Build())
            .AddAudit()
            .AddSingleton(asker)
            .BuildServiceProvider();
        await services.GetRequiredService<StoreMigrations>().ApplyAsync(Cancellation);
        return new AuditHost(services);
    }

    /// <summary>Entries about runs 1 to <paramref name="count"/>.</summary>
    public async Task NoteAsync(int count)
    {
        for (var i = 1; i <= count; i++)
            Log.Note(new AuditEntry(AuditVerb.Asked, AuditKinds.Run, $"{i}") { Details = new() { ["model"] = "auto" } });
        await Log.FlushAsync(Cancellation);
    }

    public async Task<AuditVerdict> VerifyAsync(string? expected = null)
    {
        List<AuditStep> steps = [];
        await foreach (var step in Audit.VerifyAsync(expected, Cancellation))
            steps.Add(step);
        return Assert.IsType<AuditVerdict>(steps[^1]);
    }

    public async Task<IReadOnlyList<AuditLine>> LinesAsync(AuditFilter? filter = null) =>
        (await Audit.ListAsync(filter ?? new AuditFilter(), after: null, count: 500, Cancellation)).Lines;

    /// <summary>As somebody who has the database and knows of the trigger.</summary>
    public Task TamperAsync(string sql) =>
        ExecuteAsync(
            $"alter table audit_entries disable trigger audit_entries_stay; {sql}; alter table audit_entries enable always trigger audit_entries_stay"
        );

    public async Task<int> ExecuteAsync(string sql)
    {
        await using var command = Store.CreateCommand(sql);
        return await command.ExecuteNonQueryAsync(Cancellation);
    }

    public async Task<object?> ScalarAsync(string sql)
    {
        await using var command = Store.CreateCommand(sql);
        return await command.ExecuteScalarAsync(Cancellation);
    }

    public ValueTask DisposeAsync() => _services.DisposeAsync();
}
