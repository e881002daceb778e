namespace Workbench.Server.Warehouses;

/// <summary>One account's data, read-only: every query runs under the login of an access level, and the database enforces what that may read.</summary>
public interface IWarehouse
{
    /// <summary>Runs one statement within its limits.</summary>
    /// <returns>Rows, or the fault in classes that a caller can act on.</returns>
    /// <exception cref="OperationCanceledException">The token was cancelled; the statement has been cancelled on the server too.</exception>
    Task<WarehouseOutcome> QueryAsync(WarehouseQuery query, CancellationToken cancellationToken);

    /// <summary>Runs statements of one level one after the other, on one state of the data where the warehouse can hold it still.</summary>
    /// <returns>An outcome for each, in order: one that faults does not stop the others.</returns>
    async Task<IReadOnlyList<WarehouseOutcome>> QueryTogetherAsync(IReadOnlyList<WarehouseQuery> queries, CancellationToken cancellationToken)
    {
        List<WarehouseOutcome> outcomes = [];
        foreach (var query in queries)
            outcomes.Add(await QueryAsync(query, cancellationToken));
        return outcomes;
    }

    /// <summary>What is there, for checks of the layer; read with the rights of the account's owner, whatever the level.</summary>
    Task<WarehouseSchema> ReadSchemaAsync(CancellationToken cancellationToken);
}
