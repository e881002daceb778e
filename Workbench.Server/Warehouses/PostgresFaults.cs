using System.Net.Sockets;
using Npgsql;

namespace Workbench.Server.Warehouses;

/// <summary>Sorts what PostgreSQL and the way to it can throw into the classes that a caller can act on.</summary>
internal static class PostgresFaults
{
    /// <param name="isConnected">False when it came before there was a connection.</param>
    /// <param name="isTimeUp">The statement's time was over when it came.</param>
    public static WarehouseFault Classify(Exception exception, bool isConnected, bool isTimeUp, double durationMs) =>
        exception switch
        {
            PostgresException e => Classify(e, isTimeUp, durationMs),
            FormatException e => new(WarehouseFaultKind.BadQuery, null, e.Message, durationMs),
            NpgsqlException { InnerException: TimeoutException } when !isConnected => new(
                WarehouseFaultKind.Transient,
                null,
                "The warehouse did not take a connection in time.",
                durationMs
            ),
            NpgsqlException { InnerException: TimeoutException } => new(WarehouseFaultKind.Timeout, null, "The warehouse did not answer in time.", durationMs),
            NpgsqlException { InnerException: SocketException e } => new(
                WarehouseFaultKind.Transient,
                null,
                $"The warehouse cannot be reached: {e.Message}",
                durationMs
            ),
            // A batch command that holds two statements never gets as far as the server.
            NotSupportedException => new(WarehouseFaultKind.BadQuery, null, "Only one statement runs at a time.", durationMs),
            _ => new(WarehouseFaultKind.Transient, null, $"The connection to the warehouse broke: {exception.Message}", durationMs),
        };

    private static WarehouseFault Classify(PostgresException e, bool isTimeUp, double durationMs) =>
        e.SqlState switch
        {
            PostgresErrorCodes.QueryCanceled when isTimeUp => new(WarehouseFaultKind.Timeout, e.SqlState, "The query took longer than it may.", durationMs),
            PostgresErrorCodes.QueryCanceled => new(WarehouseFaultKind.Cancelled, e.SqlState, "The query was cancelled at the warehouse.", durationMs),
            // The server's own words name what the level must not know of.
            PostgresErrorCodes.InsufficientPrivilege => new(
                WarehouseFaultKind.Permission,
                e.SqlState,
                "The access level may not read something that the query names.",
                durationMs
            ),
            PostgresErrorCodes.ReadOnlySqlTransaction => new(
                WarehouseFaultKind.Permission,
                e.SqlState,
                "Queries only read; this one would change something.",
                durationMs
            ),
            PostgresErrorCodes.InvalidPassword or PostgresErrorCodes.InvalidAuthorizationSpecification => new(
                WarehouseFaultKind.Permission,
                e.SqlState,
                "The warehouse does not accept the login of the access level.",
                durationMs
            ),
            PostgresErrorCodes.InvalidCatalogName => new(
                WarehouseFaultKind.Transient,
                e.SqlState,
                "The database of the account does not exist (yet).",
                durationMs
            ),
            PostgresErrorCodes.ProgramLimitExceeded => new(WarehouseFaultKind.BadQuery, e.SqlState, e.MessageText, durationMs),
            _ when e.IsTransient || IsOfClass(e, "08", "53", "57P", "58", "XX", "40") => new(
                WarehouseFaultKind.Transient,
                e.SqlState,
                e.MessageText,
                durationMs
            ),
            _ => new(WarehouseFaultKind.BadQuery, e.SqlState, e.MessageText, durationMs),
        };

    private static bool IsOfClass(PostgresException e, params ReadOnlySpan<string> classes)
    {
        foreach (var prefix in classes)
        {
            if (e.SqlState.StartsWith(prefix, StringComparison.Ordinal))
                return true;
        }

        return false;
    }
}
