namespace Workbench.Server.Router;

/// <summary>A file is no weights of the router, cut, damaged, or made for another version.</summary>
public sealed class RouterWeightsException : Exception
{
    public RouterWeightsException() { }

    public RouterWeightsException(string message)
        : base(message) { }

    public RouterWeightsException(string message, Exception innerException)
        : base(message, innerException) { }
}
