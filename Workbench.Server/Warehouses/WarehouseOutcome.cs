using Workbench.Shared.Answers;

namespace Workbench.Server.Warehouses;

public abstract record WarehouseOutcome
{
    private protected WarehouseOutcome() { }
}

/// <param name="Columns">As the database names and types them.</param>
/// <param name="IsTruncated">There were more rows than a limit allowed.</param>
/// <param name="DurationMs">From sending the statement to the last row read.</param>
public sealed record WarehouseRows(IReadOnlyList<ResultColumn> Columns, IReadOnlyList<IReadOnlyList<Cell>> Rows, bool IsTruncated, double DurationMs)
    : WarehouseOutcome;

/// <param name="Code">The database's own code (SQLSTATE), if it gave one.</param>
/// <param name="Message">What happened, as one sentence.</param>
public sealed record WarehouseFault(WarehouseFaultKind Kind, string? Code, string Message, double DurationMs) : WarehouseOutcome;

public enum WarehouseFaultKind
{
    /// <summary>Down, starting, overloaded, a lost connection: another try may work.</summary>
    Transient,

    /// <summary>Took longer than it may.</summary>
    Timeout,

    /// <summary>Somebody cancelled it at the server.</summary>
    Cancelled,

    /// <summary>The level's login may not.</summary>
    Permission,

    /// <summary>The statement is wrong; another try gives the same.</summary>
    BadQuery,
}
