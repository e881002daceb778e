using Workbench.Server.Semantics.Layer;

namespace Workbench.Server.Semantics.Planner;

/// <summary>Finds the metric that the form of a question asks for: an average, a ratio, a running total, a conversion, a count.</summary>
internal sealed class MetricChoice(MetricSearch search)
{
    public void Choose(Draft draft)
    {
        ConvertRatio(draft);
        ChooseAmount(draft);
        ChooseShare(draft);
        ChoosePerRow(draft);
        ListRows(draft);
        CountDistinct(draft);
        UseNamedTime(draft);
        if (draft.WantsAverage && draft.Metrics.Count > 0)
        {
            if (search.AverageOf(draft.Metrics[0]) is { } average)
                draft.Metrics[0] = average;
            else if (!IsPerSomething(draft.Metrics[0]) && !Says(draft.Metrics[0], "average") && !Says(draft.Metrics[0], "mean"))
                draft.Doubt("no average of it", 0.45);
        }
        if (draft.WantsCumulative && draft.Metrics.Count > 0 && draft.Metrics[0].Definition is not CumulativeMetric)
        {
            if (search.CumulativeOf(draft.Metrics[0], draft.Period?.Grain) is { } cumulative)
                draft.Metrics[0] = cumulative;
            else
                draft.Doubt("no running total of it", 0.6);
        }
        if (draft.Within is { } within && draft.Conditions.Count == 0)
            ChooseConversion(draft, within);
        // "which customers opened more than 10 tickets": what is measured is shown.
        var shown = draft.Conditions.Where(c => !c.IsAbsence).Select(c => c.Metric).Distinct().ToList();
        if (draft.Metrics.Count == 0 && draft.Listed is not null && shown.Count == 1 && !draft.IsCount)
            draft.Metrics.Add(shown[0]);
        if (draft.Metrics.Count == 0 && draft is { Rank: not null, Acted: { } acted } && search.CountOf(acted) is { } acts)
            draft.Metrics.Add(acts);
        if (draft.Metrics.Count > 0)
        {
            if (
                draft is { IsCount: true, Counted: { } asked }
                && !draft.IsRatio
                && draft.Share is null
                && draft.Metrics.TrueForAll(m => search.Rows.CountedBy(m) != asked)
            )
                draft.Doubt("counts something else", 0.5);
            return;
        }
        var counted =
            draft.Counted
            ?? (
                draft.IsListing || draft.Listed is not null ? null
                : draft.Mentioned.Count > 0 ? draft.Mentioned[0]
                : null
            );
        if (draft.Counted is null && draft.Groups.Count > 0 && draft.Mentioned.Count == 0 && draft.Conditions.Count == 0 && !draft.IsListing)
            counted = null;
        // "part-time teachers" are no lessons, though each lesson has a teacher.
        if (counted is not null && draft.Counted is null && draft.NamedByRole.Contains(counted))
            draft.Doubt("counts what only a role leads from", 0.45);
        if (counted is null)
            return;
        if (draft.TimeOwner is { } happening && happening != counted)
        {
            if (search.Rows.DistinctOn(counted, happening) is { } distinct)
            {
                draft.Metrics.Add(distinct);
                return;
            }
            draft.Doubt("a time of something else", 0.5);
        }
        if (CountFor(draft, counted) is { } count && (draft.IsCount || draft.Groups.Count > 0 || draft.Share is not null || !search.IsRowCount(count)))
        {
            // "the average invoice" is an average amount and no count.
            if (draft.WantsAverage)
            {
                if (search.Rows.AmountOf(counted, null, null) is { } amount && search.AverageOf(amount) is { } average)
                {
                    draft.Metrics.Add(average);
                    return;
                }
                draft.Doubt("no average of it", 0.6);
            }
            draft.Metrics.Add(count);
            if (search.IsRowCount(count))
            {
                draft.Assume($"No metric counts {counted.LabelPlural.ToLowerInvariant()}: their rows are counted.");
                // "external customers": the layer speaks of some of them, and does not say which are meant by all.
                if (counted.Segments.Any(s => !s.IsDefault) && draft.Segments.Count == 0)
                    draft.Caution("all rows, or those of a segment", 0.3);
                draft.Doubt("rows that no metric counts", draft.SaysPeople && !Names(counted, "people") ? 0.4 : 0.05);
            }
            if (count.Definition is SimpleMetric { Where: not null })
                draft.Doubt("counts a part of the rows", 0.15);
            if (draft.Counted is null)
                draft.Doubt("a count that was not asked for in words", 0.1);
            ChooseAmount(draft);
        }
        else
            draft.Doubt("no metric counts it", 1);
    }

    /// <summary>A rate is an average already, and so is what is computed as one, whatever it is called.</summary>
    private static bool IsPerSomething(Metric metric) =>
        metric.Definition is RatioMetric or ConversionMetric or SimpleMetric { Aggregation.Kind: AggregationKind.Average }
        || metric is { Definition: DerivedMetric, Unit: "percent" };

    /// <summary>"list open deals over $50,000": the things that a count counts, each with its amount.</summary>
    private void ListRows(Draft draft)
    {
        var isPlain =
            !draft.IsCount
            && draft.Grain is null
            && !draft.WantsSeries
            && draft.Share is null
            && draft.Change is null
            && !draft.IsRatio
            && draft.Conditions.Count == 0
            && draft.Compare is null;
        if (
            isPlain
            && draft.ListsRows
            && draft.Metrics is [var count]
            && search.Rows.CountedBy(count) is { } entity
            && draft.Groups.TrueForAll(g => g.Entity == entity && g.Dimension is null)
        )
        {
            draft.Listed = entity;
            draft.IsListing = true;
            if (draft.Groups.Count == 0)
                draft.Groups.Add(new GroupUse(entity, null, null));
            if (count.Definition is not SimpleMetric simple)
                draft.Metrics.Clear();
            else if (simple.Entity == entity.Name && search.Rows.AmountOf(entity, simple.Where?.Text, draft.RowLimit?.Unit) is { } amount)
                draft.Metrics[0] = amount;
            else if (
                simple.Entity == entity.Name
                && simple.Where is null
                && draft.RowLimit is null
                && (simple.Time is null || search.Rows.TimeOf(simple) == entity.DefaultTime?.Name)
            )
                draft.Metrics.Clear();
            draft.Doubt("single rows", 0.03);
        }
        else if (isPlain && draft.Metrics.Count == 0 && draft.Listed is { } listed && (draft.RowLimit is not null || draft.Rank is not null))
        {
            // "invoices" are those that are counted as such, without credit notes.
            var own = (search.CountOf(listed)?.Definition as SimpleMetric)?.Where?.Text;
            if ((search.Rows.AmountOf(listed, null, draft.RowLimit?.Unit) ?? search.Rows.AmountOf(listed, own, draft.RowLimit?.Unit)) is { } amount)
            {
                draft.Metrics.Add(amount);
                if (draft.RowLimit is null)
                {
                    draft.Assume($"Ranked by {amount.Label}.");
                    draft.Doubt("ranked by an amount that was not named", 0.12);
                }
            }
        }
        if (draft.RowLimit is not { } limit)
            return;
        if (limit.Unit is null && draft.Metrics is [var amounts] && RowSearch.IsMoney(amounts.Unit))
        {
            draft.Conditions.Add(new ConditionUse(amounts, limit.Op, limit.Value, limit.Upper, 0, false));
            draft.Assume($"The limit is read as one on {amounts.Label} of each.");
            draft.Doubt("a limit without a unit", 0.12);
        }
        else if (limit.Unit is { } unit && draft.Metrics is [var worth] && Measures.Factor(unit, worth.Unit) is { } factor)
            draft.Conditions.Add(new ConditionUse(worth, limit.Op, limit.Value * factor, limit.Upper * factor, 0, false));
        else
            draft.Doubt("a limit without a metric", 0.6);
    }

    /// <summary>"how many projects had at least one request" are the different projects that requests are of.</summary>
    private void CountDistinct(Draft draft)
    {
        if (
            !draft.IsCount
            || draft.Counted is not { } entity
            || draft.Metrics.Exists(m => search.Rows.CountedBy(m) != entity)
            || draft.Conditions is not [{ IsAbsence: false, Upper: null } some]
            || (some.Op, some.Value) is not ((">=", 1) or (">", 0))
            || search.Rows.DistinctWith(entity, some.Metric) is not { } distinct
        )
            return;
        draft.Metrics.Clear();
        draft.Metrics.Add(distinct);
        draft.Conditions.Clear();
        draft.Period ??= some.Period;
    }

    /// <summary>"resolved last week" is another time of the same rows: its metric, or a doubt where there is none.</summary>
    private void UseNamedTime(Draft draft)
    {
        if (draft.Time is not { } time || draft.TimeOwner is not { } owner)
            return;
        if (draft.Metrics.Count == 0 && draft.Conditions.Count == 0)
        {
            if (draft.Period is not null && owner.DefaultTime != time)
                draft.Doubt("another time of the rows", 0.5);
            return;
        }
        for (var i = 0; i < draft.Metrics.Count; i++)
        {
            var metric = draft.Metrics[i];
            if (BaseOf(metric) is { Definition: SimpleMetric simple } plain && simple.Entity == owner.Name)
            {
                if (search.Rows.TimeOf(simple) == time.Name)
                    // Those who signed up last week, not all who had by then.
                    draft.Metrics[i] = metric.Definition is CumulativeMetric && draft.Period is not null ? plain : metric;
                else if (search.Rows.AtTime(plain, owner, time) is { } other)
                    draft.Metrics[i] = other;
                else if (draft.Grain is null)
                    draft.Doubt("a time that the number does not use", 0.45);
            }
            else if (metric.Definition is SimpleMetric { Time: { } path } && path[(path.LastIndexOf('.') + 1)..] == time.Name)
                continue;
            else
                draft.Doubt("a time of something else", draft.Grain is null ? 0.4 : 0.2);
        }
    }

    private Metric? BaseOf(Metric metric) =>
        metric.Definition switch
        {
            CumulativeMetric cumulative => search.Rows.Find(cumulative.Metric.Metric),
            ConversionMetric conversion => search.Rows.Find(conversion.Base),
            RatioMetric ratio => search.Rows.Find(ratio.Denominator.Metric),
            _ => metric,
        };

    /// <summary>"how much did we bill" asks for the amount of the bills and not for their number.</summary>
    private void ChooseAmount(Draft draft)
    {
        // "what did we invoice": all of it, and not the average of each.
        if (draft is { WantsAmount: true, SaysAverage: false, Metrics: [var named] } && (Says(named, "average") || Says(named, "mean")))
            draft.Doubt("an average that nobody asked for", 0.35);
        if (!draft.WantsAmount || draft.IsCount || draft.Metrics is not [{ Definition: SimpleMetric simple } count])
            return;
        if (search.Rows.CountedBy(count) is not { } entity || entity.Name != simple.Entity)
            return;
        if (search.Rows.AmountOf(entity, simple.Where?.Text, null) is { Definition: SimpleMetric { Aggregation.Kind: AggregationKind.Sum } } amount)
        {
            draft.Metrics[0] = amount;
            draft.Assume($"How much is read as {amount.Label}.");
        }
        else
            draft.Doubt("an amount that no metric gives", 0.35);
    }

    /// <summary>"share of damaged shipments in each port": where the part is a metric of its own, the one that divides it by the whole.</summary>
    private void ChooseShare(Draft draft)
    {
        // "occupancy %" says the unit.
        if (draft.Share is { IsBehind: true } && draft.Metrics is [{ Unit: "percent" } or { Definition: RatioMetric or ConversionMetric }])
            draft.Share = null;
        // "overtime %" where the layer has an "overtime share".
        if (draft.Share is { IsBehind: true } && draft.Metrics is [var over] && search.PercentageOf(over) is { } own)
        {
            draft.Metrics[0] = own;
            draft.Share = null;
            draft.Assume($"The percentage is read as {own.Label}.");
            return;
        }
        if (
            draft.Share is not { OfTotal: false }
            || draft.Filters.Count > 0
            || draft.Metrics is not [{ Definition: SimpleMetric { Where: not null } simple } part]
            || search.Rows.CountedBy(part) is not { } entity
            || entity.Name != simple.Entity
            || draft.Groups.Exists(g => !g.IsWithin) && draft.Rank is null && !draft.Share.IsBehind
        )
            return;
        if (search.CountOf(entity) is { } all && all != part && search.RatioOf(part, all) is { } rate)
        {
            if (draft.Share.IsBehind && draft.Groups.Count > 0)
            {
                draft.Assume($"The percentage is read as {rate.Label}.");
                draft.Doubt("a percentage of each, or of the total", 0.1);
            }
            draft.Metrics[0] = rate;
            draft.Share = null;
        }
        else if (draft.Groups.Count > 0)
            draft.Doubt("a share within each that no metric gives", 0.6);
    }

    /// <summary>"how many patients do we have" are all of them, where a metric counts only those to whom something happened.</summary>
    private Metric? CountFor(Draft draft, Entity counted)
    {
        var count = search.CountOrRowsOf(counted);
        var isOfEvents = count?.Definition is SimpleMetric { Aggregation.Kind: AggregationKind.CountDistinct } distinct && distinct.Entity != counted.Name;
        return isOfEvents && draft is { IsCount: true, HaveThem: true, Period: null, Conditions.Count: 0, Filters.Count: 0, Groups.Count: 0 }
            ? search.Rows.AllOf(counted) ?? count
            : count;
    }

    /// <summary>"charges per admission": of each row on average, where the rows themselves are no grouping.</summary>
    private void ChoosePerRow(Draft draft)
    {
        if (
            draft.Metrics is not [{ Definition: SimpleMetric { Aggregation.Kind: AggregationKind.Sum } simple } sum]
            || draft.Groups.Find(g => g is { IsWithin: true, Dimension: null, TimePart: null } && g.Entity.Name == simple.Entity) is not { } rows
            || draft.Listed == rows.Entity
        )
            return;
        if (search.AverageOf(sum) is { } average)
        {
            draft.Metrics[0] = average;
            draft.Groups.Remove(rows);
        }
        else
            draft.Doubt("one row each", 0.35);
    }

    private static bool Names(Entity entity, string word) =>
        entity.Name.Contains(word, StringComparison.OrdinalIgnoreCase) || entity.LabelPlural.Contains(word, StringComparison.OrdinalIgnoreCase);

    private static bool Says(Metric metric, string word) =>
        metric.Label.Contains(word, StringComparison.OrdinalIgnoreCase)
        || metric.Name.Contains(word, StringComparison.OrdinalIgnoreCase)
        || word == "average" && metric.Name.StartsWith("avg", StringComparison.Ordinal);

    private void ConvertRatio(Draft draft)
    {
        if (!draft.IsRatio || draft.Metrics.Count == 0)
            return;
        var under = draft.RatioUnder ?? (draft.Metrics.Count > 1 ? draft.Metrics[1] : null);
        if (under is null)
        {
            draft.Doubt("a ratio without its other side", 0.6);
            return;
        }
        if (search.RatioOf(draft.Metrics[0], under) is { } ratio)
        {
            draft.Metrics.Clear();
            draft.Metrics.Add(ratio);
            return;
        }
        if (!draft.Metrics.Contains(under))
            draft.Metrics.Add(under);
        if (draft.Quotient is { } quotient && draft.Metrics is [var over, _] && over != under && CanDivide(over, under, quotient))
        {
            draft.Divisor = under;
            draft.Assume($"{over.Label} divided by {under.Label}.");
            draft.Doubt("a ratio that the question makes", 0.08);
            return;
        }
        draft.Assume($"No metric divides {draft.Metrics[0].Label} by {under.Label}: both are shown side by side.");
        draft.Doubt("no ratio of them", 0.3);
    }

    /// <summary>A balance is no part of what came in over all time, nor is an amount one of a count.</summary>
    private bool CanDivide(Metric over, Metric under, RatioCue quotient) =>
        search.IsBalance(over) == search.IsBalance(under)
        && over.Definition is not (RatioMetric or ConversionMetric)
        && under.Definition is not (RatioMetric or ConversionMetric)
        && (!quotient.IsPart || over.Unit == under.Unit || search.Rows.CountedBy(over) is not null && search.Rows.CountedBy(under) is not null);

    private void ChooseConversion(Draft draft, WithinPhrase within)
    {
        var conversions = draft.Metrics.SelectMany(search.ConversionsOf).Concat(draft.Metrics.Where(m => m.Definition is ConversionMetric)).Distinct().ToList();
        var exact = conversions.Find(m => m.Definition is ConversionMetric { Within: { } w } && w.Count == within.Count && w.Unit.TrimEnd('s') == within.Unit);
        if (exact is not null)
        {
            draft.Metrics.Clear();
            draft.Metrics.Add(exact);
            draft.Share = null;
        }
        else if (conversions.Count > 0)
        {
            draft.Metrics.Clear();
            draft.Metrics.Add(conversions[0]);
            draft.Share = null;
            draft.Doubt("another time to convert", 0.45);
        }
        else
            draft.Doubt("a time limit without a use", 0.4);
    }
}
