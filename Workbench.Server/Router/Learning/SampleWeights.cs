namespace Workbench.Server.Router.Learning;

/// <summary>How much each sample counts: rare classes and small sources more. The mean is 1.</summary>
internal static class SampleWeights
{
    public static float[] Of(IReadOnlyList<Sample> samples, TrainingSettings settings)
    {
        var classes = samples.CountBy(s => s.Class).ToDictionary();
        var sources = samples.CountBy(s => s.Example.Source).ToDictionary();
        var weights = samples
            .Select(s => MathF.Pow(classes[s.Class], -settings.ClassBalance) * MathF.Pow(sources[s.Example.Source], -settings.SourceBalance))
            .ToArray();
        var mean = weights.Average();
        return [.. weights.Select(w => w / mean)];
    }
}
