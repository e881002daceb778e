using System.Text.Json;
using System.Text.Json.Nodes;
using Workbench.Server.SemanticInterchange;
using Workbench.Server.Semantics;
using Workbench.Server.Semantics.Layer;
using Workbench.Shared;
using Workbench.Shared.Queries;

namespace Workbench.Server.AnswerDiffs;

/// <summary>
/// What questions mean on the new side. A changed label, synonym or description changes no statement, and yet the metric that a question leads
/// to: whoever asks again gets another number. Only questions that lead by themselves on the old side to what they were answered by are read.
/// </summary>
/// <param name="most">Questions that are read.</param>
/// <param name="patience">How long the reading of all of them may take.</param>
internal sealed class QuestionReadings(
    LayerSide from,
    LayerSide to,
    IValueIndex oldValues,
    IValueIndex newValues,
    IPlanner planner,
    IVerifiedMatching matching,
    int most,
    TimeSpan patience,
    TimeProvider time
)
{
    /// <summary>What the planner reads questions by.</summary>
    private static readonly string[] Kinds = ["entity", "dimension", "time", "segment", "join", "metric", "product", "term", "calendar"];

    /// <summary>Of the others every word counts.</summary>
    private static readonly string[] WithFormulas = ["entity", "dimension", "time", "segment", "join", "metric"];

    private static readonly string[] Words = ["label", "plural", "description", "synonyms", "title", "values", "hidden", "access", "default"];

    private readonly Dictionary<(string Question, string Asked, string Level, DateOnly Today), NewReading?> _known = [];
    private TimeSpan _spent;

    /// <summary>Questions that were not read any more: there were too many, or it took too long.</summary>
    public int Left { get; private set; }

    /// <summary>Whether the two layers can read a question otherwise at all.</summary>
    public static bool MayDiffer(SemanticLayer old, SemanticLayer now)
    {
        var (before, after) = (Spoken(old), Spoken(now));
        return before.Count != after.Count || before.Any(b => !after.TryGetValue(b.Key, out var tree) || !JsonNode.DeepEquals(b.Value, tree));
    }

    /// <param name="asked">What it was answered by.</param>
    /// <param name="next">The same by the names of the new side.</param>
    /// <returns>Null: it is read as it was, or not to be told.</returns>
    public NewReading? Of(string question, SemanticQuery asked, SemanticQuery next, string level, DateOnly today)
    {
        var key = (question.Trim(), JsonSerializer.Serialize(asked, WireJson.Options), level, today);
        if (_known.TryGetValue(key, out var known))
            return known;
        if (_known.Count >= most || _spent > patience)
        {
            Left++;
            return null;
        }
        var began = time.GetTimestamp();
        var reading = Read(question, asked, next, level, today);
        _spent += time.GetElapsedTime(began);
        return _known[key] = reading;
    }

    private NewReading? Read(string question, SemanticQuery asked, SemanticQuery next, string level, DateOnly today)
    {
        var (old, now) = (new CompileScope(from.Layer, level, today), new CompileScope(to.Layer, level, today));
        // Not by this question alone: by the turns before it, or by another model.
        if (planner.Plan(new PlanRequest(question, [], old, oldValues)) is not PlannedQuery { Best.Query: var read } || !matching.AreSame(read, asked, old))
            return null;
        return planner.Plan(new PlanRequest(question, [], now, newValues)) switch
        {
            PlannedQuery { Best: var best } => matching.AreSame(best.Query, next, now) ? null : new ReadAs(best.Query, best.Sentence.TrimEnd('.')),
            PlannedChoice { Readings: var readings } => new NotRead(
                $"It can be read in {readings.Length} ways now, and is asked back: {string.Join(" or ", readings.Take(3).Select(r => $"“{r.Label}”"))}."
            ),
            PlannedLayerAnswer => new NotRead("It is answered from the layer's own words now, without a number."),
            PlannedDenial => new NotRead("It speaks of something now that the access level does not cover."),
            _ => new NotRead("By the new names it is not understood any more."),
        };
    }

    private static SortedDictionary<string, JsonObject> Spoken(SemanticLayer layer)
    {
        SortedDictionary<string, JsonObject> spoken = new(StringComparer.Ordinal);
        foreach (var (name, tree) in LayerTrees.Of(layer.Content))
        {
            var kind = name.Split(' ')[0];
            if (!Kinds.Contains(kind, StringComparer.Ordinal))
                continue;
            if (WithFormulas.Contains(kind, StringComparer.Ordinal))
                foreach (var key in tree.Select(t => t.Key).Except(Words, StringComparer.Ordinal).ToList())
                    tree.Remove(key);
            else if (kind == "product" || kind == "term")
                tree.Remove("At");
            spoken[name] = tree;
        }
        return spoken;
    }
}
