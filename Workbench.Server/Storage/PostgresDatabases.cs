using Npgsql;

namespace Workbench.Server.Storage;

/// <summary>Databases of a server, by name.</summary>
public static class PostgresDatabases
{
    /// <summary>Creates the database when there is none of that name; several processes may do so at once.</summary>
    /// <returns>True when this call created it.</returns>
    public static async Task<bool> EnsureAsync(NpgsqlDataSource server, string name, CancellationToken cancellationToken)
    {
        await using var exists = server.CreateCommand("select exists (select from pg_database where datname = $1)");
        exists.Parameters.Add(new() { Value = name });
        if (await exists.ExecuteScalarAsync(cancellationToken) is true)
            return false;

        try
        {
            await using var create = server.CreateCommand($"create database {QuoteIdentifier(name)}");
            await create.ExecuteNonQueryAsync(cancellationToken);
            return true;
        }
        catch (PostgresException e) when (e.SqlState is PostgresErrorCodes.DuplicateDatabase or PostgresErrorCodes.UniqueViolation)
        {
            return false;
        }
    }

    /// <summary>Takes away what PostgreSQL gives every role: to connect to the database, and to create temporary tables in it.</summary>
    public static Task CloseToPublicAsync(NpgsqlDataSource server, string name, CancellationToken cancellationToken) =>
        CatalogWrites.RetryAsync(stop => RevokeFromPublicAsync(server, name, stop), cancellationToken).AsTask();

    /// <example><c>my "table"</c> becomes <c>"my ""table"""</c></example>
    public static string QuoteIdentifier(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    private static async ValueTask RevokeFromPublicAsync(NpgsqlDataSource server, string name, CancellationToken cancellationToken)
    {
        await using var isOpen = server.CreateCommand(
            "select has_database_privilege('public', $1, 'CONNECT') or has_database_privilege('public', $1, 'TEMPORARY')"
        );
        isOpen.Parameters.Add(new() { Value = name });
        if (await isOpen.ExecuteScalarAsync(cancellationToken) is true)
        {
            await using var close = server.CreateCommand($"revoke all on database {QuoteIdentifier(name)} from public");
            await close.ExecuteNonQueryAsync(cancellationToken);
        }
    }
}
