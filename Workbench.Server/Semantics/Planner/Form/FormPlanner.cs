using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Workbench.Server.Semantics.Layer;
using Workbench.Shared.Queries;

namespace Workbench.Server.Semantics.Planner.Form;

/// <summary>Questions that say the form of their result, and those that bring definitions: read whole or not at all.</summary>
internal static partial class FormPlanner
{
    private static readonly ConditionalWeakTable<SemanticLayer, ConcurrentDictionary<string, FormNames>> Names = [];
    private const double Sure = 0.9;
    private const double Unread = 0.6;

    /// <summary>Below "high": on two databases of strangers two thirds of what was read without a doubt was right (docs/benchmarks.md).</summary>
    private const double MostSure = 0.75;
    private const double RefuseBelow = 0.5;

    /// <summary>Of a question that does not say its form and that was refused before: the refusal had its reasons.</summary>
    public const double Contested = 0.65;

    /// <summary>Such a question is read here first; the others only when nothing else understood them.</summary>
    public static bool IsFormal(PlanRequest request) => request.History.IsDefaultOrEmpty && (SaysForm(request) || Underscored().IsMatch(request.Question));

    private static bool SaysForm(PlanRequest request) => !string.IsNullOrWhiteSpace(request.Instructions) || Formal().IsMatch(request.Question);

    /// <summary>Null when a word found no place.</summary>
    public static PlanOutcome? Plan(PlanRequest request, JoinReach reach, ISemanticCompiler compiler, out string problem)
    {
        var names = Names
            .GetValue(request.Scope.Layer, static _ => new(StringComparer.Ordinal))
            .GetOrAdd(request.Scope.Level, level => new FormNames(request.Scope.Layer, reach, level));
        var reader = new FormReader(names, request.Values, request.Scope.Today);
        FormRequest read;
        try
        {
            read = reader.Read(request.Question, request.Instructions);
        }
        catch (RegexMatchTimeoutException)
        {
            problem = "it is too long-winded";
            return null;
        }
        var builder = new FormBuilder(read, names, reader.Measures, reader.Definitions);
        var query = builder.Build();
        problem = builder.Problem ?? "";
        if (query is null)
            return null;
        var p = Math.Round(Sure - read.Doubts.DistinctBy(d => d.Reason).Sum(d => d.Amount), 3);
        if (p < RefuseBelow)
        {
            problem = string.Join("; ", read.Doubts.Select(d => d.Reason));
            return null;
        }
        switch (compiler.Compile(query, request.Scope))
        {
            case Compiled:
                return new PlannedQuery(
                    ReadingOf(query, request.Scope, Math.Min(p, MostSure), [.. read.Doubts.Select(d => d.Reason).Distinct(StringComparer.Ordinal)]),
                    []
                );
            case Rejected { Problems: [{ Code: "denied" } denied, ..] }:
                return new PlannedDenial(denied.Message);
            case Rejected { Problems: [var first, ..] }:
                problem = first.Message;
                return null;
            default:
                return null;
        }
    }

    /// <summary>What the planner makes of such a question leaves its form and its definitions out: it is never sure. A name with an underscore alone says no form.</summary>
    public static PlanOutcome Unsure(PlanRequest request, PlanOutcome outcome, string problem) =>
        SaysForm(request) && outcome is PlannedQuery { Best: { P: > Unread } best } planned
            ? planned with
            {
                Best = best with { P = Unread, Assumptions = best.Assumptions.Add($"Not read: {problem}.") },
            }
            : outcome;

    public static PlanOutcome AtMost(PlanOutcome outcome, double most) =>
        outcome is PlannedQuery { Best: { } best } planned && best.P > most ? planned with { Best = best with { P = most } } : outcome;

    private static PlanReading ReadingOf(SemanticQuery query, CompileScope scope, double p, IReadOnlyList<string> doubts) =>
        new(QueryReading.Label(query, scope), QueryReading.Describe(query, scope), query, p, null, []) { Assumptions = [.. doubts] };

    [GeneratedRegex(
        @"(?:^|[.?!;]\s+|\n\s*)(?:(?:please|also|then|and|,)\s+)*return\b(?! (?:rates?|ratio|share|volume|value|reasons?|on)\b)|\b(?:inclusive of|excluding the current|not including the current|distinct list|join(?:ing|ed)?\b.{0,60}\btables?|rounded to|decimal places|order(?:ed)? (?:by|from)|represent each|refers to)\b",
        RegexOptions.IgnoreCase,
        2_000
    )]
    private static partial Regex Formal();

    [GeneratedRegex(@"\w_\w", RegexOptions.None, 2_000)]
    private static partial Regex Underscored();
}
