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
internal sealed partial class DraftCompletion(LayerLexicon lexicon, MetricSearch search, PeriodCalendar calendar, DateOnly today)
{
    private readonly MetricChoice _metrics = new(search);
    private readonly SharedNames _names = new(lexicon);
    private readonly JoinRoles _roles = new(lexicon.Reach);
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
        if (paths.Count < 2 || paths.Count(p => p.Joins.Length == paths[0].Joins.Length) < 2 || Reach.Plain(homes[0], paths) is not null)
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
}
