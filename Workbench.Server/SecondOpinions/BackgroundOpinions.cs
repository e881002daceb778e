using System.Buffers.Binary;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Npgsql;
using Workbench.Server.Runs;
using Workbench.Server.Storage;
using Workbench.Server.Workspace;
using Workbench.Shared.Answers;
using Workbench.Shared.Runs;
using Workbench.Shared.SecondOpinions;

namespace Workbench.Server.SecondOpinions;

/// <summary>Computes a share of the new answers again, one at a time, until its hourly budget is spent. Which ones follows from the run's id, so that every process picks the same.</summary>
internal sealed partial class BackgroundOpinions(
    IDbContextFactory<WorkbenchDb> databases,
    NpgsqlDataSource store,
    OpinionMaking making,
    StartupProgress startup,
    IOptions<SecondOpinionsOptions> options,
    TimeProvider time,
    ILogger<BackgroundOpinions> logger
) : BackgroundService
{
    public const string Sample = "sample";

    /// <summary>What ended longer ago is not caught up with after a pause.</summary>
    private static readonly TimeSpan Backlog = TimeSpan.FromMinutes(10);

    /// <summary>Key of the lock in the store; any number that nobody else takes.</summary>
    private const long Turn = 7_302_114_001;

    private DateTimeOffset _hour;
    private double _spentMs;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (options.Value.Share <= 0)
            return;
        using var timer = new PeriodicTimer(options.Value.Look, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
                if (startup.Current.IsReady && HasBudget())
                    await LookAsync(stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The process stops.
        }
    }

    /// <summary>The tail of a run's id is random: below the share it is picked.</summary>
    internal static bool IsPicked(Guid run, double share)
    {
        Span<byte> bytes = stackalloc byte[16];
        run.TryWriteBytes(bytes, bigEndian: true, out _);
        return BinaryPrimitives.ReadUInt32BigEndian(bytes[12..]) < share * uint.MaxValue;
    }

    private async Task LookAsync(CancellationToken cancellationToken)
    {
        try
        {
            // One server looks at a time, and sees what the others have made: no run is computed by two of them.
            await using var turn = await store.OpenConnectionAsync(cancellationToken);
            if (!await IsTrueAsync(turn, "select pg_try_advisory_lock($1)", cancellationToken))
                return;
            try
            {
                foreach (var run in await NewAsync(cancellationToken))
                {
                    if (!HasBudget())
                        return;
                    await TryMakeAsync(run, cancellationToken);
                }
            }
            finally
            {
                await IsTrueAsync(turn, "select pg_advisory_unlock($1)", CancellationToken.None);
            }
        }
        catch (Exception e) when (e is NpgsqlException or InvalidOperationException)
        {
            NotRead(e);
        }
    }

    private static async Task<bool> IsTrueAsync(NpgsqlConnection turn, string sql, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, turn);
        command.Parameters.Add(new() { Value = Turn });
        return await command.ExecuteScalarAsync(cancellationToken) is true;
    }

    /// <summary>Whatever is wrong with one run is no reason to leave the others, or the server, alone.</summary>
    private async Task TryMakeAsync(RunRow run, CancellationToken cancellationToken)
    {
        try
        {
            if (await making.MakeAsync(run, Sample, options.Value.BackgroundTimeout, cancellationToken) is not { } opinion)
                return;
            _spentMs += opinion.DurationMs;
            if (opinion.Outcome == OpinionOutcome.Differs)
                Differs(run.Id, opinion.Metrics);
        }
        catch (Exception e) when (e is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            NotMade(e, run.Id);
        }
    }

    private async Task<List<RunRow>> NewAsync(CancellationToken cancellationToken)
    {
        var since = time.GetUtcNow() - Backlog;
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        var ended = await database
            .Set<RunRow>()
            .AsNoTracking()
            .Where(r => r.AskedAt > since && r.Status == RunStatus.Done && r.AnswerStatus == AnswerStatus.Answered)
            .Where(r => !database.Set<OpinionRow>().Any(o => o.RunId == r.Id))
            .OrderBy(r => r.AskedAt)
            .ToListAsync(cancellationToken);
        return [.. ended.Where(r => IsPicked(r.Id, options.Value.Share))];
    }

    private bool HasBudget()
    {
        var now = time.GetUtcNow();
        if (now - _hour >= TimeSpan.FromHours(1))
            (_hour, _spentMs) = (now, 0);
        return _spentMs < options.Value.SecondsPerHour * 1000;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Run {RunId}: {Metrics} came out differently when computed another way; see the health of the layer")]
    private partial void Differs(Guid runId, string metrics);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Run {RunId} could not be computed again in the background")]
    private partial void NotMade(Exception exception, Guid runId);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Answers to compute again in the background could not be read")]
    private partial void NotRead(Exception exception);
}
