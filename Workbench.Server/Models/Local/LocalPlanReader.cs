using System.Collections.Immutable;
using Workbench.Server.Answers;
using Workbench.Server.Semantics;
using Workbench.Server.Tools;
using Workbench.Shared.Answers;
using Workbench.Shared.Queries;

namespace Workbench.Server.Models.Local;

/// <summary>Decides the local model's next step from the plan and from what came back so far. Pure.</summary>
internal sealed class LocalPlanReader(ISemanticCompiler compiler)
{
    /// <summary>Readings that are computed for one question.</summary>
    private const int MaxReadings = 4;

    /// <summary>Queries of one question, also when its readings change on the way.</summary>
    private const int MaxQueries = 3 * MaxReadings;

    private const int MaxSpokenAlternatives = 2;

    /// <summary>Of SQL that a person has checked for the question.</summary>
    private const double VerifiedSql = 0.95;

    private const int MaxSentence = 200;

    private const string DeniedMessage = "Your level does not cover this.";

    /// <summary>The next step; an answer says what the words of the question were linked to.</summary>
    public LocalReply Next(PlanOutcome plan, LocalTurn turn, CompileScope scope) =>
        Decide(plan, turn, scope) is var reply && reply is GiveAnswer { Arguments: { Status: AnswerStatus.Answered } said }
            ? new GiveAnswer(said with { Words = LocalReasoning.WordsOf(plan) })
            : reply;

    private LocalReply Decide(PlanOutcome plan, LocalTurn turn, CompileScope scope) =>
        plan switch
        {
            PlannedLayerAnswer layer => new GiveAnswer(
                new AnswerArguments
                {
                    Status = AnswerStatus.Answered,
                    Text = layer.Markdown,
                    Reading = layer.Reading,
                    Confidence = 1,
                    FollowUps = layer.FollowUps,
                    About = [.. layer.Sources.Select(s => s.Name)],
                }
            ),
            PlannedRefusal refusal => new GiveAnswer(
                new AnswerArguments
                {
                    Status = AnswerStatus.Refused,
                    Text = refusal.Markdown,
                    FollowUps = refusal.FollowUps,
                }
            ),
            PlannedDenial denial => new GiveAnswer(new AnswerArguments { Status = AnswerStatus.Denied, Text = denial.Markdown }),
            PlannedQuery planned => OfReadings(ToldApart([planned.Best, .. planned.Others]), question: null, turn, scope),
            PlannedSql sql => OfSql(sql, turn),
            PlannedChoice choice => OfReadings(ToldApart(choice.Readings), choice.Question, turn, scope),
            _ => throw new System.Diagnostics.UnreachableException(),
        };

    /// <summary>Readings of one label are told by their sentences; what has the same sentence as well is the same to a person.</summary>
    private static ImmutableArray<PlanReading> ToldApart(ImmutableArray<PlanReading> readings)
    {
        var isTwice = readings
            .GroupBy(r => r.Label, StringComparer.OrdinalIgnoreCase)
            .Where(g => g.Count() > 1)
            .Select(g => g.Key)
            .ToHashSet(StringComparer.OrdinalIgnoreCase);
        return
        [
            .. readings
                .Select(r => isTwice.Contains(r.Label) ? r with { Label = r.Sentence } : r)
                .DistinctBy(r => r.Label, StringComparer.OrdinalIgnoreCase)
                .Take(MaxReadings),
        ];
    }

    /// <param name="question">To be asked if the readings differ; null: the first one is the default.</param>
    private LocalReply OfReadings(ImmutableArray<PlanReading> readings, string? question, LocalTurn turn, CompileScope scope)
    {
        // Each call plans anew, over values that may have changed meanwhile: a result belongs to the reading that asked its query, wherever it stands now.
        var calls = turn.Calls.Where(c => c.Tool == QueryMetricsTool.ToolName).ToLookup(c => c.Query, StringComparer.Ordinal);
        List<Computed> computed = [];
        List<SemanticQuery> missing = [];
        foreach (var reading in readings)
        {
            var query = WithContext(reading.Query, scope);
            if (calls[LocalCall.Written(query)].FirstOrDefault() is { } call)
                computed.Add(new Computed(reading, call.Read()));
            else
                missing.Add(query);
        }
        if (turn.Calls.LastOrDefault(c => c.Tool == AskUserTool.ToolName) is { Result: { } chosen })
            return AfterChoice(chosen, computed);
        if (missing.Count > 0)
            return turn.Calls.Length + missing.Count <= MaxQueries ? new ComputeReadings([.. missing]) : Broken();
        var returned = computed.Where(c => c.Result is CallReturned).ToList();
        var differing = Differing(returned);
        if (question is not null && differing.Count > 1)
            return new AskBack(
                new AskUserArguments
                {
                    Question = question,
                    Alternatives =
                    [
                        .. differing.Select(d => new ReadingArguments
                        {
                            Label = d.Reading.Label,
                            Reading = d.Reading.Sentence,
                            Data = d.View!.Data,
                        }),
                    ],
                }
            );
        var first = question is null ? computed.FirstOrDefault() : returned.FirstOrDefault() ?? computed.FirstOrDefault();
        return first is null
            ? Broken()
            : Answer(first, [.. differing.Where(d => d != first && !SameNumbers(d.View!, first.View))], returned.Count > 1 && differing.Count == 1);
    }

    private static LocalReply OfSql(PlannedSql sql, LocalTurn turn) =>
        turn.Calls.LastOrDefault(c => c.Tool == ExecuteSqlTool.ToolName)?.Read() switch
        {
            null => new RunSql(sql.Title, sql.Sql),
            CallReturned { View: var view } => new GiveAnswer(
                new AnswerArguments
                {
                    Status = AnswerStatus.Answered,
                    Text = AnswerText.Of(view),
                    Data = view.Data,
                    Reading = sql.Sentence,
                    Confidence = VerifiedSql,
                }
            ),
            CallRefused { Refusal: var refusal } => new GiveAnswer(
                new AnswerArguments
                {
                    Status = refusal.Error == "denied" ? AnswerStatus.Denied : AnswerStatus.Refused,
                    Text =
                        refusal.Error == "denied"
                            ? DeniedMessage
                            : $"The verified SQL of this question does not run: {MarkdownText.Escape(refusal.Message, MaxSentence)}",
                }
            ),
            _ => throw new System.Diagnostics.UnreachableException(),
        };

    private static GiveAnswer AfterChoice(string chosen, List<Computed> computed)
    {
        AskUserChoice? choice;
        try
        {
            choice = System.Text.Json.JsonSerializer.Deserialize<AskUserChoice>(chosen, Workbench.Shared.WireJson.Options);
        }
        catch (System.Text.Json.JsonException)
        {
            choice = null;
        }
        // What was chosen is the label that the person saw: its place in the list may be another's by now.
        if (computed.Find(c => c.Result is CallReturned && string.Equals(c.Reading.Label, choice?.Label, StringComparison.Ordinal)) is not { } picked)
            return Broken();
        // The person has said what is meant: nothing is left to doubt but the reading itself.
        return Answer(picked with { Reading = picked.Reading with { P = Math.Max(picked.Reading.P, 0.95) } }, [], agreed: false);
    }

    private static GiveAnswer Answer(Computed first, IReadOnlyList<Computed> others, bool agreed)
    {
        if (first.Result is CallRefused refused)
            return Refuse(refused.Refusal, first.Reading, others);
        var view = first.View!;
        var reading = first.Reading;
        var text = AnswerText.Of(view);
        if (others.Count > 0)
            text += "\n\n" + string.Join(' ', others.Take(MaxSpokenAlternatives).Select(Alternative));
        if (agreed)
            text += "\n\nThe other reading of the question gives the same.";
        var isNothing = IsNothing(view, ColumnRole.Value);
        var left = reading.Given(isNothing, isBesideNothing: IsNothing(view, ColumnRole.Previous));
        return new GiveAnswer(
            new AnswerArguments
            {
                Status = AnswerStatus.Answered,
                Text = text,
                Data = view.Data,
                Chart = reading.Chart,
                Reading = reading.Sentence,
                Confidence = left,
                Assumptions =
                    left < reading.P
                        ?
                        [
                            .. reading.Assumptions,
                            view.RowCount == 0 ? "No row meets all of these conditions: one of them may have been read wrongly."
                            : reading.Given(isNothing, isBesideNothing: false) < reading.P
                                ? "Under these conditions there is nothing, or nothing but 0: one of them may have been read wrongly."
                            : "The period that it is compared with holds nothing: the data may begin later.",
                        ]
                        : reading.Assumptions,
                Alternatives =
                [
                    .. others.Select(o => new ReadingArguments
                    {
                        Label = o.Reading.Label,
                        Reading = o.Reading.Sentence,
                        Data = o.View!.Data,
                    }),
                ],
                FollowUps = reading.FollowUps,
            }
        );
    }

    private static string Alternative(Computed other)
    {
        var name = MarkdownText.Escape(other.Reading.Label, MaxSentence);
        return other.View!.RowCount == 1 ? $"Read as *{name}* it would be **{AnswerText.Headline(other.View)}**." : $"Read as *{name}*, the numbers differ.";
    }

    private static GiveAnswer Refuse(ToolRefusal refusal, PlanReading reading, IReadOnlyList<Computed> others)
    {
        var isDenied = refusal.Error == "denied";
        var nearest = refusal.Nearest.Count == 0 ? "" : $" Nearest: {string.Join(", ", refusal.Nearest.Take(5).Select(n => MarkdownText.Escape(n)))}.";
        return new GiveAnswer(
            new AnswerArguments
            {
                Status = isDenied ? AnswerStatus.Denied : AnswerStatus.Refused,
                Text = isDenied
                    ? (refusal.Message.Length > 0 ? refusal.Message : DeniedMessage)
                    : $"I cannot compute this correctly: {refusal.Message}{nearest}",
                Reading = isDenied ? null : reading.Sentence,
                Alternatives = isDenied
                    ? []
                    :
                    [
                        .. others.Select(o => new ReadingArguments
                        {
                            Label = o.Reading.Label,
                            Reading = o.Reading.Sentence,
                            Data = o.View!.Data,
                        }),
                    ],
                FollowUps = isDenied ? [] : reading.FollowUps,
            }
        );
    }

    private static GiveAnswer Broken() =>
        new(new AnswerArguments { Status = AnswerStatus.Refused, Text = "I lost track of this question. Please ask it again." });

    /// <summary>The first of each group of readings that give the same numbers.</summary>
    private static List<Computed> Differing(IReadOnlyList<Computed> returned)
    {
        List<Computed> differing = [];
        foreach (var one in returned)
            if (one.View is { } view && differing.All(d => !SameNumbers(view, d.View)))
                differing.Add(one);
        return differing;
    }

    private static bool SameNumbers(ResultView a, ResultView? b)
    {
        if (b is null || a.RowCount != b.RowCount)
            return false;
        var (mine, theirs) = (Numbers(a), Numbers(b));
        return mine.Count == theirs.Count && mine.Zip(theirs, (x, y) => x == y).All(same => same);
    }

    private static List<(string Row, decimal? Value)> Numbers(ResultView view)
    {
        var values = view.Values.Select(v => view.IndexOf(v)).ToList();
        var keys = view.Columns.Select((c, i) => (c, i)).Where(x => x.c.Role is ColumnRole.Key or ColumnRole.Period).Select(x => x.i).ToList();
        return
        [
            .. view
                .Rows.SelectMany(r => values.Select(v => (Row: string.Join('\u001f', keys.Select(k => r[k].ToString())), r[v].Number)))
                .OrderBy(x => x.Row, StringComparer.Ordinal),
        ];
    }

    private static bool IsNothing(ResultView view, ColumnRole role) =>
        PlanReading.IsNothing(view.RowCount, [.. view.Columns.Select(c => c.Role)], role, i => view.Rows[0][i].Number);

    /// <summary>A single number is shown with what it was the period before.</summary>
    private SemanticQuery WithContext(SemanticQuery query, CompileScope scope)
    {
        // Today has only begun: no part of yesterday is its equal.
        var isPeriod = query.Time is { Grain: null, Range: NamedRange { Name: not "today" } or LastPeriods };
        var isSingle = isPeriod && query is { Metrics.Count: 1, GroupBy.Count: 0, Compare: null, Shares.Count: 0, Having.Count: 0 };
        if (!isSingle)
            return query;
        var compared = query with { Compare = new QueryComparison(new PreviousPeriod()) { IsContext = true } };
        return compiler.Compile(compared, scope) is Compiled ? compared : query;
    }

    private sealed record Computed(PlanReading Reading, CallResult Result)
    {
        public ResultView? View => (Result as CallReturned)?.View;
    }
}
