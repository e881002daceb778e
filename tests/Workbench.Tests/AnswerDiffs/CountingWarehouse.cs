using Workbench.Server.Warehouses;

namespace Workbench.Tests.AnswerDiffs;

/// <summary>Counts what is run on another warehouse.</summary>
internal sealed class CountingWarehouse(IWarehouse inner) : IWarehouse
{
    private int _statements;

    public int Statements => _statements;

    public Task<WarehouseOutcome> QueryAsync(WarehouseQuery query, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _statements);
        return inner.QueryAsync(query, cancellationToken);
    }

    public Task<IReadOnlyList<WarehouseOutcome>> QueryTogetherAsync(IReadOnlyList<WarehouseQuery> queries, CancellationToken cancellationToken)
    {
        Interlocked.Add(ref _statements, queries.Count);
        return inner.QueryTogetherAsync(queries, cancellationToken);
    }

    public Task<WarehouseSchema> ReadSchemaAsync(CancellationToken cancellationToken) => inner.ReadSchemaAsync(cancellationToken);
}
