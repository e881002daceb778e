using System.Globalization;
using System.Reflection;

namespace Workbench.Server.Runs;

/// <summary>This process, as an owner of runs and as a sender of signals.</summary>
public sealed class Worker
{
    public string Name { get; } =
        string.Create(
            CultureInfo.InvariantCulture,
            $"{Environment.MachineName}-{Environment.ProcessId}-{Convert.ToHexStringLower(Guid.NewGuid().ToByteArray().AsSpan(0, 3))}"
        );

    /// <summary>What it executes: version, commit where it is known, and the beginning of the module's own id, which two builds of different sources do not share.</summary>
    public string Program { get; init; } = ProgramOf(typeof(Worker).Assembly);

    /// <summary>Newest form of journals that it reads, and the one that it writes.</summary>
    public int JournalFormat { get; init; } = JournalFormats.Current;

    private static string ProgramOf(Assembly assembly)
    {
        var version = assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown";
        var commit = version.IndexOf('+', StringComparison.Ordinal);
        var shorter = commit >= 0 && version.Length > commit + 10 ? version[..(commit + 10)] : version;
        return $"{shorter} ({assembly.ManifestModule.ModuleVersionId.ToString("N")[..6]})";
    }
}
