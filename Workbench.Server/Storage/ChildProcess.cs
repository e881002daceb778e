using System.ComponentModel;
using System.Diagnostics;

namespace Workbench.Server.Storage;

/// <summary>What a program that ran to its end said.</summary>
internal sealed record ChildProcess(int ExitCode, string Output)
{
    /// <param name="captureOutput">False where the program leaves a child behind that would keep the pipe open.</param>
    public static async Task<ChildProcess> RunAsync(
        string file,
        IEnumerable<string> arguments,
        IReadOnlyDictionary<string, string> environment,
        CancellationToken cancellationToken,
        bool captureOutput = true
    )
    {
        var start = new ProcessStartInfo(file)
        {
            RedirectStandardOutput = captureOutput,
            RedirectStandardError = captureOutput,
            UseShellExecute = false,
            CreateNoWindow = true,
            // The current directory may be one that an unprivileged user cannot enter.
            WorkingDirectory = Path.GetPathRoot(Path.GetFullPath(AppContext.BaseDirectory)),
        };
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);

        foreach (var (name, value) in environment)
            start.Environment[name] = value;

        try
        {
            using var process = Process.Start(start) ?? throw new StorageUnavailableException($"{file} did not start.");
            try
            {
                var output = captureOutput ? process.StandardOutput.ReadToEndAsync(cancellationToken) : Task.FromResult("");
                var errors = captureOutput ? process.StandardError.ReadToEndAsync(cancellationToken) : Task.FromResult("");
                await process.WaitForExitAsync(cancellationToken);
                return new ChildProcess(process.ExitCode, (await output + await errors).Trim());
            }
            catch (OperationCanceledException)
            {
                process.Kill();
                throw;
            }
        }
        catch (Win32Exception e)
        {
            throw new StorageUnavailableException($"{file} cannot be run: {e.Message}", e);
        }
    }
}
