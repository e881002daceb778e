using System.Security.Cryptography;
using Workbench.Shared.Router;

namespace Workbench.Server.Router.Versions;

/// <summary>Weights that were found, whether this program can use them or not.</summary>
/// <param name="Hash">SHA-256 of the file.</param>
/// <param name="Model">Null: they cannot be used; <see cref="Problem"/> says why.</param>
internal sealed record KnownVersion(string Name, byte[] Hash, byte[] File, RouterModel? Model)
{
    public bool IsOwn { get; init; }
    public RouterVersionAbout? About { get; init; }
    public string? Problem { get; init; }

    /// <summary>The same weights are one version, wherever they were found.</summary>
    public string Key => File.Length == 0 ? Name : Convert.ToHexStringLower(Hash);

    /// <summary>The same without its model, and with the reason, where this program uses other embeddings.</summary>
    public KnownVersion For(RouterModelSource source) =>
        Model is { } model && source.WhyNot(model.Weights, Name) is { } reason ? this with { Model = null, Problem = reason } : this;

    /// <param name="path">Where they were found, for the problem.</param>
    public static KnownVersion Of(byte[] file, string path)
    {
        var hash = SHA256.HashData(file);
        try
        {
            RouterModel model = new(RouterWeightsFile.Read(file, path));
            return new KnownVersion(model.Weights.Name, hash, file, model);
        }
        catch (Exception e) when (e is RouterWeightsException or EndOfStreamException)
        {
            return new KnownVersion(Path.GetFileNameWithoutExtension(path), hash, file, null) { Problem = e.Message };
        }
    }
}
