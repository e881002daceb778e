using System.Text.Json;
using Workbench.Client.Chat;
using Workbench.Client.Components;
using Workbench.Client.Components.Results;
using Workbench.Shared.Runs;
using Workbench.Shared.Traces;

namespace Workbench.Client.Traces;

public enum StepTab
{
    Prompt,
    Request,
    Response,
    Sql,
    Files,
    Tools,
    Usage,
    Attempts,
    Log,
    Raw,
}

/// <summary>What one step saw, said and cost.</summary>
public sealed record StepPaneView
{
    public required StepRow Row { get; init; }
    public required string Title { get; init; }
    public required IReadOnlyList<RunFact> Facts { get; init; }
    public required IReadOnlyList<StepTab> Tabs { get; init; }
    public required string? PromptSummary { get; init; }
    public required IReadOnlyList<PromptView> Prompt { get; init; }
    public required IReadOnlyList<StepFile> Files { get; init; }
    public required IReadOnlyList<string> Tools { get; init; }
    public required string? Request { get; init; }
    public required string? Response { get; init; }
    public required string? Reasoning { get; init; }
    public required SqlView? Sql { get; init; }
    public required string? SqlFacts { get; init; }
    public required ResultView? SqlRows { get; init; }
    public required IReadOnlyList<UsageView> Usage { get; init; }
    public required IReadOnlyList<AttemptView> Attempts { get; init; }
    public required IReadOnlyList<LogLineView> Log { get; init; }
    public required StepRemarksView Remarks { get; init; }
    public required string? Error { get; init; }
    public required string Raw { get; init; }

    public static StepPaneView Create(StepDetail step)
    {
        var row = step.Row;
        List<StepTab> tabs = [];
        if (step.Sql is not null)
            tabs.Add(StepTab.Sql);
        if (step.Prompt.Count > 0)
            tabs.Add(StepTab.Prompt);
        if (step.Request is not null)
            tabs.Add(StepTab.Request);
        if (step.Response is not null || step.Reasoning is not null)
            tabs.Add(StepTab.Response);
        if (step.Files.Count > 0)
            tabs.Add(StepTab.Files);
        if (step.Tools.Count > 0)
            tabs.Add(StepTab.Tools);
        if (step.Usage.Count > 0)
            tabs.Add(StepTab.Usage);
        if (step.Attempts.Count + step.Usage.Count > 0)
            tabs.Add(StepTab.Attempts);
        if (step.Log.Count > 0)
            tabs.Add(StepTab.Log);
        tabs.Add(StepTab.Raw);
        return new StepPaneView
        {
            Row = row,
            Title = row.Name == StepRowView.KindOf(row.Kind) ? $"Step {row.Seq} · {row.Name}" : $"Step {row.Seq} · {StepRowView.KindOf(row.Kind)} · {row.Name}",
            Facts = [.. FactsOf(step)],
            Tabs = tabs,
            PromptSummary = SummaryOf(step.Prompt),
            Prompt = [.. step.Prompt.Select(PromptView.Create)],
            Files = step.Files,
            Tools = step.Tools,
            Request = step.Request,
            Response = step.Response,
            Reasoning = step.Reasoning,
            Sql = step.Sql is { } sql ? SqlView.Create(sql.SqlWithValues, sql.Sql) : null,
            SqlFacts = step.Sql is { } ran
                ? $"{Amounts.Count(ran.RowCount, "row", "rows")}{(ran.IsTruncated ? ", cut" : "")} · account {ran.Account} · login {ran.Login}"
                : null,
            SqlRows = step.Sql is { Rows.Count: > 0 } rows ? ResultView.Create(rows.Columns, rows.Rows) : null,
            Usage = [.. step.Usage.Select(UsageView.Create)],
            Attempts = [.. AttemptView.Of(step)],
            Log = [.. step.Log.Select(LogLineView.Create)],
            Remarks = new StepRemarksView(row.Seq, row.Labels, step.Notes),
            Error = step.Error,
            Raw = step.Raw,
        };
    }

    private static IEnumerable<RunFact> FactsOf(StepDetail step)
    {
        yield return new RunFact("Status", step.Row.Status.ToString().ToLowerInvariant(), null);
        yield return new RunFact("Duration", Amounts.Duration(step.Row.DurationMs), null);
        yield return new RunFact("Began after", Amounts.Duration(step.Row.StartMs), null);
        if (step.Row.Tokens > 0)
            yield return new RunFact("Tokens", Amounts.Count(step.Row.Tokens), null);
        if (step.Row.Kind == StepKind.Model)
            yield return new RunFact("Cost", Amounts.Cost(step.Row.CostUsd), Amounts.ExactCost(step.Row.CostUsd));
        if (step.Row.Below is { } below)
            yield return new RunFact("Below", SumWords.Of(below), SumWords.Exact(below));
        foreach (var redaction in step.Redactions)
            yield return new RunFact(
                "Masked",
                string.Join(", ", redaction.Values.Select(v => $"{v.Value} × {v.Key.Replace('_', ' ')}")),
                $"Values that did not leave for {redaction.Provider}: the prompt is shown as it left"
            );
        if (step.Shortened > 0)
            yield return new RunFact(
                "Shortened",
                Amounts.Count(step.Shortened, "older result", "older results"),
                "Notes stand in their place in the prompt from this step on"
            );
        if (step.IdempotencyKey is { } key)
            yield return new RunFact("Key", key.Length > 12 ? key[..8] + "…" + key[^4..] : key, "Idempotency key " + key);
    }

    private static string? SummaryOf(IReadOnlyList<PromptMessage> prompt)
    {
        if (prompt.Count == 0)
            return null;
        var fresh = prompt.Where(m => m.IsNew).ToList();
        var old = prompt.Count - fresh.Count;
        return $"{Amounts.Count(fresh.Count, "new message", "new messages")} ({Bytes(fresh.Sum(m => m.Bytes))}), {(old == 0 ? "nothing" : Amounts.Count(old, "message", "messages"))} as in the step before";
    }

    internal static string Bytes(long bytes) =>
        bytes < 1000 ? Amounts.Count(bytes, "byte", "bytes") : (bytes / 1000.0).ToString("0.0", System.Globalization.CultureInfo.InvariantCulture) + " kB";
}

/// <param name="Rest">What the first line of the text leaves: an exception's trace; null: nothing.</param>
/// <param name="Tone">Class of the badge: <c>bad, warning</c> or empty.</param>
/// <param name="From">The last part of the category, which is the type that wrote it.</param>
public sealed record LogLineView(string After, string Level, string Tone, string From, string Category, string Text, string? Rest)
{
    public static LogLineView Create(StepLogLine line)
    {
        var end = line.Text.IndexOf('\n', StringComparison.Ordinal);
        return new LogLineView(
            Amounts.Duration(line.StartMs),
            line.Level,
            line.Level switch
            {
                "error" or "critical" => "bad",
                "warning" => "warning",
                _ => "",
            },
            line.Category[(line.Category.LastIndexOf('.') + 1)..],
            line.Category,
            end < 0 ? line.Text : line.Text[..end],
            end < 0 ? null : line.Text[(end + 1)..]
        );
    }
}

/// <summary>What people wrote to a step.</summary>
public sealed record StepRemarksView(int Seq, IReadOnlyList<StepLabel> Labels, IReadOnlyList<StepNote> Notes);

/// <param name="IsOpen">New and short ones are open at first; the rest folds.</param>
public sealed record PromptView(string Role, string Text, bool IsNew, string Note, bool IsOpen)
{
    private const int LongestOpen = 4000;

    public static PromptView Create(PromptMessage message) =>
        new(
            message.Role,
            message.Text,
            message.IsNew,
            $"{StepPaneView.Bytes(message.Bytes)} · {(message.Hash.Length > 8 ? message.Hash[..8] : message.Hash)}{(message.IsNew ? "" : " · unchanged")}{(message.IsMasked ? " · masked, as it left" : "")}",
            message.IsNew && message.Text.Length <= LongestOpen
        );
}

public sealed record UsageView(
    string Model,
    string Input,
    string CacheRead,
    string CacheWrite,
    string Output,
    string Reasoning,
    string Cost,
    string ExactCost,
    bool IsEstimated,
    string Details,
    string? Mismatch
)
{
    public static UsageView Create(UsageRow usage) =>
        new(
            $"{usage.Provider} / {usage.Model}",
            Amounts.Count(usage.Input),
            Amounts.Count(usage.CacheRead),
            Amounts.Count(usage.CacheWrite),
            Amounts.Count(usage.Output),
            Amounts.Count(usage.Reasoning),
            Amounts.Cost(usage.CostUsd),
            Amounts.ExactCost(usage.CostUsd),
            usage.IsEstimated,
            string.Join(" · ", DetailsOf(usage)),
            usage.Mismatch
        );

    private static IEnumerable<string> DetailsOf(UsageRow usage)
    {
        if (usage.Tier is { } tier)
            yield return $"tier {tier}";
        if (usage.ServiceTier is { } service)
            yield return $"served as {service}";
        if (usage.IsFromCache)
            yield return "from the response cache";
        if (usage.CacheWriteLong > 0)
            yield return $"{Amounts.Count(usage.CacheWriteLong)} written for an hour";
        if (usage.Audio > 0)
            yield return $"{Amounts.Count(usage.Audio)} of audio";
        if (usage.Images > 0)
            yield return $"{Amounts.Count(usage.Images)} of images";
        if (usage.Searches > 0)
            yield return Amounts.Count(usage.Searches, "search", "searches");
        if (usage.ReportedCostUsd is { } reported)
            yield return $"the provider says {Amounts.ExactCost(reported)}";
    }
}

/// <summary>A try at a provider, or of the step itself where it was begun anew.</summary>
/// <param name="Why">Why this provider.</param>
public sealed record AttemptView(int Number, string What, string? Why, DateTimeOffset At, string FirstToken, string Duration, string Outcome, string? Error)
{
    /// <summary>A step that asked models is told try by try; that it was begun anew stands before them.</summary>
    public static IEnumerable<AttemptView> Of(StepDetail step)
    {
        var steps = step.Usage.Count == 0 ? step.Attempts : step.Attempts.SkipLast(step.Row.Status == StepStatus.Running ? 0 : 1);
        var number = 0;
        foreach (var attempt in steps)
            yield return new AttemptView(++number, "the step", null, attempt.At, "", Amounts.Duration(attempt.DurationMs), attempt.Outcome, attempt.Error);
        foreach (var usage in step.Usage)
            yield return new AttemptView(
                ++number,
                $"{usage.Provider} / {usage.Model}",
                usage.Decision,
                usage.At,
                usage.FirstTokenMs is { } first ? Amounts.Duration(first) : "",
                Amounts.Duration(usage.DurationMs),
                usage switch
                {
                    { IsSent: false } => "not asked",
                    { Error: not null } => "failed",
                    { IsFromCache: true } => "from the cache",
                    _ => "replied",
                },
                usage.Error
            );
    }
}
