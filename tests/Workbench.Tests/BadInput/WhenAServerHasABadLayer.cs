using System.Net.Http.Json;
using System.Text.Json;
using Npgsql;
using Shouldly;
using Workbench.Tests.Infrastructure;

namespace Workbench.Tests.BadInput;

/// <summary>A running server whose layer goes bad under it, and whose warehouse changes under the layer.</summary>
public sealed class WhenAServerHasABadLayer(EmbeddedPostgresFixture postgres) : IAsyncLifetime
{
    private static readonly string[] Pages = ["/", "/chat", "/layer", "/traces", "/costs"];

    private readonly TestDirectory _directory = new("bad-server");
    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromSeconds(90) };
    private WorkbenchProcess? _server;
    private NpgsqlDataSource? _warehouse;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private string Layer => Path.Combine(_directory.Path, "layer");

    public async ValueTask InitializeAsync()
    {
        var url = await postgres.CreateDatabaseAsync();
        _warehouse = NpgsqlDataSource.Create(url);
        await ExecuteAsync(ShopLayer.Tables);
        ShopLayer.Write(Layer, "bad_server");
        await File.WriteAllTextAsync(
            Path.Combine(Layer, "3-metrics/ids.yml"),
            """
            metrics:
              - { name: ids, label: Sum of ids, type: simple, entity: order, agg: sum, expr: id, time: placed }
              - { name: one, label: Orders per order, type: ratio, numerator: orders, denominator: orders }
            """,
            Cancellation
        );
        _server = WorkbenchProcess.Serve(
            Path.Combine(_directory.Path, "data"),
            new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["ConnectionStrings__Workbench"] = await postgres.CreateStoreDatabaseAsync(),
                ["Warehouses__Demo__Enabled"] = "false",
                ["Warehouses__Accounts__shop__Url"] = url,
                ["Semantics__Folder"] = Layer,
            }
        );
        _http.BaseAddress = new Uri(_server.Url);
        await _server.WhenAnsweringAsync("/readyz");
    }

    [Fact]
    public async Task Every_page_stands_the_problem_is_told_and_the_last_good_layer_answers()
    {
        (await AskAsync("How many orders?")).GetProperty("rows")[0].EnumerateArray().Select(c => c.GetRawText()).ShouldContain("42");
        var good = Path.Combine(_directory.Path, "good");
        Copy(Layer, good);
        foreach (var (kind, bad) in BadFolders.All)
        {
            bad.Spoil(Layer);
            await WhenToldAsync(isBad: true, kind);
            foreach (var page in Pages)
                (await GetAsync(page)).ShouldNotContain("An unhandled error", customMessage: $"{kind}: {page}");
            var answer = await AskAsync("How many orders?");
            answer.GetProperty("status").GetString().ShouldBe("answered", $"{kind}: {answer}");
            Directory.Delete(Layer, recursive: true);
            Copy(good, Layer);
            await WhenToldAsync(isBad: false, kind);
        }
        _server!.Errors.ShouldNotContain("Unhandled");
    }

    [Theory]
    [InlineData("alter table shop.orders rename column id to number", "What is the sum of ids?", "1-warehouse/shop.yml:7:9: SL602", "has no column \"id\"")]
    [InlineData("alter table shop.orders alter column id type text", "What is the sum of ids?", "1-warehouse/shop.yml:7:9: SL603", "is text in the warehouse")]
    [InlineData("drop table shop.orders", "How many orders?", "1-warehouse/shop.yml:3:5: SL601", "has no table shop.orders")]
    public async Task A_table_that_changed_under_the_layer_is_told_with_the_place_to_mend(string change, string question, string place, string says)
    {
        (await AskAsync(question)).GetProperty("status").GetString().ShouldBe("answered");
        await ExecuteAsync(change);

        var answer = await AskAsync(question);

        answer.GetProperty("status").GetString().ShouldBe("failed");
        var text = answer.GetProperty("text").GetString()!;
        text.ShouldContain(place);
        text.ShouldContain(says);
        text.ShouldContain("Correct the layer's file");
        // Who imported a table that never was would read a lie.
        text.ShouldNotContain("has changed");
        foreach (var page in Pages)
            await GetAsync(page);
    }

    [Fact]
    public async Task Rights_that_were_taken_away_at_the_warehouse_are_told_as_such()
    {
        await AskAsync("How many orders?");
        await ExecuteAsync("revoke all on shop.orders from bad_server_internal");

        var answer = await AskAsync("How many orders?");

        answer.GetProperty("status").GetString().ShouldNotBe("answered");
        answer.GetProperty("text").GetString()!.ShouldContain("may not read");
        answer.GetProperty("text").GetString()!.ShouldNotContain("permission denied for table");
    }

    [Fact]
    public async Task A_metric_over_itself_as_the_same_metric_twice_is_one()
    {
        var answer = await AskAsync("Orders per order");
        answer.GetProperty("rows")[0].EnumerateArray().Select(c => c.GetDecimal()).ShouldContain(1m);
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        if (_server is not null)
            await _server.DisposeAsync();
        if (_warehouse is not null)
            await _warehouse.DisposeAsync();
        _directory.Dispose();
    }

    private async Task<JsonElement> AskAsync(string question)
    {
        using var asked = await _http.PostAsJsonAsync("/api/ask", new { question }, Cancellation);
        var run = (await asked.Content.ReadFromJsonAsync<JsonElement>(Cancellation)).GetProperty("run").GetGuid();
        return await _http.GetFromJsonAsync<JsonElement>($"/api/runs/{run}/answer?wait=60", Cancellation);
    }

    private async Task<string> GetAsync(string page)
    {
        using var response = await _http.GetAsync(page, Cancellation);
        var text = await response.Content.ReadAsStringAsync(Cancellation);
        response.IsSuccessStatusCode.ShouldBeTrue($"{page}: {response.StatusCode} {text[..Math.Min(500, text.Length)]}");
        return text;
    }

    private async Task WhenToldAsync(bool isBad, string kind)
    {
        for (var attempt = 0; attempt < 200; attempt++)
        {
            var isTold = (await GetAsync("/layer")).Contains("class=\"badge bad\"", StringComparison.Ordinal);
            if (isTold == isBad)
                return;
            await Task.Delay(100, Cancellation);
        }
        throw new TimeoutException($"The page of the layer {(isBad ? "does not tell" : "still tells")} of: {kind}.");
    }

    private async Task ExecuteAsync(string sql)
    {
        await using var command = _warehouse!.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(Cancellation);
    }

    private static void Copy(string from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (var folder in Directory.GetDirectories(from, "*", SearchOption.AllDirectories))
            Directory.CreateDirectory(folder.Replace(from, to, StringComparison.Ordinal));
        foreach (var file in Directory.GetFiles(from, "*", SearchOption.AllDirectories))
            File.Copy(file, file.Replace(from, to, StringComparison.Ordinal));
    }
}
