namespace Workbench.Tests.Infrastructure;

/// <summary>Files of the repository that the tests were built from.</summary>
internal static class Repository
{
    public static string Root { get; } = FindRoot();

    public static string Path(params string[] parts) => System.IO.Path.Combine([Root, .. parts]);

    private static string FindRoot()
    {
        var at = new DirectoryInfo(AppContext.BaseDirectory);
        while (at is not null && !File.Exists(System.IO.Path.Combine(at.FullName, "Workbench.sln")))
            at = at.Parent;
        return at?.FullName ?? throw new InvalidOperationException($"No folder above {AppContext.BaseDirectory} holds Workbench.sln.");
    }
}
