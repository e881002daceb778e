using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Npgsql;
using Workbench.Shared.Overview;

namespace Workbench.Server.Anomalies;

/// <summary>The body of the POST. <c>text</c> is what Slack and its like show.</summary>
/// <param name="Id">The same each time that the message is sent: who has it already drops it.</param>
/// <param name="Type"><c>anomaly.opened</c>, <c>anomaly.ended</c> or <c>anomaly.test</c>.</param>
/// <param name="Agent">Null: all agents together.</param>
/// <param name="Metric"><c>runs, cost, latency, errors, tokens, answers</c></param>
/// <param name="Direction"><c>above</c> or <c>below</c> the band.</param>
/// <param name="Value">In the metric's unit: runs, US dollars, milliseconds, tokens, or a share from 0 to 1.</param>
/// <param name="Path">Of the runs behind it, on this server.</param>
internal sealed record AnomalyMessage(
    Guid Id,
    string Type,
    string Text,
    Guid? Alarm,
    string? Agent,
    string? Metric,
    string? Direction,
    double? Value,
    double? Usual,
    double? Low,
    double? High,
    DateTimeOffset? From,
    DateTimeOffset? To,
    string? Path
)
{
    private const string Form = "yyyy-MM-dd'T'HH:mm:ss'Z'";

    public static AnomalyMessage Test() =>
        new(
            Guid.CreateVersion7(),
            "anomaly.test",
            "Workbench: this is a test of the webhook of alarms.",
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            null
        );

    /// <param name="to">Null: it goes on.</param>
    public static AnomalyMessage Of(
        string type,
        Guid alarm,
        string agent,
        AnomalyMetric metric,
        bool isHigh,
        DateTimeOffset from,
        DateTimeOffset? to,
        AlarmFigures figures
    )
    {
        var of = agent.Length == 0 ? "all agents" : agent;
        var words = AnomalyWords.Of(metric, figures.Value);
        var culture = CultureInfo.InvariantCulture;
        var begins = from.UtcDateTime.ToString("yyyy-MM-dd HH:mm", culture);
        var text = to is { } end
            ? $"Workbench: {AnomalyWords.Name(metric)} of {of} as usual again since {end.UtcDateTime.ToString("yyyy-MM-dd HH:mm", culture)} UTC"
            : $"Workbench: {AnomalyWords.Name(metric)} of {of} {(isHigh ? "above" : "below")} usual: {words}, usually {AnomalyWords.Of(metric, figures.Usual)} (since {begins} UTC)";
        var (first, last) = (from.UtcDateTime.ToString(Form, culture), (to ?? from.AddHours(1)).UtcDateTime.ToString(Form, culture));
        var path = $"/traces?from={first}&to={last}{(agent.Length == 0 ? "" : $"&agent={Uri.EscapeDataString(agent)}")}";
        return new AnomalyMessage(
            Guid.CreateVersion7(),
            type,
            text,
            alarm,
            agent.Length == 0 ? null : agent,
            AlarmStore.NameOf(metric),
            isHigh ? "above" : "below",
            figures.Value,
            figures.Usual,
            figures.Low,
            figures.High,
            from,
            to,
            path
        );
    }

    /// <summary>To be sent as soon as a server looks.</summary>
    public NpgsqlBatchCommand Insert(DateTimeOffset at) =>
        new("insert into anomaly_messages (id, body, raised_at, next_try_at) values ($1, $2, $3, $3)")
        {
            Parameters =
            {
                new() { Value = Id },
                new() { Value = JsonSerializer.Serialize(this, AnomalyMessageJson.Default.AnomalyMessage) },
                new() { Value = at.ToUniversalTime() },
            },
        };
}

[JsonSerializable(typeof(AnomalyMessage))]
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
internal sealed partial class AnomalyMessageJson : JsonSerializerContext;
