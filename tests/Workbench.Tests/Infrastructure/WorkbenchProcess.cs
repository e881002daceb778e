using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Reflection;

namespace Workbench.Tests.Infrastructure;

/// <summary>The program itself, as a process of its own on a data directory.</summary>
public sealed class WorkbenchProcess : IAsyncDisposable
{
    private static readonly HttpClient Http = new() { Timeout = TimeSpan.FromSeconds(5) };
    private readonly Process _process;
    private readonly ConcurrentQueue<string> _output = new();
    private readonly ConcurrentQueue<string> _errors = new();

    private WorkbenchProcess(Process process, string url)
    {
        _process = process;
        Url = url;
        process.OutputDataReceived += (_, line) => Keep(_output, line.Data);
        process.ErrorDataReceived += (_, line) => Keep(_errors, line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    public string Url { get; }

    public int Id => _process.Id;

    public string Output => string.Join('\n', _output);

    public string Errors => string.Join('\n', _errors);

    /// <summary>Starts a server; <see cref="WhenAnsweringAsync"/> waits for it.</summary>
    /// <param name="at">Where it listens: a free port, or where an earlier one did.</param>
    public static WorkbenchProcess Serve(string directory, IReadOnlyDictionary<string, string>? environment = null, string? at = null)
    {
        var url = at ?? string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{FreePort()}");
        return Start(directory, environment, url, ["serve", "--urls", url]);
    }

    /// <summary>Runs a command to its end.</summary>
    public static async Task<(int ExitCode, string Output, string Errors)> RunAsync(
        string directory,
        string[] arguments,
        IReadOnlyDictionary<string, string>? environment = null
    )
    {
        await using var command = Start(directory, environment, "", arguments);
        var exitCode = await command.WhenEndedAsync();
        return (exitCode, command.Output, command.Errors);
    }

    public async Task WhenAnsweringAsync(string path = "/healthz")
    {
        var began = Stopwatch.GetTimestamp();
        while (true)
        {
            try
            {
                using var answer = await Http.GetAsync(Url + path, TestContext.Current.CancellationToken);
                if (answer.IsSuccessStatusCode)
                    return;
            }
            catch (Exception e)
                when (e is HttpRequestException || (e is TaskCanceledException && !TestContext.Current.CancellationToken.IsCancellationRequested))
            {
                // Not listening yet, or too busy to say so.
            }

            if (_process.HasExited || Stopwatch.GetElapsedTime(began) > TimeSpan.FromMinutes(3))
                throw new InvalidOperationException($"The server does not answer at {path}.\n{Output}\n{Errors}");

            await Task.Delay(50, TestContext.Current.CancellationToken);
        }
    }

    public async Task<int> WhenEndedAsync()
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(TimeSpan.FromMinutes(3));
        await _process.WaitForExitAsync(patience.Token);
        return _process.ExitCode;
    }

    /// <summary>SIGKILL: nothing is tidied up.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await WhenEndedAsync();
    }

    /// <summary>As Ctrl-C or an administrator does it.</summary>
    public async Task<int> StopAsync()
    {
        using var kill = Process.Start("kill", ["-TERM", _process.Id.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync(TestContext.Current.CancellationToken);
        return await WhenEndedAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
            await StopAsync();

        _process.Dispose();
    }

    private static WorkbenchProcess Start(string directory, IReadOnlyDictionary<string, string>? environment, string url, string[] arguments)
    {
        var configuration = typeof(WorkbenchProcess).Assembly.GetCustomAttribute<AssemblyConfigurationAttribute>()!.Configuration;
        var program = Path.Combine(SolutionDirectory(), "Workbench.Server", "bin", configuration, "net10.0", "Workbench.Server.dll");
        var start = new ProcessStartInfo("dotnet", [program, .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        start.Environment["WORKBENCH_DATA"] = directory;
        start.Environment.Remove("ASPNETCORE_ENVIRONMENT");
        start.Environment.Remove("ConnectionStrings__Workbench");
        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
            start.Environment[name] = value;

        return new WorkbenchProcess(Process.Start(start)!, url);
    }

    public static string SolutionDirectory() =>
        Workbench.Server.Storage.DataDirectory.SolutionDirectory() ?? throw new InvalidOperationException("The tests do not run beside Workbench.sln.");

    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static void Keep(ConcurrentQueue<string> lines, string? line)
    {
        if (line is not null)
            lines.Enqueue(line);
    }
}
