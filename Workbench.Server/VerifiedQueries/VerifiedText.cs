using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Workbench.Server.Semantics.Layer;
using Workbench.Server.Yaml;
using Workbench.Shared;
using Workbench.Shared.Queries;
using Workbench.Shared.VerifiedQueries;

namespace Workbench.Server.VerifiedQueries;

/// <summary>A verified query as YAML, and back.</summary>
internal static class VerifiedText
{
    private const int LineLength = 120;

    /// <summary>On one line where it fits, else a key a line.</summary>
    public static string Write(SemanticQuery query)
    {
        var written = (JsonObject)Pruned(JsonSerializer.SerializeToNode(query, WireJson.Options))!;
        var line = Flow(written);
        return line.Length <= LineLength ? line : string.Join('\n', written.Select(e => $"{e.Key}: {Flow(e.Value)}"));
    }

    /// <summary>Reads YAML or JSON.</summary>
    /// <param name="problem">What is wrong, with line and column of the text.</param>
    public static SemanticQuery? Read(string text, out string problem)
    {
        const string file = "query";
        var problems = new LayerProblems();
        var query = YamlTree.Read(file, text, problems) switch
        {
            YamlMap map => QueryYaml.Read(map, problems),
            null => null,
            var other => Refuse(other, problems),
        };
        var first = problems.ToImmutable([]).FirstOrDefault(p => p.Severity == ProblemSeverity.Error);
        problem = first is null ? "" : string.Create(CultureInfo.InvariantCulture, $"Line {first.At.Line}, column {first.At.Column}: {first.Message}");
        return problem.Length == 0 ? query : null;
    }

    /// <summary>The lines of an item of the list, without its dash and without indentation.</summary>
    public static ImmutableArray<string> Lines(VerifiedEntry entry)
    {
        var lines = ImmutableArray.CreateBuilder<string>();
        lines.Add($"question: {YamlScalar.Write(YamlScalar.OneLine(entry.Question))}");
        if (entry.AlsoAsked.Count > 0)
            lines.Add($"also_asked: {YamlFlow.List(entry.AlsoAsked.Select(YamlScalar.OneLine))}");
        if (entry.Sql is { } sql)
        {
            lines.Add("sql: |");
            lines.AddRange(
                sql.Trim()
                    .ReplaceLineEndings("\n")
                    .Split('\n')
                    .Select(l => l.Trim().Length == 0 ? "" : $"  {l.Replace("\t", "  ", StringComparison.Ordinal).TrimEnd()}")
            );
        }
        else
        {
            var query = (entry.Query ?? "{}").Trim().ReplaceLineEndings("\n").Split('\n');
            if (query.Length == 1)
                lines.Add($"query: {query[0]}");
            else
            {
                lines.Add("query:");
                lines.AddRange(query.Select(l => l.Trim().Length == 0 ? "" : $"  {l.TrimEnd()}"));
            }
        }
        if (!string.IsNullOrWhiteSpace(entry.Owner))
            lines.Add($"owner: {YamlScalar.Write(YamlScalar.OneLine(entry.Owner))}");
        lines.Add($"verified_on: {Day(entry.VerifiedOn)}");
        if (entry.Expires is { } expires)
            lines.Add($"expires: {Day(expires)}");
        if (!string.IsNullOrWhiteSpace(entry.Note))
            lines.Add($"note: {YamlScalar.Write(YamlScalar.OneLine(entry.Note))}");
        return lines.ToImmutable();
    }

    public static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static SemanticQuery? Refuse(YamlValue other, LayerProblems problems)
    {
        problems.Error(LayerProblemCodes.BadQuery, other.At, $"A semantic query is a mapping such as {{ metrics: [revenue] }}, not {other.Kind}.");
        return null;
    }

    /// <summary>Without what a query has anyway.</summary>
    private static JsonNode? Pruned(JsonNode? node) =>
        node switch
        {
            JsonObject map => new JsonObject(
                map.Select(e => KeyValuePair.Create(e.Key, Pruned(e.Value?.DeepClone())))
                    .Where(e => e.Value is not (null or JsonArray { Count: 0 } or JsonObject { Count: 0 }) && !IsDefault(e.Key, e.Value))
            ),
            JsonArray list => new JsonArray([.. list.Select(i => Pruned(i?.DeepClone()))]),
            var other => other?.DeepClone(),
        };

    private static bool IsDefault(string key, JsonNode value) => key is "desc" or "totals" or "others" && value.GetValueKind() == JsonValueKind.False;

    private static string Flow(JsonNode? node) =>
        node switch
        {
            null => "null",
            JsonObject map => YamlFlow.Map(map.Select(e => (YamlScalar.Write(e.Key, isFlow: true), (string?)Flow(e.Value)))),
            JsonArray list => $"[{string.Join(", ", list.Select(Flow))}]",
            _ => node.GetValueKind() == JsonValueKind.String ? YamlScalar.Write(node.GetValue<string>(), isFlow: true) : node.ToJsonString(),
        };
}
