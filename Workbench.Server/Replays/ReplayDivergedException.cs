namespace Workbench.Server.Replays;

/// <summary>The loop asks for something else than it did then.</summary>
internal sealed class ReplayDivergedException(int? step, string what, string? then, string? now) : Exception(what)
{
    public int? Step => step;
    public string What => Message;
    public string? Then => then;
    public string? Now => now;
}
