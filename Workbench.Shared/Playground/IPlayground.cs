namespace Workbench.Shared.Playground;

/// <summary>One prompt to several models, side by side.</summary>
public interface IPlayground
{
    /// <summary>Whom its calls are counted for beside the person: the name of an agent among traces and costs.</summary>
    public const string Agent = "playground";

    /// <summary>Models, tiers and <c>auto</c>.</summary>
    IReadOnlyList<PlaygroundModel> Models { get; }

    /// <summary>One call: what comes as it comes, and exactly one <see cref="PlaygroundEnded"/>. It is counted in the costs, also when it is cancelled.</summary>
    /// <param name="comparison">Calls of one prompt side by side belong together in the traces.</param>
    IAsyncEnumerable<PlaygroundUpdate> RunAsync(PlaygroundPrompt prompt, string model, Guid comparison, CancellationToken cancellationToken);
}

/// <param name="Note">What to know before it is asked.</param>
/// <param name="TakesTemperature">False: it is not sent.</param>
public sealed record PlaygroundModel(string Name, string Label, string? Note, bool TakesTemperature)
{
    /// <summary>It reads questions over the semantic layer, and nothing else.</summary>
    public bool IsLocal { get; init; }
}

/// <param name="System">Null: none.</param>
/// <param name="MaxOutput">Tokens; null: as much as the model gives.</param>
/// <param name="Temperature">0 to 2; null: the model's own.</param>
public sealed record PlaygroundPrompt(string? System, string User, int? MaxOutput, double? Temperature)
{
    /// <summary>Characters of each text.</summary>
    public const int LongestText = 100_000;

    public const int MostOutput = 200_000;

    /// <summary>How many models may be asked at once.</summary>
    public const int MostModels = 4;
}
