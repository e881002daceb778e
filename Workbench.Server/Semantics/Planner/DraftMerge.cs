using Workbench.Server.Semantics.Layer;
using Workbench.Shared.Queries;

namespace Workbench.Server.Semantics.Planner;

/// <summary>Reads a question as a change of the query before it.</summary>
internal sealed class DraftMerge(LayerLexicon lexicon, PeriodCalendar calendar, DateOnly today)
{
    private SemanticLayer Layer => lexicon.Layer;

    /// <summary>Lays <paramref name="change"/> over the query before: what it names replaces its like, the rest stays.</summary>
    public void Merge(Draft change, SemanticQuery before, bool isCorrection, bool pointsBack)
    {
        var old = DraftOf(before);
        change.IsCorrection = isCorrection;
        NameThings(change, before);
        var hadMetrics = change.Metrics.Count > 0;
        RankByOther(change, old);
        if (isCorrection && Corrects(change, old))
            change.Groups.Clear();
        KeepMetrics(change, old, hadMetrics);
        KeepGroups(change, old, isCorrection);
        if (hadMetrics && pointsBack)
            KeepThoseMeant(change, old);
        if (hadMetrics)
            LeaveUnreachable(change, old);
        foreach (var filter in old.Filters)
            KeepFilter(change, filter);
        change.RawFilters.AddRange(old.RawFilters);
        if (change.Conditions.Count == 0)
            change.Conditions.AddRange(old.Conditions);
        foreach (var (segment, isOn) in old.Segments)
            change.Segments.TryAdd(segment, isOn);
        KeepTime(change, old, before);
        change.Rank ??= change.Groups.SequenceEqual(old.Groups) || change.Groups.Count > 0 ? old.Rank : null;
        change.RankBy ??= old.RankBy;
        change.Change ??= old.Change;
        change.Share ??= old.Share;
        change.Chart ??= old.Chart;
        change.Listed ??= old.Listed;
        change.IsListing |= old.IsListing;
        change.Doubts.RemoveAll(d => d.Reason is "a dimension on its own" or "a count that was not asked for in words");
    }

    /// <summary>"only the small repairs": which of them, and not how many.</summary>
    private void NameThings(Draft change, SemanticQuery before)
    {
        if (
            change is not { IsOnly: true, IsCount: false, Filters.Count: > 0, Metrics: [var count] }
            || before.Metrics.Contains(count.Name)
            || lexicon.Search.Rows.CountedBy(count) is not { } entity
        )
            return;
        var at = change.Links.FindIndex(l => l.Option.Target is MetricTarget named && named.Metric == count);
        if (at < 0 || change.Links[at].Mention.Options.FirstOrDefault(o => o.Target is EntityTarget thing && thing.Entity == entity) is not { } option)
            return;
        change.Metrics.Clear();
        change.Mentioned.Add(entity);
        change.Links[at] = change.Links[at] with { Option = option };
    }

    /// <summary>What is picked now replaces what was picked; what is taken away now is taken away as well.</summary>
    private static void KeepFilter(Draft change, FilterUse filter)
    {
        var same = change.Filters.FindAll(f => f.Entity == filter.Entity && f.Dimension == filter.Dimension && f.Op is null && filter.Op is null);
        if (same.Exists(f => !f.IsNegated))
            return;
        if (same is not [{ IsNegated: true } less, ..])
        {
            change.Filters.Add(filter);
            return;
        }
        if (filter.IsNegated)
        {
            less.Values.AddRange(filter.Values.Except(less.Values, StringComparer.Ordinal).ToList());
            return;
        }
        var left = filter.Values.Except(less.Values, StringComparer.Ordinal).ToList();
        if (left.Count == 0)
            return;
        change.TakenAway.UnionWith(less.Values);
        change.Filters.Remove(less);
        change.Filters.Add(filter with { Values = left });
    }

    private static void KeepMetrics(Draft change, Draft old, bool hadMetrics)
    {
        // "and the number of tickets?" asks for another number; "as well" would keep both.
        if (!hadMetrics && change.Counted is null)
        {
            change.Metrics.AddRange(old.Metrics);
            change.IsCount = old.IsCount && !change.WantsAmount;
            if (old.Quotient is not null)
                (change.IsRatio, change.Quotient, change.RatioUnder) = (true, old.Quotient, old.RatioUnder);
        }
    }

    /// <summary>"how much MRR was that": of the ones of the answer before. The first few stay the first few; those that a number of its own chose cannot be chosen again.</summary>
    private static void KeepThoseMeant(Draft change, Draft old)
    {
        if (old.Metrics is not [var before, ..] || change.Metrics.Contains(before))
            return;
        if (old.Rank is { Count: not null } && change.Rank is null && old.Groups.Count > 0)
        {
            change.RankBy = old.RankBy ?? before;
            change.Metrics.Add(change.RankBy);
        }
        else if (
            before.Definition is not SimpleMetric { Where: null } and not CumulativeMetric and not SemiAdditiveMetric { Where: null } and not DerivedMetric
        )
            change.Doubt("those of another number", 0.45);
    }

    /// <summary>"top 5 ports by tonnage", "and by shipments?": another number to rank by, not another grouping.</summary>
    private void RankByOther(Draft change, Draft old)
    {
        if (
            old.Rank is null
            || change.Metrics.Count > 0
            || change.Groups is not [{ Dimension: null, TimePart: null, Role: null } group]
            || old.Groups.Exists(g => g.Entity == group.Entity)
            || lexicon.Search.CountOf(group.Entity) is not { } count
            || lexicon.Search.IsRowCount(count)
        )
            return;
        change.Groups.Clear();
        change.Metrics.Add(count);
    }

    /// <summary>Another number keeps what applies to it; what it cannot be told apart by is left out, and said.</summary>
    private void LeaveUnreachable(Draft change, Draft old)
    {
        var homes = change.Metrics.SelectMany(m => lexicon.Reach.HomesOf(m)).Distinct(StringComparer.Ordinal).ToList();
        foreach (var group in old.Groups.Where(g => g.TimePart is null && !Reaches(homes, g.Entity)).ToList())
        {
            old.Groups.Remove(group);
            if (!change.Groups.Remove(group))
                continue;
            change.Assume(
                $"{change.Metrics[0].Label} cannot be told apart by {(group.Dimension?.Label ?? group.Entity.Label).ToLowerInvariant()}: the whole is shown."
            );
            change.Doubt("a grouping that does not apply", 0.06);
        }
        foreach (var filter in old.Filters.Where(f => !Reaches(homes, f.Entity)).ToList())
        {
            old.Filters.Remove(filter);
            change.Assume(
                $"{change.Metrics[0].Label} is not limited to {filter.Words}: it cannot be told apart by {filter.Dimension.Label.ToLowerInvariant()}."
            );
            change.Doubt("a filter that does not apply", 0.25);
        }
    }

    private bool Reaches(List<string> homes, Entity entity) => homes.TrueForAll(h => lexicon.Reach.Reaches(h, entity.Name));

    private static void KeepGroups(Draft change, Draft old, bool isCorrection)
    {
        if (change.Groups.Count == 0)
            change.Groups.AddRange(old.Groups);
        else if (change.AddsGroups && !isCorrection)
            change.Groups.InsertRange(0, old.Groups.Except(change.Groups));
    }

    private void KeepTime(Draft change, Draft old, SemanticQuery before)
    {
        if (
            change.Grain is { } grain
            && PrefixOf(grain) is not null
            && old.Period is { } range
            && Bare(range.Grain) == Bare(grain)
            && range.Range is NamedRange named
        )
        {
            // "by civil year" after "this year": the same period of the other calendar.
            change.Period ??= Named(
                named
                    .Name.Replace(Bare(grain), grain, StringComparison.Ordinal)
                    .Replace("civil_civil_", "civil_", StringComparison.Ordinal)
                    .Replace("fiscal_fiscal_", "fiscal_", StringComparison.Ordinal)
            );
            change.Grain = old.Grain is null ? null : grain;
        }
        change.Grain ??= old.Grain;
        change.WantsSeries |= old.WantsSeries;
        (change.Time, change.TimeOwner) = change.Time is null ? (old.Time, old.TimeOwner) : (change.Time, change.TimeOwner);
        if (change.Shift is { } shift)
            change.Period = old.Period is { From: { } from, To: { } to }
                ? Shifted(from, to, shift, old.Period)
                : PeriodReader.Dates(
                    calendar.Add(shift.Unit, calendar.StartOf(shift.Unit, today), -1 - shift.Count),
                    calendar.Add(shift.Unit, calendar.StartOf(shift.Unit, today), -shift.Count),
                    calendar.Canonical(shift.Unit)
                );
        else if (change.Period is null && !change.IsAllTime)
            change.Period = old.Period;
        var isDrawnApart =
            before.GroupBy.Count == 0 && before.Time?.Grain is null && (change.Groups.Count > 0 || change.Grain is not null || change.WantsSeries);
        // What stood beside one number would only clutter a table.
        change.Compare ??= before.Compare is { } compare && !(isDrawnApart && compare.To is PreviousPeriod) ? new ComparePhrase(compare.To, null, null) : null;
    }

    private PeriodReference Shifted(DateOnly from, DateOnly to, ShiftPhrase shift, PeriodReference period)
    {
        var unit = calendar.Canonical(shift.Unit);
        var sameUnit = calendar.StartOf(unit, from) == from && calendar.StartOf(unit, to) == to;
        var start = sameUnit ? calendar.Add(unit, from, -shift.Count) : Back(from, shift);
        var end = sameUnit ? calendar.Add(unit, to, -shift.Count) : Back(to, shift);
        return period with { Range = new DateRange(start, end), From = start, To = end, Other = null, Assumption = null };
    }

    private static DateOnly Back(DateOnly day, ShiftPhrase shift) =>
        shift.Unit switch
        {
            "year" => day.AddYears(-shift.Count),
            "quarter" => day.AddMonths(-3 * shift.Count),
            "month" => day.AddMonths(-shift.Count),
            "week" => day.AddDays(-7 * shift.Count),
            _ => day.AddDays(-shift.Count),
        };

    private PeriodReference? Named(string name) =>
        calendar.TryResolve(new NamedRange(name), today, out var from, out var to, out var grain, out var periods)
            ? new PeriodReference(new NamedRange(name), grain, periods, from, to)
            : null;

    private static string? PrefixOf(string grain) =>
        grain.Contains('_', StringComparison.Ordinal) ? grain[..grain.IndexOf('_', StringComparison.Ordinal)] : null;

    private static string Bare(string grain) => grain[(grain.LastIndexOf('_') + 1)..];

    /// <summary>"no, I meant the segment": the value of the filter before, on the dimension or entity that is named now.</summary>
    private bool Corrects(Draft change, Draft old)
    {
        var named = change.Groups.Where(g => g.TimePart is null).ToList();
        var entities = change.Mentioned.ToList();
        foreach (var filter in old.Filters.ToList())
        {
            var targets = named
                .Where(g => g.Dimension is not null)
                .Select(g => (g.Entity, g.Dimension!))
                .Concat(named.Where(g => g.Dimension is null).SelectMany(g => g.Entity.Dimensions.Select(d => (g.Entity, d))))
                .Concat(entities.SelectMany(e => e.Dimensions.Select(d => (e, d))));
            foreach (var (entity, dimension) in targets)
            {
                if (dimension == filter.Dimension || SameValue(filter, entity, dimension) is not { } stored)
                    continue;
                old.Filters.Remove(filter);
                change.Filters.Add(new FilterUse(entity, dimension, [stored], filter.IsNegated) { Words = filter.Words });
                change.Mentioned.Clear();
                return true;
            }
        }
        return false;
    }

    private string? SameValue(FilterUse filter, Entity entity, Dimension dimension)
    {
        foreach (var product in Layer.Products)
        {
            var meanings = product.Means.Concat(product.AmbiguousWith).ToList();
            var isBefore = meanings.Exists(m =>
                lexicon.FindDimension(m.Field)?.Dimension == filter.Dimension && m.Is.Intersect(filter.Values, StringComparer.OrdinalIgnoreCase).Any()
            );
            if (isBefore && meanings.Find(m => lexicon.FindDimension(m.Field) is { } d && d.Dimension == dimension && d.Entity == entity) is { } meant)
                return meant.Is[0];
        }
        return dimension
            .Values.Declared.FirstOrDefault(v =>
                filter.Values.Exists(f =>
                    string.Equals(f, v.Stored, StringComparison.OrdinalIgnoreCase) || v.Synonyms.Contains(f, StringComparer.OrdinalIgnoreCase)
                )
            )
            ?.Stored;
    }

    /// <summary>A query as the draft that it could have come from.</summary>
    public Draft DraftOf(SemanticQuery query)
    {
        var draft = new Draft();
        draft.Metrics.AddRange(query.Metrics.Select(Layer.FindMetric).OfType<Metric>());
        if (query.Define is [{ Entity: null, Expr: { } ratio } own] && ratio.Split(" / ") is [var above, var below])
            if (Layer.FindMetric(above) is { } over && Layer.FindMetric(below) is { } under)
            {
                draft.Metrics.Add(over);
                (draft.IsRatio, draft.RatioUnder, draft.Quotient) = (true, under, new RatioCue(own.Unit == "percent"));
            }
        foreach (var field in query.GroupBy)
            AddGroup(draft, field, query);
        foreach (var filter in query.Where)
            AddFilter(draft, filter);
        foreach (var having in query.Having)
            if (Layer.FindMetric(having.Metric) is { } metric && having.Values is [{ Number: { } value }, ..])
                draft.Conditions.Add(new ConditionUse(metric, having.Op, value, having.Values.Count > 1 ? having.Values[1].Number : null, 0, false));
        foreach (var (name, isOn) in query.Segments)
            draft.Segments[name] = isOn;
        if (query.Time?.Range is { } range && calendar.TryResolve(range, today, out var from, out var to, out var grain, out var periods))
            draft.Period = new PeriodReference(range, grain, periods, from, to);
        draft.Grain ??= query.Time?.Grain;
        if (query.Limit is not null || query.OrderBy is [{ Desc: false }, ..])
            draft.Rank = new RankCue(query.Limit, query.OrderBy is not [{ Desc: false }, ..], false);
        if (query.OrderBy is [{ Field: var by }, ..] && by.Contains(".change", StringComparison.Ordinal))
            draft.Change = new ChangeCue(1, by.EndsWith("_pct", StringComparison.Ordinal));
        if (query.Shares.Count > 0)
            draft.Share = new ShareCue(true);
        draft.IsListing = query.Metrics.Count == 0;
        draft.Listed = query.GroupBy.Select(Layer.FindEntity).FirstOrDefault(e => e is not null);
        return draft;
    }

    private void AddGroup(Draft draft, string field, SemanticQuery query)
    {
        if (Layer.FindEntity(field) is { } whole)
        {
            draft.Groups.RemoveAll(g => g.Entity == whole && g.Dimension?.Name == whole.Title);
            draft.Groups.Add(new GroupUse(whole, null, null));
            return;
        }
        var parts = field.Split('.');
        if (parts[0] == "time")
        {
            if (calendar.IsGrain(parts[^1]))
                draft.Grain = parts[^1];
            else
                draft.Groups.Add(new GroupUse(Layer.Entities[0], null, null) { TimePart = parts[^1] });
            return;
        }
        var entity = Layer.FindEntity(parts[0]);
        EntityJoin? role = null;
        for (var i = 1; i < parts.Length - 1 && entity is not null; i++)
        {
            if (entity.FindTime(parts[i]) is { } time)
            {
                (draft.TimeOwner, draft.Time, draft.Grain) = (entity, time, parts[^1]);
                return;
            }
            role = entity.FindJoin(parts[i]);
            entity = role is null ? null : Layer.FindEntity(role.To);
        }
        if (entity?.FindDimension(parts[^1]) is not { } dimension)
        {
            // A join at the end is the key of its other side.
            if (entity?.FindJoin(parts[^1]) is { } keyed && Layer.FindEntity(keyed.To) is { } other)
            {
                draft.Groups.RemoveAll(g => g.Entity == other && g.Dimension?.Name == other.Title);
                draft.Groups.Add(new GroupUse(other, null, keyed));
            }
            return;
        }
        if (!(query.GroupBy.Contains(entity.Name) && entity.Title == dimension.Name))
            draft.Groups.Add(new GroupUse(entity, dimension, role));
    }

    private void AddFilter(Draft draft, QueryFilter filter)
    {
        if (filter is FieldFilter { Op: "=" or "in" or "<>" or "not in" } field && lexicon.FindDimension(field.Field) is { } target)
            draft.Filters.Add(
                new FilterUse(target.Entity, target.Dimension, [.. field.Values.Select(v => v.ToString())], field.Op is "<>" or "not in")
                {
                    Words = string.Join(", ", field.Values.Select(v => v.ToString())),
                }
            );
        else if (filter is MetricFilter metric && Layer.FindMetric(metric.Metric) is { } measured && metric.Values is [{ Number: { } value }, ..])
        {
            draft.Listed = Layer.FindEntity(metric.Per);
            draft.Conditions.Add(
                new ConditionUse(measured, metric.Op, value, metric.Values.Count > 1 ? metric.Values[1].Number : null, 1, metric.Op == "=" && value == 0)
                {
                    Period =
                        metric.Time is { } time && calendar.TryResolve(time, today, out var from, out var to, out var grain, out var periods)
                            ? new PeriodReference(time, grain, periods, from, to)
                            : null,
                }
            );
        }
        else
            draft.RawFilters.Add(filter);
    }
}
