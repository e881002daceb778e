using System.Numerics.Tensors;
using Workbench.Server.Router.Network;
using Workbench.Shared.Router;

namespace Workbench.Server.Router.Learning;

/// <summary>What the network must beat, each with the same folds.</summary>
internal static class Baselines
{
    private const int Neighbours = 15;

    public static IReadOnlyList<Prediction> Always(RouterTier tier, SampleSet set) =>
        [.. set.Examples.Select(e => new Prediction(e, RouterProbabilities.Only(tier)))];

    public static IReadOnlyList<Prediction> AtRandom(SampleSet set, int seed)
    {
        Random random = new(seed);
        return [.. set.Examples.Select(e => new Prediction(e, RouterProbabilities.Only((RouterTier)random.Next(RouterProbabilities.Classes))))];
    }

    /// <summary>One layer on the embedding and the features.</summary>
    public static TrainingSettings LogisticRegression(TrainingSettings settings) => settings with { Hidden = [], Members = 1, LearningRate = 5e-3f };

    /// <summary>The share of each tier among the nearest messages of other groups, by the cosine of the embeddings.</summary>
    public static IReadOnlyList<Prediction> NearestNeighbours(SampleSet set, Func<RouterExample, string> group, CancellationToken cancellationToken)
    {
        var groups = set.Examples.Select(group).ToArray();
        var predictions = new Prediction[groups.Length];
        Parallel.For(
            0,
            groups.Length,
            new ParallelOptions { CancellationToken = cancellationToken, MaxDegreeOfParallelism = Environment.ProcessorCount },
            i =>
            {
                PriorityQueue<int, float> nearest = new();
                for (var j = 0; j < groups.Length; j++)
                    if (groups[j] != groups[i])
                        Keep(nearest, j, TensorPrimitives.CosineSimilarity(set.Embeddings[i], set.Embeddings[j]));
                predictions[i] = new Prediction(set.Examples[i], Shares(nearest, set));
            }
        );
        return predictions;
    }

    private static void Keep(PriorityQueue<int, float> nearest, int index, float similarity)
    {
        if (nearest.Count < Neighbours)
            nearest.Enqueue(index, similarity);
        else
            nearest.EnqueueDequeue(index, similarity);
    }

    private static RouterProbabilities Shares(PriorityQueue<int, float> nearest, SampleSet set)
    {
        var votes = new float[RouterProbabilities.Classes];
        foreach (var (index, similarity) in nearest.UnorderedItems)
            votes[(int)set.Examples[index].Label] += Math.Max(similarity, 0);
        var sum = Math.Max(votes.Sum(), 1e-9f);
        return new RouterProbabilities(votes[0] / sum, votes[1] / sum, votes[2] / sum, votes[3] / sum);
    }
}
