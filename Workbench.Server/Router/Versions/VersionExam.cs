using Workbench.Server.Router.Learning;

namespace Workbench.Server.Router.Versions;

/// <summary>What a version says of the messages that all versions are compared on.</summary>
/// <param name="Sets">None is empty.</param>
internal sealed record VersionExam(string Name, IReadOnlyList<ExamSet> Sets)
{
    public IReadOnlyList<Prediction> All { get; } = [.. Sets.SelectMany(s => s.Predictions)];
}

internal sealed record ExamSet(string Name, IReadOnlyList<Prediction> Predictions);
