using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Workbench.Server.Anomalies;
using Workbench.Shared.Overview;
using Workbench.Tests.Infrastructure;
using Workbench.Tests.Runs;

namespace Workbench.Tests.Anomalies;

/// <summary>Rows of weeks in a real store, and a receiver on the loopback.</summary>
public sealed class WhenHoursAreWatched(EmbeddedPostgresFixture postgres)
{
    private const string Secret = "0123456789abcdef-of-a-test";

    /// <summary>Four weeks of forty runs an hour; in the last hour of them every second run fails.</summary>
    private const string Weeks = """
        set session_replication_role = replica;  -- rows of the past, without what marks each of them
        insert into runs (id, conversation_id, question, user_name, agent, agent_version, layer_revision, account, level, model_choice, today, asked_at, status, fence, step_count,
            tokens, duration_ms, is_replaced, answer_status, journal_format)
        select gen_random_uuid(), gen_random_uuid(), 'q', 'ada', 'd0', 'v1', 'r1', 'a', 'l', 'auto', current_date, h + i * interval '80 seconds',
            case when h = date_trunc('hour', now()) - interval '1 hour' and i % 2 = 0 then 'failed' else 'done' end, 1, 0, 0, 900 + i * 5, false, 'answered', 1
        from generate_series(date_trunc('hour', now()) - interval '27 days', date_trunc('hour', now()) - interval '1 hour', interval '1 hour') h, generate_series(0, 39) i;
        set session_replication_role = origin;
        """;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Sums_of_hours_are_those_of_the_rows_also_after_a_late_one()
    {
        await using var host = await StartAsync(null);
        var until = await LookAsync(host);
        var sums = await ReadAsync(host, until);
        sums[^1].ShouldBe(new HourSums(until.AddHours(-1), 40, 40, 20, 20, 20, 0, 0, 900 + 37 * 5, 900 + 19 * 5));
        sums.Count.ShouldBe(27 * 24);
        sums.Sum(s => s.Runs).ShouldBe(40 * 27 * 24);

        await host.ScalarAsync("update runs set status = 'failed' where asked_at = date_trunc('hour', now()) - interval '5 days'");
        await host.Get<AnomalyHours>().SumAsync(until, Cancellation);

        var changed = (await ReadAsync(host, until)).Single(s => s.Hour == until.AddDays(-5));
        (changed.Runs, changed.Failed).ShouldBe((40, 1));
        (await host.ScalarAsync("select count(*) from anomaly_hour_changes")).ShouldBe(0L);
    }

    [Fact]
    public async Task An_alarm_opens_once_on_two_servers_is_signed_and_sent_until_somebody_takes_it_and_ends()
    {
        using var receiver = new Receiver(refusals: 2);
        var store = await postgres.CreateStoreDatabaseAsync();
        await using var host = await StartAsync(receiver.Address, store);
        await using var other = await StartAsync(receiver.Address, store, isNew: false);
        var until = await LookAsync(host);
        await other.Get<AnomalyWatch>().LookAsync(until, Cancellation);

        var anomalies = other.Get<IAnomalies>();
        var alarms = (await anomalies.ListAsync(new AnomalyFilter { IsOpen = true, Metric = AnomalyMetric.Errors }, null, 10, Cancellation)).Alarms;
        alarms.Select(a => (a.Agent, a.IsHigh, a.From)).ShouldBe([("d0", true, until.AddHours(-1)), ("", true, until.AddHours(-1))], ignoreOrder: true);
        alarms[0].Value.ShouldBe(0.5);
        alarms[0].Usual.ShouldBeLessThan(0.02);

        var messages = await receiver.TakenAsync(alarms.Count, Cancellation);
        messages.Select(m => m.Id).ShouldBeUnique();
        foreach (var message in messages)
        {
            var at = DateTimeOffset.FromUnixTimeSeconds(long.Parse(message.Signature.Split(',')[0][2..], System.Globalization.CultureInfo.InvariantCulture));
            message.Signature.ShouldBe(AnomalyWebhook.Sign(Secret, at, message.Body));
            using var body = JsonDocument.Parse(message.Body);
            body.RootElement.GetProperty("type").GetString().ShouldBe("anomaly.opened");
            body.RootElement.GetProperty("id").GetString().ShouldBe(message.Id);
            body.RootElement.GetProperty("text").GetString()!.ShouldContain("error rate");
        }
        receiver.Refused.ShouldBe(2);

        (await anomalies.AcknowledgeAsync(alarms[0].Id, "deployed", Cancellation)).ShouldBeTrue();
        await host.ScalarAsync("update runs set status = 'done' where status = 'failed'");
        await MoveAsync(host, until);
        var ended = (await anomalies.ListAsync(new AnomalyFilter(), null, 10, Cancellation)).Alarms.Single(a => a.Id == alarms[0].Id);
        ended.EndedAt.ShouldNotBeNull();
        (ended.AcknowledgedBy, ended.Why).ShouldBe((ended.AcknowledgedBy.ShouldNotBeNull(), "deployed"));
        (await receiver.TakenAsync(2 * alarms.Count, Cancellation)).Count.ShouldBe(2 * alarms.Count);
        var state = await anomalies.WebhookAsync(Cancellation);
        (state.IsSet, state.IsSigned, state.FailingSince).ShouldBe((true, true, null));
    }

    [Fact]
    public async Task A_muted_series_is_silent_and_what_nobody_takes_is_told()
    {
        using var receiver = new Receiver(refusals: int.MaxValue);
        await using var host = await StartAsync(receiver.Address);
        var anomalies = host.Get<IAnomalies>();
        await anomalies.MuteAsync("d0", AnomalyMetric.Errors, TimeProvider.System.GetUtcNow().AddHours(1), Cancellation);
        await anomalies.MuteAsync("", AnomalyMetric.Errors, TimeProvider.System.GetUtcNow().AddHours(1), Cancellation);
        await LookAsync(host);
        (await anomalies.ListAsync(new AnomalyFilter { Metric = AnomalyMetric.Errors }, null, 10, Cancellation)).Alarms.ShouldBeEmpty();

        await anomalies.SendTestAsync(Cancellation);
        await receiver.RefusedAsync(1, Cancellation);
        AnomalyWebhookState state;
        do state = await anomalies.WebhookAsync(Cancellation);
        while (state.LastError is null);
        (state.Waiting, state.LastError).ShouldBe((1, "It replied 503 Service Unavailable."));
        state.FailingSince.ShouldNotBeNull();
    }

    private async Task<RunsHost> StartAsync(Uri? webhook, string? store = null, bool isNew = true)
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(
                new Dictionary<string, string?>(StringComparer.Ordinal)
                {
                    ["Anomalies:IsOn"] = "false",
                    ["Anomalies:Webhook"] = webhook?.ToString(),
                    ["Anomalies:WebhookSecret"] = Secret,
                    ["Anomalies:RetryAfter"] = "00:00:00.050",
                    ["Anomalies:SendEvery"] = "00:00:00.2",
                }
            )
            .Build();
        var host = await RunsHost.StartAsync(
            store ?? await postgres.CreateStoreDatabaseAsync(),
            settings: new(StringComparer.Ordinal) { ["Runs:TakesOthers"] = "false" },
            more: services => services.AddAnomalies(configuration).AddAnomalyWatch()
        );
        if (isNew)
            await host.ScalarAsync(Weeks);
        return host;
    }

    /// <summary>As if the hour had just ended.</summary>
    private static async Task<DateTimeOffset> LookAsync(RunsHost host)
    {
        var until = new DateTimeOffset((DateTime)(await host.ScalarAsync("select date_trunc('hour', now())"))!);
        await host.Get<AnomalyWatch>().LookAsync(until, Cancellation);
        return until;
    }

    /// <summary>Two more looks at an hour without failures.</summary>
    private static async Task MoveAsync(RunsHost host, DateTimeOffset until)
    {
        await host.Get<AnomalyWatch>().LookAsync(until, Cancellation);
        await host.Get<AnomalyWatch>().LookAsync(until, Cancellation);
    }

    private static async Task<List<HourSums>> ReadAsync(RunsHost host, DateTimeOffset until) =>
        (await host.Get<AnomalyHours>().ReadAsync(until.AddDays(-28), until, "d0", Cancellation))["d0"];

    private sealed record Message(string Id, string Signature, string Body);

    /// <summary>Refuses some posts, then takes them all.</summary>
    private sealed class Receiver : IDisposable
    {
        private readonly HttpListener _listener = new();
        private readonly List<Message> _taken = [];
        private int _left;
        private int _refused;

        public Receiver(int refusals)
        {
            _left = refusals;
            using (var free = new TcpListener(IPAddress.Loopback, 0))
            {
                free.Start();
                Address = new Uri($"http://127.0.0.1:{((IPEndPoint)free.LocalEndpoint).Port}/alarms/");
            }
            _listener.Prefixes.Add(Address.ToString());
            _listener.Start();
            _ = ReceiveAsync();
        }

        public Uri Address { get; }

        public int Refused => Volatile.Read(ref _refused);

        public async Task<List<Message>> TakenAsync(int count, CancellationToken cancellationToken)
        {
            using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            patience.CancelAfter(TimeSpan.FromSeconds(60));
            while (true)
            {
                lock (_taken)
                    if (_taken.Count >= count)
                        return [.. _taken];
                await Task.Delay(20, patience.Token);
            }
        }

        public async Task RefusedAsync(int count, CancellationToken cancellationToken)
        {
            using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            patience.CancelAfter(TimeSpan.FromSeconds(60));
            while (Refused < count)
                await Task.Delay(20, patience.Token);
        }

        public void Dispose() => _listener.Close();

        private async Task ReceiveAsync()
        {
            try
            {
                while (true)
                {
                    var context = await _listener.GetContextAsync();
                    using var reader = new StreamReader(context.Request.InputStream, Encoding.UTF8);
                    var body = await reader.ReadToEndAsync();
                    if (_left-- > 0)
                    {
                        context.Response.StatusCode = 503;
                        Interlocked.Increment(ref _refused);
                    }
                    else
                        lock (_taken)
                            _taken.Add(
                                new Message(context.Request.Headers[AnomalyWebhook.IdHeader]!, context.Request.Headers[AnomalyWebhook.SignatureHeader]!, body)
                            );
                    context.Response.Close();
                }
            }
            catch (Exception e) when (e is HttpListenerException or ObjectDisposedException)
            {
                // The test is over.
            }
        }
    }
}
