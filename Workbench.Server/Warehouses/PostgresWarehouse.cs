using System.Collections.Immutable;
using System.Data;
using System.Globalization;
using Npgsql;
using Workbench.Shared.Answers;

namespace Workbench.Server.Warehouses;

/// <summary>A PostgreSQL database, read through one pool and one login per access level.</summary>
internal sealed class PostgresWarehouse(NpgsqlDataSource owner, TimeProvider time) : IWarehouse, IAsyncDisposable
{
    /// <summary>The server ends a statement by itself; a server that hangs is left after this much longer.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);

    private const string Together = "together";

    private ImmutableDictionary<string, NpgsqlDataSource> _pools = ImmutableDictionary<string, NpgsqlDataSource>.Empty;

    /// <summary>Rights of the account's owner: for reading the schema and giving rights to the levels, never for questions.</summary>
    internal NpgsqlDataSource Owner => owner;

    /// <summary>From now on each level runs under its login here. Queries that run go on.</summary>
    /// <param name="logins">Level and connection settings.</param>
    internal async Task UseLoginsAsync(IReadOnlyDictionary<string, NpgsqlConnectionStringBuilder> logins)
    {
        var next = logins.ToImmutableDictionary(
            l => l.Key,
            l => _pools.TryGetValue(l.Key, out var open) && open.ConnectionString == WithoutPassword(l.Value) ? open : NpgsqlDataSource.Create(l.Value)
        );
        var before = Interlocked.Exchange(ref _pools, next);
        foreach (var (level, pool) in before)
        {
            if (!next.TryGetValue(level, out var kept) || !ReferenceEquals(kept, pool))
                await pool.DisposeAsync();
        }
    }

    public async Task<WarehouseOutcome> QueryAsync(WarehouseQuery query, CancellationToken cancellationToken)
    {
        if (!_pools.TryGetValue(query.Level, out var pool))
            return NoLogin(query.Level);

        var began = time.GetTimestamp();
        double Elapsed() => time.GetElapsedTime(began).TotalMilliseconds;
        var isConnected = false;
        try
        {
            await using var connection = await pool.OpenConnectionAsync(cancellationToken);
            isConnected = true;
            await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
            var rows = await ReadAsync(connection, query, Elapsed, cancellationToken);
            // Nothing was written; settings that the statement may have made for the session go as well.
            await transaction.RollbackAsync(cancellationToken);
            return rows;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw;
        }
        catch (Exception e) when (e is NpgsqlException or FormatException or NotSupportedException or InvalidOperationException or IOException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            return PostgresFaults.Classify(e, isConnected, Elapsed() >= query.Timeout.TotalMilliseconds, Elapsed());
        }
    }

    /// <remarks>One repeatable-read transaction: every statement sees what the first one saw.</remarks>
    public async Task<IReadOnlyList<WarehouseOutcome>> QueryTogetherAsync(IReadOnlyList<WarehouseQuery> queries, CancellationToken cancellationToken)
    {
        List<WarehouseOutcome> outcomes = [];
        if (queries.Count == 0)
            return outcomes;
        var level = queries[0].Level;
        if (queries.Any(q => q.Level != level))
            throw new ArgumentException("Statements of several levels do not run together: each level has a login of its own.", nameof(queries));
        if (!_pools.TryGetValue(level, out var pool))
            return [.. queries.Select(_ => NoLogin(level))];
        var began = time.GetTimestamp();
        var isConnected = false;
        try
        {
            await using var connection = await pool.OpenConnectionAsync(cancellationToken);
            isConnected = true;
            await using var transaction = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellationToken);
            foreach (var query in queries)
            {
                began = time.GetTimestamp();
                await transaction.SaveAsync(Together, cancellationToken);
                var outcome = await ReadTogetherAsync(connection, query, cancellationToken);
                outcomes.Add(outcome);
                // One that faulted or was left leaves the transaction closed to the next one.
                if (outcome is not WarehouseRows { IsTruncated: false })
                    await transaction.RollbackAsync(Together, cancellationToken);
            }
            await transaction.RollbackAsync(cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw;
        }
        catch (Exception e) when (e is NpgsqlException or InvalidOperationException or IOException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var fault = PostgresFaults.Classify(e, isConnected, isTimeUp: false, time.GetElapsedTime(began).TotalMilliseconds);
            while (outcomes.Count < queries.Count)
                outcomes.Add(fault);
        }
        return outcomes;
    }

    private async Task<WarehouseOutcome> ReadTogetherAsync(NpgsqlConnection connection, WarehouseQuery query, CancellationToken cancellationToken)
    {
        var began = time.GetTimestamp();
        double Elapsed() => time.GetElapsedTime(began).TotalMilliseconds;
        try
        {
            return await ReadAsync(connection, query, Elapsed, cancellationToken);
        }
        catch (Exception e) when (e is PostgresException or FormatException or NotSupportedException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            return PostgresFaults.Classify(e, isConnected: true, Elapsed() >= query.Timeout.TotalMilliseconds, Elapsed());
        }
    }

    private static WarehouseFault NoLogin(string level) =>
        new(WarehouseFaultKind.Permission, null, $"The access level {level} has no login at this warehouse.", 0);

    public Task<WarehouseSchema> ReadSchemaAsync(CancellationToken cancellationToken) => PostgresSchema.ReadAsync(owner, cancellationToken);

    public async ValueTask DisposeAsync()
    {
        foreach (var pool in _pools.Values)
            await pool.DisposeAsync();

        await owner.DisposeAsync();
    }

    private static async Task<WarehouseRows> ReadAsync(
        NpgsqlConnection connection,
        WarehouseQuery query,
        Func<double> elapsed,
        CancellationToken cancellationToken
    )
    {
        // One way to the server and back. Each command is one message of the extended protocol, which refuses a second statement in it.
        await using var batch = new NpgsqlBatch(connection) { Timeout = (int)(query.Timeout + Grace).TotalSeconds };
        batch.BatchCommands.Add(new NpgsqlBatchCommand("set transaction read only"));
        batch.BatchCommands.Add(
            new NpgsqlBatchCommand("select set_config('statement_timeout', $1, true), set_config('application_name', $2, true)")
            {
                Parameters =
                {
                    new() { Value = ((long)query.Timeout.TotalMilliseconds).ToString(CultureInfo.InvariantCulture) },
                    new() { Value = query.Run is { } run ? $"workbench run {run:N}" : "workbench" },
                },
            }
        );
        var statement = new NpgsqlBatchCommand(query.Sql.Text);
        foreach (var parameter in query.Sql.Parameters)
            statement.Parameters.Add(PostgresParameters.Create(parameter));

        batch.BatchCommands.Add(statement);
        await using var reader = await batch.ExecuteReaderAsync(CommandBehavior.SequentialAccess, cancellationToken);
        await reader.NextResultAsync(cancellationToken);

        var values = new PostgresRowReader(reader, query.MaxBytes);
        var columns = values.ReadColumns();
        List<IReadOnlyList<Cell>> rows = [];
        while (await reader.ReadAsync(cancellationToken))
        {
            if (rows.Count == query.MaxRows || await values.ReadRowAsync(cancellationToken) is not { } row)
            {
                var answer = new WarehouseRows(columns, rows, IsTruncated: true, elapsed());
                await LeaveAsync(batch, reader);
                return answer;
            }

            rows.Add(row);
        }

        return new WarehouseRows(columns, rows, IsTruncated: false, elapsed());
    }

    /// <summary>Closing a reader reads what is left; cancelled, the server stops sending it.</summary>
    private static async Task LeaveAsync(NpgsqlBatch batch, NpgsqlDataReader reader)
    {
        batch.Cancel();
        try
        {
            await reader.DisposeAsync();
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.QueryCanceled)
        {
            // As asked for.
        }
    }

    private static string WithoutPassword(NpgsqlConnectionStringBuilder settings) =>
        new NpgsqlConnectionStringBuilder(settings.ConnectionString) { Password = null }.ConnectionString;
}
