namespace Workbench.Server.Runs;

/// <summary>Rows that go when their run is deleted. Every feature that keeps rows of runs registers its own.</summary>
/// <param name="Delete">Statement that deletes them; <c>$1</c> are the ids of runs. The journal is still there then.</param>
internal sealed record RunRows(string Table, string Delete)
{
    /// <summary>Of a table with a column <c>run_id</c>.</summary>
    public static RunRows In(string table) => new(table, $"delete from {table} where run_id = any($1)");
}

/// <summary>A reason to keep a run, however old it is.</summary>
/// <param name="Reason">For people, as the end of a sentence that begins with the runs: "wait to be exported".</param>
/// <param name="Where">From a run's id in SQL to the condition that says so.</param>
internal sealed record RunKeeper(string Reason, Func<string, string> Where);
