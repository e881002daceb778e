using Microsoft.Extensions.Options;
using Workbench.Server.Embeddings;
using Workbench.Server.Storage;

namespace Workbench.Server.Router;

/// <summary>
/// The weights in use: those that were shipped, else the program's own, read when they are first asked for. Missing or foreign ones are a problem to be
/// told, not a failure.
/// </summary>
internal sealed partial class RouterModelSource
{
    private readonly Lazy<(RouterModel? Model, string? Problem)> _own;
    private readonly ILogger<RouterModelSource> _log;
    private RouterModel? _shipped;

    public RouterModelSource(IOptions<RouterOptions> options, ILogger<RouterModelSource> log)
        : this(options.Value.Weights ?? DefaultPath, options.Value.Weights is not null, log) { }

    internal RouterModelSource(string ownPath, bool isPinned, ILogger<RouterModelSource> log)
    {
        (OwnPath, IsPinned, _log) = (ownPath, isPinned, log);
        _own = new(() => Load(ownPath));
    }

    public static string DefaultPath => Path.Combine(Folder, "router-v1.bin");

    /// <summary>Labelled messages and weights.</summary>
    public static string Folder => Path.Combine(DataDirectory.SolutionDirectory() ?? AppContext.BaseDirectory, "router");

    /// <summary>The file of the program's own weights, or of those that the settings name.</summary>
    public string OwnPath { get; }

    /// <summary>The settings name a file: it holds, whatever is shipped.</summary>
    public bool IsPinned { get; }

    public RouterModel? Model => Volatile.Read(ref _shipped) ?? _own.Value.Model;

    /// <summary>Why there is no model; null: there is one.</summary>
    public string? Problem => Volatile.Read(ref _shipped) is null ? _own.Value.Problem : null;

    /// <summary>From now on messages are judged by these; those that are being judged go on with the ones before.</summary>
    /// <param name="model">Null: the program's own.</param>
    public void Use(RouterModel? model)
    {
        if (!IsPinned)
            Volatile.Write(ref _shipped, model);
    }

    /// <exception cref="RouterWeightsException">They were trained on embeddings of another encoder.</exception>
    public static RouterModel ModelOf(RouterWeights weights, string path) =>
        weights.Encoder == ISentenceEncoder.ModelName
            ? new RouterModel(weights)
            : throw new RouterWeightsException($"{path} was trained on embeddings of {weights.Encoder}; this program has {ISentenceEncoder.ModelName}.");

    private (RouterModel?, string?) Load(string path)
    {
        try
        {
            return (ModelOf(RouterWeightsFile.Read(path), path), null);
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
