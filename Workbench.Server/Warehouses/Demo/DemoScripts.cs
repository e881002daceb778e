using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Workbench.Server.Warehouses.Demo;

/// <summary>The SQL of the generator, with seed and dates filled in. The files also run as they are in psql, with <c>-v seed=1 -v start=…</c>.</summary>
internal sealed class DemoScripts(int seed, DateOnly start, DateOnly from, DateOnly through)
{
    private const string Prefix = "demo/";

    private static readonly Lazy<ImmutableSortedDictionary<string, string>> Files = new(ReadAll);

    /// <summary>Changes with every edit of the generator: a database made by another version is made anew.</summary>
    public static string Version { get; } =
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Concat(Files.Value.Select(file => file.Key + file.Value)))))[..16];

    /// <summary>A script, ready to run.</summary>
    /// <param name="file">Path below <c>Sql/</c>, for instance <c>rows/crm.accounts.sql</c>.</param>
    public string this[string file] =>
        Files
            .Value[file]
            .Replace(":seed", seed.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal)
            .Replace(":'start'", Literal(start), StringComparison.Ordinal)
            .Replace(":'from'", Literal(from), StringComparison.Ordinal)
            .Replace(":'through'", Literal(through), StringComparison.Ordinal);

    private static string Literal(DateOnly day) => day.ToString("\\'yyyy-MM-dd\\'", CultureInfo.InvariantCulture);

    private static ImmutableSortedDictionary<string, string> ReadAll()
    {
        var assembly = typeof(DemoScripts).Assembly;
        return assembly
            .GetManifestResourceNames()
            .Where(name => name.StartsWith(Prefix, StringComparison.Ordinal))
            .ToImmutableSortedDictionary(name => name[Prefix.Length..].Replace('\\', '/'), Read, StringComparer.Ordinal);

        string Read(string name)
        {
            using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);
            return reader.ReadToEnd();
        }
    }
}
