using Workbench.Server.Router.Network;

namespace Workbench.Server.Router.Learning;

/// <summary>Trains the networks of an ensemble on some messages of a set.</summary>
internal static class RouterTraining
{
    /// <summary>Members are trained beside each other; which core trains which changes nothing.</summary>
    public static (InputScale Scale, IReadOnlyList<TrainedNetwork> Networks) Train(
        SampleSet set,
        IReadOnlyList<int> learned,
        TrainingSettings settings,
        CancellationToken cancellationToken
    )
    {
        var scale = set.Scale(learned, settings);
        // Every second message with a known place is learned as if it were not known: both happen.
        var samples = learned.Select((i, n) => set.Sample(i, scale, knowsPlace: settings.LearnsPlace && n % 2 == 0)).ToArray();
        var networks = new TrainedNetwork[settings.Members];
        Parallel.For(
            0,
            settings.Members,
            new ParallelOptions { CancellationToken = cancellationToken, MaxDegreeOfParallelism = Environment.ProcessorCount },
            member => networks[member] = TrainMember(samples, scale, settings, member, cancellationToken)
        );
        return (scale, networks);
    }

    private static TrainedNetwork TrainMember(Sample[] samples, InputScale scale, TrainingSettings settings, int member, CancellationToken cancellationToken)
    {
        var shuffled = samples.ToArray();
        new Random(settings.Seed * 1_000 + member).Shuffle(shuffled);
        var aside = (int)(shuffled.Length * settings.KeptAside);
        return MlpTrainer.Train(shuffled[aside..], shuffled[..aside], scale, settings, settings.Seed + member, cancellationToken);
    }
}
