using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;
using Workbench.Server.Semantics.Expressions;
using Workbench.Server.Semantics.Layer;
using Workbench.Server.Tools;

namespace Workbench.Server.Models.Redaction;

/// <summary>Which columns of a run's results hold what only certain levels may see: by the layer's fields, and for SQL by the tables and columns that it names.</summary>
internal sealed class SensitiveColumns(SemanticLayer layer, RedactionPolicy policy)
{
    private readonly ImmutableArray<string> _levels =
        policy.Levels is { } named ? [.. named.Split(',', StringSplitOptions.RemoveEmptyEntries)]
        : layer.Access.Levels is { Length: > 1 } levels ? [levels[^1].Name]
        : [];

    private readonly Dictionary<string, FunctionCallContent> _calls = new(StringComparer.Ordinal);

    /// <summary>Learns the values of all results in the order in which they came, so that a value is known before a message that repeats it.</summary>
    public void Read(IEnumerable<ChatMessage> record, MaskVault vault)
    {
        foreach (var content in record.SelectMany(m => m.Contents))
        {
            if (content is FunctionCallContent call)
                _calls[call.CallId] = call;
            if (_levels.IsEmpty || content is not FunctionResultContent { Result: { } result } returned)
                continue;
            var text = result as string ?? (result is JsonElement { ValueKind: JsonValueKind.String } element ? element.GetString()! : null);
            if (text?.StartsWith('{') == true && TryParse(text) is { } document)
                MaskCells(returned.CallId, document, vault);
        }
    }

    /// <summary>Masks the cells of a result's columns, where any may not leave. Numbers of metrics stay: they are told of many, and without them there is no answer.</summary>
    /// <returns>The cells that are placeholders now.</returns>
    public IReadOnlySet<JsonNode> MaskCells(string callId, JsonNode? document, MaskVault vault)
    {
        var masked = new HashSet<JsonNode>(ReferenceEqualityComparer.Instance);
        if (_levels.IsEmpty || document is not JsonObject { } view || view["columns"] is not JsonArray columns || view["rows"] is not JsonArray rows)
            return masked;
        var names = columns.Select(c => (c as JsonObject)?["name"] is JsonValue name && name.TryGetValue<string>(out var text) ? text : "").ToList();
        var needed =
            _calls.TryGetValue(callId, out var call) && call.Name == ExecuteSqlTool.ToolName ? OfSql(SqlOf(call), names) : [.. names.Select(n => OfField(n))];
        foreach (var row in rows.OfType<JsonArray>())
            for (var i = 0; i < row.Count && i < names.Count; i++)
                if (row[i] is JsonValue cell && TextOf(cell, needed[i]) is { Text: var text, Access: var access })
                {
                    row[i] = vault.OfColumn(text, names[i], access);
                    masked.Add(row[i]!);
                }
        return masked;
    }

    private static (string Text, string Access)? TextOf(JsonValue cell, Needed needed) =>
        cell.GetValueKind() switch
        {
            JsonValueKind.String when needed.ForText is { } access => (cell.GetValue<string>(), access),
            JsonValueKind.Number when needed.ForNumbers is { } access => (cell.ToJsonString(), access),
            _ => null,
        };

    private Needed OfField(string field)
    {
        var access = Strictest(NameAccess.Of(layer.Content, field).Append(TitleOf(field)));
        return new Needed(access, layer.Content.Metrics.Any(m => m.Name == field) ? null : access);
    }

    /// <summary>An entity by its key shows the title of its rows.</summary>
    private string? TitleOf(string field) =>
        layer.FindEntity(field) is { Title: { } title } entity ? entity.FindDimension(title)?.Access ?? entity.Access : null;

    /// <summary>
    /// SQL may call a column what it likes. Where it names one that is masked, all its text is, and where that one holds numbers, all numbers but those of open columns;
    /// where it only reads a table that has one, the text of columns that the table does not have is, for that may be a whole row.
    /// </summary>
    private List<Needed> OfSql(string sql, List<string> names)
    {
        var words = sql.Split([.. sql.Where(c => !char.IsLetterOrDigit(c) && c != '_').Distinct()], StringSplitOptions.RemoveEmptyEntries)
            .ToHashSet(StringComparer.OrdinalIgnoreCase);
        var tables = layer.Tables.Where(t => words.Contains(t.Name)).ToList();
        var masked = tables
            .SelectMany(t => t.Columns.Select(c => (Column: c.Name, Access: Strictest([t.Access, c.Access]), IsNumber: IsNumber(c))))
            .Where(c => c.Access is not null)
            .ToList();
        var strictest = Strictest(masked.Select(c => c.Access));
        if (strictest is null)
            return [.. names.Select(_ => default(Needed))];
        var (named, namesNumber) = (masked.Exists(c => words.Contains(c.Column)), masked.Exists(c => c.IsNumber && words.Contains(c.Column)));
        var open = tables.SelectMany(t => t.Columns).Select(c => c.Name).Except(masked.Select(c => c.Column)).ToHashSet(StringComparer.OrdinalIgnoreCase);
        return
        [
            .. names.Select(n =>
            {
                var isMasked = masked.Exists(c => string.Equals(c.Column, n, StringComparison.OrdinalIgnoreCase));
                return new Needed(named || !open.Contains(n) ? strictest : null, isMasked || (namesNumber && !open.Contains(n)) ? strictest : null);
            }),
        ];
    }

    private static bool IsNumber(LayerColumn column) => ExpressionTypes.Of(column.Type) is ScalarType.Integer or ScalarType.Decimal;

    private static string SqlOf(FunctionCallContent call) =>
        call.Arguments?.TryGetValue("sql", out var sql) == true
            ? (sql is JsonElement { ValueKind: JsonValueKind.String } text ? text.GetString()! : sql?.ToString() ?? "")
            : "";

    private string? Strictest(IEnumerable<string?> accesses)
    {
        string? strictest = null;
        foreach (var access in accesses)
            if (access is not null && _levels.Contains(access) && (strictest is null || layer.Access.RankOf(access) > layer.Access.RankOf(strictest)))
                strictest = access;
        return strictest;
    }

    private static JsonNode? TryParse(string text)
    {
        try
        {
            return JsonNode.Parse(text);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>The levels that a column's cells need, where they are of those that are masked.</summary>
    private readonly record struct Needed(string? ForText, string? ForNumbers);
}
