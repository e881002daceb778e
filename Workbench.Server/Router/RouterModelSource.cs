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

    public RouterModelSource(IOptions<RouterOptions> options, IEmbedder embedder, ILogger<RouterModelSource> log)
        : this(options.Value.Weights ?? DefaultPath, options.Value.Weights is not null, log, embedder.Model) { }

    internal RouterModelSource(string ownPath, bool isPinned, ILogger<RouterModelSource> log, string encoder = ISentenceEncoder.ModelName)
    {
        (OwnPath, IsPinned, _log, Encoder) = (ownPath, isPinned, log, encoder);
        _own = new(() => Load(ownPath));
    }

    public static string DefaultPath => Path.Combine(Folder, "router-v1.bin");

    /// <summary>Labelled messages and weights.</summary>
    public static string Folder => Path.Combine(DataDirectory.SolutionDirectory() ?? AppContext.BaseDirectory, "router");

    /// <summary>The file of the program's own weights, or of those that the settings name.</summary>
    public string OwnPath { get; }

    /// <summary>The settings name a file: it holds, whatever is shipped.</summary>
    public bool IsPinned { get; }

    /// <summary>Whose embeddings this program uses; weights that learned from another's are of no use here.</summary>
    public string Encoder { get; }

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

    /// <returns>Why the weights cannot be used here; null: they can.</returns>
    public string? WhyNot(RouterWeights weights, string path) =>
        weights.Encoder == Encoder
            ? null
            : $"{path} was trained on embeddings of {weights.Encoder}; this program uses {Encoder}. `./workbench router train` makes weights for it.";

    private (RouterModel?, string?) Load(string path)
    {
        try
        {
            var weights = RouterWeightsFile.Read(path);
            if (WhyNot(weights, path) is not { } problem)
                return (new RouterModel(weights), null);
            Unusable(problem);
            return (null, problem);
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
