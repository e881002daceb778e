namespace Workbench.Server.Storage;

public sealed record EmbeddedPostgresOptions
{
    /// <summary>The directory with <c>bin/postgres</c>; null: the npm package in <c>node_modules</c>.</summary>
    public string? Binaries { get; init; }

    /// <summary>False gives up what was committed when the machine loses power: for tests only. Default true.</summary>
    public bool IsDurable { get; init; } = true;

    /// <summary>How long the server may take to accept connections, recovery after a crash included. Default 2 min.</summary>
    public TimeSpan StartPatience { get; init; } = TimeSpan.FromMinutes(2);
}
