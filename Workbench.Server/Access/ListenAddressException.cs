namespace Workbench.Server.Access;

/// <summary>The server must not listen there; the message says which setting says so and what to do.</summary>
internal sealed class ListenAddressException(string message) : Exception(message);
