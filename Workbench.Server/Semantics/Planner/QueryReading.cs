using System.Globalization;
using System.Text;
using Workbench.Server.Semantics.Layer;
using Workbench.Shared.Queries;

namespace Workbench.Server.Semantics.Planner;

/// <summary>A semantic query in plain words: what was understood, for a person to check.</summary>
/// <example>ARR at the end of FY2027 Q3 for plan tier enterprise, real customers only, compared with the previous quarter</example>
public static class QueryReading
{
    public static string Describe(SemanticQuery query, CompileScope scope) => Describe(query, scope, new JoinReach(scope.Layer));

    internal static string Describe(SemanticQuery query, CompileScope scope, JoinReach reach) => new QuerySentence(query, scope, reach).Write();

    /// <summary>What sets a reading apart from another one: "Account segment enterprise", "In civil year 2026".</summary>
    public static string Difference(SemanticQuery query, SemanticQuery from, CompileScope scope) =>
        new QuerySentence(query, scope, new JoinReach(scope.Layer)).DifferenceFrom(from);

    /// <summary>The short name of a reading: "Plan tier: enterprise", "ARR by region".</summary>
    public static string Label(SemanticQuery query, CompileScope scope) => new QuerySentence(query, scope, new JoinReach(scope.Layer)).Short();
}

internal sealed class QuerySentence(SemanticQuery query, CompileScope scope, JoinReach reach)
{
    private readonly SemanticLayer _layer = QueryDefinitions.In(scope.Layer, query);
    private readonly PeriodCalendar _calendar = new(scope.Layer.Calendar);

    public string Write()
    {
        var text = new StringBuilder(Subject());
        if (Groups() is { Length: > 0 } groups && query.Metrics.Count > 0)
            text.Append(" by ").Append(groups);
        if (Period(query.Time?.Range, IsBalance()) is { } period)
            text.Append(' ').Append(period);
        foreach (var filter in query.Where)
            text.Append(' ').Append(Filter(filter));
        foreach (var segment in Segments())
            text.Append(", ").Append(segment);
        foreach (var having in query.Having)
            text.Append(", ").Append(Having(having));
        if (query.Compare is { IsContext: false } compare)
            text.Append(", compared with ").Append(Compared(compare));
        if (query.Growth is { Count: > 0 } || query.Steps is { Count: > 0 })
            text.Append(query.Gaps == GapHandling.Skip ? ", with the change from the row before" : ", with the change from the period before");
        if (query.Running is { Count: > 0 })
            text.Append(", with the running total");
        if (query.Within is { Count: > 0 } within)
            text.Append(query.Limit is { } each and > 1 ? $", the first {each} of each " : ", the first of each ")
                .Append(And(within.Select(f => Words(f[(f.LastIndexOf('.') + 1)..]))));
        if (query.Shares.Count > 0)
            text.Append(query.Shares[0].Of.Count > 0 ? $", as a share of each {ShareOf(query.Shares[0].Of[^1])}" : ", as a share of the total");
        if (Order() is { } order)
            text.Append(", ").Append(order);
        return text.ToString();
    }

    public string DifferenceFrom(SemanticQuery other)
    {
        if (query.Time != other.Time && Period(query.Time?.Range, IsBalance()) is { } period)
            return Capital(period);
        var filters = query
            .Where.OfType<FieldFilter>()
            .Where(f => !other.Where.OfType<FieldFilter>().Any(o => o.Field == f.Field))
            .Select(f => $"{FieldLabel(f.Field)} {Values(f.Values)}")
            .Concat(
                query
                    .Having.Where(h => _layer.FindMetric(h.Metric) is null && !other.Having.Any(o => o.Metric == h.Metric))
                    .Select(h => $"{FieldLabel(h.Metric)} {Values(h.Values)}")
            )
            .ToList();
        return filters.Count > 0 ? Capital(string.Join(", ", filters)) : Short();
    }

    private static string Capital(string text) => text.Length == 0 ? text : char.ToUpperInvariant(text[0]) + text[1..];

    public string Short()
    {
        var filters = query.Where.Select(f => f is FieldFilter field ? $"{FieldLabel(field.Field)} {Values(field.Values)}" : Filter(f)).ToList();
        var subject = Subject();
        var groups = Groups();
        return filters.Count > 0 ? $"{subject}: {string.Join(", ", filters)}"
            : groups.Length > 0 && query.Metrics.Count > 0 ? $"{subject} by {groups}"
            : subject;
    }

    private string Subject()
    {
        if (query.Metrics.Count > 0)
            return And(query.Metrics.Select(MetricLabel));
        var fields = query.GroupBy.Where(f => _layer.FindEntity(f) is null).Select(FieldLabel).ToList();
        var entity =
            query.GroupBy.Select(f => _layer.FindEntity(f)).FirstOrDefault(e => e is not null)
            ?? query.GroupBy.Select(f => _layer.FindEntity(f.Split('.')[0])).FirstOrDefault(e => e is not null);
        return entity is null ? $"List of {And(fields)}"
            : fields.Count == 0 || fields.Count == 1 && query.GroupBy.Contains($"{entity.Name}.{entity.Title}")
                ? $"List of {entity.LabelPlural.ToLowerInvariant()}"
            : $"List of {entity.LabelPlural.ToLowerInvariant()}: {And(fields)}";
    }

    private string MetricLabel(string name) => _layer.FindMetric(name)?.Label ?? name;

    private string Groups()
    {
        // An entity's key beside its title is the same grouping.
        var fields = query
            .GroupBy.Where(f => !query.GroupBy.Any(other => other != f && other.StartsWith(f + ".", StringComparison.Ordinal)))
            .Select(GroupLabel)
            .ToList();
        if (query.Time?.Grain is { } grain)
            fields.Add(Words(grain));
        return And(fields);
    }

    private string GroupLabel(string field)
    {
        var dot = field.LastIndexOf('.');
        if (dot > 0 && _layer.FindEntity(field[..dot]) is { } entity && entity.Title == field[(dot + 1)..])
            return Lower(entity.Label);
        return FieldLabel(field);
    }

    /// <summary>"plan tier" for <c>plan.tier</c>: the entity where the label alone does not say whose.</summary>
    private string FieldLabel(string field)
    {
        var parts = field.Split('.');
        if (parts[0] == "time" && parts.Length > 1)
            return Words(parts[1]);
        var entity = _layer.FindEntity(parts[0]);
        for (var i = 1; i < parts.Length - 1 && entity is not null; i++)
        {
            if (entity.FindTime(parts[i]) is { } time)
                return $"{Lower(time.Label ?? Words(time.Name))} {Words(parts[^1])}";
            entity = entity.FindJoin(parts[i]) is { } join ? _layer.FindEntity(join.To) : null;
        }
        if (entity is null)
            return Words(parts[^1]);
        if (parts.Length == 1)
            return Lower(entity.Label);
        if (entity.FindDimension(parts[^1]) is not { } dimension)
            return $"{Lower(entity.Label)} {Words(parts[^1])}";
        var label = Lower(dimension.Label);
        var isShared = _layer.Entities.Any(e =>
            e != entity && e.Dimensions.Any(d => string.Equals(d.Label, dimension.Label, StringComparison.OrdinalIgnoreCase))
        );
        var alone = parts.Length > 2 ? $"{Words(parts[^2])} {label}" : $"{Lower(entity.Label)} {label}";
        return (isShared || label.Length <= 5) && !label.Contains(Lower(entity.Label), StringComparison.Ordinal) ? alone : label;
    }

    private string Filter(QueryFilter filter) =>
        filter switch
        {
            FieldFilter field => FieldFilter(field),
            MetricFilter { Op: "=", Values: [{ Number: 0 }] } none =>
                $"whose {Lower(EntityLabel(none.Per))} has no {Lower(MetricLabel(none.Metric))}{Way(none)}{Suffix(none.Time, none.Metric)}",
            MetricFilter metric =>
                $"where {MetricLabel(metric.Metric)} of the {Lower(EntityLabel(metric.Per))}{Way(metric)}{Suffix(metric.Time, metric.Metric)} is {Operator(metric.Op)} {Values(metric.Values, metric.Op)}",
            _ => "",
        };

    private string Suffix(TimeRange? range, string metric) => Period(range, IsBalance(metric)) is { } period ? $" {period}" : "";

    /// <summary>Which of several ways leads to the thing: "by origin".</summary>
    private static string Way(MetricFilter filter) => filter.By is { } by ? $" by {by[(by.LastIndexOf('.') + 1)..].Replace('_', ' ')}" : "";

    private string EntityLabel(string name) => _layer.FindEntity(name)?.Label ?? name;

    private string FieldFilter(FieldFilter filter)
    {
        if (filter is { Field: "time.day_of_week", Op: "in" })
            return $"on {Days(filter.Values)}";
        var label = FieldLabel(filter.Field);
        return filter.Op switch
        {
            "=" when filter.Values is [{ Boolean: true }] => $"for {label} only",
            "=" when filter.Values is [{ Boolean: false }] => $"without {label}",
            "<>" when filter.Values is [{ Boolean: true }] => $"without {label}",
            "=" or "in" => $"for {label} {Values(filter.Values)}",
            "<>" or "not in" => $"except {label} {Values(filter.Values)}",
            "is_null" => $"without {A(label)}",
            "is_not_null" => $"with {A(label)}",
            "contains" => $"where {label} contains {Values(filter.Values)}",
            "starts_with" => $"where {label} starts with {Values(filter.Values)}",
            _ => $"where {label} is {Operator(filter.Op)} {Values(filter.Values, filter.Op)}",
        };
    }

    private string Having(HavingFilter having) =>
        _layer.FindMetric(having.Metric) is { } metric ? $"where {metric.Label} is {Operator(having.Op)} {Values(having.Values, having.Op)}"
        : having.Op == "is_not_null" ? $"leaving out those without {A(FieldLabel(having.Metric))}"
        : $"for {FieldLabel(having.Metric)} {Values(having.Values)} alone";

    private static string A(string noun) => noun.Length > 0 && "aeiouAEIOU".Contains(noun[0]) ? $"an {noun}" : $"a {noun}";

    private string ShareOf(string field) => field.StartsWith("time.", StringComparison.Ordinal) ? Words(field) : FieldLabel(field);

    private static string Days(IReadOnlyList<QueryValue> values)
    {
        var days = values.Select(v => (int)(v.Number ?? 0)).ToList();
        return days is [6, 7] ? "weekends"
            : days is [1, 2, 3, 4, 5] ? "weekdays"
            : Or(days.Select(d => $"{CultureInfo.InvariantCulture.DateTimeFormat.GetDayName((DayOfWeek)(d % 7))}s"));
    }

    private static string Operator(string op) =>
        op switch
        {
            ">" => "more than",
            ">=" => "at least",
            "<" => "less than",
            "<=" => "at most",
            "=" => "exactly",
            "<>" => "not",
            _ => op.Replace('_', ' '),
        };

    private static string Values(IReadOnlyList<QueryValue> values, string op = "=") =>
        op == "between" && values.Count == 2 ? $"{Value(values[0])} and {Value(values[1])}" : Or(values.Select(Value));

    private static string Value(QueryValue value) =>
        value.Number is { } number ? number.ToString("#,0.##", CultureInfo.InvariantCulture)
        : value.IsNull ? "unknown"
        : value.ToString();

    private IEnumerable<string> Segments()
    {
        foreach (var (name, isOn) in query.Segments)
            if (SegmentOf(name) is { } segment)
                yield return isOn ? $"{Lower(segment.Label)} only" : $"not limited to {Lower(segment.Label)}";
        foreach (var entity in _layer.Entities)
        foreach (var segment in entity.Segments.Where(s => s.IsDefault && !query.Segments.ContainsKey($"{entity.Name}.{s.Name}")))
        {
            var homes = query.Metrics.Select(_layer.FindMetric).OfType<Metric>().SelectMany(reach.HomesOf).Distinct(StringComparer.Ordinal).ToList();
            if (homes.Count > 0 && homes.Exists(h => reach.Between(h, entity.Name).Length == 1))
                yield return $"{Lower(segment.Label)} only";
        }
    }

    private Segment? SegmentOf(string name)
    {
        var dot = name.LastIndexOf('.');
        return dot > 0 ? _layer.FindEntity(name[..dot])?.FindSegment(name[(dot + 1)..]) : null;
    }

    private bool IsBalance() => query.Metrics.Count > 0 && query.Time?.Grain is null && query.Metrics.All(IsBalance);

    private bool IsBalance(string name) =>
        _layer.FindMetric(name)?.Definition switch
        {
            SemiAdditiveMetric { Over.Take: BalanceTake.Last } => true,
            DerivedMetric derived => derived.Inputs.Length > 0 && derived.Inputs.All(i => i.Metric != name && IsBalance(i.Metric)),
            _ => false,
        };

    private string? Period(TimeRange? range, bool isBalance)
    {
        switch (range)
        {
            case null:
                return null;
            case DateRange { From: { } since, To: null }:
                return $"since {PeriodCalendar.Day(since)}";
            case DateRange { From: null, To: { } until }:
                return $"before {PeriodCalendar.Day(until)}";
        }
        if (!_calendar.TryResolve(range, scope.Today, out var from, out var to, out var grain, out var periods) || from is not { } first || to is not { } end)
            return range is NamedRange named ? $"in {Words(named.Name)}" : null;
        if (range is LastPeriods last && last.Last > 1)
            return $"in the last {last.Last} {Words(last.Unit)}s ({_calendar.Label(first, end)})";
        var label = _calendar.Label(first, end);
        if (range is NamedRange { Name: "ytd" or "qtd" or "mtd" or "wtd" } or NamedRange { Name: ['t', 'h', 'i', 's', '_', ..] })
            return isBalance ? $"now ({NameOfCurrent(grain, first)} so far)" : $"in {NameOfCurrent(grain, first)} so far";
        return isBalance ? $"at the end of {label}"
            : periods == 1 && grain == "day" && from.Value.AddDays(1) == end ? $"on {label}"
            : $"in {label}";
    }

    private string NameOfCurrent(string grain, DateOnly from) => _calendar.Label(from, _calendar.Add(grain, from, 1));

    private string Compared(QueryComparison compare)
    {
        if (query.Time?.Grain is { } grain)
            return compare.To switch
            {
                PreviousPeriod => $"the {Words(grain)} before",
                SamePeriodLastYear => "the same period a year before",
                ShiftedBy shift => $"{shift.Count} {Plural(shift.Unit, shift.Count)} before",
                _ => "another period",
            };
        return compare.To switch
        {
            PreviousPeriod when query.Time?.Range is { } range && _calendar.TryResolve(range, scope.Today, out _, out _, out var unit, out var periods) =>
                periods == 1 ? $"the previous {Words(Bare(unit))}" : $"the {periods} {Plural(Bare(unit), periods)} before",
            PreviousPeriod => "the period before",
            SamePeriodLastYear => "the same period a year before",
            ShiftedBy shift => $"{shift.Count} {Plural(shift.Unit, shift.Count)} before",
            _ => "another period",
        };
    }

    private string? Order()
    {
        if (query.Limit is null && query.OrderBy is not [{ Field: var field }, ..])
            return null;
        var (by, desc) = query.OrderBy is [var order, ..] ? (order.Field, order.Desc) : ("", true);
        var dot = by.LastIndexOf('.');
        var metric = _layer.FindMetric(by) ?? (dot > 0 ? _layer.FindMetric(by[..dot]) : null);
        var change =
            metric is not null && dot > 0
                ? (
                    by.EndsWith("_pct", StringComparison.Ordinal) ? "relative change of "
                    : by.EndsWith(".share", StringComparison.Ordinal) ? "share of "
                    : "change of "
                )
                : "";
        // Of each group how many is said beside the group.
        if (query.Limit is { } limit && query.Within is null or [])
            return metric is null ? $"the first {limit}" : $"the {limit} with the {(desc ? "highest" : "lowest")} {change}{metric.Label}";
        return metric is null || change.Length == 0 && desc ? null : $"ordered by {change}{metric.Label}";
    }

    private static string Bare(string grain) =>
        grain.StartsWith("fiscal_", StringComparison.Ordinal) || grain.StartsWith("civil_", StringComparison.Ordinal)
            ? grain[(grain.IndexOf('_', StringComparison.Ordinal) + 1)..]
            : grain;

    private static string Plural(string unit, int count) => count == 1 ? Words(unit) : Words(unit) + "s";

    private static string Words(string name) => name.StartsWith("time.", StringComparison.Ordinal) ? name[5..].Replace('_', ' ') : name.Replace('_', ' ');

    /// <summary>Lower case, but not an abbreviation: "CSAT score", "plan tier".</summary>
    private static string Lower(string label) =>
        label.Length > 1 && char.IsUpper(label[0]) && !char.IsUpper(label[1]) ? char.ToLowerInvariant(label[0]) + label[1..] : label;

    private static string And(IEnumerable<string> items) => Joined([.. items], "and");

    private static string Or(IEnumerable<string> items) => Joined([.. items], "or");

    private static string Joined(List<string> items, string word) =>
        items.Count switch
        {
            0 => "",
            1 => items[0],
            _ => $"{string.Join(", ", items.Take(items.Count - 1))} {word} {items[^1]}",
        };
}
