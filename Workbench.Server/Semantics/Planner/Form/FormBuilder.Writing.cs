using System.Globalization;
using Workbench.Server.Semantics.Layer;
using Workbench.Shared.Queries;

namespace Workbench.Server.Semantics.Planner.Form;

internal sealed partial class FormBuilder
{
    /// <summary>Rounded and as a percentage, where that was asked for.</summary>
    private FormMeasure Formed(FormMeasure measure)
    {
        if (measure is RankMeasure or ChangeMeasure or RunningMeasure or ShareMeasure or AggMeasure { Agg: "count" or "count_distinct" })
            return measure;
        if (
            definitions.NoneIsZero
            && measure is AggMeasure { Agg: "sum" } or MetricMeasure { Metric.Definition: SimpleMetric { Aggregation.Kind: AggregationKind.Sum } }
        )
            measure = new MathMeasure("{0}", [measure]);
        if (request.IsPercent && measure is MathMeasure math && !math.Text.Contains("100", StringComparison.Ordinal))
            measure = math with { Text = $"({math.Text}) * 100" };
        if (request.Digits is { } digits)
            measure = new MathMeasure(
                FormattableString.Invariant($"round({(measure is MathMeasure inner ? inner.Text : "{0}")}, {digits})"),
                measure is MathMeasure parts ? parts.Parts : [measure]
            );
        return measure;
    }

    /// <summary>The metric's name in the query: the layer's own, or one that the query defines. Empty where the form alone changes.</summary>
    private string Write(FormMeasure measure, string phrase)
    {
        switch (measure)
        {
            case ChangeMeasure:
                return "";
            case RunningMeasure { Of: null }:
                return "";
            case RunningMeasure { Of: { } summed }:
                var added = Write(summed, phrase);
                _running.Add(added);
                return added;
            case ShareMeasure share:
                var whole = Write(share.Of, phrase);
                if (!_shares.Exists(s => s.Metric == whole))
                    _shares.Add(new QueryShare(whole, []));
                return whole;
            case RankMeasure rank:
                var by = Write(Formed(rank.By), phrase);
                _ranks.Add(by);
                return request.Measures.Exists(m => m.Measure is not RankMeasure && FormReader.IsSame(m.Measure, rank.By)) ? "" : by;
            case MetricMeasure named
                when _any.Count == 0
                    && !request.Conditions.Exists(c => c is WithinCondition or RowCondition)
                    && !_times.Keys.Concat(_timePaths.Keys).Any(named.Homes.Contains):
                return named.Metric.Name;
            case MetricMeasure
            {
                // What a definition of the query cannot say must not be lost.
                Metric: { Definition: SimpleMetric simple, Currency: null, RequiredFilters.IsEmpty: true, Absent: null } metric
            } when names.Layer.FindEntity(simple.Entity) is { } home && names.IsOpen(metric) && FormMeasures.AggName(simple.Aggregation.Kind) is { } agg:
                return Write(new AggMeasure(home, agg, simple.Expr?.Text) { Where = simple.Where is { } filter ? [filter.Text] : [] }, phrase);
            case AggMeasure own:
                return Write(own, phrase);
            case MathMeasure math:
                var parts = math.Parts.Select((p, i) => Write(p, FormattableString.Invariant($"{phrase} part {i + 1}"))).ToArray<object?>();
                var expr = string.Format(CultureInfo.InvariantCulture, definitions.NoneIsZero ? OrZero(math.Text) : math.Text, parts);
                if (_define.Find(d => d.Entity is null && d.Expr == expr) is { } same)
                    return same.Name;
                var name = Free(Slug(phrase));
                _define.Add(
                    new QueryDefinition
                    {
                        Name = name,
                        Label = Label(phrase),
                        Expr = expr,
                    }
                );
                return name;
            default:
                _isBroken = true;
                return "";
        }
    }

    private string Write(AggMeasure agg, string phrase)
    {
        var time = agg.Time ?? _times.GetValueOrDefault(agg.Home);
        var where = agg.Where.ToList();
        foreach (var any in request.Conditions.OfType<AnyCondition>())
        {
            var either = any.Of.Select(c => measures.Sql(c, agg.Home)).ToList();
            if (either.Contains(null))
            {
                _isBroken = true;
                return "";
            }
            where.Add($"({string.Join(" or ", either)})");
        }
        foreach (var within in request.Conditions.OfType<WithinCondition>())
        {
            if (measures.Sql(within, agg.Home, time ?? agg.Home.DefaultTime) is not { } soon)
            {
                _isBroken = true;
                return "";
            }
            where.Add(soon);
        }
        foreach (var row in request.Conditions.OfType<RowCondition>())
            if (measures.Sql(row, agg.Home) is { } own && !where.Contains(own))
                where.Add(own);
        var path = agg.Time is null ? _timePaths.GetValueOrDefault(agg.Home) : null;
        var isLast = request.Last != LastRows.All && agg.Home.DefaultTime is not null;
        if (where.Count == 0 && (time is null || time == agg.Home.DefaultTime) && path is null && !isLast && agg.LastPer is null && Known(agg) is { } known)
            return known;
        var definition = new QueryDefinition
        {
            Name = "",
            Entity = agg.Home.Name,
            Agg = agg.Agg,
            Expr = agg.Expr,
            Where = where.Count == 0 ? null : string.Join(" and ", where),
            Time = isLast || agg.LastPer is not null ? (time ?? agg.Home.DefaultTime!).Name : path ?? time?.Name,
            LastPer =
                agg.LastPer is { } per ? per
                : isLast ? []
                : null,
        };
        if (_define.Find(d => d with { Name = "", Label = null, LastPer = null } == definition with { LastPer = null }) is { } same)
            return same.Name;
        var name = Free(Slug(phrase));
        _define.Add(definition with { Name = name, Label = Label(phrase) });
        return name;
    }

    /// <summary>The layer's own metric of the same meaning: its name, label and unit are better than ours.</summary>
    private string? Known(AggMeasure agg) =>
        names
            .Layer.Metrics.FirstOrDefault(m =>
                m is { IsHidden: false, Definition: SimpleMetric { Where: null } simple, RequiredFilters.IsEmpty: true }
                && simple.Entity == agg.Home.Name
                && FormMeasures.AggName(simple.Aggregation.Kind) == agg.Agg
                && simple.Expr?.Text.Trim() == agg.Expr
                && (simple.Time is null || simple.Time == agg.Home.DefaultTime?.Name)
            )
            ?.Name
        ?? (agg is { Agg: "count", Expr: null } ? names.Layer.RowsOf(agg.Home)?.Name : null);

    private void WriteOrder(List<(FormMeasure Measure, string Name)> written)
    {
        foreach (var (measure, field, descending) in request.Order)
        {
            string name;
            if (measure is ShareMeasure share)
                name = $"{Write(share, "share")}.share";
            else if (measure is not null)
                name = written.Find(w => FormReader.IsSame(w.Measure, measure)).Name is { Length: > 0 } shown ? shown : Write(Formed(measure), "order");
            else if (field is null)
                name = "time";
            else
                name = Written(field.Entity, field.Name, field.Via)?.TrimEnd('.') ?? "";
            if (name.Length == 0 || name == "time" && request.Grain is null)
                _isBroken = true;
            else if (!_order.Exists(o => o.Field == name))
                _order.Add(new QueryOrder(name, descending));
        }
        if (_order.Count == 0 && request.Descending is { } direction && request.Grain is null && _shown.Count > 0)
            _order.Add(new QueryOrder(_shown[0], direction));
        if (_order.Count == 0 && request.Limit is not null && _shown.Count > 0)
            _order.Add(new QueryOrder(_shown[0], request.TopDescending ?? true));
        // A rank that is shown is the order that it counts by.
        if (_order.Count == 0 && request.Grain is null && _ranks is [var ranked])
            _order.Add(new QueryOrder(ranked, true));
        if (_order.Count == 0 && request.TopDescending is not null)
            Problem ??= "the first of them, by nothing that is said";
    }

    /// <summary>What there is none of counts as 0, but for what is divided by.</summary>
    private static string OrZero(string text) => Part().Replace(text, "coalesce($0, 0)");

    [System.Text.RegularExpressions.GeneratedRegex(@"(?<!/\s*\(*\s*)\{\d+\}", System.Text.RegularExpressions.RegexOptions.None, 2_000)]
    private static partial System.Text.RegularExpressions.Regex Part();

    private string Free(string wanted)
    {
        var name = wanted;
        for (var i = 2; names.Layer.FindMetric(name) is not null || names.Layer.FindEntity(name) is not null || _define.Exists(d => d.Name == name); i++)
            name = FormattableString.Invariant($"{wanted}_{i}");
        return name;
    }

    private static string Slug(string phrase)
    {
        var slug = string.Join('_', FormText.Words(phrase).Where(w => w.All(char.IsLetterOrDigit)).Take(6));
        return slug.Length == 0 || char.IsDigit(slug[0]) ? $"value_{slug}".TrimEnd('_') : slug;
    }

    private static string Label(string phrase) => phrase.Length == 0 ? phrase : char.ToUpperInvariant(phrase[0]) + phrase[1..];
}
