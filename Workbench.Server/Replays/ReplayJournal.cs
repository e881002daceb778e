using Workbench.Server.Runs;

namespace Workbench.Server.Replays;

/// <summary>Takes what a replayed run would write down, and writes nothing.</summary>
internal sealed class ReplayJournal : IRunJournal
{
    public void Add(params IReadOnlyList<JournalEntry> entries) { }

    public byte[] Keep(ReadOnlyMemory<byte> content) => Blob.HashOf(content);

    public Task CommitAsync() => Task.CompletedTask;

    public Task EnsureHeldAsync() => Task.CompletedTask;

    public void Dispose() { }
}
