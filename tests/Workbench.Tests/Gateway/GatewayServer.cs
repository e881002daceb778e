using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Npgsql;
using Workbench.Tests.Infrastructure;

namespace Workbench.Tests.Gateway;

/// <summary>The program as a process, in front of a provider that answers by script, with a key.</summary>
public class GatewayServer(EmbeddedPostgresFixture postgres) : IAsyncLifetime
{
    /// <summary>US dollars per million tokens.</summary>
    public const decimal InputPrice = 3m;
    public const decimal OutputPrice = 15m;

    private readonly TestDirectory _directory = new("gateway");
    private ScriptedProvider? _provider;
    private WorkbenchProcess? _server;
    private NpgsqlDataSource? _store;

    public HttpClient Http { get; } = new() { Timeout = TimeSpan.FromSeconds(90) };
    public string Url => _server!.Url;
    public string Key { get; private set; } = "";
    public NpgsqlDataSource Store => _store!;
    internal ScriptedProvider Provider => _provider!;
    internal WorkbenchProcess Server => _server!;
    private Dictionary<string, string> Environment { get; set; } = [];
    private string Data => Path.Combine(_directory.Path, "data");

    /// <summary>Of models.yml, beside the prices: with the address of the scripted provider.</summary>
    protected virtual string ModelsAt(Uri provider) => "";

    /// <summary>Where it listens; null: at a free port.</summary>
    protected virtual string? At => null;

    /// <summary>Settings beside the usual ones.</summary>
    protected virtual IReadOnlyDictionary<string, string> More => new Dictionary<string, string>();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _provider = await ScriptedProvider.StartAsync();
        var prices = Path.Combine(_directory.Path, "models.yml");
        await File.WriteAllTextAsync(
            prices,
            $"""
            prices:
              - provider: local
                model: "*"
                from: 2026-01-01
                input: 0
                output: 0
              - provider: fake
                model: "*"
                from: 2026-01-01
                input: {InputPrice}
                output: {OutputPrice}
            {ModelsAt(_provider.Address)}
            """,
            Cancellation
        );
        var store = await postgres.CreateStoreDatabaseAsync();
        _store = NpgsqlDataSource.Create(store);
        Environment = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["ConnectionStrings__Workbench"] = store,
            ["Warehouses__Demo__Enabled"] = "false",
            ["Models__File"] = prices,
            ["Models__Providers__fake__BaseAddress"] = _provider.Address.ToString(),
            ["Models__Providers__fake__Models__0"] = ScriptedProvider.Model,
            ["Gateway__MaxRequestBytes"] = "2000000",
            ["Gateway__MaxKeptReplyBytes"] = "200000",
        };
        foreach (var (name, value) in More)
            Environment[name] = value;
        _server = WorkbenchProcess.Serve(Data, Environment, At);
        Http.BaseAddress = new Uri(_server.Url);
        await _server.WhenAnsweringAsync();
        Key = await CreateKeyAsync("tests");
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        if (_server is not null)
            await _server.DisposeAsync();
        if (_provider is not null)
            await _provider.DisposeAsync();
        if (_store is not null)
            await _store.DisposeAsync();
        _directory.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>As a person does it, beside the running server.</summary>
    public async Task<(int ExitCode, string Output, string Errors)> CommandAsync(params string[] arguments) =>
        await WorkbenchProcess.RunAsync(Data, arguments, Environment);

    public async Task<string> CreateKeyAsync(string name, params string[] more)
    {
        var made = await CommandAsync(["keys", "create", name, .. more]);
        return made.ExitCode == 0 ? made.Output.Trim() : throw new InvalidOperationException(made.Errors);
    }

    public async Task<HttpResponseMessage> PostAsync(
        string path,
        string body,
        string? key = null,
        HttpCompletionOption until = HttpCompletionOption.ResponseContentRead,
        CancellationToken? cancellation = null
    )
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key ?? Key);
        return await Http.SendAsync(request, until, cancellation ?? Cancellation);
    }

    public static string Ask(string said, bool isStreamed = false, string model = ScriptedProvider.Model) =>
        JsonSerializer.Serialize(
            new
            {
                model,
                stream = isStreamed,
                messages = new[] { new { role = "user", content = said } },
            }
        );

    /// <summary>The runs of a key, when there are so many that ended.</summary>
    public async Task<List<(string Question, string Status, long Tokens, decimal? CostUsd, Guid Run)>> RunsAsync(string key, int count)
    {
        while (true)
        {
            await using var command = Store.CreateCommand("select question, status, tokens, cost_usd, id from runs where agent = $1 order by asked_at");
            command.Parameters.Add(new() { Value = $"key:{key}" });
            List<(string, string, long, decimal?, Guid)> runs = [];
            await using (var reader = await command.ExecuteReaderAsync(Cancellation))
                while (await reader.ReadAsync(Cancellation))
                    runs.Add(
                        (reader.GetString(0), reader.GetString(1), reader.GetInt64(2), reader.IsDBNull(3) ? null : reader.GetDecimal(3), reader.GetGuid(4))
                    );
            if (runs.Count >= count)
                return runs;
            await Task.Delay(50, Cancellation);
        }
    }
}
