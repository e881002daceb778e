using System.Collections.Concurrent;
using System.Collections.Immutable;
using Workbench.Server.Warehouses;
using Workbench.Shared.Answers;

namespace Workbench.Tests.Runs;

/// <summary>A warehouse that does what the test says, and counts.</summary>
internal sealed class ScriptedWarehouse : IWarehouseAccounts, IWarehouse
{
    private readonly ConcurrentQueue<WarehouseQuery> _queries = new();

    /// <summary>By default one row: its own number.</summary>
    public Func<WarehouseQuery, int, CancellationToken, Task<WarehouseOutcome>> Script { get; set; } = (_, number, _) => Task.FromResult(Row(number));

    public IReadOnlyList<WarehouseQuery> Queries => [.. _queries];

    public ImmutableArray<WarehouseAccount> All { get; init; } = [new WarehouseAccount("test", "Test", "postgres")];

    public WarehouseAccount? Find(string name) => All.FirstOrDefault(a => a.Name == name);

    public IWarehouse Open(string account) => this;

    public Task<WarehouseOutcome> QueryAsync(WarehouseQuery query, CancellationToken cancellationToken)
    {
        _queries.Enqueue(query);
        return Script(query, _queries.Count, cancellationToken);
    }

    public Task<WarehouseSchema> ReadSchemaAsync(CancellationToken cancellationToken) => Task.FromResult(new WarehouseSchema([]));

    public static WarehouseOutcome Row(long value) =>
        new WarehouseRows(
            [new ResultColumn("n", "N", ColumnType.Integer)],
            [
                [new Cell(value)],
            ],
            IsTruncated: false,
            DurationMs: 1
        );

    public static WarehouseOutcome Fault(WarehouseFaultKind kind, string message) => new WarehouseFault(kind, Code: null, message, DurationMs: 1);
}
