using Workbench.Client.Components;
using Workbench.Client.Components.Results;
using Workbench.Client.Traces;
using Workbench.Shared.Overview;

namespace Workbench.Client.Overview;

/// <summary>An alarm as a line.</summary>
public sealed record AlarmView
{
    public const string All = "all agents";

    public required AnomalyAlarm Alarm { get; init; }
    public required string Agent { get; init; }

    /// <summary>"Cost above usual"</summary>
    public required string Title { get; init; }

    /// <summary>"$3.20, usually $1.00 ($0.40 to $2.10)"</summary>
    public required string Figures { get; init; }

    /// <summary>Runs of its hours.</summary>
    public required string Href { get; init; }

    public bool IsOpen => Alarm.EndedAt is null;

    public static AlarmView Create(AnomalyAlarm alarm)
    {
        var name = AnomalyWords.Name(alarm.Metric);
        var until = alarm.EndedAt ?? alarm.From.AddHours(1);
        return new AlarmView
        {
            Alarm = alarm,
            Agent = alarm.Agent.Length == 0 ? All : alarm.Agent,
            Title = $"{char.ToUpperInvariant(name[0])}{name[1..]} {(alarm.IsHigh ? "above" : "below")} usual",
            Figures = $"{Of(alarm.Value)}, usually {Of(alarm.Usual)} ({Of(alarm.Low)} to {Of(alarm.High)})",
            Href =
                $"/traces?from={TraceQuery.Moment(alarm.From)}&to={TraceQuery.Moment(until)}{(alarm.Agent.Length == 0 ? "" : $"&agent={Uri.EscapeDataString(alarm.Agent)}")}{(alarm.Metric == AnomalyMetric.Errors ? "&status=failed" : "")}",
        };

        string Of(double value) => AnomalyWords.Of(alarm.Metric, value);
    }

    /// <summary>The metric with its band, hour by hour; null: nothing is known of it.</summary>
    public static ChartFigure? ChartOf(string agent, AnomalyMetric metric, IReadOnlyList<AnomalyPoint> points)
    {
        if (points.Count == 0)
            return null;
        var hours = points.Select(p => (string?)TraceQuery.Moment(p.Hour)).ToList();
        var scale = metric is AnomalyMetric.Errors or AnomalyMetric.Answers ? 100 : 1;
        return new ChartFigure
        {
            Type = "line",
            XType = "date",
            Prefix = metric == AnomalyMetric.Cost ? "$" : null,
            Suffix =
                scale == 100 ? " %"
                : metric == AnomalyMetric.Latency ? " ms"
                : null,
            Height = 240,
            Series =
            [
                Series(AnomalyWords.Name(metric), p => p.Value),
                Series("usual", p => p.Usual),
                Series("upper edge of the band", p => p.High),
                Series("lower edge of the band", p => p.Low),
            ],
            Summary =
                $"{AnomalyWords.Name(metric)} of {(agent.Length == 0 ? All : agent)} by hour, {Amounts.Count(points.Count, "hour", "hours")}, with the band of what is usual.",
        };

        ChartSeries Series(string name, Func<AnomalyPoint, double?> value) =>
            new(name, hours, [.. points.Select(p => value(p) * scale)], [.. points.Select(p => value(p) is { } v ? AnomalyWords.Of(metric, v) : "–")]);
    }
}
