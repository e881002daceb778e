using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Workbench.Server.SemanticInterchange;
using Workbench.Server.Semantics;
using Workbench.Server.Semantics.Layer;
using Workbench.Server.SemanticWorkspace;
using Workbench.Shared.AnswerDiffs;
using Workbench.Shared.Queries;

namespace Workbench.Server.AnswerDiffs;

/// <summary>Metrics of both sides: their latest complete months, their total, and by the dimension that they are asked by most.</summary>
internal sealed class MetricQuestions(BothSides sides, GroupableFields fields, PastUse past, string account, string level, DateOnly today)
{
    private const int Months = 12;

    /// <summary>What a metric says of itself that changes no number.</summary>
    private static readonly string[] Words = ["label", "description", "synonyms", "unit", "better", "owner", "access"];

    /// <summary>Metrics whose dimensions are looked up in the layer when nobody asked for one yet: that takes a hundred compilations each.</summary>
    private const int MostLookedUp = 40;

    /// <summary>Parts by changed fields: of one metric, and of all together. What is beyond is told as not compared.</summary>
    private const int MostFields = 4;
    private const int MostFieldsOfAll = 120;

    private readonly ChangedFields _changed = new(sides.From.Layer, sides.To.Layer);
    private int _lookedUp;
    private int _fields;

    /// <summary>Metrics that one of the sides hides from the level.</summary>
    public int Hidden { get; private set; }

    public ImmutableArray<DiffQuestion> All()
    {
        var (old, now) = (sides.From.Layer, sides.To.Layer);
        var questions = ImmutableArray.CreateBuilder<DiffQuestion>();
        List<Metric> removed = [];
        foreach (var metric in old.Metrics.Where(m => !m.IsHidden))
        {
            var other = now.FindMetric(metric.Name);
            if (!old.Access.Allows(level, metric.Access))
                Hidden++;
            else if (other is null)
                removed.Add(metric);
            else
                questions.Add(Question(metric, other, oldName: null));
        }
        foreach (var metric in now.Metrics.Where(m => !m.IsHidden && old.FindMetric(m.Name) is null))
        {
            if (!now.Access.Allows(level, metric.Access))
                Hidden++;
            else if (removed.Find(r => IsSame(r, metric)) is { } before)
            {
                removed.Remove(before);
                questions.Add(Question(before, metric, before.Name));
            }
            else
                questions.Add(OneSided(metric, new NotThere(), Side(now, metric.Name)));
        }
        questions.AddRange(removed.Select(m => OneSided(m, Side(old, m.Name), new NotThere())));
        return questions.ToImmutable();
    }

    /// <summary>The same definition and the same statement but for the name: renamed. The statement alone does not tell a column from a metric of its name.</summary>
    private bool IsSame(Metric before, Metric after) =>
        JsonNode.DeepEquals(Meaning(before), Meaning(after))
        && Side(sides.From.Layer, before.Name) is Statement old
        && Side(sides.To.Layer, after.Name) is Statement now
        && old.Form.IsSameBut(now.Form, before.Name, after.Name);

    private static JsonObject Meaning(Metric metric)
    {
        var tree = LayerTrees.Of(metric);
        foreach (var word in Words)
            tree.Remove(word);
        return tree;
    }

    private DiffQuestion Question(Metric before, Metric after, string? oldName)
    {
        var total = Both("in total", Total, before.Name, after.Name);
        var months = Both($"the last {Months} months", Monthly, before.Name, after.Name);
        List<QuestionPart> parts = [total];
        // A metric that must be filtered, or has no time, has no months on either side: that says nothing.
        if (months is not { Old: NotCompiled, New: NotCompiled })
            parts.Add(months);
        if (DimensionOf(before, after, total) is { } dimension)
            parts.Add(Both($"by {dimension}", name => ByDimension(name, dimension), before.Name, after.Name));
        List<string> left = [];
        var added = 0;
        foreach (var field in _changed.Of(after))
        {
            var part = Both($"by {field}", name => ByDimension(name, field), before.Name, after.Name);
            if (part is not { Old: Statement old, New: Statement now } || IsSameForm(old, now, before, after) || parts.Exists(p => p.Title == part.Title))
                continue;
            if (added < MostFields && _fields < MostFieldsOfAll)
            {
                (added, _fields) = (added + 1, _fields + 1);
                parts.Add(part);
            }
            else
                left.Add(field);
        }
        return Of(after, [.. parts]) with
        {
            Left = [.. left],
            OldNames = oldName is null ? ImmutableDictionary<string, string>.Empty : ImmutableDictionary<string, string>.Empty.Add(after.Name, oldName),
        };
    }

    private DiffQuestion OneSided(Metric metric, PartSide old, PartSide now) => Of(metric, [new QuestionPart("in total", old, now)]);

    private DiffQuestion Of(Metric metric, ImmutableArray<QuestionPart> parts) =>
        new()
        {
            Subject = DiffSubject.Metric,
            Name = metric.Name,
            Label = metric.Label,
            Parts = parts,
            Account = account,
            Level = level,
            Metrics = [metric.Name],
            Seen = past.OfMetric(metric.Name),
            At = metric.At,
        };

    /// <summary>The one that people ask by; if nobody did, the first that the metric can be grouped by, where its number may have changed.</summary>
    private string? DimensionOf(Metric before, Metric after, QuestionPart total)
    {
        if (past.DimensionOf(before.Name) is { } asked)
            return asked;
        if (total is not { Old: Statement old, New: Statement now } || IsSameForm(old, now, before, after) || _lookedUp++ >= MostLookedUp)
            return null;
        return fields.Of(after, new CompileScope(sides.To.Layer, level, today)) is [var first, ..] ? first : null;
    }

    private static bool IsSameForm(Statement old, Statement now, Metric before, Metric after) =>
        old.Form.Hash == now.Form.Hash || (before.Name != after.Name && old.Form.IsSameBut(now.Form, before.Name, after.Name));

    private QuestionPart Both(string title, Func<string, SemanticQuery> query, string before, string after) =>
        new(title, sides.Compile(sides.From.Layer, query(before), level, today), sides.Compile(sides.To.Layer, query(after), level, today));

    private PartSide Side(SemanticLayer layer, string metric) => sides.Compile(layer, Total(metric), level, today);

    private static SemanticQuery Total(string metric) => new() { Metrics = [metric] };

    private static SemanticQuery Monthly(string metric) => new() { Metrics = [metric], Time = new QueryTime(new LastPeriods(Months, "month"), "month") };

    private static SemanticQuery ByDimension(string metric, string field) => new() { Metrics = [metric], GroupBy = [field] };
}
