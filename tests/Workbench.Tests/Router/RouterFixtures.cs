using Workbench.Server.Router;
using Workbench.Server.Router.Learning;
using Workbench.Server.Router.Network;
using Workbench.Shared.Router;

namespace Workbench.Tests.Router;

/// <summary>Small networks and messages whose embeddings are made up, so that nothing depends on an encoder.</summary>
internal static class RouterFixtures
{
    public const int EmbeddingSize = 8;

    /// <summary>With which the messages of a tier begin, in the order of the tiers.</summary>
    public static string[] Words { get; } = ["what is the capital of", "write a plan with steps for", "prove rigorously the theorem on", "and again the other"];

    public static TrainingSettings Small { get; } =
        new()
        {
            Hidden = [12, 6],
            Slots = 32,
            Members = 2,
            MostEpochs = 8,
            BatchSize = 32,
        };

    /// <summary>Messages whose tier is written into their words and their embeddings.</summary>
    public static SampleSet Set(int each = 30)
    {
        Random random = new(1);
        List<RouterExample> examples = [];
        List<float[]> embeddings = [];
        for (var i = 0; i < each * Words.Length; i++)
        {
            var tier = i % Words.Length;
            examples.Add(new RouterExample($"m{i}", $"{Words[tier]} {(char)('a' + i % 26)}{i}", $"source{i % 5}", "unknown", (RouterTier)tier, "test"));
            embeddings.Add([.. Enumerable.Range(0, EmbeddingSize).Select(d => (d % Words.Length == tier ? 0.4f : 0) + random.NextSingle() * 0.2f)]);
        }
        return new SampleSet(examples, embeddings);
    }

    public static RouterWeights Weights(SampleSet set, TrainingSettings settings)
    {
        var (scale, networks) = RouterTraining.Train(set, [.. Enumerable.Range(0, set.Examples.Count)], settings, CancellationToken.None);
        return new RouterWeights
        {
            Name = "v1-test",
            Encoder = "made-up",
            Input = scale,
            Members = [.. networks.Select(n => n.Network)],
            Calibration = Calibration.None,
            DataHash = RouterExamples.Hash(set.Examples),
            Seed = settings.Seed,
        };
    }

    public static Prediction Said(RouterTier label, float fast, float standard, float max, float context, string source = "s") =>
        new(new RouterExample("id", "text", source, "unknown", label, "test"), new RouterProbabilities(fast, standard, max, context));
}
