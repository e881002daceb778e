using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Shouldly;
using Workbench.Server.Embeddings;

namespace Workbench.Tests.Embeddings;

public sealed class WhenTextsAreEmbedded : IDisposable
{
    private readonly SentenceEncoder _encoder = new(Options.Create(new EmbeddingsOptions()), NullLogger<SentenceEncoder>.Instance);

    public void Dispose() => _encoder.Dispose();

    [Fact]
    public async Task A_thousand_texts_have_the_numbers_of_the_reference()
    {
        var texts = Reference.Texts();
        texts.Count.ShouldBe(1_000);
        var expected = await Reference.AskAsync<float[]>(["embed", Reference.TextsFile], []);

        var embeddings = await _encoder.GenerateAsync(texts.Select(t => t.Text), cancellationToken: TestContext.Current.CancellationToken);

        var distances = texts
            .Zip(expected, embeddings)
            .Select(t => (t.First.Id, Distance: t.Second.Zip(t.Third.Vector.ToArray(), (a, b) => Math.Abs(a - b)).Max()))
            .OrderByDescending(t => t.Distance)
            .ToList();
        distances.Count.ShouldBe(1_000);
        distances.Where(t => !(t.Distance <= 1e-4)).ShouldBeEmpty();
        TestContext.Current.TestOutputHelper?.WriteLine($"Farthest: {distances[0]}");
    }

    [Fact]
    public async Task Each_embedding_has_512_numbers_and_the_length_1()
    {
        foreach (var embedding in await EmbedAsync("", "a", "What were sales in March?", new string('x', 100_000)))
        {
            embedding.Dimensions.ShouldBe(ISentenceEncoder.Dimensions);
            Math.Sqrt(embedding.Vector.ToArray().Sum(x => (double)x * x)).ShouldBe(1, 1e-5);
        }
    }

    [Fact]
    public async Task What_is_beyond_128_pieces_does_not_count_and_is_told()
    {
        var embeddings = await EmbedAsync(Words("the", 128), Words("the", 128) + " end", Words("the", 127));

        embeddings[1].Vector.ToArray().ShouldBe(embeddings[0].Vector.ToArray());
        embeddings.Select(IsCut).ShouldBe([false, true, false]);
        embeddings.Usage!.InputTokenCount.ShouldBe(128 + 128 + 127);
    }

    [Fact]
    public async Task What_is_beyond_16384_characters_is_not_read_and_is_told()
    {
        // Unknown symbols in a row are one piece, however many.
        var unknown = new string('中', 16_384);
        var embeddings = await EmbedAsync(unknown, unknown + " sales");

        embeddings[1].Vector.ToArray().ShouldBe(embeddings[0].Vector.ToArray());
        embeddings.Select(IsCut).ShouldBe([false, true]);
    }

    [Fact]
    public async Task Halves_of_pairs_are_unknown_symbols()
    {
        var embeddings = await EmbedAsync("sales \ud83d in \udc00May\ud800", "sales \ufffd in \ufffdMay\ufffd");
        embeddings[0].Vector.ToArray().ShouldBe(embeddings[1].Vector.ToArray());
    }

    [Fact]
    public async Task Many_at_once_get_what_one_alone_gets()
    {
        var texts = Reference.Texts().Where((_, i) => i % 10 == 0).Select(t => t.Text).ToList();
        var alone = await EmbedAsync([.. texts]);

        var together = await Task.WhenAll(Enumerable.Range(0, 400).Select(i => EmbedAsync(texts[i % texts.Count])));

        for (var i = 0; i < together.Length; i++)
            together[i][0].Vector.ToArray().ShouldBe(alone[i % texts.Count].Vector.ToArray());
    }

    [Fact]
    public async Task It_can_be_ended_between_texts()
    {
        using var ending = new CancellationTokenSource();
        var read = 0;
        await Should.ThrowAsync<OperationCanceledException>(() => _encoder.GenerateAsync(Endless(), cancellationToken: ending.Token));
        read.ShouldBe(3);

        IEnumerable<string> Endless()
        {
            while (true)
            {
                if (++read == 3)
                    ending.Cancel();
                yield return "again";
            }
        }
    }

    [Fact]
    public async Task Another_number_of_dimensions_is_refused()
    {
        var options = new EmbeddingGenerationOptions { Dimensions = 256 };
        var refused = await Should.ThrowAsync<ArgumentException>(() => _encoder.GenerateAsync(["a"], options, TestContext.Current.CancellationToken));
        refused.Message.ShouldStartWith("local-embeddings has 512 dimensions and not 256.");
    }

    private Task<GeneratedEmbeddings<Embedding<float>>> EmbedAsync(params string[] texts) =>
        _encoder.GenerateAsync(texts, cancellationToken: TestContext.Current.CancellationToken);

    private static bool IsCut(Embedding<float> embedding) => embedding.AdditionalProperties?[ISentenceEncoder.CutKey] is true;

    private static string Words(string word, int count) => string.Join(' ', Enumerable.Repeat(word, count));
}
