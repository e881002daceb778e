using System.Text.Json;

namespace Workbench.Shared.Traces;

/// <summary>Everything of many runs, for tools of others: whatever a filter of the traces finds.</summary>
public interface IRunExports
{
    /// <summary>How many runs the filter finds.</summary>
    /// <param name="most">It is not counted further.</param>
    Task<int> CountAsync(TraceFilter filter, int most, CancellationToken cancellationToken);

    /// <summary>
    /// Each run as the document that <see cref="ITraces.ExportAsync"/> gives, newest first, one in memory at a time. Runs that begin meanwhile are not among them, and those
    /// that are deleted meanwhile neither.
    /// </summary>
    IAsyncEnumerable<JsonDocument> ReadAsync(TraceFilter filter, CancellationToken cancellationToken);
}
