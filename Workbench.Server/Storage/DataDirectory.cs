namespace Workbench.Server.Storage;

/// <summary>
/// Where the program keeps what is its own on this machine: <c>WORKBENCH_DATA</c>, else <c>.workbench/</c> beside the solution.
/// </summary>
public sealed class DataDirectory
{
    public const string Variable = "WORKBENCH_DATA";

    public DataDirectory(string path)
    {
        Path = System.IO.Path.GetFullPath(path);
        try
        {
            Directory.CreateDirectory(Path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StorageUnavailableException(
                $"The data directory {Path} cannot be created ({e.Message}) Set {Variable} to a directory that you may write to.",
                e
            );
        }
    }

    public string Path { get; }

    /// <summary>The directory that configuration names, else <c>.workbench</c> beside the solution, else in the current directory.</summary>
    public static DataDirectory Find(IConfiguration configuration) => new(PathOf(configuration));

    /// <summary>Where it is, or would be made.</summary>
    public static string PathOf(IConfiguration configuration) =>
        configuration[Variable] is { Length: > 0 } chosen
            ? chosen
            : System.IO.Path.Combine(SolutionDirectory() ?? Directory.GetCurrentDirectory(), ".workbench");

    /// <summary>The directory of the solution that this program was built in or is started from; null outside of one.</summary>
    public static string? SolutionDirectory() =>
        SelfAndParents(AppContext.BaseDirectory)
            .Concat(SelfAndParents(Directory.GetCurrentDirectory()))
            .FirstOrDefault(d => System.IO.File.Exists(System.IO.Path.Combine(d, "Workbench.sln")));

    public string File(string name) => System.IO.Path.Combine(Path, name);

    internal static IEnumerable<string> SelfAndParents(string directory)
    {
        for (var d = new DirectoryInfo(directory); d is not null; d = d.Parent)
            yield return d.FullName;
    }
}
