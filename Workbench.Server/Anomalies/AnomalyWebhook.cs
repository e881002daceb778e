using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Workbench.Server.Anomalies;

/// <summary>
/// Posts what the alarms have to say: each message at least once, by one server at a time, again and again over restarts until somebody takes it. Whoever claims it tries; if he dies, it is due again.
/// </summary>
internal sealed partial class AnomalyWebhook(
    NpgsqlDataSource store,
    IHttpClientFactory http,
    IOptions<AnomaliesOptions> options,
    TimeProvider time,
    ILogger<AnomalyWebhook> logger
) : BackgroundService
{
    public const string ClientName = "anomalies";
    public const string IdHeader = "Workbench-Id";
    public const string SignatureHeader = "Workbench-Signature";

    private const int LongestError = 300;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    // Longer than a try may take, so that no other server sends it meanwhile.
    private const string Claim = """
        update anomaly_messages m set tries = m.tries + 1,
            next_try_at = clock_timestamp() + greatest(interval '15 seconds', least(interval '1 hour', $1 * power(2, least(m.tries, 20))))
        from (
            select id from anomaly_messages where sent_at is null and next_try_at <= clock_timestamp() and raised_at > clock_timestamp() - interval '3 days'
            order by raised_at, id limit 1 for update skip locked
        ) due
        where m.id = due.id returning m.id, m.body, m.tries
        """;

    private const string Failed = """
        update anomaly_messages set failed_at = coalesce(failed_at, clock_timestamp()), error = $2,
            next_try_at = clock_timestamp() + least(interval '1 hour', $3 * power(2, least(tries - 1, 20)))
        where id = $1
        """;

    private readonly SemaphoreSlim _due = new(1);

    /// <summary>There is something to send.</summary>
    public void Rouse()
    {
        if (_due.CurrentCount == 0)
            _due.Release();
    }

    /// <summary><c>t=SECONDS,v1=HEX</c>: HMAC-SHA256 by the secret over the seconds, a dot and the body. The receiver drops what is signed long ago.</summary>
    public static string Sign(string secret, DateTimeOffset at, string body)
    {
        var seconds = at.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        var code = HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes($"{seconds}.{body}"));
        return $"t={seconds},v1={Convert.ToHexStringLower(code)}";
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (options.Value.Webhook is not { } address)
            return;
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await SendDueAsync(address, stoppingToken);
                await _due.WaitAsync(await PauseAsync(stoppingToken), stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (NpgsqlException e)
            {
                NotSent(e);
                await Task.Delay(Patience, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task SendDueAsync(Uri address, CancellationToken cancellationToken)
    {
        while (await ClaimAsync(cancellationToken) is { } message)
        {
            var error = await PostAsync(address, message.Id, message.Body, cancellationToken);
            if (error is not null)
                NotTaken(message.Id, message.Tries, error);
            await using var told = store.CreateCommand(
                error is null ? "update anomaly_messages set sent_at = clock_timestamp(), error = null where id = $1" : Failed
            );
            told.Parameters.Add(new() { Value = message.Id });
            if (error is not null)
            {
                told.Parameters.Add(new() { Value = error });
                told.Parameters.Add(new() { Value = options.Value.RetryAfter });
            }
            await told.ExecuteNonQueryAsync(cancellationToken);
        }
    }

    /// <returns>What went wrong; null: it was taken.</returns>
    private async Task<string?> PostAsync(Uri address, Guid id, string body, CancellationToken cancellationToken)
    {
        using var client = http.CreateClient(ClientName);
        client.Timeout = Patience;
        try
        {
            // With a length: small listeners do not read a body in chunks.
            using var content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
            content.Headers.ContentType = new("application/json");
            using var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = content };
            request.Headers.Add(IdHeader, id.ToString());
            if (options.Value.WebhookSecret is { Length: > 0 } secret)
                request.Headers.Add(SignatureHeader, Sign(secret, time.GetUtcNow(), body));
            using var response = await client.SendAsync(request, cancellationToken);
            return response.IsSuccessStatusCode ? null : $"It replied {(int)response.StatusCode} {response.ReasonPhrase}.";
        }
        catch (Exception e) when (e is HttpRequestException || (e is TaskCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return e.Message.Length > LongestError ? e.Message[..LongestError] : e.Message;
        }
    }

    private async Task<(Guid Id, string Body, int Tries)?> ClaimAsync(CancellationToken cancellationToken)
    {
        await using var command = store.CreateCommand(Claim);
        command.Parameters.Add(new() { Value = options.Value.RetryAfter });
        await using var r = await command.ExecuteReaderAsync(cancellationToken);
        return await r.ReadAsync(cancellationToken) ? (r.GetGuid(0), r.GetString(1), r.GetInt32(2)) : null;
    }

    /// <returns>Until the next one is due; now and then in any case, for another server may have left one.</returns>
    private async Task<TimeSpan> PauseAsync(CancellationToken cancellationToken)
    {
        await using var command = store.CreateCommand(
            "select extract(epoch from min(next_try_at) - clock_timestamp())::double precision from anomaly_messages where sent_at is null and raised_at > clock_timestamp() - interval '3 days'"
        );
        return await command.ExecuteScalarAsync(cancellationToken) is double seconds
            ? TimeSpan.FromSeconds(Math.Clamp(seconds, 0.02, options.Value.SendEvery.TotalSeconds))
            : options.Value.SendEvery;
    }

    public override void Dispose()
    {
        _due.Dispose();
        base.Dispose();
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The webhook of alarms did not take message {Id} at try {Tries}: {Reason}")]
    private partial void NotTaken(Guid id, int tries, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Messages of alarms could not be sent; trying again")]
    private partial void NotSent(Exception exception);
}
