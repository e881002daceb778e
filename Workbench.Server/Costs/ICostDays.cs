using Npgsql;

namespace Workbench.Server.Costs;

/// <summary>Sums of days, for whoever deletes the rows that they come from.</summary>
internal interface ICostDays
{
    /// <summary>
    /// Keeps what the runs cost, for ever. To be called before their rows are deleted, in the same transaction: then every report is the same before and after.
    /// A run's usage rows have to go together, and with the run.
    /// </summary>
    Task KeepAsync(NpgsqlConnection connection, Guid[] runs, CancellationToken cancellationToken);

    /// <summary>Sums of a person are those of another name from now on, in the transaction that the connection is in.</summary>
    Task RenameUserAsync(NpgsqlConnection connection, string name, string label, CancellationToken cancellationToken);

    /// <summary>The last day that has its sums; all before it have them as well.</summary>
    /// <returns>Null: none has.</returns>
    Task<DateOnly?> SummedUntilAsync(CancellationToken cancellationToken);
}
