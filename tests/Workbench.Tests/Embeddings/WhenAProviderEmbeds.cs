using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Npgsql;
using Shouldly;
using Workbench.Server.Embeddings;
using Workbench.Server.Models.Policy;
using Workbench.Server.Router;
using Workbench.Server.Runs;
using Workbench.Shared.Router;
using Workbench.Tests.Infrastructure;
using Workbench.Tests.Models;
using Workbench.Tests.Router;
using Workbench.Tests.Runs;

namespace Workbench.Tests.Embeddings;

/// <summary><c>Embeddings:Model</c> names a model of a provider, which answers by script: two numbers for a text, 5 tokens each.</summary>
public sealed class WhenAProviderEmbeds(EmbeddedPostgresFixture postgres)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Texts_get_its_numbers_brought_to_the_length_one_and_each_token_is_paid()
    {
        await using var world = await World.StartAsync(postgres, http => ReplyAsync(http));
        var made = await world.Embedder.GenerateAsync(["ab", "", new string('x', 9_000)], cancellationToken: Cancellation);

        // By the script (3, its length + 2), here as Pythagoras has it: (3, 4) / 5.
        made[0].Vector.ToArray().ShouldBe([0.6f, 0.8f], 1e-6f);
        (made.Count, made.Usage!.InputTokenCount, made[0].ModelId).ShouldBe((3, 15, "vec"));
        var sent = JsonNode.Parse(world.Endpoint.Requests[0].Body)!;
        world.Endpoint.Requests[0].Address.ShouldBe("/v1/embeddings");
        sent["model"]!.GetValue<string>().ShouldBe("vec-1");
        sent["input"]!.AsArray().Select(t => t!.GetValue<string>().Length).ShouldBe([2, 1, 8_000]);

        (await world.JournaledAsync()).ShouldBe(["done|embeddings|Embeddings of 3 texts, 8,003 characters|vec|15|0.00003"]);
    }

    [Fact]
    public async Task Many_texts_are_asked_for_in_requests_of_sixty_four_and_come_back_in_their_order()
    {
        await using var world = await World.StartAsync(postgres, http => ReplyAsync(http, isTurned: true));
        var vectors = await world.Embedder.EmbedAllAsync(Enumerable.Range(0, 150).Select(i => new string('a', i + 1)), Cancellation);
        for (var i = 0; i < 150; i++)
            (vectors[i][1] / vectors[i][0] * 3).ShouldBe(i + 3, 0.02f);
        world.Endpoint.Requests.Select(r => JsonNode.Parse(r.Body)!["input"]!.AsArray().Count).Order().ShouldBe([22, 64, 64]);
    }

    [Fact]
    public async Task A_provider_that_is_busy_is_asked_again()
    {
        await using var world = await World.StartAsync(
            postgres,
            (http, number) => number == 1 ? FakeEndpoint.RefuseAsync(http, 503, Replies.Error("busy")) : ReplyAsync(http)
        );
        (await world.Embedder.GenerateVectorAsync("ab", cancellationToken: Cancellation)).Length.ShouldBe(2);
        world.Endpoint.Requests.Count.ShouldBe(2);
        (await world.JournaledAsync()).ShouldHaveSingleItem().ShouldStartWith("done|");
    }

    [Theory]
    [InlineData("{}", "has no `data`")]
    [InlineData("[]", "is not a JSON object")]
    [InlineData("""{"data":[]}""", "0 embeddings for 1 texts")]
    [InlineData("""{"data":[{"index":1,"embedding":[1]}]}""", "the index 1")]
    [InlineData("""{"data":[{"index":0}]}""", "no list `embedding`")]
    [InlineData("""{"data":[{"index":0,"embedding":["1"]}]}""", "something else than numbers")]
    [InlineData("""{"data":[{"index":0,"embedding":[]}]}""", "empty, zero")]
    [InlineData("""{"data":[{"index":0,"embedding":[0,0]}]}""", "empty, zero")]
    [InlineData("""{"data":[{"index":0,"embedding":[1e39,1]}]}""", "")]
    public async Task A_reply_that_holds_no_embedding_is_told(string reply, string problem)
    {
        await using var world = await World.StartAsync(postgres, http => JsonAsync(http, reply));
        var failure = await Should.ThrowAsync<EmbeddingsUnavailableException>(() => world.Embedder.GenerateAsync(["a"], cancellationToken: Cancellation));
        failure.Message.ShouldContain(problem);
        (await world.JournaledAsync()).ShouldHaveSingleItem().ShouldStartWith("failed|embeddings|Embeddings of 1 text, 1 characters|");
    }

    [Fact]
    public async Task A_question_is_routed_without_it_when_it_refuses_hangs_or_is_not_there()
    {
        await using var refusing = await World.StartAsync(postgres, http => FakeEndpoint.RefuseAsync(http, 401, Replies.Error("key revoked")));
        await ShouldBeStandardAsync(refusing, "no_encoder", "vec gave no embedding");

        TaskCompletionSource end = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var hanging = await World.StartAsync(postgres, _ => end.Task, TimeSpan.FromMilliseconds(300));
        await ShouldBeStandardAsync(hanging, "no_encoder", "vec did not answer in 0.3 s.");
        end.SetResult();
        (await hanging.JournaledAsync()).ShouldHaveSingleItem().ShouldStartWith("failed|");

        await using var unknown = await World.StartAsync(postgres, http => ReplyAsync(http), model: "nobodys");
        await ShouldBeStandardAsync(unknown, "no_encoder", "Embeddings:Model is nobodys");
        unknown.Endpoint.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_message_is_routed_by_weights_that_learned_from_it_and_by_no_others()
    {
        // The provider says what the made-up messages of the training have: their tier, in eight numbers.
        await using var world = await World.StartAsync(postgres, http => ReplyAsync(http, text => MadeUp(text)));
        using TestDirectory directory = new("weights");
        var trained = RouterFixtures.Weights(RouterFixtures.Set(), RouterFixtures.Small with { MostEpochs = 30 });
        var file = Path.Combine(directory.Path, "w.bin");

        await RouterWeightsFile.WriteAsync(trained with { Encoder = "vec" }, file, Cancellation);
        var verdict = await RouteAsync(world, file, "prove rigorously the theorem on sums");
        (verdict.Tier, verdict.Warnings.Count).ShouldBe((RouterTier.Max, 0));

        await RouterWeightsFile.WriteAsync(trained with { Encoder = ISentenceEncoder.ModelName }, file, Cancellation);
        verdict = await RouteAsync(world, file, "prove rigorously the theorem on sums");
        (verdict.Tier, verdict.Warnings[0].Code).ShouldBe((RouterTier.Standard, "no_weights"));
        verdict.Warnings[0].Message.ShouldContain("was trained on embeddings of local-embeddings; this program uses vec. `./workbench router train`");
    }

    [Fact]
    public async Task Weights_that_read_another_count_of_numbers_judge_nothing()
    {
        await using var world = await World.StartAsync(postgres, http => ReplyAsync(http));
        using TestDirectory directory = new("weights");
        var file = Path.Combine(directory.Path, "w.bin");
        await RouterWeightsFile.WriteAsync(RouterFixtures.Weights(RouterFixtures.Set(), RouterFixtures.Small) with { Encoder = "vec" }, file, Cancellation);
        var verdict = await RouteAsync(world, file, "prove rigorously the theorem on sums");
        (verdict.Tier, verdict.Warnings[0].Code).ShouldBe((RouterTier.Standard, "no_weights"));
        verdict.Warnings[0].Message.ShouldContain("v1-test reads embeddings of 8 numbers, and vec now gives 2.");
    }

    private static async Task ShouldBeStandardAsync(World world, string code, string words)
    {
        using TestDirectory directory = new("weights");
        var file = Path.Combine(directory.Path, "w.bin");
        var weights = RouterFixtures.Weights(RouterFixtures.Set(), RouterFixtures.Small) with { Encoder = world.Embedder.Model };
        await RouterWeightsFile.WriteAsync(weights, file, Cancellation);
        var verdict = await RouteAsync(world, file, "a question about revenue");
        (verdict.Tier, verdict.Version, verdict.Warnings[0].Code).ShouldBe((RouterTier.Standard, RouterVerdict.Rules, code));
        verdict.Warnings[0].Message.ShouldContain(words);
        verdict.Warnings[0].Message.ShouldNotContain("secret-key");
    }

    private static async Task<RouterVerdict> RouteAsync(World world, string file, string text) =>
        await new MessageRouter(
            new RouterModelSource(file, isPinned: false, NullLogger<RouterModelSource>.Instance, world.Embedder.Model),
            world.Embedder
        ).RouteAsync(text, MessagePlace.First, bias: 0, Cancellation);

    private static float[] MadeUp(string text)
    {
        var tier = Array.FindIndex(RouterFixtures.Words, w => text.StartsWith(w, StringComparison.Ordinal));
        return [.. Enumerable.Range(0, RouterFixtures.EmbeddingSize).Select(d => d % RouterProbabilities.Classes == tier ? 0.5f : 0.1f)];
    }

    /// <param name="numbers">Of a text; null: 3, and its length plus 2.</param>
    /// <param name="isTurned">The last text comes first, with its index.</param>
    private static async Task ReplyAsync(HttpContext http, Func<string, float[]>? numbers = null, bool isTurned = false)
    {
        var texts = JsonNode.Parse(http.Items["body"] as string ?? "")!["input"]!.AsArray().Select(t => t!.GetValue<string>()).ToArray();
        numbers ??= text => [3, text.Length + 2];
        var data = texts.Select((t, i) => new { index = i, embedding = numbers(t) });
        await JsonAsync(
            http,
            JsonSerializer.Serialize(
                new { data = isTurned ? data.Reverse() : data, usage = new { prompt_tokens = 5 * texts.Length, total_tokens = 5 * texts.Length } }
            )
        );
    }

    private static Task JsonAsync(HttpContext http, string reply)
    {
        http.Response.ContentType = "application/json";
        return http.Response.WriteAsync(reply);
    }

    private sealed class World : IAsyncDisposable
    {
        private readonly ServiceProvider _store;
        private readonly CallJournal _journal;

        private World(ServiceProvider store, FakeEndpoint endpoint, string model, TimeSpan timeout)
        {
            (_store, Endpoint) = (store, endpoint);
            _journal = WhenCallsAreRecorded.Journal(store);
            TestGateway gateway = new(
                $$"""
                providers: [{ name: p, address: "{{endpoint.Address}}", key_env: K }]
                models: [{ name: vec, provider: p, id: vec-1 }]
                prices: [{ provider: p, model: vec, from: 2020-01-01, input: 2, output: 0 }]
                """,
                options: new PolicyOptions { Pause = TimeSpan.FromMilliseconds(5), Patience = TimeSpan.FromSeconds(20) }
            );
            Embedder = new HostedEmbedder(
                gateway.PassThrough,
                _journal,
                Options.Create(new EmbeddingsOptions { Model = model, Timeout = timeout }),
                TimeProvider.System
            );
        }

        public FakeEndpoint Endpoint { get; }
        public HostedEmbedder Embedder { get; }

        public static Task<World> StartAsync(
            EmbeddedPostgresFixture postgres,
            Func<HttpContext, Task> answer,
            TimeSpan? timeout = null,
            string model = "vec"
        ) => StartAsync(postgres, (http, _) => answer(http), timeout, model);

        public static async Task<World> StartAsync(
            EmbeddedPostgresFixture postgres,
            Func<HttpContext, int, Task> answer,
            TimeSpan? timeout = null,
            string model = "vec"
        )
        {
            var endpoint = await FakeEndpoint.StartAsync(answer);
            World world = new(await postgres.CreateStoreAsync(), endpoint, model, timeout ?? TimeSpan.FromSeconds(60));
            await world._journal.StartAsync(Cancellation);
            return world;
        }

        /// <summary>Status, agent, question, model, tokens and cost of each run.</summary>
        public async Task<List<string>> JournaledAsync()
        {
            await _journal.FlushAsync(Cancellation);
            await using var command = _store
                .GetRequiredService<NpgsqlDataSource>()
                .CreateCommand("select concat_ws('|', status, agent, question, model, tokens, cost_usd) from runs order by asked_at");
            await using var reader = await command.ExecuteReaderAsync(Cancellation);
            List<string> runs = [];
            while (await reader.ReadAsync(Cancellation))
                runs.Add(reader.GetString(0));
            return runs;
        }

        public async ValueTask DisposeAsync()
        {
            await _journal.StopAsync(Cancellation);
            _journal.Dispose();
            Embedder.Dispose();
            await Endpoint.DisposeAsync();
            await _store.DisposeAsync();
        }
    }
}
