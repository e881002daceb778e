using System.Collections.Immutable;
using Workbench.Shared.Answers;

namespace Workbench.Server.Tools;

/// <summary>Looks at a result from the side before it is said.</summary>
public interface IAnswerChecks
{
    Task<CheckedResult> RunAsync(ToolData data, IToolContext context, CancellationToken cancellationToken);
}

/// <param name="Checks">All, also those that were not made, with the reason.</param>
/// <param name="Warnings">Of those that failed.</param>
public sealed record CheckedResult(ImmutableArray<AnswerCheck> Checks, ImmutableArray<AnswerWarning> Warnings);
