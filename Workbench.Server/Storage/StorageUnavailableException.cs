namespace Workbench.Server.Storage;

/// <summary>The store cannot be had; the message says what, where and what to do, and is printed without a stack trace.</summary>
public sealed class StorageUnavailableException : Exception
{
    public StorageUnavailableException(string message)
        : base(message) { }

    public StorageUnavailableException(string message, Exception innerException)
        : base(message, innerException) { }

    public StorageUnavailableException() { }
}
