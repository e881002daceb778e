using System.Collections.Concurrent;
using Workbench.Server.Embeddings;
using Workbench.Server.Router.Labels;
using Workbench.Server.Router.Learning;
using Workbench.Shared.Router;

namespace Workbench.Server.Router.Versions;

/// <summary>Has versions judge the messages that none of them learned from: <c>router/held-out</c>, and the labels of production that are kept aside.</summary>
/// <param name="heldOut">The folder of those that the program holds out.</param>
/// <param name="examples">The folder of those that the program's own weights learned from.</param>
internal sealed class VersionExams(StoredRouterLabels labels, IEmbedder encoder, string heldOut, string examples)
{
    private readonly ConcurrentDictionary<string, float[]> _embeddings = new(StringComparer.Ordinal);

    private readonly Lazy<Task<HashSet<string>>> _learned = new(async () =>
        [.. (await HeldOutAsync(examples, CancellationToken.None)).Select(e => LabelText.Of(e.Text).Text)]
    );

    public static string HeldOutFolder => Path.Combine(RouterModelSource.Folder, "held-out");

    /// <summary>None where the program came without them.</summary>
    public static async Task<IReadOnlyList<RouterExample>> HeldOutAsync(string folder, CancellationToken cancellationToken) =>
        Directory.Exists(folder) ? await RouterExamples.ReadFolderAsync(folder, cancellationToken) : [];

    /// <summary>Each version on the same messages, in the same order.</summary>
    /// <exception cref="InvalidDataException">There is no encoder, or no message to judge.</exception>
    public async Task<IReadOnlyList<VersionExam>> HoldAsync(IReadOnlyList<RouterModel> models, CancellationToken cancellationToken)
    {
        if (encoder.Problem is { } problem)
            throw new InvalidDataException(problem);
        (string Name, IReadOnlyList<RouterExample> Examples)[] sets =
        [
            (RouterSetScore.HeldOut, await HeldOutAsync(heldOut, cancellationToken)),
            (RouterSetScore.Production, await KeptAsideAsync(cancellationToken)),
        ];
        sets = [.. sets.Where(s => s.Examples.Count > 0)];
        if (sets.Length == 0)
            throw new InvalidDataException("There are no labelled messages to compare versions on: neither router/held-out nor labels of production.");
        Dictionary<string, IReadOnlyList<Judged>> messages = [];
        foreach (var (name, examples) in sets)
            messages[name] = await JudgedAsync(examples, knowsPlace: name == RouterSetScore.Production, cancellationToken);
        var numbers = messages.Values.First()[0].Embedding.Length;
        if (models.Select(m => m.WhyNot(numbers)).FirstOrDefault(p => p is not null) is { } foreign)
            throw new InvalidDataException(foreign);
        return
        [
            .. models.Select(model => new VersionExam(
                model.Weights.Name,
                [
                    .. messages.Select(s => new ExamSet(
                        s.Key,
                        [.. s.Value.Select(m => new Prediction(m.Example, model.Classify(m.Embedding, m.Message, bias: 0).Probabilities))]
                    )),
                ]
            )),
        ];
    }

    /// <summary>Labels of people that no version learned from: nor from an example with the same text.</summary>
    private async Task<IReadOnlyList<RouterExample>> KeptAsideAsync(CancellationToken cancellationToken)
    {
        var aside = ProductionExamples.KeptAside(LabelledText.Of(await labels.AllAsync(cancellationToken)));
        if (aside.Count == 0)
            return [];
        var learned = await _learned.Value;
        return [.. aside.Where(e => !learned.Contains(e.Text))];
    }

    private async Task<IReadOnlyList<Judged>> JudgedAsync(IReadOnlyList<RouterExample> examples, bool knowsPlace, CancellationToken cancellationToken)
    {
        var missing = examples.Select(e => e.Text).Where(t => !_embeddings.ContainsKey(t)).Distinct(StringComparer.Ordinal).ToList();
        try
        {
            foreach (var (text, embedding) in missing.Zip(await encoder.EmbedAllAsync(missing, cancellationToken)))
                _embeddings.TryAdd(text, embedding);
        }
        catch (EmbeddingsUnavailableException e)
        {
            throw new InvalidDataException(e.Message, e);
        }
        return [.. examples.Select(e => new Judged(e, MessageCheck.Of(e.Text, knowsPlace ? e.Place : MessagePlace.Unknown), _embeddings[e.Text]))];
    }

    private sealed record Judged(RouterExample Example, MessageCheck Message, float[] Embedding);
}
