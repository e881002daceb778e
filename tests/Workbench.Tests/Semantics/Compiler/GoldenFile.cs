using System.Runtime.CompilerServices;
using Xunit.Sdk;

namespace Workbench.Tests.Semantics.Compiler;

/// <summary>Text that was read by a person once and must stay as it is. <c>WORKBENCH_ACCEPT_GOLDEN=1</c> writes the new text instead of failing.</summary>
internal static class GoldenFile
{
    /// <param name="name">In the folder <c>Golden</c> beside the test; or a whole path.</param>
    public static void ShouldMatch(string name, string actual, [CallerFilePath] string source = "")
    {
        var path = Path.Combine(Path.GetDirectoryName(source)!, "Golden", name);
        actual = actual.ReplaceLineEndings("\n").TrimEnd('\n') + "\n";
        if (Environment.GetEnvironmentVariable("WORKBENCH_ACCEPT_GOLDEN") == "1")
        {
            File.WriteAllText(path, actual);
            return;
        }
        var expected = File.Exists(path) ? File.ReadAllText(path).ReplaceLineEndings("\n") : "";
        if (expected != actual)
            throw new XunitException(
                $"{name} is not as it was reviewed. Read the difference; if it is right, run the test with WORKBENCH_ACCEPT_GOLDEN=1.\n{Difference(expected.Split('\n'), actual.Split('\n'))}"
            );
    }

    /// <summary>Lines that only one side has, around the first difference.</summary>
    private static string Difference(string[] expected, string[] actual)
    {
        var first = 0;
        while (first < expected.Length && first < actual.Length && expected[first] == actual[first])
            first++;
        var last = 0;
        while (last < expected.Length - first && last < actual.Length - first && expected[^(last + 1)] == actual[^(last + 1)])
            last++;
        return string.Join(
            '\n',
            expected[Math.Max(0, first - 3)..first]
                .Select(l => $"    {l}")
                .Concat(expected[first..^last].Select(l => $"  - {l}"))
                .Concat(actual[first..^last].Select(l => $"  + {l}"))
        );
    }
}
