using System.Security.Cryptography;
using Npgsql;

namespace Workbench.Server.Router.Versions;

/// <summary>
/// Follows what the database says is in use: read before the server answers anybody, again when a ship is told, and every twenty seconds in case a word
/// was lost. What this program cannot read does not come into use: the weights that it has stay.
/// </summary>
internal sealed partial class VersionInUse(
    NpgsqlDataSource store,
    ShipStore ships,
    VersionFiles files,
    RouterModelSource source,
    TimeProvider time,
    ILogger<VersionInUse> logger
) : BackgroundService
{
    private static readonly TimeSpan Reconnect = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(20);

    private readonly SemaphoreSlim _alone = new(1);
    private bool _hasRead;
    private byte[]? _read;

    /// <summary>Takes into use what the database says.</summary>
    public async Task ApplyAsync(CancellationToken cancellationToken)
    {
        await _alone.WaitAsync(cancellationToken);
        try
        {
            var hash = await ships.InUseAsync(cancellationToken);
            // The first time counts also where nothing was ever shipped: a copy of what another database had in use goes away.
            if (_hasRead && hash.AsSpan().SequenceEqual(_read))
                return;
            var file = hash is null ? null : await ships.FileAsync(hash, cancellationToken);
            (_hasRead, _read) = (true, hash);
            if (file is null)
                source.Use(null);
            else if (KnownVersion.Of(file, "the version in use").For(source) is { Model: { } model } && SHA256.HashData(file).AsSpan().SequenceEqual(hash))
                source.Use(model);
            else
            {
                Refused(KnownVersion.Of(file, "the version in use").For(source).Problem ?? "It is not what was shipped.", source.Model?.Weights.Name ?? "none");
                return;
            }
            TakenIntoUse(source.Model?.Weights.Name ?? "none");
            await files.WriteInUseAsync(file, cancellationToken);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            NotCopied(e);
        }
        finally
        {
            _alone.Release();
        }
    }

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await TryApplyAsync(cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    public override void Dispose()
    {
        base.Dispose();
        _alone.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await using var connection = await store.OpenConnectionAsync(stoppingToken);
                await using (var listen = new NpgsqlCommand($"listen {ShipStore.Channel}", connection))
                    await listen.ExecuteNonQueryAsync(stoppingToken);
                while (true)
                {
                    await ApplyAsync(stoppingToken);
                    await connection.WaitAsync(Look, stoppingToken);
                }
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

    private async Task TryApplyAsync(CancellationToken cancellationToken)
    {
        try
        {
            await ApplyAsync(cancellationToken);
        }
        catch (Exception e) when (e is NpgsqlException or TimeoutException)
        {
            Lost(e);
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "The router uses the weights {Version}")]
    private partial void TakenIntoUse(string version);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The router's weights that were put into use cannot be used here ({Problem}); {Version} stay")]
    private partial void Refused(string problem, string version);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The router's weights are in use, but commands without the database do not know them")]
    private partial void NotCopied(Exception exception);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Which weights the router uses could not be read; trying again")]
    private partial void Lost(Exception exception);
}
