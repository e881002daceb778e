using System.Runtime.InteropServices;

namespace Workbench.Client.Components;

/// <summary>Where something broke, as the middle of a sentence: whoever reads it knows whether to wait or to look into the log.</summary>
public static class FaultWords
{
    public const string Store = "the store does not answer";
    public const string StoreFull = "the disk of the store is full";

    /// <summary>Not the store's fault: a script of the page, or a defect of ours.</summary>
    public const string Elsewhere = "something broke on the way, and the server's log says what";

    public static string Of(Exception fault) =>
        fault switch
        {
            // Entity Framework wraps what the database says, up to twice.
            _ when IsFull(fault) => StoreFull,
            _ when IsOfStore(fault) => Store,
            IOException or UnauthorizedAccessException => $"a file could not be read ({fault.Message.TrimEnd('.')})",
            _ => Elsewhere,
        };

    /// <summary>By PostgreSQL's code, which the fault carries among its data.</summary>
    private static bool IsFull(Exception? fault) => fault is not null && (fault.Data["SqlState"] is "53100" || IsFull(fault.InnerException));

    /// <summary>What a database throws is external by its type; pages know of no database.</summary>
    private static bool IsOfStore(Exception? fault) => fault is not null && (fault is ExternalException || IsOfStore(fault.InnerException));
}
