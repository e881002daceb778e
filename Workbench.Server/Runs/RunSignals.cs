using System.Collections.Concurrent;
using Npgsql;

namespace Workbench.Server.Runs;

/// <summary>Hears what other processes say about runs, on a connection of its own, and says what this one has to say.</summary>
internal sealed partial class RunSignals(NpgsqlDataSource store, TimeProvider time, ILogger<RunSignals> logger) : BackgroundService
{
    private static readonly TimeSpan Reconnect = TimeSpan.FromSeconds(1);

    /// <summary>A silent connection that broke would be noticed by nobody.</summary>
    private static readonly TimeSpan KeepAlive = TimeSpan.FromSeconds(20);

    private readonly ConcurrentDictionary<Guid, RunChanged> _changed = new();
    private int _isTelling;

    public event Action<RunSignal>? Received;

    /// <summary>Raised when signals may have been missed.</summary>
    public event Action? Interrupted;

    public async Task SendAsync(RunSignal signal, CancellationToken cancellationToken)
    {
        await using var command = store.CreateCommand("select pg_notify($1, $2)");
        command.Parameters.Add(new() { Value = JournalSql.Channel });
        command.Parameters.Add(new() { Value = signal.Payload });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>
    /// Tells others soon that the journal of a run says more. Never within a journal's transaction: PostgreSQL lets transactions that notify commit one after the other,
    /// so that steps of different runs would wait for each other's disk. What is told while another message is under way goes together, each run once.
    /// </summary>
    public void Changed(RunRow run)
    {
        _changed[run.Id] = new RunChanged(run.ConversationId, run.Id);
        if (Interlocked.Exchange(ref _isTelling, 1) == 0)
            _ = Task.Run(TellAsync);
    }

    private async Task TellAsync()
    {
        do
        {
            while (!_changed.IsEmpty)
            {
                List<string> payloads = [];
                foreach (var run in _changed.Keys)
                    if (_changed.TryRemove(run, out var signal))
                        payloads.Add(signal.Payload);
                try
                {
                    await using var command = store.CreateCommand("select pg_notify($1, payload) from unnest($2) as payload");
                    command.Parameters.Add(new() { Value = JournalSql.Channel });
                    command.Parameters.Add(new() { Value = payloads.ToArray() });
                    await command.ExecuteNonQueryAsync();
                }
                catch (Exception e) when (e is NpgsqlException or ObjectDisposedException)
                {
                    // Who follows looks at the journal every two seconds in any case.
                    NotSent(nameof(RunChanged), e);
                }
            }
            Volatile.Write(ref _isTelling, 0);
        } while (!_changed.IsEmpty && Interlocked.Exchange(ref _isTelling, 1) == 0);
    }

    /// <summary>For signals that only make others faster: what is lost is found by looking.</summary>
    public async Task TrySendAsync(RunSignal signal, CancellationToken cancellationToken)
    {
        try
        {
            await SendAsync(signal, cancellationToken);
        }
        catch (NpgsqlException e)
        {
            NotSent(signal.GetType().Name, e);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await ListenAsync(stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e) when (e is NpgsqlException or IOException or TimeoutException)
            {
                Lost(e);
            }
            await Task.Delay(Reconnect, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task ListenAsync(CancellationToken stoppingToken)
    {
        await using var connection = await store.OpenConnectionAsync(stoppingToken);
        connection.Notification += (_, e) => Receive(e.Payload);
        await using (var listen = new NpgsqlCommand($"listen {JournalSql.Channel}", connection))
            await listen.ExecuteNonQueryAsync(stoppingToken);
        Interrupted?.Invoke();
        while (true)
        {
            if (!await connection.WaitAsync(KeepAlive, stoppingToken))
            {
                await using var ping = new NpgsqlCommand("select 1", connection);
                await ping.ExecuteNonQueryAsync(stoppingToken);
            }
        }
    }

    private void Receive(string payload)
    {
        try
        {
            if (RunSignal.Parse(payload) is { } signal)
                Received?.Invoke(signal);
        }
        catch (FormatException e)
        {
            NotUnderstood(payload, e);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Lost the connection that hears of runs in other processes; trying again")]
    private partial void Lost(Exception exception);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Could not tell other processes: {Signal}")]
    private partial void NotSent(string signal, Exception exception);

    [LoggerMessage(Level = LogLevel.Warning, Message = "A signal of another process makes no sense: {Payload}")]
    private partial void NotUnderstood(string payload, Exception exception);
}
