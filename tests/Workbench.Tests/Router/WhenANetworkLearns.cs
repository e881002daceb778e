using Shouldly;
using Workbench.Server.Router;
using Workbench.Server.Router.Learning;
using Workbench.Server.Router.Network;
using Workbench.Shared.Router;

namespace Workbench.Tests.Router;

public sealed class WhenANetworkLearns
{
    [Theory]
    [InlineData(new[] { 4 })]
    [InlineData(new[] { 7, 5, 4 })]
    public void The_gradient_is_the_one_that_differences_give(int[] outputs)
    {
        Mlp network = new(dense: 3, slots: 4, outputs);
        Random random = new(5);
        foreach (var layer in network.Layers)
        foreach (var values in (float[][])[layer.Weights, layer.Biases])
            for (var i = 0; i < values.Length; i++)
                values[i] = random.NextSingle() * 2 - 1;
        MessageVector message = new([0.5f, -1.2f, 0.8f], [1, 3], [0.7f, -0.4f]);
        float[] target = [0.1f, 0.7f, 0.1f, 0.1f];
        var masks = outputs[..^1].Select(size => Enumerable.Range(0, size).Select(i => i % 3 == 1 ? 0f : 1.5f).ToArray()).ToArray();
        MlpGradient gradient = new(network);
        gradient.Add(message, target, weight: 1.7f, masks);

        const float Step = 1e-2f;
        for (var l = 0; l < network.Layers.Length; l++)
        {
            Check(network.Layers[l].Weights, gradient.Layers[l].Weights);
            Check(network.Layers[l].Biases, gradient.Layers[l].Biases);
        }

        void Check(float[] values, float[] slopes)
        {
            for (var i = 0; i < values.Length; i++)
            {
                var at = values[i];
                values[i] = at + Step;
                var above = Loss();
                values[i] = at - Step;
                var below = Loss();
                values[i] = at;
                slopes[i].ShouldBe((above - below) / (2 * Step), 2e-3f);
            }
        }

        float Loss() => new MlpGradient(network).Add(message, target, 1.7f, masks);
    }

    [Fact]
    public void It_finds_the_tiers_of_messages_that_show_them()
    {
        var set = RouterFixtures.Set();
        var predictions = CrossValidation.Predict(
            set,
            RouterFixtures.Small with
            {
                MostEpochs = 30,
            },
            CrossValidation.BySource,
            folds: null,
            CancellationToken.None
        );
        new RouterScore(predictions).Accuracy.ShouldBeGreaterThan(0.95);
    }

    [Fact]
    public void The_same_seed_gives_the_same_weights_bit_for_bit()
    {
        var first = RouterWeightsFile.Bytes(RouterFixtures.Weights(RouterFixtures.Set(), RouterFixtures.Small));
        RouterWeightsFile.Bytes(RouterFixtures.Weights(RouterFixtures.Set(), RouterFixtures.Small)).ShouldBe(first);
    }

    [Fact]
    public void Another_seed_gives_others()
    {
        var first = RouterFixtures.Weights(RouterFixtures.Set(), RouterFixtures.Small).Members[0].Layers[0].Weights;
        RouterFixtures.Weights(RouterFixtures.Set(), RouterFixtures.Small with { Seed = 8 }).Members[0].Layers[0].Weights.ShouldNotBe(first);
    }

    [Fact]
    public void It_stops_when_messages_kept_aside_are_judged_no_better()
    {
        var settings = RouterFixtures.Small with { MostEpochs = 400, Patience = 3, LearningRate = 0.05f };
        var set = RouterFixtures.Set();
        // Labels by chance: what is learned of some says nothing of the others.
        Random random = new(3);
        SampleSet noise = new([.. set.Examples.Select(e => e with { Label = (RouterTier)random.Next(4) })], set.Embeddings);
        var (_, networks) = RouterTraining.Train(noise, [.. Enumerable.Range(0, noise.Examples.Count)], settings, CancellationToken.None);
        networks.ShouldAllBe(n => n.Epochs == n.BestEpoch + 3);
    }

    [Fact]
    public void Rare_classes_and_small_sources_weigh_more()
    {
        var scale = new InputScale(0, 0, [], []);
        Sample Of(RouterTier label, string source) =>
            new(new RouterExample("i", "t", source, "k", label, "b"), scale.Vector([], "t", new("t"), MessagePlace.Unknown));
        Sample[] samples = [Of(RouterTier.Fast, "a"), Of(RouterTier.Fast, "a"), Of(RouterTier.Fast, "a"), Of(RouterTier.Fast, "b"), Of(RouterTier.Max, "a")];
        var weights = SampleWeights.Of(samples, new TrainingSettings { ClassBalance = 1, SourceBalance = 0.5f });
        // 1/4·4^-½ = 0.125 three times, 1/4·1 = 0.25, 1·4^-½ = 0.5; their mean is 0.225.
        weights.ShouldBe([0.125f / 0.225f, 0.125f / 0.225f, 0.125f / 0.225f, 0.25f / 0.225f, 0.5f / 0.225f], 1e-5);
    }

    [Fact]
    public void A_source_that_is_left_out_shares_no_fold_with_what_is_learned()
    {
        var examples = RouterFixtures.Set().Examples;
        var folds = CrossValidation.Folds(examples, CrossValidation.BySource, folds: 3);
        folds.Count.ShouldBe(5);
        folds.Values.Distinct().Order().ShouldBe([0, 1, 2]);
        SourceFamilies.Of("mgsm").ShouldBe(SourceFamilies.Of("gsm8k"));
        SourceFamilies.Of("bfcl").ShouldBe("bfcl");
    }
}
