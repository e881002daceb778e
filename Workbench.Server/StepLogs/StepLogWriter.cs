using Npgsql;
using Workbench.Server.Runs;
using Workbench.Server.Storage;

namespace Workbench.Server.StepLogs;

/// <summary>Writes lines of steps behind the steps, some at a time. They are for those who look for a cause, and no part of the journal: a process that is killed takes its last ones along.</summary>
internal sealed partial class StepLogWriter(StepLogProvider provider, NpgsqlDataSource store, TimeProvider time, ILogger<StepLogWriter> logger)
    : BackgroundService
{
    private const int Together = 500;
    private const int Tries = 20;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    /// <summary>Runs that were deleted meanwhile get no lines.</summary>
    private const string Insert = """
        insert into step_logs (run_id, seq, at, level, category, text)
        select run, step, at, level, category, text
        from unnest($1::uuid[], $2::integer[], $3::timestamptz[], $4::text[], $5::text[], $6::text[]) with ordinality as l(run, step, at, level, category, text, n)
        where exists (select from runs r where r.id = l.run for key share)
        order by n
        """;

    private readonly SemaphoreSlim _turn = new(1);

    /// <summary>Writes what waits: whatever was logged before is in the store then.</summary>
    public async Task WriteWaitingAsync(CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            List<StepLogRow> lines = [];
            while (provider.Lines.TryRead(out var line))
            {
                lines.Add(line);
                if (lines.Count == Together)
                    await WriteAsync(lines, cancellationToken);
            }
            await WriteAsync(lines, cancellationToken);
        }
        finally
        {
            _turn.Release();
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (await provider.Lines.WaitToReadAsync(stoppingToken))
            {
                await WriteWaitingAsync(stoppingToken);
                await Task.Delay(Pause, time, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The last ones are written when the runs were let go of.
        }
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await WriteWaitingAsync(cancellationToken);
    }

    public override void Dispose()
    {
        base.Dispose();
        _turn.Dispose();
    }

    private async Task WriteAsync(List<StepLogRow> lines, CancellationToken cancellationToken)
    {
        for (var i = 1; lines.Count > 0; i++)
        {
            try
            {
                await InsertAsync(lines, cancellationToken);
                lines.Clear();
            }
            catch (Exception e) when (e is NpgsqlException or TimeoutException or ObjectDisposedException)
            {
                if (i == Tries || !StoreFault.IsIn(e))
                {
                    NotWritten(lines.Count, e);
                    lines.Clear();
                }
                else
                    await Task.Delay(Pause * i, time, cancellationToken);
            }
        }
    }

    private async Task InsertAsync(List<StepLogRow> lines, CancellationToken cancellationToken)
    {
        await using var command = store.CreateCommand(Insert);
        command.Parameters.Add(new() { Value = lines.ConvertAll(l => l.RunId).ToArray() });
        command.Parameters.Add(new() { Value = lines.ConvertAll(l => l.Seq).ToArray() });
        command.Parameters.Add(new() { Value = lines.ConvertAll(l => l.At.ToUniversalTime()).ToArray() });
        command.Parameters.Add(new() { Value = lines.ConvertAll(l => l.Level).ToArray() });
        command.Parameters.Add(new() { Value = lines.ConvertAll(l => l.Category).ToArray() });
        command.Parameters.Add(new() { Value = lines.ConvertAll(l => JournalSql.Storable(l.Text)).ToArray() });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Count} log lines of steps could not be kept with their steps")]
    private partial void NotWritten(int count, Exception exception);
}
