using Workbench.Server.Embeddings;
using Workbench.Server.Router;
using Workbench.Server.Runs;

namespace Workbench.Server.Cli;

/// <summary>
/// The router for one command: without a database, unless the embeddings are a provider's, whose calls are held to budgets and written to the journal.
/// </summary>
internal sealed class RouterHost : IAsyncDisposable
{
    private readonly CommandHost? _command;
    private readonly ServiceProvider? _alone;

    private RouterHost(CommandHost? command, ServiceProvider? alone) => (_command, _alone) = (command, alone);

    public IServiceProvider Services => _command?.Services ?? _alone!;

    /// <param name="weights">File of weights; null: the program's own.</param>
    public static async Task<RouterHost> OpenAsync(IConfiguration configuration, string? weights, CancellationToken cancellationToken)
    {
        if (EmbeddingsServices.IsHosted(configuration))
            return new RouterHost(
                await CommandHost.OpenAsync(cancellationToken, new Dictionary<string, string?>(StringComparer.Ordinal) { ["Router:Weights"] = weights }),
                null
            );
        configuration["Router:Weights"] = weights;
        return new RouterHost(null, new ServiceCollection().AddLogging().AddEmbeddings(configuration).AddRouter(configuration).BuildServiceProvider());
    }

    public async ValueTask DisposeAsync()
    {
        if (_command is not null)
        {
            // Nothing runs in the background here: what was paid for is written before the end.
            await _command.Services.GetRequiredService<CallJournal>().StopAsync(CancellationToken.None);
            await _command.DisposeAsync();
        }
        if (_alone is not null)
            await _alone.DisposeAsync();
    }
}
