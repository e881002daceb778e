using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Workbench.Server.Semantics.Expressions;

namespace Workbench.Server.SemanticInterchange;

/// <summary>Saved queries as questions with a semantic query.</summary>
internal sealed partial class MetricFlowQueries(MetricFlowReader reader, LayerBuild build, ForeignNames names, InterchangeNotes notes)
{
    public void Read(ForeignMap map)
    {
        if (map.Needed("name") is not { } name)
            return;
        var about = $"saved query {name}";
        notes.Count("saved query", 1, 0);
        map.UseAll();
        if (map.Has("exports"))
        {
            map.Use("exports");
            notes.Kept(about, "Its exports (tables to write) have no place in the layer.", map.At);
        }
        map.Use("config", "tags", "group");
        var label = map.Text("label");
        var description = map.Text("description")?.Trim();
        var question = label ?? Words(name);
        if (map.Map("query_params") is not { } parameters)
        {
            notes.Kept(about, "It has no query_params: it stays out.", map.At);
            return;
        }
        var metrics = new List<string>();
        foreach (var written in parameters.Texts("metrics"))
            if (Metric(written) is { } metric)
                metrics.Add(metric);
            else
            {
                notes.Kept(about, $"It stays out: the metric {written} is not in the layer.", map.At);
                return;
            }
        var groups = parameters.Texts("group_by").Select(g => (Written: g, Field: Field(g))).ToList();
        if (metrics.Count == 0 && groups.Exists(g => g.Field?.StartsWith("time.", StringComparison.Ordinal) == true))
        {
            notes.Kept(about, "It stays out: without a metric there is no time to group by in the layer.", map.At);
            return;
        }
        if (groups.Find(g => g.Field is null) is { Written: { } unknown })
        {
            notes.Kept(about, $"It stays out: {unknown} is no field of the layer.", map.At);
            return;
        }
        var query = LayerBuild.Map(("metrics", LayerBuild.Texts(metrics)), ("group_by", LayerBuild.Texts(groups.Select(g => g.Field!))));
        var filters = new JsonArray();
        foreach (var text in parameters.Texts("where"))
            if (Filter(text) is { } filter)
                filters.Add((JsonNode)filter);
            else
            {
                notes.Kept(about, $"It stays out: its condition {text} is more than a field, an operator and values.", map.At);
                return;
            }
        if (filters.Count > 0)
            query["where"] = filters;
        var orders = new JsonArray();
        foreach (var text in parameters.Texts("order_by"))
            if (Order(text, metrics, [.. groups.Select(g => g.Field!)]) is { } order)
                orders.Add((JsonNode)order);
            else
            {
                // Other rows would be the first ones.
                notes.Kept(about, $"It stays out: its order {text} is none of its metrics and fields.", map.At);
                return;
            }
        if (orders.Count > 0)
            query["order_by"] = orders;
        if (parameters.Text("limit") is { } limit)
        {
            if (!int.TryParse(limit, NumberStyles.None, CultureInfo.InvariantCulture, out var rows))
            {
                notes.Kept(about, $"It stays out: its limit {limit} is no number.", map.At);
                return;
            }
            query["limit"] = rows;
        }
        build.Verified.Add(
            LayerBuild.Map(("question", question), ("also_asked", description is null ? null : LayerBuild.Texts([description])), ("query", query))
        );
        names.Remember("saved", question, name);
        notes.Count("saved query", 0, 1);
    }

    /// <summary>A metric of the layer by its name in the source.</summary>
    private string? Metric(string written) =>
        build.Metrics.Select(m => m["name"]!.GetValue<string>()) is var all
            ? all.FirstOrDefault(m => names.Find("metric", m) == written) ?? all.FirstOrDefault(m => m == written)
            : null;

    private string? Field(string written)
    {
        var bare = Bare(written);
        if (MetricFlowFilter.Call().Match(bare) is not { Success: true } call)
            return Named(bare.Split("__"), null);
        var texts = Quoted().Matches(call.Groups["arguments"].Value).Select(m => m.Groups["text"].Value).ToList();
        if (texts.Count == 0 || call.Groups["kind"].Value == "Metric" || MetricFlowFilter.WhyNoCall(call, texts) is not null)
            return null;
        var trailing = Quoted().Match(call.Groups["rest"].Value) is { Success: true } rest ? rest.Groups["text"].Value : null;
        var grain = (trailing ?? texts.Skip(1).FirstOrDefault(MetricFlowFilter.IsGrain))?.ToLowerInvariant();
        return Named(texts[0].Split("__"), grain);
    }

    /// <summary>Without the braces of a template around it.</summary>
    private static string Bare(string written)
    {
        var text = written.Trim();
        return Template().Match(text) is { Success: true } whole && whole.Length == text.Length ? whole.Groups["inside"].Value.Trim() : text;
    }

    private string? Named(string[] parts, string? grain)
    {
        if (parts[^1] is { } last && MetricFlowFilter.IsGrain(last) && parts.Length > 1)
            (grain, parts) = (last, parts[..^1]);
        if (parts is ["metric_time"])
            return $"time.{grain ?? "day"}";
        // From whichever model it can be reached: the end of the path is what counts.
        foreach (var model in reader.Models.OrderByDescending(m => m.Primary == parts[0]))
            if (MetricFlowFilter.Path(parts, model, out var isTime) is { } path)
                return isTime ? $"{path}.{grain ?? "day"}" : path;
        return null;
    }

    private JsonObject? Filter(string text)
    {
        var fields = new List<string?>();
        var sql = Template()
            .Replace(
                text,
                match =>
                {
                    fields.Add(Field(match.Groups["inside"].Value));
                    return $"field__{fields.Count - 1}";
                }
            );
        if (fields is not [{ } field] || field.StartsWith("time.", StringComparison.Ordinal) || ForeignSql.Parse(sql, out _) is not { } tree)
            return null;
        return tree switch
        {
            ColumnRef => Condition(field, "=", [true]),
            UnaryExpr { Op: "not", Operand: ColumnRef } => Condition(field, "=", [false]),
            BinaryExpr { Op: "=" or "<>" or "<" or "<=" or ">" or ">=", Left: ColumnRef, Right: var value } x when Literal(value) is { } literal => Condition(
                field,
                x.Op,
                [literal]
            ),
            InExpr { Operand: ColumnRef } x when x.Items.All(i => Literal(i) is not null) => Condition(
                field,
                x.IsNegated ? "not in" : "in",
                [.. x.Items.Select(i => Literal(i)!)]
            ),
            IsExpr { Operand: ColumnRef, Test: "null" } x => LayerBuild.Map(("field", field), ("op", x.IsNegated ? "is_not_null" : "is_null")),
            _ => null,
        };
    }

    private static JsonObject Condition(string field, string op, JsonArray values) => LayerBuild.Map(("field", field), ("op", op), ("values", values));

    private static JsonNode? Literal(ScalarExpr value) =>
        value switch
        {
            NumberLiteral number => JsonValue.Create(number.Value),
            TextLiteral text => JsonValue.Create(text.Value),
            BooleanLiteral flag => JsonValue.Create(flag.Value),
            _ => null,
        };

    /// <summary><c>-bookings</c>, <c>Metric('bookings').descending(True)</c>, <c>TimeDimension('metric_time', 'day')</c>, each in braces or not.</summary>
    private JsonObject? Order(string text, List<string> metrics, List<string> groups)
    {
        var isDescending = text.TrimStart().StartsWith('-');
        var bare = Bare(text.Trim().TrimStart('-'));
        if (Direction().Match(bare) is { Success: true } direction)
        {
            isDescending = direction.Groups["value"].Value.Equals("true", StringComparison.OrdinalIgnoreCase);
            bare = Bare(bare[..direction.Index]);
        }
        var named =
            MetricFlowFilter.Call().Match(bare) is { Success: true } call
            && call.Groups["kind"].Value == "Metric"
            && call.Groups["rest"].Value.Trim().Length == 0
                ? Quoted().Match(call.Groups["arguments"].Value).Groups["text"].Value
                : bare;
        var field = Metric(named) is { } metric && metrics.Contains(metric, StringComparer.Ordinal) ? metric : Shown(Field(bare), groups);
        return field is null ? null : LayerBuild.Map(("field", field), ("desc", isDescending ? true : null));
    }

    /// <summary>The field as the query groups by it: an order may leave the grain out.</summary>
    private static string? Shown(string? field, List<string> groups) =>
        field is null || groups.Contains(field) ? field
        : field.LastIndexOf('.') is var dot and > 0
        && groups.FindAll(g => g.StartsWith(field[..(dot + 1)], StringComparison.Ordinal)) is [var only]
        && field.EndsWith(".day", StringComparison.Ordinal)
            ? only
        : null;

    private static string Words(string name)
    {
        var words = name.Replace('_', ' ').Trim();
        return words.Length == 0 ? name : char.ToUpperInvariant(words[0]) + words[1..];
    }

    [GeneratedRegex(@"\.\s*descending\s*\(\s*(?<value>true|false)\s*\)\s*$", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex Direction();

    [GeneratedRegex("""['"](?<text>[^'"]*)['"]""", RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex Quoted();

    [GeneratedRegex(@"\{\{(?<inside>.*?)\}\}", RegexOptions.Singleline | RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex Template();
}
