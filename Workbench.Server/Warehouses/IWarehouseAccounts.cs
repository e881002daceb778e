using System.Collections.Immutable;

namespace Workbench.Server.Warehouses;

/// <summary>The accounts of this workspace. None is ever bound silently when there are several.</summary>
public interface IWarehouseAccounts
{
    ImmutableArray<WarehouseAccount> All { get; }

    WarehouseAccount? Find(string name);

    /// <summary>Why questions on the account cannot be answered now, as a sentence; null when they can.</summary>
    string? WhyClosed(string account) => null;

    /// <summary>Its tables are being written: that one is missing says nothing yet.</summary>
    bool IsBeingFilled(string account) => false;

    /// <exception cref="InvalidOperationException">There is no account of that name.</exception>
    IWarehouse Open(string account);
}

/// <param name="Name">As in the layer and on the command line: <c>acme</c>.</param>
/// <param name="Label">For people: "Acme demo".</param>
/// <param name="Kind"><c>postgres</c></param>
public sealed record WarehouseAccount(string Name, string Label, string Kind);
