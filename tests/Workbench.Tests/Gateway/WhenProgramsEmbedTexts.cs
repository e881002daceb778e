using System.Net;
using System.Runtime.InteropServices;
using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Shouldly;
using Workbench.Server.Embeddings;

namespace Workbench.Tests.Gateway;

/// <summary><c>/v1/embeddings</c> with the encoder of this program, in OpenAI's form.</summary>
public sealed class WhenProgramsEmbedTexts(GatewayServer gateway) : IClassFixture<GatewayServer>
{
    private const string Path = "/v1/embeddings";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Each_text_gets_its_numbers_and_the_call_is_a_run_for_nothing()
    {
        var key = await gateway.CreateKeyAsync("searcher");
        var reply = await EmbedAsync(new { model = "local-embeddings", input = (string[])["What were sales?", "ann@example.com", ""] }, key);

        using var encoder = new SentenceEncoder(Options.Create(new EmbeddingsOptions()), NullLogger<SentenceEncoder>.Instance);
        // Nothing is masked: nothing leaves.
        var expected = await encoder.GenerateAsync(["What were sales?", "ann@example.com", ""], cancellationToken: Cancellation);
        reply.GetProperty("model").GetString().ShouldBe("local-embeddings");
        reply.GetProperty("data").EnumerateArray().Select(d => d.GetProperty("index").GetInt32()).ShouldBe([0, 1, 2]);
        foreach (var (one, numbers) in reply.GetProperty("data").EnumerateArray().Zip(expected))
            one.GetProperty("embedding").EnumerateArray().Select(n => n.GetSingle()).ShouldBe(numbers.Vector.ToArray());
        var pieces = expected.Usage!.InputTokenCount;
        reply.GetProperty("usage").GetProperty("prompt_tokens").GetInt64().ShouldBe(pieces!.Value);
        reply.GetProperty("usage").GetProperty("total_tokens").GetInt64().ShouldBe(pieces.Value);

        var run = (await gateway.RunsAsync("searcher", 1))[0];
        (run.Status, run.Tokens, run.CostUsd).ShouldBe(("done", pieces.Value, 0m));
        await using var usage = gateway.Store.CreateCommand("select provider || ' ' || model || ' ' || input from usage where key_name = 'searcher'");
        (await usage.ExecuteScalarAsync(Cancellation)).ShouldBe($"local local-embeddings {pieces}");
    }

    [Fact]
    public async Task Numbers_come_in_base64_to_whoever_wants_them_so()
    {
        var numbers = await EmbedAsync(
            new
            {
                model = "local-embeddings",
                input = "hello",
                dimensions = 512,
            }
        );
        var packed = await EmbedAsync(
            new
            {
                model = "local-embeddings",
                input = "hello",
                encoding_format = "base64",
            }
        );
        MemoryMarshal
            .Cast<byte, float>(packed.GetProperty("data")[0].GetProperty("embedding").GetBytesFromBase64())
            .ToArray()
            .ShouldBe(numbers.GetProperty("data")[0].GetProperty("embedding").EnumerateArray().Select(n => n.GetSingle()));
    }

    [Fact]
    public async Task A_text_whose_end_did_not_count_is_marked()
    {
        var reply = await EmbedAsync(new { model = "local-embeddings", input = (string[])["short", string.Join(' ', Enumerable.Repeat("long", 200))] });
        reply.GetProperty("data").EnumerateArray().Select(d => d.TryGetProperty("is_cut", out var cut) && cut.GetBoolean()).ShouldBe([false, true]);
        reply.GetProperty("usage").GetProperty("prompt_tokens").GetInt32().ShouldBeLessThanOrEqualTo(128 + 2);
    }

    [Theory]
    [InlineData("""{"model":"local-embeddings"}""", "input", "`input` must be a text")]
    [InlineData("""{"model":"local-embeddings","input":7}""", "input", "`input` must be a text")]
    [InlineData("""{"model":"local-embeddings","input":[]}""", "input", "`input` holds 0 texts")]
    [InlineData("""{"model":"local-embeddings","input":[1,2,3]}""", "input", "takes texts and no tokens")]
    [InlineData("""{"model":"local-embeddings","input":[[1,2],[3]]}""", "input", "takes texts and no tokens")]
    [InlineData("""{"model":"local-embeddings","input":["a",null]}""", "input", "`input` must be a text")]
    [InlineData("""{"model":"local-embeddings","input":"a","encoding_format":"int8"}""", "encoding_format", "\"float\" or \"base64\"")]
    [InlineData("""{"model":"local-embeddings","input":"a","dimensions":256}""", "dimensions", "has 512 dimensions")]
    public async Task What_it_cannot_do_is_refused_with_the_fields_name(string body, string field, string message)
    {
        using var response = await gateway.PostAsync(Path, body);
        response.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        var error = JsonElement.Parse(await response.Content.ReadAsStringAsync(Cancellation)).GetProperty("error");
        error.GetProperty("param").GetString().ShouldBe(field);
        error.GetProperty("message").GetString()!.ShouldContain(message);
        response.Headers.GetValues("x-should-retry").ShouldBe(["false"]);
    }

    [Fact]
    public async Task A_text_that_is_no_whole_unicode_gets_numbers_too()
    {
        using var response = await gateway.PostAsync(Path, """{"model":"local-embeddings","input":"half \ud83d of a pair"}""");
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task It_is_listed_and_nobody_can_talk_to_it()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/v1/models");
        request.Headers.Authorization = new("Bearer", gateway.Key);
        using var listed = await gateway.Http.SendAsync(request, Cancellation);
        var models = JsonElement.Parse(await listed.Content.ReadAsStringAsync(Cancellation)).GetProperty("data").EnumerateArray();
        models.Select(m => m.GetProperty("id").GetString()).ShouldContain("local-embeddings");

        using var chat = await gateway.PostAsync("/v1/chat/completions", GatewayServer.Ask("hello", model: "local-embeddings"));
        chat.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await chat.Content.ReadAsStringAsync(Cancellation)).ShouldContain("local-embeddings makes embeddings and nothing else. Ask it at /v1/embeddings.");
    }

    private async Task<JsonElement> EmbedAsync(object body, string? key = null)
    {
        using var response = await gateway.PostAsync(Path, JsonSerializer.Serialize(body), key);
        var text = await response.Content.ReadAsStringAsync(Cancellation);
        response.StatusCode.ShouldBe(HttpStatusCode.OK, text);
        return JsonElement.Parse(text);
    }
}
