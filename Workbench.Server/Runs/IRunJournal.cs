namespace Workbench.Server.Runs;

/// <summary>Where a run writes down what it does.</summary>
internal interface IRunJournal : IDisposable
{
    /// <summary>Entries that are added together are stored together.</summary>
    void Add(params IReadOnlyList<JournalEntry> entries);

    /// <summary>Keeps the content and says how to refer to it.</summary>
    byte[] Keep(ReadOnlyMemory<byte> content);

    /// <summary>Returns when everything that was added before is stored.</summary>
    Task CommitAsync();

    /// <summary>
    /// Before something is done outside: looks whether the run is still ours, where the last look is so long ago that others may have taken it. A process that stood still does
    /// not know that it did.
    /// </summary>
    /// <exception cref="RunTakenOverException">It belongs to another executor now.</exception>
    Task EnsureHeldAsync();
}
