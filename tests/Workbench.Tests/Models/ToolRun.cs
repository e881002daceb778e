using Workbench.Server.Semantics;
using Workbench.Server.Tools;
using Workbench.Shared.Answers;

namespace Workbench.Tests.Models;

/// <summary>A run's context whose warehouse answers from a function and keeps what it was asked.</summary>
internal sealed class ToolRun(Func<SqlRequest, SqlOutcome> warehouse) : IToolContext
{
    public List<SqlRequest> Asked { get; } = [];
    public Dictionary<string, ToolData> Data { get; } = new(StringComparer.Ordinal);
    public Guid Run { get; } = Guid.CreateVersion7();
    public Guid Conversation { get; } = Guid.CreateVersion7();
    public string Question { get; init; } = "";
    public string CallId { get; set; } = "call_1";
    public string IdempotencyKey => $"{Run}/1";
    public string Account => "bakery";
    public LayerRevision Layer { get; init; } = Bakery.Revision;
    public CompileScope Scope { get; init; } = Bakery.Scope;

    public Task<SqlOutcome> RunSqlAsync(SqlRequest request, CancellationToken cancellationToken)
    {
        Asked.Add(request);
        return Task.FromResult(warehouse(request));
    }

    public ToolData? FindData(string callId) => Data.GetValueOrDefault(callId);

    public IReadOnlyList<string> Results => [.. Data.Keys];

    /// <summary>A result of one row in the columns that were asked for, in order.</summary>
    public static SqlOutcome Row(SqlRequest request, params object?[] values) =>
        new SqlRows(
            request.Columns!,
            [
                [.. request.Columns!.Select((_, i) => new Cell(i < values.Length ? values[i] : null))],
            ],
            false,
            1
        );
}
