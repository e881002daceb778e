using System.Collections.Immutable;
using Workbench.Shared.Answers;
using Workbench.Shared.Queries;

namespace Workbench.Server.Semantics;

/// <summary>Reads a question as semantic queries. Pure over the layer and the value index: no I/O, no clock.</summary>
public interface IPlanner
{
    PlanOutcome Plan(PlanRequest request);
}

/// <param name="History">Earlier turns of the conversation, oldest first.</param>
public sealed record PlanRequest(string Question, ImmutableArray<PlannedTurn> History, CompileScope Scope, IValueIndex Values)
{
    /// <summary>Definitions that came with the question, to be used for it.</summary>
    public string? Instructions { get; init; }
}

/// <param name="Query">What was answered; null when nothing was computed.</param>
/// <param name="Alternatives">The other readings that were offered.</param>
public sealed record PlannedTurn(string Question, SemanticQuery? Query, ImmutableArray<AnswerAlternative> Alternatives)
{
    /// <summary>How sure that answer was; null where it does not say. What goes on from it cannot be surer.</summary>
    public double? P { get; init; }
}

public abstract record PlanOutcome
{
    private protected PlanOutcome() { }

    /// <summary>What each word was linked to, for the trace and "how it was computed".</summary>
    public ImmutableArray<WordLink> Links { get; init; } = [];
}

/// <summary>Answer <see cref="Best"/>; the others stand beside it (with their numbers where they differ).</summary>
public sealed record PlannedQuery(PlanReading Best, ImmutableArray<PlanReading> Others) : PlanOutcome;

/// <summary>Readings that differ and no default: compute each, then ask.</summary>
public sealed record PlannedChoice(string Question, ImmutableArray<PlanReading> Readings) : PlanOutcome;

/// <summary>Somebody has verified SQL for the question; the planner itself never makes any.</summary>
/// <param name="Title">What it computes, in a few plain words.</param>
public sealed record PlannedSql(string Title, string Sql, string Sentence) : PlanOutcome;

/// <summary>Answered from the layer itself.</summary>
public sealed record PlannedLayerAnswer(string Markdown, string Reading, ImmutableArray<AnswerSource> Sources, ImmutableArray<string> FollowUps) : PlanOutcome;

/// <summary>The data or the product cannot; says the closest thing that they can.</summary>
public sealed record PlannedRefusal(string Markdown, ImmutableArray<string> FollowUps) : PlanOutcome;

/// <summary>The level may not; names nothing that it hides.</summary>
public sealed record PlannedDenial(string Markdown) : PlanOutcome;

/// <param name="Label">Short: "Plan Enterprise".</param>
/// <param name="Sentence">The question as understood.</param>
/// <param name="P">Calibrated probability that it is what was meant and right, 0..1.</param>
/// <param name="Chart">A wish of the asker or of the form of the question; null: decided from the result.</param>
public sealed record PlanReading(string Label, string Sentence, SemanticQuery Query, double P, ChartType? Chart, ImmutableArray<string> FollowUps)
{
    /// <summary>What was taken for granted: "Quarter means fiscal quarter."</summary>
    public ImmutableArray<string> Assumptions { get; init; } = [];

    /// <summary>Below sure: of strangers' questions with an empty result every one was misread (docs/evaluation.md).</summary>
    private const double WithoutRows = 0.7;

    /// <summary>
    /// What is left of <see cref="P"/> when the rows are there: where none met the conditions, one of them may be no condition at all; and a period before the data begins is nothing to compare with.
    /// </summary>
    /// <param name="isNothing">No row, or one that holds 0 or no value.</param>
    /// <param name="isBesideNothing">A comparison that was asked for, with a period that holds 0 or no value.</param>
    public double Given(bool isNothing, bool isBesideNothing) =>
        isNothing && Query.Where.Count + Query.Having.Count > 0 || isBesideNothing && Query.Compare is { IsContext: false } ? Math.Min(P, WithoutRows) : P;

    /// <summary>No row, or one in which the columns of a role hold 0 or no value.</summary>
    /// <param name="only">A column's number in the one row.</param>
    public static bool IsNothing(int rowCount, IReadOnlyList<ColumnRole> roles, ColumnRole role, Func<int, decimal?> only)
    {
        if (rowCount != 1)
            return rowCount == 0;
        var columns = Enumerable.Range(0, roles.Count).Where(i => roles[i] == role).ToList();
        return columns.Count > 0 && columns.TrueForAll(i => only(i) is null or 0);
    }

    /// <summary>What <see cref="P"/> was made of.</summary>
    internal Planner.Evidence? Evidence { get; init; }
}

/// <param name="Target">The object or meaning: <c>metric arr</c>, <c>value plan.tier = enterprise</c>, <c>time last_quarter</c>, or empty when unused.</param>
public sealed record WordLink(string Words, string Target, double Score);

/// <summary>Values of indexed dimensions, looked up by what people type. Thread-safe.</summary>
public interface IValueIndex
{
    /// <summary>The best matches of a phrase among all values, exact, by synonym or with typos; best first.</summary>
    IReadOnlyList<ValueMatch> Find(string phrase, int limit = 8);
}

/// <param name="Field"><c>account.name</c></param>
/// <param name="Score">1 for exact, less for typos and parts.</param>
public sealed record ValueMatch(string Field, string Stored, double Score);
