using System.Text.Json;
using Workbench.Server.Semantics.Layer;
using Workbench.Shared;
using Workbench.Shared.Queries;
using Workbench.Tests.Infrastructure;

namespace Workbench.Tests.Conformance;

/// <summary>One question of a trap: <c>tests/conformance/TRAP/CASE.json</c> with <c>CASE.sql</c> beside it.</summary>
/// <param name="ExpectedSql">Plain SQL for the rows; null where the query has to be refused.</param>
public sealed record ConformanceCase(
    string Trap,
    string Name,
    string Question,
    DateOnly Today,
    SemanticQuery Query,
    bool IsOrdered,
    string? Refused,
    string? ExpectedSql
)
{
    private static readonly string Root = Repository.Path("tests/conformance");

    public static IEnumerable<string> Traps => Directory.EnumerateDirectories(Root).Select(d => Path.GetFileName(d)).Order(StringComparer.Ordinal);

    public static IEnumerable<string> NamesOf(string trap) =>
        Directory.EnumerateFiles(Path.Combine(Root, trap), "*.json").Select(f => Path.GetFileNameWithoutExtension(f)).Order(StringComparer.Ordinal);

    public static string SchemaOf(string trap) => File.ReadAllText(Path.Combine(Root, trap, "schema.sql"));

    public static ConformanceCase Read(string trap, string name)
    {
        var file = Path.Combine(Root, trap, $"{name}.json");
        using var document = JsonDocument.Parse(File.ReadAllText(file));
        var root = document.RootElement;
        var sql = Path.ChangeExtension(file, ".sql");
        return new ConformanceCase(
            trap,
            name,
            root.GetProperty("question").GetString()!,
            DateOnly.ParseExact(root.GetProperty("today").GetString()!, "yyyy-MM-dd"),
            root.GetProperty("query").Deserialize<SemanticQuery>(WireJson.Options)!,
            root.TryGetProperty("ordered", out var ordered) && ordered.GetBoolean(),
            root.TryGetProperty("refused", out var refused) ? refused.GetString() : null,
            File.Exists(sql) ? File.ReadAllText(sql) : null
        );
    }

    /// <summary>The files of the trap's layer.</summary>
    public IEnumerable<LayerFileText> LayerFiles
    {
        get
        {
            var folder = Path.Combine(Root, Trap, "layer");
            return Directory
                .EnumerateFiles(folder, "*.yml", SearchOption.AllDirectories)
                .Select(f => new LayerFileText(Path.GetRelativePath(folder, f).Replace('\\', '/'), File.ReadAllText(f)));
        }
    }
}
