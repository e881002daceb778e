using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Workbench.Server.Semantics.Layer;
using Workbench.Server.Semantics.Planner.Form;

namespace Workbench.Server.Semantics.Planner;

/// <summary>The planner: a sentence, with the conversation before it, to readings as semantic queries.</summary>
internal sealed partial class QuestionPlanner(ISemanticCompiler compiler) : IPlanner
{
    // One lexicon a revision, for as long as somebody holds the revision.
    private readonly ConditionalWeakTable<SemanticLayer, LayerLexicon> _lexicons = [];

    public PlanOutcome Plan(PlanRequest request)
    {
        if (!request.History.IsDefaultOrEmpty && request.History.Any(t => t.Query is not null))
            request = request with { Question = TakenAway().Replace(request.Question, "without ") };
        if (QuestionGuard.Refuse(request.Question, request.Scope) is { } refusal)
            return refusal;
        var lexicon = _lexicons.GetValue(request.Scope.Layer, static layer => new LayerLexicon(layer));
        // A question that is read twice looks its words up once.
        request = request with
        {
            Values = new RememberedValues(request.Values),
        };
        if (FormPlanner.IsFormal(request))
            return FormPlanner.Plan(request, lexicon.Reach, compiler, out var problem)
                ?? FormPlanner.Unsure(request, new Planning(request, lexicon, compiler).Run(), problem);
        var outcome = new Planning(request, lexicon, compiler).Run();
        return outcome is PlannedRefusal && request.History.IsDefaultOrEmpty && FormPlanner.Plan(request, lexicon.Reach, compiler, out _) is { } formal
            ? FormPlanner.AtMost(formal, FormPlanner.Contested)
            : outcome;
    }

    /// <summary>"drop the cancelled ones", said of an answer: fewer rows are shown, and none are deleted.</summary>
    [GeneratedRegex(
        @"^\W*(?:(?:and|now|ok|okay|please|just|then)\W+)*(?:drop|remove|take\s+out|throw\s+out|filter\s+out|leave\s+out)\s+(?=(?:all\s+)?(?:the\s+)?[\p{L}\s-]{2,40}\bones\b\W*$)",
        RegexOptions.IgnoreCase,
        matchTimeoutMilliseconds: 10_000
    )]
    private static partial Regex TakenAway();
}
