using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Workbench.Server.Storage;

namespace Workbench.Benchmarks;

/// <summary>The program with its pages, as a process of its own on a free port, with the demo company in <c>artifacts/bench</c>.</summary>
internal sealed class WorkbenchServer : IAsyncDisposable
{
    private readonly Process _process;

    private WorkbenchServer(Process process, string url) => (_process, Url) = (process, url);

    public string Url { get; }

    /// <summary>That it has of the machine's memory.</summary>
    public double Megabytes
    {
        get
        {
            _process.Refresh();
            return _process.WorkingSet64 / 1e6;
        }
    }

    public static async Task<WorkbenchServer> StartAsync(params (string Name, string Value)[] settings)
    {
        var url = string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{FreePort()}");
        var solution = DataDirectory.SolutionDirectory() ?? throw new InvalidOperationException("The benchmarks do not run beside Workbench.sln.");
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "Workbench.Server.dll"), "serve", "--urls", url])
        {
            RedirectStandardOutput = true,
            UseShellExecute = false,
            WorkingDirectory = solution,
        };
        start.Environment[DataDirectory.Variable] = Path.Combine(solution, "artifacts", "bench");
        foreach (var (name, value) in settings)
            start.Environment[name] = value;
        var process = Process.Start(start)!;
        process.OutputDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        var server = new WorkbenchServer(process, url);
        using var http = new HttpClient();
        while (!await IsReadyAsync(http, url))
        {
            if (process.HasExited)
                throw new InvalidOperationException($"The server ended with {process.ExitCode}.");
            await Task.Delay(100);
        }
        return server;
    }

    private static async Task<bool> IsReadyAsync(HttpClient http, string url)
    {
        try
        {
            using var answer = await http.GetAsync(new Uri(url + "/readyz"));
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    public async ValueTask DisposeAsync()
    {
        using (var stop = Process.Start("kill", ["-TERM", _process.Id.ToString(CultureInfo.InvariantCulture)]))
            await stop.WaitForExitAsync();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }
}
