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

    /// <summary>Leaves no more room than is taken. What is written between the look and the mount makes the disk too small for what it holds: then both again.</summary>
    public async Task FillAsync()
    {
        for (var left = 50; ; left--)
        {
            var disk = new DriveInfo(_path);
            var size = string.Create(CultureInfo.InvariantCulture, $"size={disk.TotalSize - disk.TotalFreeSpace}");
            if (await TryRemountAsync(size))
                return;
            if (left == 0)
                throw new InvalidOperationException($"{_path} could not be mounted with {size}.");
        }
    }

    public async Task EmptyAsync()
    {
        if (!await TryRemountAsync(Roomy))
            throw new InvalidOperationException($"{_path} could not be mounted with {Roomy}.");
    }

    public async ValueTask DisposeAsync() => await RunAsync("umount", "--lazy", _path);

    private Task<bool> TryRemountAsync(string size) => RunAsync("mount", "-o", $"remount,{size}", _path);

    private static async Task<bool> RunAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true, UseShellExecute = false })!;
        await process.WaitForExitAsync();
        return process.ExitCode == 0;
    }
}
