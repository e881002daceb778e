using Workbench.Server.Runs;
using Workbench.Shared.Runs;

namespace Workbench.Server.Forks;

/// <summary>Which steps of a run another one begins with.</summary>
/// <param name="Kept">Their numbers there, in order; here they are 1, 2, 3, …</param>
internal abstract record ForkPlan(IReadOnlyList<int> Kept)
{
    /// <param name="hasResult">The step is kept as well: it is told what it returned.</param>
    public static ForkPlan Of(RunJournal journal, int step, bool hasResult)
    {
        var ended = journal.Steps.FirstOrDefault(s => s.Seq == step);
        var start = ended?.AsStart() ?? journal.Open.FirstOrDefault(s => s.Seq == step);
        if (start is null)
            return new CannotFork($"The run has no step {step}.");
        if (journal.Steps.All(s => s is not { Kind: StepKind.Route, Outcome: StepOutcome.Routed }))
            return new CannotFork("The run asked no model: there is nothing to go on from. Ask the question again.");
        return start.Kind switch
        {
            StepKind.Model => new ForkAtModel(Keep(journal, s => s.Seq < step), start),
            StepKind.Tool when hasResult && ended?.RequestHash is null => new CannotFork(
                $"Step {step} has not ended, so it has no result that could be another one."
            ),
            StepKind.Tool when hasResult => new ForkAfterTool(Keep(journal, s => s.Seq <= step), ended!),
            StepKind.Tool => new ForkAtTool(Keep(journal, s => s.Seq < step), start),
            StepKind.Sql when start.Parent is { } parent => new CannotFork($"Step {step} is a statement of step {parent}: go on from there."),
            _ => new CannotFork($"Step {step} is neither a model call nor a tool call. Go on from the one before it."),
        };
    }

    /// <summary>Steps of the loop that ended and are wanted, with the statements under them, also where those have later numbers.</summary>
    private static List<int> Keep(RunJournal journal, Func<StepEndRow, bool> isWanted)
    {
        HashSet<int> kept = [];
        foreach (var step in journal.Steps)
            if (step.Parent is { } parent ? kept.Contains(parent) : isWanted(step))
                kept.Add(step.Seq);
        return [.. kept.Order()];
    }
}

internal sealed record CannotFork(string Reason) : ForkPlan([]);

/// <param name="Step">Its prompt is sent again.</param>
internal sealed record ForkAtModel(IReadOnlyList<int> Kept, StepStartRow Step) : ForkPlan(Kept);

/// <param name="Step">Called again.</param>
internal sealed record ForkAtTool(IReadOnlyList<int> Kept, StepStartRow Step) : ForkPlan(Kept);

/// <param name="Step">Kept with another result.</param>
internal sealed record ForkAfterTool(IReadOnlyList<int> Kept, StepEndRow Step) : ForkPlan(Kept);
