namespace Workbench.Shared.Models;

/// <param name="File">Where it stands.</param>
public sealed record ModelSetup(
    ModelsFileState File,
    AutoModel Auto,
    IReadOnlyList<ProviderSetup> Providers,
    IReadOnlyList<ModelLine> Models,
    IReadOnlyList<TierSetup> Tiers
)
{
    /// <summary>Nothing leaves this machine.</summary>
    public bool IsLocalOnly => Providers.All(p => p.IsLocal);
}

/// <param name="ReadAt">When it was last taken into use; null: never since the program started.</param>
/// <param name="Problem">Why the file as it is now is not in use; null: it is.</param>
public sealed record ModelsFileState(string Path, DateTimeOffset? ReadAt, ModelsFileProblem? Problem);

/// <param name="Line">From 1; null: it is of no single place.</param>
public sealed record ModelsFileProblem(string Message, long? Line, long? Column);

/// <summary>What <c>auto</c> means.</summary>
/// <param name="Means">A tier or a model.</param>
/// <param name="TakesNow">Models of which one would be asked now; none: it cannot be used.</param>
public sealed record AutoModel(string Means, IReadOnlyList<string> TakesNow)
{
    /// <summary>Among which the router chooses message by message; empty: <see cref="Means"/> holds for all.</summary>
    public IReadOnlyList<string> Tiers { get; init; } = [];
}
