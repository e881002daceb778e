using System.Diagnostics;
using Workbench.Server.Storage;

namespace Workbench.Tests.Infrastructure;

/// <summary>A directory that is gone after the test. Its name tells the process, so that a later one can sweep up after a killed one.</summary>
public sealed class TestDirectory : IDisposable
{
    private const string Prefix = "workbench-test-";
    private static int _count;

    public TestDirectory(string purpose)
    {
        Path = System.IO.Path.Combine(System.IO.Path.GetTempPath(), $"{Prefix}{Environment.ProcessId}-{Interlocked.Increment(ref _count)}-{purpose}");
        Directory.CreateDirectory(Path);
    }

    public string Path { get; }

    /// <summary>Stops the PostgreSQL servers and removes the directories of test processes that were killed.</summary>
    public static async Task SweepAsync()
    {
        foreach (var left in Directory.GetDirectories(System.IO.Path.GetTempPath(), Prefix + "*"))
        {
            var name = System.IO.Path.GetFileName(left)[Prefix.Length..];
            if (!int.TryParse(name.AsSpan(0, Math.Max(0, name.IndexOf('-', StringComparison.Ordinal))), out var process) || IsAlive(process))
                continue;

            if (Directory.Exists(System.IO.Path.Combine(left, "postgres")))
                await EmbeddedPostgres.StopAsync(new DataDirectory(left), new EmbeddedPostgresOptions(), TimeProvider.System);

            Remove(left);
        }
    }

    public void Dispose() => Remove(Path);

    private static void Remove(string directory)
    {
        try
        {
            Directory.Delete(directory, recursive: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Another test process sweeps at the same time, or the directory belongs to somebody else.
        }
    }

    private static bool IsAlive(int process)
    {
        try
        {
            using var found = Process.GetProcessById(process);
            return !found.HasExited;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }
}
