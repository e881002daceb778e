using Npgsql;

namespace Workbench.Server.Storage;

/// <summary>Whether an exception comes from a database that is away, and not from what was done with it.</summary>
internal static class StoreFault
{
    /// <summary>Entity Framework wraps what the driver throws, and the driver what the socket does.</summary>
    public static bool IsIn(Exception? exception) => Find(exception) is not null;

    /// <summary>For who cannot be served, and can do something about it.</summary>
    public static string Describe(Exception? exception) =>
        Find(exception) is PostgresException { SqlState: PostgresErrorCodes.DiskFull }
            ? "The disk of the store is full. Make room on it; what was taken before is not lost, and goes on then."
            : "PostgreSQL does not answer, or is starting. Try again in a moment; what was taken before is not lost.";

    private static NpgsqlException? Find(Exception? exception)
    {
        for (var inner = exception; inner is not null; inner = inner.InnerException)
            if (inner is NpgsqlException { IsTransient: true } fault)
                return fault;
        return null;
    }
}
