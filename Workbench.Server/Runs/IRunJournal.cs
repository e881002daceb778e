namespace Workbench.Server.Runs;

/// <summary>Where a run writes down what it does.</summary>
internal interface IRunJournal : IDisposable
{
    void Add(JournalEntry entry);

    /// <summary>Keeps the content and says how to refer to it.</summary>
    byte[] Keep(ReadOnlyMemory<byte> content);

    /// <summary>Returns when everything that was added before is stored.</summary>
    Task CommitAsync();
}
