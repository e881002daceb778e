using Workbench.Client.Components;
using Workbench.Client.Components.Results;
using Workbench.Shared.Answers;

namespace Workbench.Client.Chat;

public enum AnswerTab
{
    Chart,
    Table,
    Sql,
    How,
}

/// <summary>An answer as its card shows it.</summary>
public sealed record AnswerView
{
    public required Guid Run { get; init; }
    public required string Text { get; init; }
    public required ResultView Result { get; init; }
    public required IReadOnlyList<NumberTile> Numbers { get; init; }
    public required AnswerChart? Chart { get; init; }
    public required IReadOnlyList<ChartType> ChartTypes { get; init; }
    public required IReadOnlyList<AnswerTab> Tabs { get; init; }

    /// <summary>Open at first; null where the text and the number say it all.</summary>
    public required AnswerTab? FirstTab { get; init; }

    public required SqlView? Sql { get; init; }
    public required HowView How { get; init; }

    /// <summary>"Compiled from metrics · high confidence · real customers only · data to Oct 31"</summary>
    public required IReadOnlyList<string> Proof { get; init; }

    public required string? Band { get; init; }
    public required IReadOnlyList<AnswerWarning> Warnings { get; init; }
    public required IReadOnlyList<AnswerAlternative> Alternatives { get; init; }
    public required IReadOnlyList<string> FollowUps { get; init; }
    public required string CopyText { get; init; }

    /// <summary>Numbers of metrics can be computed another way.</summary>
    public bool CanBeChecked { get; init; }

    /// <summary>It rests on a query that somebody could vouch for.</summary>
    public bool CanBeVerified { get; init; }

    public bool HasRows => Result.Rows.Count > 0;
    public string CsvHref => $"/api/runs/{Run}/rows.csv";
    public string XlsxHref => $"/api/runs/{Run}/rows.xlsx";

    public static AnswerView Create(Answer answer)
    {
        var result = ResultView.Create(answer);
        var chartTypes = answer.Chart is { } chart && result.Rows.Count > 1 ? ChartFigure.Choices(result, chart) : [];
        var numbers = NumberTile.Create(result);
        var how = HowView.Create(answer);
        List<AnswerTab> tabs = [];
        if (chartTypes.Count > 0)
            tabs.Add(AnswerTab.Chart);
        if (result.Rows.Count > 0)
            tabs.Add(AnswerTab.Table);
        if (answer.Sql is not null)
            tabs.Add(AnswerTab.Sql);
        if (!how.IsEmpty)
            tabs.Add(AnswerTab.How);
        return new AnswerView
        {
            Run = answer.RunId,
            Text = answer.Text,
            Result = result,
            Numbers = numbers,
            Chart = answer.Chart,
            ChartTypes = chartTypes,
            Tabs = tabs,
            FirstTab = tabs is [AnswerTab.Chart or AnswerTab.Table, ..] && numbers.Count == 0 ? tabs[0] : null,
            Sql = answer.Sql is null ? null : SqlView.Create(answer.Sql, answer.SqlParameters),
            How = how,
            Proof = ProofOf(answer, how),
            Band = answer.Confidence?.Band.ToString().ToLowerInvariant(),
            Warnings = answer.Warnings,
            Alternatives = answer.Alternatives,
            FollowUps = answer.FollowUps,
            CopyText = answer.Text,
            CanBeChecked = answer.Query is { Metrics.Count: > 0 },
            CanBeVerified = answer is { Status: AnswerStatus.Answered } and ({ Query: not null } or { Sql: not null }),
        };
    }

    private static List<string> ProofOf(Answer answer, HowView how)
    {
        List<string> proof = [];
        if (answer.Origin != AnswerOrigin.None)
            proof.Add(how.Origin);
        if (answer.Confidence is { } confidence)
            proof.Add(confidence.Band.ToString().ToLowerInvariant() + " confidence");
        proof.AddRange(
            answer
                .Filters.Where(f => f.From is FilterOrigin.Segment or FilterOrigin.Rule or FilterOrigin.Access)
                .Select(f => f.Label ?? FilterView.Words(f))
                .Distinct()
        );
        if (how.Freshness is not null)
            proof.Add(how.Freshness);
        return proof;
    }
}
