using Npgsql;
using Polly;
using Polly.Retry;

namespace Workbench.Server.Storage;

/// <summary>
/// Writes to PostgreSQL's own catalogs. Where another session, or autovacuum, has just written the same row, PostgreSQL raises an
/// internal error ("tuple concurrently updated") where it would wait for a table of ours: such a write is tried again.
/// </summary>
public static class CatalogWrites
{
    private static readonly ResiliencePipeline Pipeline = new ResiliencePipelineBuilder()
        .AddRetry(
            new RetryStrategyOptions
            {
                ShouldHandle = new PredicateBuilder().Handle<PostgresException>(e => e.SqlState == PostgresErrorCodes.InternalError),
                MaxRetryAttempts = 8,
                Delay = TimeSpan.FromMilliseconds(20),
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
            }
        )
        .Build();

    /// <param name="write">Must do nothing twice: it is called again from its beginning.</param>
    public static ValueTask RetryAsync(Func<CancellationToken, ValueTask> write, CancellationToken cancellationToken) =>
        Pipeline.ExecuteAsync(write, cancellationToken);

    /// <inheritdoc cref="RetryAsync(Func{CancellationToken, ValueTask}, CancellationToken)"/>
    public static ValueTask<T> RetryAsync<T>(Func<CancellationToken, ValueTask<T>> write, CancellationToken cancellationToken) =>
        Pipeline.ExecuteAsync(write, cancellationToken);
}
