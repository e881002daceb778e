using Workbench.Server.Router.Network;
using Workbench.Shared.Router;

namespace Workbench.Server.Router.Learning;

/// <summary>Each message is judged by networks that saw nothing of its group.</summary>
internal static class CrossValidation
{
    /// <summary>A group for each source: none of its messages is learned from when it is judged.</summary>
    public static Func<RouterExample, string> BySource => e => e.Source;

    /// <summary>Sources that are variants of one thing go together, so that no cousin of a source is learned from either.</summary>
    public static Func<RouterExample, string> ByFamily => e => SourceFamilies.Of(e.Source);

    /// <param name="folds">Groups are put together into so many folds of like size; null: each is a fold.</param>
    public static IReadOnlyList<Prediction> Predict(
        SampleSet set,
        TrainingSettings settings,
        Func<RouterExample, string> group,
        int? folds,
        CancellationToken cancellationToken
    )
    {
        var foldOf = Folds(set.Examples, group, folds);
        var predictions = new Prediction[set.Examples.Count];
        var count = foldOf.Values.Max() + 1;
        Parallel.For(0, count, new ParallelOptions { CancellationToken = cancellationToken, MaxDegreeOfParallelism = Environment.ProcessorCount }, Judge);
        return predictions;

        void Judge(int fold)
        {
            var learned = Indexes(set, e => foldOf[group(e)] != fold);
            var (scale, networks) = RouterTraining.Train(set, learned, settings, cancellationToken);
            Mlp[] members = [.. networks.Select(n => n.Network)];
            foreach (var i in Indexes(set, e => foldOf[group(e)] == fold))
            {
                var probabilities = Ensemble.Probabilities(members, set.Sample(i, scale, knowsPlace: false).Vector);
                predictions[i] = new Prediction(set.Examples[i], RouterProbabilities.Of(probabilities));
            }
        }
    }

    /// <summary>The largest group first, each into the fold that is emptiest.</summary>
    public static Dictionary<string, int> Folds(IReadOnlyList<RouterExample> examples, Func<RouterExample, string> group, int? folds)
    {
        var groups = examples.CountBy(group).OrderByDescending(g => g.Value).ThenBy(g => g.Key, StringComparer.Ordinal).ToArray();
        var sizes = new int[Math.Min(folds ?? groups.Length, groups.Length)];
        Dictionary<string, int> result = new(StringComparer.Ordinal);
        foreach (var (name, size) in groups)
        {
            var fold = Array.IndexOf(sizes, sizes.Min());
            sizes[fold] += size;
            result[name] = fold;
        }
        return result;
    }

    private static int[] Indexes(SampleSet set, Func<RouterExample, bool> which) =>
        [.. Enumerable.Range(0, set.Examples.Count).Where(i => which(set.Examples[i]))];
}
