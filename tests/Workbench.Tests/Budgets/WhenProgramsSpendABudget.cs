using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Npgsql;
using Shouldly;
using Workbench.Tests.Infrastructure;

namespace Workbench.Tests.Budgets;

/// <summary>The program itself in front of a provider with a ledger of its own; what budgets hold back and settle, seen from outside.</summary>
public sealed class WhenProgramsSpendABudget(EmbeddedPostgresFixture postgres) : IAsyncLifetime
{
    private readonly TestDirectory _directory = new("spending");
    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromMinutes(3) };
    private Dictionary<string, string> _environment = [];
    private PaidUpstream? _upstream;
    private WorkbenchProcess? _server;
    private NpgsqlDataSource? _store;

    private string Data => Path.Combine(_directory.Path, "data");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _upstream = await PaidUpstream.StartAsync();
        var models = Path.Combine(_directory.Path, "models.yml");
        await File.WriteAllTextAsync(
            models,
            $$"""
            providers:
              - { name: paid, address: "{{_upstream.Address}}" }
            models:
              - { name: round, provider: paid, context: 100000, max_output: 1000 }
              - { name: real, provider: paid, context: 100000, max_output: 1000 }
            prices:
              - { provider: paid, model: round, from: 2026-01-01, input: 0, output: 10000 }
              - { provider: paid, model: real, from: 2026-01-01, input: 3, output: 200 }
            """,
            Cancellation
        );
        var store = await postgres.CreateStoreDatabaseAsync();
        _store = NpgsqlDataSource.Create(store);
        _environment = new(StringComparer.Ordinal)
        {
            ["ConnectionStrings__Workbench"] = store,
            ["Warehouses__Demo__Enabled"] = "false",
            ["Models__File"] = models,
            ["Budgets__Patience"] = "00:01:00",
        };
        _server = WorkbenchProcess.Serve(Data, _environment);
        _http.BaseAddress = new Uri(_server.Url);
        await _server.WhenAnsweringAsync();
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        if (_server is not null)
            await _server.DisposeAsync();
        if (_upstream is not null)
            await _upstream.DisposeAsync();
        if (_store is not null)
            await _store.DisposeAsync();
        _directory.Dispose();
    }

    [Fact]
    public async Task Of_200_parallel_calls_a_budget_for_50_lets_50_through_and_the_ledger_sums_to_the_cent()
    {
        var key = await KeyWithBudgetAsync("crowd", "50");

        // A hundred tokens at most, of which each uses all: a dollar.
        var statuses = await Task.WhenAll(
            Enumerable
                .Range(0, 200)
                .Select(i => CallAsync(key, i % 2 == 0 ? "/v1/chat/completions" : "/v1/messages", Body("round", "write 100", 100, i % 3 == 0)))
        );

        statuses.Count(s => s == HttpStatusCode.OK).ShouldBe(50);
        statuses.Count(s => s == HttpStatusCode.TooManyRequests).ShouldBe(150);
        _upstream!.Output.ShouldBe(50 * 100, "nothing was sent for those that were refused");
        await LedgerIsAsync("crowd", 50m);
    }

    [Fact]
    public async Task A_thousand_parallel_streams_on_five_dollars_of_which_a_third_hang_up_overspend_nothing()
    {
        var key = await KeyWithBudgetAsync("streams", "5");

        var got = await Task.WhenAll(Enumerable.Range(0, 1000).Select(i => StreamAsync(key, 1 + (i * 37 % 100), hangsUp: i % 3 == 0)));

        got.ShouldContain(false, "there were more calls than money");
        await BudgetsHost.UntilAsync(
            "all calls are in the bill",
            async () => (long)(await ScalarAsync("select count(*) from usage where fault is null"))! == got.Count(g => g)
        );
        (await ScalarAsync("select coalesce(sum(cost_usd), 0) from usage where fault is not null")).ShouldBe(
            0m,
            "a refusal is in the trace, and costs nothing"
        );
        await BudgetsHost.UntilAsync(
            "the provider saw each of them hang up",
            async () => _upstream!.HungUp == (long)(await ScalarAsync("select count(*) from usage where is_estimated"))!
        );
        _upstream!.HungUp.ShouldBeGreaterThan(100);
        ((decimal)(await ScalarAsync("select sum(output) from usage"))!).ShouldBe(_upstream!.Output, "to the token, also of those that hung up");
        var billed = (decimal)(await ScalarAsync("select sum(cost_usd) from usage"))!;
        // As the provider would write its invoice. How many tokens a prompt had, it never said to those that hung up: those are guessed by length.
        var invoiced = ((_upstream.Input * 3m) + (_upstream.Output * 200m)) / 1_000_000;
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{got.Count(g => g)} of 1,000 got through, {_upstream.HungUp} of them hung up: billed ${billed}, invoiced ${invoiced}"
        );
        billed.ShouldBeInRange(4.97m, 5m, "used up to what is too little for one more call, and not overspent");
        invoiced.ShouldBeInRange(billed - (_upstream.HungUp * 0.0001m), billed);
        await LedgerIsAsync("streams", billed);
    }

    /// <summary>What the provider counts, the bill, the budget and the run of each call: one amount, to the last digit.</summary>
    private async Task LedgerIsAsync(string key, decimal paid)
    {
        await BudgetsHost.UntilAsync("the bill is whole", async () => await ScalarAsync("select sum(cost_usd) from usage") is decimal billed && billed == paid);
        await BudgetsHost.UntilAsync(
            "the store is told what was spent, and nothing is held any more",
            async () =>
                await ScalarAsync(
                    "select (select sum(spent_usd + uncounted_usd + gone_usd) from budget_periods) + coalesce((select sum(spent_usd) from budget_leases), 0)"
                )
                    is decimal spent
                && spent == paid
                && (long)(await ScalarAsync("select count(*) from budget_holds"))! == 0
        );
        ((decimal)(await ScalarAsync($"select sum(cost_usd) from runs where agent = 'key:{key}'"))!).ShouldBe(paid);
        var listed = JsonElement.Parse((await CommandAsync("budgets", "list", "--json")).Output)[0];
        listed.GetProperty("spent_usd").GetDecimal().ShouldBe(paid);
        listed.GetProperty("held_usd").GetDecimal().ShouldBe(0m);
    }

    /// <returns>False: it was refused.</returns>
    private async Task<bool> StreamAsync(string key, int tokens, bool hangsUp)
    {
        using var request = Request(key, "/v1/chat/completions", Body("real", $"{(hangsUp ? "hang" : "write")} {tokens}", 100, isStreamed: true));
        using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Cancellation);
        if (response.StatusCode == HttpStatusCode.TooManyRequests)
            return false;
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(Cancellation));
        for (var seen = 0; await reader.ReadLineAsync(Cancellation) is { } line; )
            if (line.Contains("\"content\":\"word\"", StringComparison.Ordinal) && ++seen == tokens && hangsUp)
                return true;
        hangsUp.ShouldBeFalse("the provider sends no end to those that are to hang up");
        return true;
    }

    private async Task<HttpStatusCode> CallAsync(string key, string path, string body)
    {
        using var request = Request(key, path, body);
        using var response = await _http.SendAsync(request, Cancellation);
        var text = await response.Content.ReadAsStringAsync(Cancellation);
        if (response.StatusCode == HttpStatusCode.TooManyRequests)
            text.ShouldContain("The budget of key crowd is $50.00 a month. $50.00 of it is spent, and this call may cost up to $1.00.");
        return response.StatusCode;
    }

    private static HttpRequestMessage Request(string key, string path, string body)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
        return request;
    }

    private static string Body(string model, string said, int most, bool isStreamed) =>
        JsonSerializer.Serialize(
            new
            {
                model,
                max_tokens = most,
                stream = isStreamed,
                messages = new[] { new { role = "user", content = said } },
            }
        );

    private async Task<string> KeyWithBudgetAsync(string name, string limit)
    {
        var key = (await CommandAsync("keys", "create", name)).Output.Trim();
        await CommandAsync("budgets", "set", "key", "--name", name, "--limit", limit);
        // The server goes by the budgets that it knows, for two seconds at most.
        await Task.Delay(TimeSpan.FromSeconds(2.5), Cancellation);
        return key;
    }

    private async Task<(int ExitCode, string Output, string Errors)> CommandAsync(params string[] arguments)
    {
        var done = await WorkbenchProcess.RunAsync(Data, arguments, _environment);
        done.ExitCode.ShouldBe(0, done.Errors);
        return done;
    }

    private async Task<object?> ScalarAsync(string sql)
    {
        await using var command = _store!.CreateCommand(sql);
        return await command.ExecuteScalarAsync(Cancellation);
    }
}
