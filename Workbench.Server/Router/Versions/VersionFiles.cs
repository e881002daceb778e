using System.Security.Cryptography;
using System.Text.Json;
using Workbench.Server.Storage;
using Workbench.Shared;
using Workbench.Shared.Router;

namespace Workbench.Server.Router.Versions;

/// <summary>
/// What the data directory has of the router: <c>versions/NAME/</c> for each candidate with its weights, report and scores, and <c>in-use.bin</c>, a copy
/// of what the database says is in use, for commands that work without it.
/// </summary>
internal sealed class VersionFiles(string folder)
{
    public const string ReportFile = "report.md";

    private const string WeightsFile = "weights.bin";
    private const string ScoresFile = "scores.json";

    public VersionFiles(DataDirectory directory)
        : this(directory.File("router")) { }

    public string InUse => Path.Combine(folder, "in-use.bin");

    private string Versions => Path.Combine(folder, "versions");

    /// <summary>Candidates, those that cannot be read among them.</summary>
    public IReadOnlyList<KnownVersion> Read() =>
        Directory.Exists(Versions)
            ?
            [
                .. Directory
                    .EnumerateDirectories(Versions)
                    .Where(d => !Path.GetFileName(d).StartsWith('.'))
                    .Order(StringComparer.Ordinal)
                    .Select(d => Read(Path.GetFileName(d), Path.Combine(d, WeightsFile), Path.Combine(d, ScoresFile))),
            ]
            : [];

    /// <summary>The weights that the program brings; null: there is no file of them.</summary>
    public static KnownVersion? ReadOwn(string path) => File.Exists(path) ? Read(null, path, Path.ChangeExtension(path, ".json")) with { IsOwn = true } : null;

    /// <summary>Keeps a candidate, whole or not at all. A name that other weights have gets a number behind it.</summary>
    /// <param name="others">Whose names are taken: the program's own weights.</param>
    /// <returns>As it was kept, and its folder.</returns>
    public async Task<(RouterWeights Weights, string Folder)> KeepAsync(
        RouterWeights weights,
        Func<RouterWeights, RouterVersionAbout> about,
        Func<RouterWeights, string> report,
        IEnumerable<KnownVersion> others,
        CancellationToken cancellationToken
    )
    {
        var taken = Read().Concat(others).Concat(ReadInUse()).ToArray();
        var (named, bytes) = Named(weights, taken);
        var target = Path.Combine(Versions, named.Name);
        var beside = Path.Combine(Versions, $".new-{Guid.NewGuid():N}");
        Directory.CreateDirectory(beside);
        await File.WriteAllBytesAsync(Path.Combine(beside, WeightsFile), bytes, cancellationToken);
        await File.WriteAllTextAsync(Path.Combine(beside, ReportFile), report(named), cancellationToken);
        await WriteScoresAsync(Path.Combine(beside, ScoresFile), about(named), cancellationToken);
        // The same weights trained again, or an unreadable candidate of the name: what was there made way for it.
        if (Directory.Exists(target))
            Directory.Delete(target, recursive: true);
        Directory.Move(beside, target);
        return (named, target);
    }

    public static Task WriteScoresAsync(string path, RouterVersionAbout about, CancellationToken cancellationToken) =>
        File.WriteAllTextAsync(path, JsonSerializer.Serialize(about, WireJson.Indented) + "\n", cancellationToken);

    /// <param name="bytes">Null: the program's own weights are in use, and need no copy.</param>
    public async Task WriteInUseAsync(byte[]? bytes, CancellationToken cancellationToken)
    {
        if (bytes is null)
        {
            if (File.Exists(InUse))
                File.Delete(InUse);
            return;
        }
        Directory.CreateDirectory(folder);
        var beside = $"{InUse}.{Guid.NewGuid():N}";
        await File.WriteAllBytesAsync(beside, bytes, cancellationToken);
        File.Move(beside, InUse, overwrite: true);
    }

    private IEnumerable<KnownVersion> ReadInUse() => File.Exists(InUse) ? [Read(null, InUse, scores: null)] : [];

    private static (RouterWeights Weights, byte[] Bytes) Named(RouterWeights weights, KnownVersion[] taken)
    {
        for (var number = 1; ; number++)
        {
            var named = number == 1 ? weights : weights with { Name = FormattableString.Invariant($"{weights.Name}-{number}") };
            var bytes = RouterWeightsFile.Bytes(named);
            if (taken.All(t => t.Name != named.Name || t.Problem is not null || t.Hash.AsSpan().SequenceEqual(SHA256.HashData(bytes))))
                return (named, bytes);
        }
    }

    /// <param name="name">Null: what the weights say.</param>
    private static KnownVersion Read(string? name, string path, string? scores)
    {
        try
        {
            var bytes = File.ReadAllBytes(path);
            var version = KnownVersion.Of(bytes, path);
            if (name is not null && version.Name != name)
                return version with { Name = name, Problem = version.Problem ?? $"{path} holds the weights {version.Name}, not {name}." };
            return version with { About = scores is null ? null : ReadScores(scores, version.Name) };
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new KnownVersion(name ?? Path.GetFileNameWithoutExtension(path), [], [], null) { Problem = e.Message };
        }
    }

    /// <summary>Scores are told where there are some; weights can be used without.</summary>
    private static RouterVersionAbout? ReadScores(string path, string name)
    {
        try
        {
            var about = File.Exists(path) ? JsonSerializer.Deserialize<RouterVersionAbout>(File.ReadAllText(path), WireJson.Options) : null;
            return about?.Name == name ? about : null;
        }
        catch (Exception e) when (e is JsonException or IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
