using System.Collections.Concurrent;
using Microsoft.Extensions.AI;
using Workbench.Server.Embeddings;
using Workbench.Server.Router.Labels;
using Workbench.Server.Router.Learning;
using Workbench.Shared.Router;

namespace Workbench.Server.Router.Versions;

/// <summary>Has versions judge the messages that none of them learned from: <c>router/held-out</c>, and the labels of production that are kept aside.</summary>
/// <param name="heldOut">The folder of those that the program holds out.</param>
internal sealed class VersionExams(StoredRouterLabels labels, ISentenceEncoder encoder, string heldOut)
{
    private readonly ConcurrentDictionary<string, float[]> _embeddings = new(StringComparer.Ordinal);

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
            (RouterSetScore.Production, ProductionExamples.KeptAside(LabelledText.Of(await labels.AllAsync(cancellationToken)))),
        ];
        sets = [.. sets.Where(s => s.Examples.Count > 0)];
        if (sets.Length == 0)
            throw new InvalidDataException("There are no labelled messages to compare versions on: neither router/held-out nor labels of production.");
        Dictionary<string, IReadOnlyList<Judged>> messages = [];
        foreach (var (name, examples) in sets)
            messages[name] = await JudgedAsync(examples, knowsPlace: name == RouterSetScore.Production, cancellationToken);
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

    private async Task<IReadOnlyList<Judged>> JudgedAsync(IReadOnlyList<RouterExample> examples, bool knowsPlace, CancellationToken cancellationToken)
    {
        var judged = new Judged[examples.Count];
        await Parallel.ForAsync(
            0,
            examples.Count,
            cancellationToken,
            async (i, token) =>
            {
                var text = examples[i].Text;
                var message = MessageCheck.Of(text, knowsPlace ? examples[i].Place : MessagePlace.Unknown);
                if (!_embeddings.TryGetValue(text, out var embedding))
                    _embeddings.TryAdd(text, embedding = (await encoder.GenerateVectorAsync(text, cancellationToken: token)).ToArray());
                judged[i] = new Judged(examples[i], message, embedding);
            }
        );
        return judged;
    }

    private sealed record Judged(RouterExample Example, MessageCheck Message, float[] Embedding);
}
