using Npgsql;

namespace Workbench.Server.Runs;

/// <summary>Refusals of the store that say how the server is, and nothing about what it was sent.</summary>
internal static class StoreTrouble
{
    public static bool Is(PostgresException e) => e.IsTransient || IsClass(e.SqlState);

    public static bool IsClass(string state) => state[..2] is "08" or "40" or "53" or "55" or "57" or "58" or "F0" or "XX";
}
