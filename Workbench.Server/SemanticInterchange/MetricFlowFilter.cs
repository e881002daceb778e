using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Workbench.Server.Semantics.Expressions;

namespace Workbench.Server.SemanticInterchange;

/// <summary>Conditions with templates in them: <c>{{ Dimension('listing__is_lux') }} = true</c>.</summary>
internal static partial class MetricFlowFilter
{
    private const string Prefix = "jinja__";

    /// <summary>Conditions of a metric or an input, joined by and, over columns of a model and those that it joins.</summary>
    /// <returns>Null without a condition; with a reason, when one cannot be said in the layer.</returns>
    public static ScalarExpr? Read(ForeignMap map, MetricFlowModel model, string? metricTime, out string? whyNot)
    {
        whyNot = null;
        var texts = map.Texts("filter").ToList();
        if (map.Map("filter") is { } wrapped)
            texts.AddRange(wrapped.Texts("where_sql_template").Concat(wrapped.Maps("where_filters").SelectMany(f => f.Texts("where_sql_template"))));
        return Read(texts, model, metricTime, out whyNot);
    }

    public static ScalarExpr? Read(IEnumerable<string> texts, MetricFlowModel model, string? metricTime, out string? whyNot)
    {
        whyNot = null;
        ScalarExpr? all = null;
        foreach (var text in texts)
        {
            if (One(text, model, metricTime, out whyNot) is not { } condition)
                return null;
            all = ExpressionTree.And(all, condition);
        }
        return all;
    }

    private static ScalarExpr? One(string text, MetricFlowModel model, string? metricTime, out string? whyNot)
    {
        var references = new List<ScalarExpr>();
        var prefix = ExpressionTree.FreeName(Prefix, text);
        string? fault = null;
        var sql = Template()
            .Replace(
                text,
                match =>
                {
                    var found = Reference(match.Groups["inside"].Value.Trim(), model, metricTime, out var reason);
                    fault ??= reason;
                    references.Add(found ?? new NullLiteral());
                    return $"{prefix}{references.Count - 1}";
                }
            );
        whyNot = fault;
        if (fault is not null)
            return null;
        if (ForeignSql.Parse(sql, out whyNot) is not { } tree)
            return null;
        return ExpressionTree.Rewrite(
            tree,
            column =>
                column.Path is [var name] && name.StartsWith(prefix, StringComparison.Ordinal)
                    ? references[int.Parse(name[prefix.Length..], System.Globalization.CultureInfo.InvariantCulture)]
                    : column
        );
    }

    private static ScalarExpr? Reference(string inside, MetricFlowModel model, string? metricTime, out string? whyNot)
    {
        whyNot = null;
        if (Call().Match(inside) is not { Success: true } call)
        {
            whyNot = $"{{{{ {inside} }}}} is none of Dimension, TimeDimension, Entity and Metric.";
            return null;
        }
        var kind = call.Groups["kind"].Value;
        var texts = Quoted().Matches(call.Groups["arguments"].Value).Select(m => m.Groups["text"].Value).ToList();
        if (kind == "Metric" || texts.Count == 0)
        {
            whyNot = $"it filters by a metric ({inside}), which a query of the layer can do and a metric cannot.";
            return null;
        }
        if (WhyNoCall(call, texts) is { } reason)
        {
            whyNot = $"{{{{ {inside} }}}} {reason}";
            return null;
        }
        var names = texts[0].Split("__");
        if (kind is "Dimension" or "Entity" || call.Groups["arguments"].Value.Contains("entity_path", StringComparison.Ordinal))
            names = [.. texts.Skip(1).Where(t => kind != "TimeDimension" || !IsGrain(t)), .. names];
        var grain = kind == "TimeDimension" ? texts.Skip(1).FirstOrDefault(IsGrain)?.ToLowerInvariant() : null;
        if (Trailing().Match(call.Groups["rest"].Value) is { Success: true } trailing)
            grain = trailing.Groups["grain"].Value.ToLowerInvariant();
        if (kind == "TimeDimension" && names.Length > 1 && IsGrain(names[^1]))
            (grain, names) = (names[^1], names[..^1]);
        if (names is ["metric_time"])
        {
            if (metricTime is null)
            {
                whyNot = "it filters by metric_time, and the metric has no time.";
                return null;
            }
            names = [metricTime];
        }
        var found = kind == "Entity" ? Key(names, model) : Field(names, model);
        if (found is null)
        {
            whyNot = $"{inside} is reached from {model.Name} by no entity, or by several.";
            return null;
        }
        // The files do not say whether a column is a date or a moment: a moment in the last day is in that day, and a date stays what it is.
        return grain is null || found is CastExpr { Type: "date" } && grain == "day" || IsCutTo(found, grain)
            ? found
            : new FunctionExpr("date_trunc", [new TextLiteral(grain), found]);
    }

    /// <summary>What of a call the layer has no words for; null when it understands all of it.</summary>
    public static string? WhyNoCall(Match call, IReadOnlyList<string> texts)
    {
        var (kind, arguments, rest) = (call.Groups["kind"].Value, call.Groups["arguments"].Value, call.Groups["rest"].Value);
        if (
            rest.Trim().Length > 0
            && !(kind is "Dimension" or "TimeDimension" && Trailing().Match(rest) is { Success: true } cut && IsGrain(cut.Groups["grain"].Value))
        )
            return $"goes on with {rest.Trim()}, which is more than a field and its grain.";
        if (arguments.Contains("date_part", StringComparison.Ordinal))
            return "asks for a part of a date, which is no grain.";
        return
            kind == "TimeDimension" && !arguments.Contains("entity_path", StringComparison.Ordinal) && texts.Skip(1).FirstOrDefault(t => !IsGrain(t)) is { } own
            ? $"has the grain {own}, of a calendar of its own."
            : null;
    }

    private static bool IsCutTo(ScalarExpr expr, string grain) =>
        expr is FunctionExpr { Name: "date_trunc", Arguments: [TextLiteral { Value: var own }, _] } && own == grain;

    /// <summary>The stored expression of <c>listing__user__home_state</c>.</summary>
    public static ScalarExpr? Field(IReadOnlyList<string> names, MetricFlowModel model) =>
        Follow(model, [.. names.Take(names.Count - 1)], m => m.Fields.TryGetValue(names[^1], out var field) ? field.Expr : null);

    private static ScalarExpr? Key(IReadOnlyList<string> names, MetricFlowModel model) =>
        Follow(model, [.. names.Take(names.Count - 1)], m => m.Find(names[^1]) is { } entity ? ForeignSql.Parse(entity.Sql, out _) : null);

    private static ScalarExpr? Follow(MetricFlowModel model, ImmutableArray<string> entities, Func<MetricFlowModel, ScalarExpr?> end)
    {
        if (entities.IsEmpty)
            return end(model)
                ?? model
                    .Joins.Where(j => model.One(j.Entity) is not null)
                    .Select(j => end(j.To) is { } sibling ? ExpressionTree.Rewrite(sibling, c => new ColumnRef([j.Name, .. c.Path])) : null)
                    .FirstOrDefault(e => e is not null);
        // Its own primary entity is the model itself.
        if (
            (string.Equals(entities[0], model.Primary, StringComparison.OrdinalIgnoreCase) || model.One(entities[0]) is not null)
            && Follow(model, entities[1..], end) is { } own
        )
            return own;
        var found = model
            .Joins.Where(j => string.Equals(j.Entity, entities[0], StringComparison.OrdinalIgnoreCase))
            .Select(j => (Join: j, Expr: Follow(j.To, entities[1..], end)))
            .Where(f => f.Expr is not null)
            .ToList();
        return found.Count == 0 ? null : ExpressionTree.Rewrite(found[0].Expr!, c => new ColumnRef([found[0].Join.Name, .. c.Path]));
    }

    /// <summary>The joins and the field that <c>listing__capacity</c> stands for, in names of the layer.</summary>
    public static string? Path(IReadOnlyList<string> names, MetricFlowModel model, out bool isTime)
    {
        isTime = false;
        if (names.Count == 1 || (names.Count == 2 && (names[0] == model.Primary || model.One(names[0]) is not null)))
        {
            foreach (var at in model.Joins.Where(j => model.One(j.Entity) is not null).Select(j => j.To).Prepend(model))
                if (at.Fields.TryGetValue(names[^1], out var own))
                {
                    isTime = own.IsTime;
                    return $"{at.Layer}.{own.Name}";
                }
            return null;
        }
        foreach (var join in model.Joins.Where(j => string.Equals(j.Entity, names[0], StringComparison.OrdinalIgnoreCase)))
            if (Path([.. names.Skip(1)], join.To, out isTime) is { } path)
                return path;
        return null;
    }

    public static bool IsGrain(string text) =>
        text.ToLowerInvariant() is "second" or "minute" or "hour" or "day" or "week" or "month" or "quarter" or "year" or "millisecond";

    [GeneratedRegex(@"\{\{(?<inside>.*?)\}\}", RegexOptions.Singleline | RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex Template();

    [GeneratedRegex(
        @"^(?<kind>Dimension|TimeDimension|Entity|Metric)\s*\((?<arguments>[^)]*)\)(?<rest>.*)$",
        RegexOptions.Singleline | RegexOptions.ExplicitCapture,
        1_000
    )]
    internal static partial Regex Call();

    [GeneratedRegex("""['"](?<text>[^'"]*)['"]""", RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex Quoted();

    [GeneratedRegex("""^\s*\.\s*grain\s*\(\s*['"](?<grain>[A-Za-z]+)['"]\s*\)\s*$""", RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex Trailing();
}
