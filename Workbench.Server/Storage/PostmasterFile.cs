using System.Diagnostics;

namespace Workbench.Server.Storage;

/// <summary>What a PostgreSQL server writes into <c>postmaster.pid</c> of its data directory while it runs.</summary>
internal sealed record PostmasterFile(int ProcessId, int? Port)
{
    private const string Name = "postmaster.pid";

    public static PostmasterFile? Read(string cluster)
    {
        try
        {
            var lines = File.ReadAllLines(Path.Combine(cluster, Name));
            return lines.Length > 0 && int.TryParse(lines[0], out var process)
                ? new PostmasterFile(process, lines.Length > 3 && int.TryParse(lines[3], out var port) ? port : null)
                : null;
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    /// <summary>
    /// Whether the process is a PostgreSQL server on this cluster. After a restart of the machine, or in a container, its number
    /// may belong to any other program; PostgreSQL itself would then refuse to start.
    /// </summary>
    public bool IsRunning(string cluster)
    {
        try
        {
            using var process = Process.GetProcessById(ProcessId);
            if (process.HasExited)
                return false;

            if (!OperatingSystem.IsLinux())
                return process.ProcessName.StartsWith("postgres", StringComparison.Ordinal);

            // The server works in its data directory, whatever links lead there.
            return File.ReadAllText($"/proc/{ProcessId}/cwd/{Name}") == File.ReadAllText(Path.Combine(cluster, Name));
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException or IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    public static void Remove(string cluster) => File.Delete(Path.Combine(cluster, Name));
}
