using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Npgsql;
using Workbench.Server.Storage;

namespace Workbench.Benchmarks;

/// <summary>The program as a process on a directory of its own, with a key for traces.</summary>
internal sealed class IngestSetting : IAsyncDisposable
{
    // PostgreSQL's user enters it too.
    private readonly string _directory = Directory
        .CreateDirectory(Path.Combine(Path.GetTempPath(), $"workbench-bench-ingest-{Environment.ProcessId}"))
        .FullName;
    private readonly Process _server;
    private NpgsqlDataSource? _store;

    private IngestSetting()
    {
        Url = string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{FreePort()}");
        File.WriteAllText(
            Path.Combine(_directory, "models.yml"),
            """
            prices:
              - { provider: local, model: "*", from: 2026-01-01, input: 0, output: 0 }
              - { provider: fake, model: bench, from: 2026-01-01, input: 1, output: 4 }
            """
        );
        _server = Start("serve", "--urls", Url);
        _server.OutputDataReceived += (_, _) => { };
        _server.BeginOutputReadLine();
    }

    public string Url { get; }
    public string Key { get; private set; } = "";

    public static async Task<IngestSetting> StartAsync()
    {
        var setting = new IngestSetting();
        try
        {
            using var http = new HttpClient();
            while (!await IsAnsweringAsync(http, setting.Url + "/readyz"))
            {
                if (setting._server.HasExited)
                    throw new InvalidOperationException($"The server ended with {setting._server.ExitCode}.");
                await Task.Delay(100);
            }
            setting.Key = await setting.RunAsync("keys", "create", "bench");
            setting._store = NpgsqlDataSource.Create(PostgresUrl.Parse(await setting.RunAsync("db", "url")).ConnectionString);
            return setting;
        }
        catch
        {
            await setting.DisposeAsync();
            throw;
        }
    }

    /// <summary>Processor time of the server so far; PostgreSQL's is its own.</summary>
    public TimeSpan Cpu()
    {
        _server.Refresh();
        return _server.TotalProcessorTime;
    }

    /// <summary>When every trace that was taken is a run.</summary>
    public async Task WhenWrittenAsync()
    {
        while (true)
        {
            await using var command = _store!.CreateCommand("select exists (select from outside_traces where due_at is not null)");
            if (await command.ExecuteScalarAsync() is false)
                return;
            await Task.Delay(50);
        }
    }

    public Task<IngestCounts> CountAsync() => IngestCounts.ReadAsync(_store!);

    public async ValueTask DisposeAsync()
    {
        if (_store is not null)
            await _store.DisposeAsync();
        // `db url` keeps the store's server running on purpose, and this says so.
        File.Delete(Path.Combine(_directory, "data", "postgres.keep"));
        if (!_server.HasExited)
        {
            using var stop = Process.Start("kill", ["-TERM", _server.Id.ToString(CultureInfo.InvariantCulture)]);
            await stop.WaitForExitAsync();
            await _server.WaitForExitAsync();
        }
        _server.Dispose();
        Directory.Delete(_directory, recursive: true);
    }

    private Process Start(params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "Workbench.Server.dll"), .. arguments])
        {
            RedirectStandardOutput = true,
            UseShellExecute = false,
        };
        start.Environment[DataDirectory.Variable] = Path.Combine(_directory, "data");
        start.Environment["Models__File"] = Path.Combine(_directory, "models.yml");
        start.Environment["Warehouses__Demo__Enabled"] = "false";
        start.Environment["Logging__LogLevel__Default"] = "Warning";
        return Process.Start(start)!;
    }

    private async Task<string> RunAsync(params string[] arguments)
    {
        using var command = Start(arguments);
        var output = await command.StandardOutput.ReadToEndAsync();
        await command.WaitForExitAsync();
        return output.Trim();
    }

    private static async Task<bool> IsAnsweringAsync(HttpClient http, string url)
    {
        try
        {
            using var answer = await http.GetAsync(new Uri(url));
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
}
