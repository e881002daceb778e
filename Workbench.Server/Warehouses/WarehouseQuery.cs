using Workbench.Shared.Answers;

namespace Workbench.Server.Warehouses;

public sealed record WarehouseQuery
{
    /// <summary>The access level whose login runs it.</summary>
    public required string Level { get; init; }

    /// <summary>One statement with <c>$1</c>… and their values.</summary>
    public required ParameterizedSql Sql { get; init; }

    /// <summary>Shown by the server as <c>application_name</c>, so that its administrators can tell whose query it is.</summary>
    public Guid? Run { get; init; }

    /// <summary>Further rows are left out, and the outcome says so.</summary>
    public int MaxRows { get; init; } = 10_000;

    /// <summary>Bytes of the values read; further rows are left out. Default 32 MB.</summary>
    public long MaxBytes { get; init; } = 32L << 20;

    /// <summary>How long the server may work on it. Default 30 s.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(30);
}
