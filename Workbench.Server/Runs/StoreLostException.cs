using Npgsql;

namespace Workbench.Server.Runs;

/// <summary>The store does not take or give what a run needs. Not a fault of the step that was at work: the run is left for the next executor.</summary>
internal sealed class StoreLostException(NpgsqlException inner) : Exception($"The store of Workbench failed: {inner.Message}", inner);
