using Workbench.Server.Semantics.Layer;
using Workbench.Shared.Queries;

namespace Workbench.Server.Semantics.Planner;

/// <summary>A draft as a query of the layer.</summary>
/// <param name="Problem">Why it cannot be one, in words; then the query is null.</param>
internal sealed record CompletedDraft(Draft Draft, SemanticQuery? Query, string? Problem)
{
    /// <summary>The filters as they were written, to swap their fields.</summary>
    public IReadOnlyList<(FilterUse Use, string Field)> Filters { get; init; } = [];

    public IReadOnlyList<string> Homes { get; init; } = [];
}

/// <summary>Writes drafts as queries: finds the metric that a form asks for, the paths to fields, periods, order.</summary>
internal sealed class DraftCompletion(LayerLexicon lexicon, MetricSearch search, PeriodCalendar calendar, DateOnly today)
{
    private readonly MetricChoice _metrics = new(search);
    private readonly SharedNames _names = new(lexicon);
    private readonly JoinRoles _roles = new(lexicon.Reach, lexicon.Layer);
    private readonly PeriodWriter _periods = new(lexicon.Layer, calendar, today);

    private JoinReach Reach => lexicon.Reach;

    public CompletedDraft Complete(Draft draft)
    {
        _metrics.Choose(draft);
        if (draft.Metrics.Count == 0 && draft.Conditions.Count == 0 && draft.Groups.Count == 0)
            return new CompletedDraft(draft, null, "no metric");
        return draft.Metrics.Count == 0 && draft.Groups.Count == 0 && draft.Listed is null ? new CompletedDraft(draft, null, "no metric") : Write(draft);
    }

    private CompletedDraft Write(Draft draft)
    {
        var listing = draft.Metrics.Count == 0;
        List<string> homes = [.. draft.Metrics.SelectMany(m => Reach.HomesOf(m)).Distinct(StringComparer.Ordinal)];
        if (listing)
        {
            if (ListingHome(draft) is not { } home)
                return new CompletedDraft(draft, null, "no entity holds all of these fields");
            homes = [home];
        }
        var groups = new List<string>();
        _names.TakeNearestValues(draft, homes);
        for (var i = 0; i < draft.Groups.Count; i++)
            draft.Groups[i] = _names.Nearest(draft, draft.Groups[i], homes);
        var wholes = new List<string>();
        foreach (var named in draft.Groups)
        {
            var use = named.Role is null && RoleOf(draft, named, homes) is { } role ? named with { Role = role } : named;
            var before = groups.Count;
            if (!AddGroup(draft, use, homes, groups))
                return new CompletedDraft(draft, null, UnreachableText(draft, use.Dimension?.Label ?? use.Entity.Label));
            if (use.IsWithin)
                wholes.AddRange(groups.Skip(before));
        }
        if (listing && groups.Count == 0 && draft.Listed is { } listed)
            AddGroup(draft, new GroupUse(listed, null, null), homes, groups);
        Untangle(draft, homes);
        var where = new List<QueryFilter>();
        var filters = new List<(FilterUse, string)>();
        for (var i = 0; i < draft.Filters.Count; i++)
        {
            var use = _names.Nearest(draft, PreferNamedEntity(draft, draft.Filters[i], homes), homes);
            draft.Filters[i] = use;
            if (FieldOf(use.Entity, use.Dimension, homes, RoleOf(draft, use, homes)) is not { } field)
                return new CompletedDraft(draft, null, UnreachableText(draft, use.Dimension.Label));
            where.Add(FilterOf(use, field));
            filters.Add((use, field));
        }
        where.AddRange(draft.RawFilters);
        foreach (var entity in draft.Mentioned)
            if (!homes.TrueForAll(h => Reach.Reaches(h, entity.Name) || Reach.Reaches(entity.Name, h)))
                draft.Doubt($"{entity.Label} is not within reach", 0.35);
        var query = new SemanticQuery
        {
            Metrics = [.. draft.Metrics.Select(m => m.Name)],
            GroupBy = groups,
            Where = where,
            Segments = draft.Segments,
            Totals = draft.Totals,
        };
        query = WithConditions(draft, query);
        query = _periods.Write(draft, query);
        query = WithOrder(draft, query);
        query = FirstOfEach(draft, query, wholes);
        query = ShareWriter.Write(draft, query, wholes, draft.Part is { } part ? filters.Find(f => f.Item1 == part).Item2 : null);
        query = WithQuotient(draft, WithoutUnnamed(draft, query, homes));
        return new CompletedDraft(draft, query, null) { Filters = filters, Homes = homes };
    }

    /// <summary>"the best-selling product of each region", "top 3 products per region".</summary>
    /// <param name="wholes">Fields behind "of each".</param>
    private static SemanticQuery FirstOfEach(Draft draft, SemanticQuery query, List<string> wholes)
    {
        if (
            draft is not { Rank: { IsFirst: false } rank, Share: null, Change: null }
            || wholes.Count == 0
            || wholes.Count >= query.GroupBy.Count
            || query is not { Metrics.Count: 1, OrderBy.Count: > 0 }
            || query.Time?.Grain is not null
        )
            return query;
        if (rank is { Count: null, IsSuperlative: false })
        {
            draft.Assume("How many of each was not said: five are shown.");
            draft.Doubt("how many of each", 0.15);
        }
        return query with { Within = wholes, Limit = rank.Count ?? (rank.IsSuperlative ? 1 : 5) };
    }

    /// <summary>"refunds as a percentage of revenue": one number, that the query defines.</summary>
    private static SemanticQuery WithQuotient(Draft draft, SemanticQuery query)
    {
        if (draft.Divisor is not { } under || query.Metrics is not [var over, var divisor] || divisor != under.Name || query.Shares.Count > 0)
            return query;
        var name = $"{over}_of_{divisor}";
        return query with
        {
            Define =
            [
                new QueryDefinition
                {
                    Name = name,
                    Label = $"{draft.Metrics[0].Label} / {under.Label}",
                    Expr = $"{over} / {divisor}",
                    Unit = draft.Quotient is { IsPart: true } ? "percent" : null,
                },
            ],
            Metrics = [name],
            OrderBy = [.. query.OrderBy.Select(o => o.Field == over ? o with { Field = name } : o)],
            Having = [.. query.Having.Select(h => h.Metric == over ? h with { Metric = name } : h)],
        };
    }

    private static string UnreachableText(Draft draft, string label) =>
        draft.Metrics.Count == 0
            ? $"no rows hold {label} together with the rest"
            : $"{string.Join(" and ", draft.Metrics.Select(m => m.Label))} cannot be told apart by {label}";

    /// <summary>The entity whose rows are listed: the one that was named, or one that leads to all fields.</summary>
    private string? ListingHome(Draft draft)
    {
        if (draft.Listed is { } listed)
            return listed.Name;
        var entities = draft
            .Groups.Select(g => g.Entity.Name)
            .Concat(draft.Filters.Select(f => f.Entity.Name))
            .Concat(draft.Mentioned.Select(m => m.Name))
            .Distinct(StringComparer.Ordinal)
            .ToList();
        return entities.Find(from => entities.TrueForAll(to => Reach.Reaches(from, to)));
    }

    private bool AddGroup(Draft draft, GroupUse use, List<string> homes, List<string> groups)
    {
        if (use.TimePart is { } part)
        {
            groups.Add($"time.{part}");
            return true;
        }
        if (use.Dimension is { } dimension)
        {
            if (FieldOf(use.Entity, dimension, homes, use.Role) is not { } field)
                return false;
            SayRole(draft, use.Entity, homes, field, use.Role);
            groups.Add(field);
            // Two rows of one name are two rows.
            if (use.Entity.Title == dimension.Name && draft.Listed == use.Entity && use.Role is null)
                groups.Add(use.Entity.Name);
            return true;
        }
        var title = use.Entity.Title is { } name && use.Entity.FindDimension(name) is { } titled ? FieldOf(use.Entity, titled, homes, use.Role) : null;
        if (title is not null)
        {
            SayRole(draft, use.Entity, homes, title, use.Role);
            groups.Add(title);
            // Two rows of one name are two rows: the key stands beside the title.
            if (use.Entity.Key.Length == 1)
                groups.Add(title[..title.LastIndexOf('.')]);
            return true;
        }
        if (use.Role is not null || use.Entity.Key.Length != 1 || !homes.TrueForAll(h => Reach.Reaches(h, use.Entity.Name)))
            return false;
        groups.Add(use.Entity.Name);
        return true;
    }

    /// <summary>Where an entity stands in several roles and none was named, the answer says which one was taken.</summary>
    private void SayRole(Draft draft, Entity entity, List<string> homes, string field, EntityJoin? role)
    {
        if (role is not null || homes.Count != 1)
            return;
        var paths = Reach.Between(homes[0], entity.Name).ToList();
        if (paths.Count < 2 || paths.Count(p => p.Joins.Length == paths[0].Joins.Length) < 2)
            return;
        var parts = field.Split('.');
        if (parts.Length > 2)
        {
            draft.Assume($"{entity.Label} means the {parts[^2].Replace('_', ' ')}.");
            if (draft.Doubts.Count == 0)
                draft.Caution("a role that was not named", 0.2);
            draft.Doubt("a role that was not named", 0.12 + 0.1 * Math.Max(0, parts.Length - 4));
        }
    }

    private EntityJoin? RoleOf(Draft draft, GroupUse use, List<string> homes)
    {
        var role = _roles.Named(homes, use.Entity, use.Near, out var saidAt, out _);
        if (saidAt >= 0)
            draft.Explained |= UInt128.One << saidAt;
        return role;
    }

    private EntityJoin? RoleOf(Draft draft, FilterUse use, List<string> homes)
    {
        var role = _roles.Named(homes, use.Entity, use.Near, out var saidAt, out var isOpen);
        if (saidAt >= 0)
            draft.Explained |= UInt128.One << saidAt;
        if (isOpen && FieldOf(use.Entity, use.Dimension, homes)?.Split('.') is [.., _, var join, _])
        {
            draft.Assume($"\"{use.Words}\" is read as the {join.Replace('_', ' ')}.");
            draft.Doubt("a role that was not named", 0.35);
        }
        return role;
    }

    private string? FieldOf(Entity entity, Dimension dimension, List<string> homes, EntityJoin? role = null) =>
        Reach.FieldFor(homes, entity.Name, dimension.Name, role);

    /// <summary>"enterprise customers on the Pro plan": where two values of one field exclude each other, one of them means its other field.</summary>
    private void Untangle(Draft draft, List<string> homes)
    {
        for (var i = 0; i < draft.Filters.Count; i++)
        for (var k = draft.Filters.Count - 1; k > i; k--)
        {
            var (one, two) = (draft.Filters[i], draft.Filters[k]);
            if (DraftFilters.AreApart(one.Near, two.Near) && _roles.Named(homes, one.Entity, one.Near, out _, out _) is not null)
                continue;
            if (one.Dimension != two.Dimension || one.Entity != two.Entity || one.IsNegated || two.IsNegated || one.Op is not null || two.Op is not null)
                continue;
            var swapped =
                one.Others.Exists(o => IsWithin(o, homes)) ? i
                : two.Others.Exists(o => IsWithin(o, homes)) ? k
                : -1;
            if (swapped >= 0)
            {
                var use = draft.Filters[swapped];
                var other = use.Others.Find(o => IsWithin(o, homes))!;
                draft.Assume($"\"{use.Words}\" is read as {other.Entity.Label.ToLowerInvariant()} {other.Dimension.Label.ToLowerInvariant()}.");
                draft.Filters[swapped] = use with { Entity = other.Entity, Dimension = other.Dimension, Values = [.. other.Values], Others = [] };
                continue;
            }
            one.Values.AddRange(two.Values.Except(one.Values, StringComparer.Ordinal).ToList());
            draft.Filters.RemoveAt(k);
            draft.Doubt("two values of one field", 0.35);
        }
    }

    private bool IsWithin(FilterReading reading, List<string> homes) => FieldOf(reading.Entity, reading.Dimension, homes) is not null;

    /// <summary>"enterprise accounts" means a kind of account where the word may mean one; and what a metric cannot reach is not meant.</summary>
    private FilterUse PreferNamedEntity(Draft draft, FilterUse use, List<string> homes)
    {
        if (use.Others.Count == 0)
            return use;
        var reachable = FieldOf(use.Entity, use.Dimension, homes) is not null;
        var named = draft.Mentioned.Concat(draft.Listed is { } l ? [l] : []).Concat(draft.Counted is { } c ? [c] : []).ToList();
        var prefersNamed = named.Count > 0 && !named.Contains(use.Entity);
        var other =
            use.Others.FirstOrDefault(o => prefersNamed && named.Contains(o.Entity) && FieldOf(o.Entity, o.Dimension, homes) is not null)
            ?? (reachable ? null : use.Others.FirstOrDefault(o => FieldOf(o.Entity, o.Dimension, homes) is not null));
        if (other is null)
            return use;
        List<FilterReading> rest = [.. use.Others.Where(o => o != other)];
        if (reachable)
            rest.Insert(0, new FilterReading(use.Entity, use.Dimension, use.Values));
        draft.Assume($"\"{use.Words}\" is read as {other.Entity.Label.ToLowerInvariant()} {other.Dimension.Label.ToLowerInvariant()}.");
        return use with { Entity = other.Entity, Dimension = other.Dimension, Values = [.. other.Values], Others = rest };
    }

    public static QueryFilter FilterOf(FilterUse use, string field)
    {
        if (use.Op is { } op)
            return new FieldFilter
            {
                Field = field,
                Op = op,
                Values = (use.Number, use.Upper) switch
                {
                    ({ } number, { } upper) => [QueryValue.Of(number), QueryValue.Of(upper)],
                    ({ } number, null) => [QueryValue.Of(number)],
                    _ => [],
                },
            };
        return new FieldFilter
        {
            Field = field,
            Op = (use.Values.Count, use.IsNegated) switch
            {
                (1, false) => "=",
                (1, true) => "<>",
                (_, false) => "in",
                _ => "not in",
            },
            Values = [.. use.Values.Select(v => ValueOf(use.Dimension, v))],
        };
    }

    public static QueryValue ValueOf(Dimension dimension, string stored) =>
        dimension.Type switch
        {
            "boolean" => QueryValue.Of(string.Equals(stored, "true", StringComparison.OrdinalIgnoreCase)),
            "integer"
            or "decimal"
                when decimal.TryParse(stored, System.Globalization.NumberStyles.Number, System.Globalization.CultureInfo.InvariantCulture, out var number) =>
                QueryValue.Of(number),
            _ => QueryValue.Of(stored),
        };

    /// <summary>"accounts with ARR over 100k": the things that the number counts.</summary>
    private Entity? OwnerOf(Draft draft, ConditionUse condition) =>
        draft.Groups.Count == 0
        && draft.Metrics is [var count, ..]
        && count != condition.Metric
        && search.Rows.CountedBy(count) is { Key.Length: 1 } counted
        && Reach.HomesOf(condition.Metric).All(h => Reach.Reaches(h, counted.Name))
            ? counted
            : null;

    private SemanticQuery WithConditions(Draft draft, SemanticQuery query)
    {
        foreach (var condition in draft.Conditions)
        {
            QueryValue[] values = condition.Upper is { } upper ? [condition.Value, upper] : [condition.Value];
            var isShown =
                !condition.IsAbsence
                && query.Metrics.Contains(condition.Metric.Name)
                && query.GroupBy.Count > 0
                && (condition.Period is null || draft.Period is null);
            if (isShown)
            {
                draft.Period ??= condition.Period;
                query = query with { Having = [.. query.Having, new HavingFilter(condition.Metric.Name, condition.Op, values)] };
                continue;
            }
            if ((draft.Listed ?? OwnerOf(draft, condition)) is not { } per)
            {
                if (query.Metrics.Contains(condition.Metric.Name) || query.GroupBy.Count > 0)
                    query = query with { Having = [.. query.Having, new HavingFilter(condition.Metric.Name, condition.Op, values)] };
                else
                    draft.Doubt("a condition on nothing", 0.7);
                continue;
            }
            var period =
                condition.Period
                ?? (
                    draft.IsPeriodOfRows ? null
                    : query.Metrics.Count == 0 || draft.IsCount ? draft.Period
                    : draft.Conditions.Count == 1 ? draft.Period
                    : null
                );
            query = query with
            {
                Where =
                [
                    .. query.Where,
                    new MetricFilter
                    {
                        Metric = condition.Metric.Name,
                        Per = per.Name,
                        Time = period?.Range,
                        Op = condition.Op,
                        Values = values,
                    },
                ],
            };
        }
        return query;
    }

    /// <summary>"which insurer has the most …": rows without an insurer are no insurer.</summary>
    private SemanticQuery WithoutUnnamed(Draft draft, SemanticQuery query, List<string> homes)
    {
        var isRanked = draft.Rank is not null && query.OrderBy.Count > 0;
        // Of a share they are a part of the whole.
        if (query.Metrics.Count == 0 || query.Shares.Count > 0 || !isRanked && query.Having.Count == 0)
            return query;
        // A limit keeps the things that meet it, and rows without a thing are none; by a field they stay a group of their own.
        foreach (var field in query.GroupBy)
            if (
                draft.Groups.Exists(g =>
                    IsOpen(g, homes) && (isRanked || g.Dimension is null) && field.EndsWith($".{g.Dimension?.Name ?? g.Entity.Title}", StringComparison.Ordinal)
                )
                && !query.Having.Any(h => h.Metric == field)
                && !query.Where.OfType<FieldFilter>().Any(f => f.Field == field)
            )
                query = query with { Having = [.. query.Having, new HavingFilter(field, "is_not_null", [])] };
        return query;
    }

    /// <summary>Whether rows may be without it.</summary>
    private bool IsOpen(GroupUse group, List<string> homes) =>
        group.TimePart is null
        && (
            group.Dimension is { } dimension
                ? dimension.Type != "boolean"
                : group.Entity.Title is not null && homes.Exists(h => Reach.MayLeadToNone(h, group.Entity.Name))
        );

    private static SemanticQuery WithOrder(Draft draft, SemanticQuery query)
    {
        if (query.Metrics.Count == 0)
        {
            if (!draft.IsListing && draft.Conditions.Count == 0)
                draft.Doubt("a list that was not asked for", 0.9);
            if (
                draft.Rank is { IsFirst: false }
                || draft.Change is not null
                || draft.Compare is not null
                || draft.Share is not null
                || draft.Grain is not null
                || draft.WantsAverage
            )
                draft.Doubt("a form that needs a number", 0.9);
            return draft.Rank?.Count is { } rows ? query with { Limit = rows } : query;
        }
        var hasGroups = query.GroupBy.Any(g => draft.Rank is not null || !g.StartsWith("time.", StringComparison.Ordinal));
        var by = draft.RankBy ?? (draft.Conditions.Count > 0 && query.Having.Count > 0 ? null : draft.Metrics[0]) ?? draft.Metrics[0];
        var field = by.Name;
        var descending = draft.Rank is { } ranking ? Judgement.IsDescending(draft, ranking, by) : true;
        if (draft.Change is { } change && query.Compare is not null && draft.Rank is not null)
        {
            field += change.IsRelative ? ".change_pct" : ".change";
            descending = change.Direction < 0 ? !descending : descending;
        }
        else if (draft.Change is { IsRelative: true } fast && query.Compare is not null)
            (field, descending) = (field + ".change_pct", fast.Direction > 0);
        if (!hasGroups)
        {
            // "the busiest day": periods are ranked like groups.
            if (draft.Rank is { } rank && query.Time?.Grain is { } grain)
                return query with { OrderBy = [new QueryOrder(field, descending)], Limit = rank.Count, Gaps = GapHandling.Skip };
            if (draft.Rank is not null)
                draft.Doubt("a ranking of nothing", 0.5);
            return query;
        }
        if (query.Time?.Grain is not null && draft.Rank is null)
            return query;
        var isLong = draft.Groups.Exists(g => g.Dimension is null && g.TimePart is null || g.Dimension is { Values.IsIndexed: true });
        var limit =
            draft.Rank is { } asked ? asked.Count ?? (isLong || !asked.IsSuperlative ? 10 : null)
            : draft.Change is { IsRelative: true } && isLong ? 10
            : null;
        return query with { OrderBy = [new QueryOrder(field, descending)], Limit = limit };
    }
}
