using System.Collections.Immutable;
using System.Text.Json;
using Workbench.Server.Semantics;
using Workbench.Server.Semantics.Layer;
using Workbench.Server.Semantics.Planner;
using Workbench.Shared;
using Workbench.Shared.Queries;

namespace Workbench.Tests.Semantics.Planner;

/// <summary>Asks the planner, and writes what came out in one line that a test can compare.</summary>
internal sealed class PlannerHarness(SemanticLayer layer, IValueIndex values, ISemanticCompiler compiler)
{
    public static readonly DateOnly Today = new(2026, 11, 21);
    private readonly IPlanner _planner = new QuestionPlanner(compiler);

    public static PlannerHarness Library { get; } =
        new(
            SampleLayers.Library,
            new NamesInMemory(
                "member.name",
                "Ada Lovelace",
                "Grace Hopper",
                "member.city",
                "Berlin",
                "Potsdam",
                "book.title",
                "Dune",
                "Emma",
                "book.author",
                "Jane Austen",
                "Frank Herbert",
                "branch.name",
                "Central",
                "Harbour"
            ),
            new AcceptingCompiler()
        );

    public static PlannerHarness Hospital { get; } =
        new(SampleLayers.Hospital, new NamesInMemory("doctor.name", "Dr House", "Lisa Cuddy", "patient.city", "Berlin", "Hamburg"), new AcceptingCompiler());

    public CompileScope Scope(string level = "internal") => new(layer, level, Today);

    public PlanOutcome Ask(string question, params PlannedTurn[] history) => _planner.Plan(new PlanRequest(question, [.. history], Scope(), values));

    public PlanOutcome AskAt(string level, string question) => _planner.Plan(new PlanRequest(question, [], Scope(level), values));

    /// <summary>Asks one after the other, each with the ones before it as its conversation; the last outcome.</summary>
    public PlanOutcome Talk(params string[] questions)
    {
        var turns = new List<PlannedTurn>();
        PlanOutcome? outcome = null;
        foreach (var question in questions)
        {
            outcome = _planner.Plan(new PlanRequest(question, [.. turns], Scope(), values));
            turns.Add(
                outcome switch
                {
                    PlannedQuery q => new PlannedTurn(
                        question,
                        q.Best.Query,
                        [.. q.Others.Select(o => new Workbench.Shared.Answers.AnswerAlternative(o.Label, o.Sentence, o.Query))]
                    )
                    {
                        P = q.Best.P,
                    },
                    PlannedChoice c => new PlannedTurn(
                        question,
                        null,
                        [.. c.Readings.Select(o => new Workbench.Shared.Answers.AnswerAlternative(o.Label, o.Sentence, o.Query))]
                    ),
                    _ => new PlannedTurn(question, null, []),
                }
            );
        }
        return outcome!;
    }

    public static string Show(PlanOutcome outcome) =>
        outcome switch
        {
            PlannedQuery query => Show(query.Best.Query),
            PlannedChoice choice => "choice: " + string.Join(" | ", choice.Readings.Select(r => Show(r.Query))),
            PlannedLayerAnswer answer => "layer: " + answer.Reading,
            PlannedRefusal => "refused",
            PlannedDenial => "denied",
            _ => "?",
        };

    /// <summary><c>loans by member.tier where book.genre = fiction in last_month each week vs previous</c></summary>
    public static string Show(SemanticQuery query)
    {
        var parts = new List<string> { query.Metrics.Count == 0 ? "list" : string.Join(", ", query.Metrics) };
        if (query.GroupBy.Count > 0)
            parts.Add("by " + string.Join(", ", query.GroupBy));
        if (query.Where.Count > 0)
            parts.Add("where " + string.Join(" and ", query.Where.Select(Show)));
        if (query.Time?.Range is { } range)
            parts.Add("in " + Show(range));
        if (query.Time?.Grain is { } grain)
            parts.Add("each " + grain);
        if (query.Compare is { } compare)
            parts.Add(
                "vs "
                    + compare.To switch
                    {
                        PreviousPeriod => "previous",
                        SamePeriodLastYear => "last year",
                        ShiftedBy shift => $"{shift.Count} {shift.Unit} before",
                        _ => "?",
                    }
            );
        if (query.Having.Count > 0)
            parts.Add("having " + string.Join(" and ", query.Having.Select(h => $"{h.Metric} {h.Op} {string.Join("..", h.Values)}")));
        if (query.Shares.Count > 0)
            parts.Add("share" + (query.Shares[0].Of.Count > 0 ? " of " + string.Join(", ", query.Shares[0].Of) : ""));
        if (query.OrderBy.Count > 0 && (query.Limit is not null || query.OrderBy[0].Field.Contains('.') || !query.OrderBy[0].Desc))
            parts.Add($"order {query.OrderBy[0].Field}{(query.OrderBy[0].Desc ? " desc" : "")}");
        if (query.Limit is { } limit)
            parts.Add($"limit {limit}");
        foreach (var (name, isOn) in query.Segments)
            parts.Add($"{(isOn ? "with" : "without")} {name}");
        return string.Join(' ', parts);
    }

    private static string Show(QueryFilter filter) =>
        filter switch
        {
            FieldFilter field => $"{field.Field} {field.Op} {string.Join(",", field.Values)}",
            MetricFilter metric =>
                $"({metric.Metric} per {metric.Per}{(metric.Time is { } t ? " in " + Show(t) : "")} {metric.Op} {string.Join("..", metric.Values)})",
            _ => "?",
        };

    private static string Show(TimeRange range) =>
        range switch
        {
            NamedRange named => named.Name,
            LastPeriods last => $"last {last.Last} {last.Unit}",
            DateRange dates => $"{dates.From:yyyy-MM-dd}..{dates.To:yyyy-MM-dd}",
            _ => "?",
        };
}

/// <summary>Takes every query: the planner's own checks are what these tests are about.</summary>
internal sealed class AcceptingCompiler : ISemanticCompiler
{
    public Compilation Compile(SemanticQuery query, CompileScope scope) =>
        new Compiled
        {
            Query = query,
            Sql = JsonSerializer.Serialize(query, WireJson.Options),
            SqlParameters = new("", []),
            Columns = [],
        };
}

/// <summary>A value index over a few names.</summary>
internal sealed class NamesInMemory : IValueIndex
{
    private readonly ImmutableArray<(string Field, string Stored)> _names;

    public NamesInMemory(params string[] fieldsAndNames)
    {
        var names = ImmutableArray.CreateBuilder<(string, string)>();
        var field = "";
        foreach (var item in fieldsAndNames)
            if (item.Contains('.') && char.IsLower(item[0]))
                field = item;
            else
                names.Add((field, item));
        _names = names.ToImmutable();
    }

    public IReadOnlyList<ValueMatch> Find(string phrase, int limit = 8) =>
        [
            .. _names
                .Select(n => new ValueMatch(n.Field, n.Stored, Score(phrase, n.Stored)))
                .Where(m => m.Score > 0.3)
                .OrderByDescending(m => m.Score)
                .Take(limit),
        ];

    private static double Score(string phrase, string stored)
    {
        if (string.Equals(phrase, stored, StringComparison.OrdinalIgnoreCase))
            return 1;
        var words = stored.Split(' ');
        if (words.Length > 1 && words.Contains(phrase, StringComparer.OrdinalIgnoreCase))
            return 0.8;
        return EditDistance.Likeness(phrase.ToLowerInvariant(), stored.ToLowerInvariant());
    }
}
