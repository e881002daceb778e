namespace Workbench.Server.Runs;

/// <summary>What the rows of a journal mean, as a number. It goes up when a program begins to write what the one before it would misread.</summary>
internal static class JournalFormats
{
    public const int Current = 1;

    /// <summary>Runs that were begun in an older one and have not ended are refused.</summary>
    public const int Oldest = 1;
}
