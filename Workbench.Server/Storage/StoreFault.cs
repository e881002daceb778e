using Npgsql;

namespace Workbench.Server.Storage;

/// <summary>Whether an exception comes from a database that is away, and not from what was done with it.</summary>
internal static class StoreFault
{
    /// <summary>Entity Framework wraps what the driver throws, and the driver what the socket does.</summary>
    public static bool IsIn(Exception? exception)
    {
        for (var inner = exception; inner is not null; inner = inner.InnerException)
            if (inner is NpgsqlException { IsTransient: true })
                return true;
        return false;
    }
}
