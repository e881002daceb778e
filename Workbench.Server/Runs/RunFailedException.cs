namespace Workbench.Server.Runs;

/// <summary>The run cannot go on; ends it with this reason.</summary>
internal sealed class RunFailedException(string code, string message, bool canRetry) : Exception(message)
{
    public string Code => code;
    public bool CanRetry => canRetry;
}
