using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Workbench.Server.Budgets;

/// <summary>Posts that a budget is at 80 % or spent: each once in the whole cluster, again and again until somebody takes it.</summary>
internal sealed partial class BudgetAlerts(
    NpgsqlDataSource store,
    IHttpClientFactory http,
    IOptions<BudgetsOptions> options,
    TimeProvider time,
    ILogger<BudgetAlerts> logger
) : BackgroundService
{
    public const string ClientName = "budget alerts";

    private const int MostTries = 8;

    // Whoever claims it tries; if he dies, it is due again. Old news is not sent.
    private const string Claim = """
        update budget_alerts a set tries = a.tries + 1, next_try_at = clock_timestamp() + least(interval '10 minutes', interval '1 second' * power(4, a.tries))
        from (
            select budget_id, starts_on, threshold from budget_alerts
            where sent_at is null and next_try_at <= clock_timestamp() and tries < $1 and raised_at > clock_timestamp() - interval '1 day'
            order by raised_at limit 1 for update skip locked
        ) due
        join budgets b on b.id = due.budget_id
        join budget_periods p on p.budget_id = due.budget_id and p.starts_on = due.starts_on
        where a.budget_id = due.budget_id and a.starts_on = due.starts_on and a.threshold = due.threshold
        returning a.budget_id, a.starts_on, a.threshold, a.limit_usd, a.spent_usd, b.scope, b.subject, b.period, p.until_at, a.raised_at
        """;

    private readonly SemaphoreSlim _due = new(1);

    public void Rouse()
    {
        if (_due.CurrentCount == 0)
            _due.Release();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (options.Value.Webhook is not { } address)
            return;
        var pause = TimeSpan.Zero;
        while (true)
        {
            await WaitAsync(pause, stoppingToken);
            if (stoppingToken.IsCancellationRequested)
                return;
            try
            {
                pause = await SendDueAsync(address, stoppingToken);
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                NotSent(e);
                pause = TimeSpan.FromSeconds(10);
            }
        }
    }

    private async Task WaitAsync(TimeSpan pause, CancellationToken stoppingToken)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
        await Task.WhenAny(_due.WaitAsync(either.Token), Task.Delay(pause, time, either.Token));
        await either.CancelAsync();
    }

    /// <returns>When to look again: when the next one is due, and now and then, for a process that raised one may be gone.</returns>
    private async Task<TimeSpan> SendDueAsync(Uri address, CancellationToken cancellationToken)
    {
        while (await ClaimAsync(cancellationToken) is { } alert)
        {
            using var client = http.CreateClient(ClientName);
            client.Timeout = TimeSpan.FromSeconds(10);
            try
            {
                // With a length: small listeners do not read a body in chunks.
                using var body = new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(alert, BudgetAlertJson.Default.BudgetAlert));
                body.Headers.ContentType = new("application/json");
                using var response = await client.PostAsync(address, body, cancellationToken);
                response.EnsureSuccessStatusCode();
            }
            catch (Exception e) when (e is HttpRequestException || (e is TaskCanceledException && !cancellationToken.IsCancellationRequested))
            {
                NotTaken(alert.Budget, alert.Percent, e.Message);
                continue;
            }
            await using var sent = store.CreateCommand(
                "update budget_alerts set sent_at = clock_timestamp() where budget_id = $1 and starts_on = $2 and threshold = $3"
            );
            sent.Parameters.Add(new() { Value = alert.Id });
            sent.Parameters.Add(new() { Value = alert.StartsOn });
            sent.Parameters.Add(new() { Value = alert.Threshold });
            await sent.ExecuteNonQueryAsync(cancellationToken);
        }
        await using var next = store.CreateCommand(
            "select extract(epoch from min(next_try_at) - clock_timestamp())::double precision from budget_alerts where sent_at is null and tries < $1 and raised_at > clock_timestamp() - interval '1 day'"
        );
        next.Parameters.Add(new() { Value = MostTries });
        return await next.ExecuteScalarAsync(cancellationToken) is double seconds
            ? TimeSpan.FromSeconds(Math.Clamp(seconds, 0.05, options.Value.AlertsEvery.TotalSeconds))
            : options.Value.AlertsEvery;
    }

    private async Task<BudgetAlert?> ClaimAsync(CancellationToken cancellationToken)
    {
        await using var command = store.CreateCommand(Claim);
        command.Parameters.Add(new() { Value = MostTries });
        await using var r = await command.ExecuteReaderAsync(cancellationToken);
        if (!await r.ReadAsync(cancellationToken))
            return null;
        var (threshold, limit, spent) = (r.GetInt32(2), r.GetDecimal(3), r.GetDecimal(4));
        var isSpent = spent >= limit;
        return new BudgetAlert(
            threshold < 100 ? "budget.warning"
                : isSpent ? "budget.spent"
                : "budget.refused",
            Workbench.Shared.Costs.BudgetWords.Spender(Enum.Parse<Workbench.Shared.Costs.BudgetScope>(r.GetString(5), ignoreCase: true), r.GetString(6)),
            r.GetString(7),
            threshold < 100 || isSpent ? threshold : (int)(spent * 100 / limit),
            limit,
            spent,
            r.GetFieldValue<DateTimeOffset>(8),
            r.GetFieldValue<DateTimeOffset>(9)
        )
        {
            Id = r.GetInt32(0),
            Threshold = threshold,
            StartsOn = r.GetFieldValue<DateOnly>(1),
        };
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The webhook of budgets did not take that {Budget} is at {Percent} %: {Reason}")]
    private partial void NotTaken(string budget, int percent, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Alerts of budgets could not be sent; trying again")]
    private partial void NotSent(Exception exception);
}

/// <summary>The body of the POST.</summary>
/// <param name="Type"><c>budget.warning</c>, <c>budget.spent</c>, or <c>budget.refused</c>: a call that might have cost more than what is left.</param>
/// <param name="Budget">Whose: <c>agent d0</c>.</param>
/// <param name="Period"><c>day</c> or <c>month</c>.</param>
internal sealed record BudgetAlert(
    string Type,
    string Budget,
    string Period,
    int Percent,
    decimal LimitUsd,
    decimal SpentUsd,
    DateTimeOffset ResetsAt,
    DateTimeOffset At
)
{
    [JsonIgnore]
    public int Id { get; init; }

    [JsonIgnore]
    public int Threshold { get; init; }

    public DateOnly StartsOn { get; init; }
}

[JsonSerializable(typeof(BudgetAlert))]
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
internal sealed partial class BudgetAlertJson : JsonSerializerContext;
