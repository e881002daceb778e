using Microsoft.Extensions.Options;
using Workbench.Server.Embeddings;
using Workbench.Server.Storage;

namespace Workbench.Server.Router;

/// <summary>The weights in use, read when they are first asked for; missing or foreign ones are a problem to be told, not a failure.</summary>
internal sealed partial class RouterModelSource
{
    private readonly Lazy<(RouterModel? Model, string? Problem)> _loaded;
    private readonly ILogger<RouterModelSource> _log;

    public RouterModelSource(IOptions<RouterOptions> options, ILogger<RouterModelSource> log)
    {
        _log = log;
        _loaded = new(() => Load(options.Value.Weights ?? DefaultPath));
    }

    public static string DefaultPath => Path.Combine(Folder, "router-v1.bin");

    /// <summary>Labelled messages and weights.</summary>
    public static string Folder => Path.Combine(DataDirectory.SolutionDirectory() ?? AppContext.BaseDirectory, "router");

    public RouterModel? Model => _loaded.Value.Model;

    /// <summary>Why there is no model; null: there is one.</summary>
    public string? Problem => _loaded.Value.Problem;

    private (RouterModel?, string?) Load(string path)
    {
        try
        {
            var weights = RouterWeightsFile.Read(path);
            if (weights.Encoder != ISentenceEncoder.ModelName)
                throw new RouterWeightsException($"{path} was trained on embeddings of {weights.Encoder}; this program has {ISentenceEncoder.ModelName}.");
            return (new RouterModel(weights), null);
        }
        catch (Exception e) when (e is RouterWeightsException or IOException or UnauthorizedAccessException)
        {
            Unusable(e.Message);
            return (null, e.Message);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Messages are not routed, they get the standard tier: {Problem}")]
    private partial void Unusable(string problem);
}
