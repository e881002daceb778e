namespace Workbench.Shared.Traces;

/// <summary>Agents of other programs, whose traces came by OpenTelemetry.</summary>
public static class OutsideAgent
{
    /// <summary>Before the agent's own name; names of the workbench's agents have no colon.</summary>
    public const string Prefix = "otel:";

    public static bool Is(string agent) => agent.StartsWith(Prefix, StringComparison.Ordinal);

    /// <summary>As the other program calls it.</summary>
    public static string NameOf(string agent) => Is(agent) ? agent[Prefix.Length..] : agent;
}
