using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using Shouldly;
using Workbench.Tests.Infrastructure;

namespace Workbench.Tests.Api;

/// <summary>The layer's files as scripts change them, over HTTP from the real server.</summary>
public sealed class WhenProgramsChangeTheLayer(ShopServer shop) : IClassFixture<ShopServer>
{
    private const string Glossary = "5-operations/glossary.yml";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_file_is_saved_read_in_the_history_and_reverted()
    {
        var files = await GetAsync("/api/layer/files");
        files["rights"]!["can_edit"]!.GetValue<bool>().ShouldBeTrue();
        files["files"]!.AsArray().Select(f => f!.GetValue<string>()).ShouldContain("layer.yml");

        var saved = await SaveAsync("Terms", Glossary, null, "terms: [{ term: Order, definition: A purchase. }]\n");
        saved.Status.ShouldBe(HttpStatusCode.OK);
        var entry = saved.Body["entry"]!.GetValue<string>();
        (await GetAsync("/api/layer/files"))["revision"]!.GetValue<string>().ShouldBe(saved.Body["revision"]!.GetValue<string>());
        var line = (await GetAsync($"/api/layer/history?file={Uri.EscapeDataString(Glossary)}"))[0]!;
        line["origin"]!.GetValue<string>().ShouldBe("api");
        line["message"]!.GetValue<string>().ShouldBe("Terms");
        (await GetAsync($"/api/layer/revisions/{entry}"))["files"]![0]!["before"].ShouldBeNull();

        using var reverted = await shop.Http.PostAsJsonAsync($"/api/layer/revisions/{entry}/revert", new { message = "Not yet" }, Cancellation);
        reverted.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await shop.Http.GetAsync($"/api/layer/file?path={Uri.EscapeDataString(Glossary)}", Cancellation)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Conflicts_broken_layers_and_odd_requests_are_told_apart()
    {
        var file = await GetAsync("/api/layer/file?path=layer.yml");
        var (hash, text) = (file["hash"]!.GetValue<string>(), file["text"]!.GetValue<string>());
        (await SaveAsync("Mine", "layer.yml", hash, text.Replace("name: ", "name: My ", StringComparison.Ordinal))).Status.ShouldBe(HttpStatusCode.OK);
        var conflict = await SaveAsync("Theirs", "layer.yml", hash, text.Replace("name: ", "name: Your ", StringComparison.Ordinal));
        conflict.Status.ShouldBe(HttpStatusCode.Conflict);
        conflict.Body["files"]![0]!["parts"]!.AsArray().Count.ShouldBeGreaterThan(1);

        var broken = await SaveAsync("Broken", "3-metrics/broken.yml", null, "metrics: [");
        broken.Status.ShouldBe(HttpStatusCode.UnprocessableEntity);
        broken.Body["problems"]!.AsArray().Count.ShouldBeGreaterThan(0);
        (await SaveAsync("Out", "../out.yml", null, "x: 1")).Body["title"]!.GetValue<string>().ShouldBe("Nothing was saved");
        (await shop.Http.GetAsync("/api/layer/revisions/9999", Cancellation)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await shop.Http.GetAsync("/api/layer/archive?revision=9999", Cancellation)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        using var unread = await shop.Http.PostAsync("/api/layer/archive?message=x", new StringContent("x"), Cancellation);
        unread.StatusCode.ShouldBe(HttpStatusCode.UnsupportedMediaType);
        using var form = await shop.Http.PostAsync("/api/layer/revisions/1/revert", new FormUrlEncodedContent([]), Cancellation);
        form.IsSuccessStatusCode.ShouldBeFalse();
    }

    [Fact]
    public async Task A_save_is_tried_without_writing_anything()
    {
        var before = (await GetAsync("/api/layer/files"))["revision"]!.GetValue<string>();
        var tried = await SaveAsync("", "3-metrics/tried.yml", null, "metrics: []\n", "check");
        tried.Status.ShouldBe(HttpStatusCode.OK);
        (await SaveAsync("", "3-metrics/tried.yml", null, "metrics: [", "check")).Status.ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await GetAsync("/api/layer/files"))["revision"]!.GetValue<string>().ShouldBe(before);
    }

    [Fact]
    public async Task The_archive_goes_out_and_comes_in()
    {
        var zip = await shop.Http.GetByteArrayAsync("/api/layer/archive", Cancellation);
        await SaveAsync("More", "3-metrics/more.yml", null, "metrics: []\n");

        (await ImportAsync(zip, "?remove=true"))["differences"]!.AsArray().Select(d => d!["path"]!.GetValue<string>()).ShouldContain("3-metrics/more.yml");
        (await ImportAsync(zip, "?remove=true&message=Back"))["entry"].ShouldNotBeNull();
        (await GetAsync("/api/layer/files"))["files"]!.AsArray().Select(f => f!.GetValue<string>()).ShouldNotContain("3-metrics/more.yml");
        var api = await GetAsync("/api/openapi.json");
        api["paths"]!["/api/layer/save"].ShouldNotBeNull();
    }

    private async Task<JsonNode> GetAsync(string path) => (await shop.Http.GetFromJsonAsync<JsonNode>(path, Cancellation))!;

    private async Task<JsonNode> ImportAsync(byte[] zip, string query)
    {
        using var content = new ByteArrayContent(zip) { Headers = { ContentType = new MediaTypeHeaderValue("application/zip") } };
        using var response = await shop.Http.PostAsync("/api/layer/archive" + query, content, Cancellation);
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        return (await response.Content.ReadFromJsonAsync<JsonNode>(Cancellation))!;
    }

    private async Task<(HttpStatusCode Status, JsonNode Body)> SaveAsync(string message, string path, string? baseHash, string text, string way = "save")
    {
        using var response = await shop.Http.PostAsJsonAsync(
            $"/api/layer/{way}",
            new
            {
                message,
                changes = new[]
                {
                    new
                    {
                        path,
                        base_hash = baseHash,
                        text,
                    },
                },
            },
            Cancellation
        );
        return (response.StatusCode, JsonSerializer.Deserialize<JsonNode>(await response.Content.ReadAsStringAsync(Cancellation))!);
    }
}
