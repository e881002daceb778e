using System.Collections.Concurrent;
using Workbench.Server.Audit;

namespace Workbench.Tests.Infrastructure;

/// <summary>Keeps what features note, where the chain itself is not what is tested.</summary>
internal sealed class NotedEntries : IAuditLog
{
    private readonly ConcurrentQueue<AuditEntry> _entries = new();

    public IReadOnlyCollection<AuditEntry> Entries => _entries;

    public void Note(AuditEntry entry) => _entries.Enqueue(entry);

    public PendingEntry Stamp(AuditEntry entry) => PendingEntry.Of(entry, "", "test", TimeProvider.System.GetUtcNow());

    public Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
