namespace Workbench.Server.Semantics.Expressions;

/// <summary>Leaves the parser at the first fault; never leaves <see cref="ExpressionParser"/>.</summary>
internal sealed class ExpressionFaultException(string message, int offset) : Exception(message)
{
    public int Offset { get; } = offset;
}
