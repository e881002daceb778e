using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Npgsql;
using Workbench.Server.Storage;

namespace Workbench.Benchmarks;

/// <summary>A fake provider, the program before it with a key and a budget for it, and Portkey's gateway where it is installed.</summary>
internal sealed class GatewaySetting : IAsyncDisposable
{
    public const string Direct = "directly";
    public const string Ours = "workbench";
    public const string Portkey = "portkey";

    // PostgreSQL's user enters it too.
    private readonly string _directory = Directory
        .CreateDirectory(Path.Combine(Path.GetTempPath(), $"workbench-bench-gateway-{Environment.ProcessId}"))
        .FullName;
    private readonly List<Process> _processes = [];
    private readonly List<GatewayBenchmark.Target> _targets = [];
    private Process? _server;
    private Process? _portkey;

    public IReadOnlyList<GatewayBenchmark.Target> Targets => _targets;
    public double ServerMegabytes => Megabytes(_server!);
    public double? PortkeyMegabytes => _portkey is null ? null : Megabytes(_portkey);

    private static string Solution =>
        DataDirectory.SolutionDirectory() ?? throw new InvalidOperationException("The benchmarks do not run beside Workbench.sln.");
    private static string Scripts => Path.Combine(Solution, "tests", "Workbench.Benchmarks", "Portkey");

    /// <param name="portkey">Where it is installed; null: it is not compared with.</param>
    public static async Task<GatewaySetting> StartAsync(string? portkey)
    {
        var setting = new GatewaySetting();
        try
        {
            await setting.OpenAsync(portkey);
            return setting;
        }
        catch
        {
            await setting.DisposeAsync();
            throw;
        }
    }

    public async Task<(long Runs, decimal CostUsd)> RecordedAsync()
    {
        await Task.Delay(TimeSpan.FromSeconds(2));
        var (_, url, _) = await RunAsync("db", "url");
        await using var store = NpgsqlDataSource.Create(PostgresUrl.Parse(url.Trim()).ConnectionString);
        await using var command = store.CreateCommand("select count(distinct run_id), coalesce(sum(cost_usd), 0) from usage");
        await using var reader = await command.ExecuteReaderAsync();
        await reader.ReadAsync();
        return (reader.GetInt64(0), reader.GetDecimal(1));
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var process in _processes)
        {
            if (!process.HasExited)
            {
                using var stop = Process.Start("kill", ["-TERM", process.Id.ToString(CultureInfo.InvariantCulture)]);
                await stop.WaitForExitAsync();
                await process.WaitForExitAsync();
            }
            process.Dispose();
        }
        Directory.Delete(_directory, recursive: true);
    }

    private async Task OpenAsync(string? portkey)
    {
        var upstream = Start("node", [Path.Combine(Scripts, "upstream.mjs")], []);
        var port = await upstream.StandardOutput.ReadLineAsync();
        var provider = $"http://127.0.0.1:{port}/v1";
        _targets.Add(new GatewayBenchmark.Target(Direct, new Uri(provider + "/chat/completions"), [("authorization", "Bearer none")]));

        await File.WriteAllTextAsync(
            Path.Combine(_directory, "models.yml"),
            """
            prices:
              - { provider: local, model: "*", from: 2026-01-01, input: 0, output: 0 }
              - { provider: fake, model: bench, from: 2026-01-01, input: 1, output: 4 }
            """
        );
        var url = string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{FreePort()}");
        _server = Start("dotnet", [Program, "serve", "--urls", url], Settings(provider));
        _server.OutputDataReceived += (_, _) => { };
        _server.BeginOutputReadLine();
        await WhenAnsweringAsync(url + "/healthz", _server);
        var key = await RunAsync("keys", "create", "bench");
        if (key.ExitCode != 0)
            throw new InvalidOperationException(key.Errors);
        await SetBudgetAsync();
        _targets.Add(new GatewayBenchmark.Target(Ours, new Uri(url + "/v1/chat/completions"), [("authorization", $"Bearer {key.Output.Trim()}")]));

        if (portkey is null)
            return;
        var at = string.Create(CultureInfo.InvariantCulture, $"{FreePort()}");
        _portkey = Start(
            "node",
            [
                "--import",
                Path.Combine(Scripts, "mutable-headers.mjs"),
                Path.Combine(portkey, "node_modules", "@portkey-ai", "gateway", "build", "start-server.js"),
                $"--port={at}",
                "--headless",
            ],
            []
        );
        _portkey.OutputDataReceived += (_, _) => { };
        _portkey.BeginOutputReadLine();
        await WhenAnsweringAsync($"http://127.0.0.1:{at}/", _portkey);
        _targets.Add(
            new GatewayBenchmark.Target(
                Portkey,
                new Uri($"http://127.0.0.1:{at}/v1/chat/completions"),
                [("authorization", "Bearer none"), ("x-portkey-provider", "openai"), ("x-portkey-custom-host", provider)]
            )
        );
    }

    /// <summary>More than the benchmark can spend: it is held back and settled for every call.</summary>
    private async Task SetBudgetAsync()
    {
        var set = await RunAsync("budgets", "set", "key", "--name", "bench", "--limit", "1000");
        await Console.Error.WriteLineAsync(set.ExitCode == 0 ? "With a budget on the key" : $"Without a budget: {set.Errors.Trim()}");
    }

    private static string Program => Path.Combine(AppContext.BaseDirectory, "Workbench.Server.dll");

    private Dictionary<string, string> Settings(string provider) =>
        new(StringComparer.Ordinal)
        {
            [DataDirectory.Variable] = Path.Combine(_directory, "data"),
            ["Warehouses__Demo__Enabled"] = "false",
            ["Models__File"] = Path.Combine(_directory, "models.yml"),
            ["Models__Providers__fake__BaseAddress"] = provider,
            ["Models__Providers__fake__Models__0"] = "bench",
            ["Logging__LogLevel__Default"] = "Warning",
        };

    private async Task<(int ExitCode, string Output, string Errors)> RunAsync(params string[] command)
    {
        var start = StartOf("dotnet", [Program, .. command], Settings("http://127.0.0.1:9/v1"));
        start.RedirectStandardError = true;
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, await output, await errors);
    }

    private Process Start(string program, string[] arguments, Dictionary<string, string> environment)
    {
        var process = Process.Start(StartOf(program, arguments, environment))!;
        _processes.Insert(0, process);
        return process;
    }

    private static ProcessStartInfo StartOf(string program, string[] arguments, Dictionary<string, string> environment)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            WorkingDirectory = Solution,
        };
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        return start;
    }

    private static async Task WhenAnsweringAsync(string url, Process process)
    {
        using var http = new HttpClient();
        while (true)
        {
            try
            {
                using var answer = await http.GetAsync(new Uri(url));
                return;
            }
            catch (HttpRequestException) when (!process.HasExited)
            {
                await Task.Delay(100);
            }
        }
    }

    /// <summary>Resident, after the load.</summary>
    private static double Megabytes(Process process)
    {
        process.Refresh();
        return process.WorkingSet64 / 1024.0 / 1024;
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
