using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using NSubstitute;
using Shouldly;
using Workbench.Server.Access;
using Workbench.Server.Embeddings;
using Workbench.Server.Semantics;
using Workbench.Server.Semantics.Layer;
using Workbench.Server.SemanticWorkspace;
using Workbench.Shared.SemanticLayer;
using Workbench.Tests.Infrastructure;

namespace Workbench.Tests.SemanticWorkspace;

/// <summary>The demo company's layer, and words that stand in none of its texts.</summary>
public sealed class WhenTheLayerIsSearchedByMeaning : IAsyncLifetime
{
    private readonly SentenceEncoder _encoder = new(Options.Create(new EmbeddingsOptions()), NullLogger<SentenceEncoder>.Instance);
    private readonly ISemanticLayers _layers = Substitute.For<ISemanticLayers>();
    private readonly ISemanticLayerBrowser _browser = Substitute.For<ISemanticLayerBrowser>();
    private readonly IVerifiedMatching _matching = Substitute.For<IVerifiedMatching>();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        SemanticLayer layer = new(
            LayerReader.Read(await Workbench.Server.Semantics.Layer.LayerFolder.ReadAsync(Repository.Path("semantic-layer"), Cancellation)).Content
        );
        _layers.TryCurrent.Returns(new LayerRevision("r1", layer));
        _matching.IsVisible(default!, default!, default!).ReturnsForAnyArgs(true);
        Show([.. layer.Metrics.Where(m => !m.IsHidden).Select(m => m.Name)]);
    }

    public ValueTask DisposeAsync()
    {
        _encoder.Dispose();
        return ValueTask.CompletedTask;
    }

    [Theory]
    [InlineData("how much money do customers pay each year", "arr")]
    [InlineData("money spent on advertising campaigns", "ad_spend")]
    [InlineData("visitors of our homepage", "sessions")]
    [InlineData("server hosting expenses", "infrastructure_cost")]
    [InlineData("how late do clients settle their bills", "days_to_pay")]
    public async Task A_metric_is_found_by_other_words(string words, string metric) =>
        (await FindAsync(_encoder, words)).OfType<SimilarMetric>().Select(m => m.Metric.Name).ShouldContain(metric);

    [Fact]
    public async Task A_verified_question_is_found_by_other_words() =>
        (await FindAsync(_encoder, "Which clients bring in most money?"))[0]
            .ShouldBeOfType<SimilarVerified>()
            .Question.ShouldBe("Which customers pay the most?");

    [Theory]
    [InlineData("arr growth")]
    [InlineData("write a poem about the sea")]
    [InlineData("who is the president of France")]
    public async Task A_word_or_two_and_what_is_of_something_else_find_nothing(string words) => (await FindAsync(_encoder, words)).ShouldBeEmpty();

    [Fact]
    public async Task Six_are_told_at_most_the_likest_first_and_each_once()
    {
        var found = await FindAsync(_encoder, "revenue of customers by subscription");
        found.Count.ShouldBe(6);
        found.Select(f => f.Likeness).ShouldBe(found.Select(f => f.Likeness).OrderDescending());
        found.OfType<SimilarMetric>().Select(m => m.Metric.Name).ShouldBeUnique();
    }

    [Fact]
    public async Task What_the_level_hides_is_not_told()
    {
        Show("mrr");
        _matching.IsVisible(default!, default!, default!).ReturnsForAnyArgs(false);
        (await FindAsync(_encoder, "money spent on advertising campaigns")).ShouldAllBe(f => ((SimilarMetric)f).Metric.Name == "mrr");
    }

    [Fact]
    public async Task The_first_search_finds_nothing_yet_and_does_not_wait()
    {
        TaskCompletionSource<GeneratedEmbeddings<Embedding<float>>> never = new();
        var slow = Substitute.For<IEmbedder>();
        slow.Problem.Returns((string?)null);
        slow.GenerateAsync(default!, default, Cancellation).ReturnsForAnyArgs(never.Task);
        (await Search(slow).SimilarAsync("money spent on advertising", Cancellation)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_provider_that_fails_is_tried_again_by_the_next_search()
    {
        var failing = Substitute.For<IEmbedder>();
        failing.Problem.Returns((string?)null);
        failing
            .GenerateAsync(default!, default, Cancellation)
            .ReturnsForAnyArgs(
                _ => Task.FromException<GeneratedEmbeddings<Embedding<float>>>(new EmbeddingsUnavailableException("busy")),
                call => _encoder.GenerateAsync(call.Arg<IEnumerable<string>>(), cancellationToken: Cancellation)
            );
        var search = Search(failing);
        await Should.ThrowAsync<EmbeddingsUnavailableException>(search.ReadAsync);
        IReadOnlyList<SimilarInLayer> found;
        while ((found = await search.SimilarAsync("money spent on advertising", Cancellation)).Count == 0)
            await Task.Delay(20, Cancellation);
        found[0].ShouldBeOfType<SimilarMetric>().Metric.Name.ShouldBe("ad_spend");
    }

    private void Show(params string[] metrics) =>
        _browser
            .OverviewAsync(Cancellation)
            .ReturnsForAnyArgs(
                new LayerOverview("Demo", null, "r1", false, [], [], [.. metrics.Select(m => new MetricLine(m, m, "simple", null, "a.yml", 1, null))], [])
            );

    private async Task<IReadOnlyList<SimilarInLayer>> FindAsync(IEmbedder embedder, string words)
    {
        var search = Search(embedder);
        await search.ReadAsync();
        return await search.SimilarAsync(words, Cancellation);
    }

    private LayerSearch Search(IEmbedder embedder)
    {
        var asker = Substitute.For<IAsker>();
        asker.Current.Returns(new Asker("ann", "internal"));
        return new LayerSearch(_layers, _browser, _matching, embedder, asker, NullLogger<LayerSearch>.Instance);
    }
}
