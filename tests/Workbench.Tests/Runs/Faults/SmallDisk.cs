using System.Diagnostics;
using System.Globalization;

namespace Workbench.Tests.Runs.Faults;

/// <summary>A file system of its own, in memory, that is made full and given room again. Only who may mount has one.</summary>
internal sealed class SmallDisk : IAsyncDisposable
{
    private const string Roomy = "size=4g";
    private readonly string _path;

    private SmallDisk(string path) => _path = path;

    /// <returns>Null where this process may not mount.</returns>
    public static async Task<SmallDisk?> TryMountAsync(string path)
    {
        Directory.CreateDirectory(path);
        return await RunAsync("mount", "-t", "tmpfs", "-o", Roomy, "workbench-test", path) ? new SmallDisk(path) : null;
    }

    /// <summary>Leaves no more room than is taken.</summary>
    public async Task FillAsync()
    {
        var disk = new DriveInfo(_path);
        await RemountAsync(string.Create(CultureInfo.InvariantCulture, $"size={disk.TotalSize - disk.TotalFreeSpace}"));
    }

    public Task EmptyAsync() => RemountAsync(Roomy);

    public async ValueTask DisposeAsync() => await RunAsync("umount", "--lazy", _path);

    private async Task RemountAsync(string size)
    {
        if (!await RunAsync("mount", "-o", $"remount,{size}", _path))
            throw new InvalidOperationException($"{_path} could not be mounted with {size}.");
    }

    private static async Task<bool> RunAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true, UseShellExecute = false })!;
        await process.WaitForExitAsync();
        return process.ExitCode == 0;
    }
}
