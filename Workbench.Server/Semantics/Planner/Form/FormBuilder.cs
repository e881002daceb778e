using System.Collections.Immutable;
using System.Globalization;
using Workbench.Server.Semantics.Layer;
using Workbench.Shared.Queries;

namespace Workbench.Server.Semantics.Planner.Form;

/// <summary>Writes a request as a semantic query: fields to group by, metrics of the layer where it has them, definitions of the query where not.</summary>
internal sealed partial class FormBuilder(FormRequest request, FormNames names, FormMeasures measures, FormDefinitions definitions)
{
    private readonly List<QueryDefinition> _define = [];
    private readonly List<string> _shown = [];
    private readonly List<string> _ranks = [];
    private readonly List<QueryShare> _shares = [];
    private readonly List<string> _running = [];
    private readonly List<QueryFilter> _where = [];
    private readonly List<HavingFilter> _having = [];
    private readonly List<string> _any = [];
    private readonly List<QueryOrder> _order = [];
    private readonly Dictionary<Entity, EntityTime> _times = [];
    private IReadOnlyList<string> _homes = [];
    private TimeRange? _range;
    private bool _isBroken;
    private int _periodsRead;

    /// <summary>What could not be written; null when all of it was.</summary>
    public string? Problem { get; private set; }

    public SemanticQuery? Build()
    {
        Problem = request.Missed;
        if (Problem is not null)
            return null;
        MeasureLast();
        var all = request.Measures.Select(m => m.Measure).Concat(request.Order.Select(o => o.Measure).OfType<FormMeasure>()).ToList();
        var homes = all.SelectMany(m => m.Homes).Distinct().ToList();
        if (homes.Count == 0)
        {
            if (all.Count > 0)
                return Fail("a number that is made of nothing");
            if (
                (request.Listed ?? request.Subject ?? request.Things.FirstOrDefault() ?? request.Fields.Select(f => f.Entity).FirstOrDefault())
                is not { } listed
            )
                return Fail("nothing to show");
            homes = [listed];
        }
        _homes = [.. homes.Select(h => h.Name)];
        if (request.Mentioned.Find(m => !IsNear(m, homes)) is { } far)
            return Fail(names.IsOpen(far) ? $"{far.LabelPlural} that nothing asked for leads to" : "a thing that nothing asked for leads to");
        var hasMeasures = all.Count > 0;
        Gather(homes);
        request.Conditions.RemoveAll(c => c is RowsCondition { IsAbsent: false, Where.Count: 0 } rows && homes.Contains(rows.Of));
        ReadPeriods(homes, hasMeasures);
        FindTimes(homes, hasMeasures);
        foreach (var guess in request.Conditions.OfType<FieldCondition>().Where(c => c.IsGuess))
            request.Doubt(
                $"{guess.Values[0]} is taken for {guess.Field.Entity.Label.ToLowerInvariant()} {guess.Field.Name.Replace('_', ' ')}, and is a value elsewhere too",
                0.1
            );
        foreach (var condition in request.Conditions)
            Add(condition, homes, hasMeasures);
        if (request.IsWeekend)
        {
            if (homes is [var home] && !_times.ContainsKey(home) && NamedBefore(request.WeekendWords, home) is { } time)
                _times[home] = time;
            if (!hasMeasures)
                return Fail("weekends of things that are only listed");
            _where.Add(
                new FieldFilter
                {
                    Field = "time.day_of_week",
                    Op = "in",
                    Values = [6, 7],
                }
            );
        }
        var groups = Groups(hasMeasures);
        if (request.TimePart is { } part)
            groups.Insert(0, $"time.{part}");
        _isBroken |= request.TimePart is not null && !hasMeasures;
        var written = request.Measures.Select(m => (m.Measure, Name: Write(Formed(m.Measure), m.Name))).ToList();
        _shown.AddRange(written.Select(n => n.Name).Where(n => n.Length > 0).Distinct(StringComparer.Ordinal));
        WriteOrder(written);
        _isBroken |= request.Last != LastRows.All && !hasMeasures && !_define.Exists(d => d.LastPer is not null);
        _isBroken |= _periodsRead < request.Periods.Count && !_define.Exists(d => d.LastPer is not null);
        if (_isBroken || Problem is not null)
            return Fail("a part of the question that cannot be put into the query");
        if (!hasMeasures && groups.Count == 0)
            return Fail("nothing to show");
        var change = request.Measures.Select(m => m.Measure).OfType<ChangeMeasure>().FirstOrDefault();
        var isChange = change is not null;
        if (isChange && (_shown.Count == 0 || request.Grain is null))
            return Fail("a change from one period to the next, of no number or no periods");
        if (request.Measures.Exists(m => m.Measure is RunningMeasure { Of: null }) && _shown.Count > 0)
            _running.Add(_shown[0]);
        if (request.Measures.Exists(m => m.Measure is RunningMeasure) && (_running.Count == 0 || request.Grain is null))
            return Fail("a running total, of no number or no periods");
        var within = Within(groups);
        if (Problem is not null)
            return null;
        return new SemanticQuery
        {
            Metrics = _shown,
            Define = _define.Count == 0 ? null : _define,
            GroupBy = groups,
            Where = _where,
            Time = _range is null && request.Grain is null ? null : new QueryTime(_range, hasMeasures ? request.Grain : null),
            Steps = change is { IsRelative: false } ? [_shown[0]] : null,
            Growth = change is { IsRelative: true } ? [_shown[0]] : null,
            InHundredths = change is { IsRelative: true } && (change.IsPercent || request.IsPercent),
            Running = _running.Count == 0 ? null : _running,
            Within = within.Count == 0 ? null : within,
            Shares = _shares,
            Having = _having,
            OrderBy = _order,
            Limit = request.Limit,
            Ranks = _ranks.Count == 0 ? null : _ranks,
            Gaps =
                request.Grain is null || !hasMeasures ? null
                : request.FillsGaps || change is { IsRelative: false } || isChange && request.Periods.Exists(p => p.IsCounted) ? GapHandling.Fill
                : GapHandling.Skip,
        };
    }

    /// <summary>The groups inside of which the first are asked for.</summary>
    private List<string> Within(List<string> groups)
    {
        var within = new List<string>();
        foreach (var field in request.Within)
            if (Written(field.Entity, field.Name)?.TrimEnd('.') is { } written && groups.Contains(written))
                within.Add(written);
            else
                Problem ??= $"the first of each {field.Entity.Label.ToLowerInvariant()} {field.Name}".TrimEnd();
        if (request.WithinPeriods && request.Grain is { } grain)
            within.Add($"time.{grain}");
        return request.Limit is null && _ranks.Count == 0 ? [] : within;
    }

    /// <summary>How the query writes a field; of several ways to it the one over the things that the question speaks of.</summary>
    private string? Written(Entity entity, string field, string? via = null)
    {
        if (_homes.Count > 1 && (via is not null || measures.Roles.Count > 0) && Played(entity, via) is { } role)
            return names.Reach.FieldFor(_homes, entity.Name, field, role) ?? names.Reach.FieldFor(_homes, entity.Name, field);
        // "copy.branch" for copies and for their loans: the one that the others lead to has the way.
        if (
            _homes.Count > 1
            && _homes.FirstOrDefault(h => _homes.All(o => o == h || names.Reach.Between(o, h).Length == 1)) is { } shared
            && _homes.Any(o => names.Reach.Between(o, entity.Name).Length > 1)
            && names.Reach.Between(shared, entity.Name) is [{ Joins.Length: > 0 } way]
        )
            return $"{shared}.{string.Join('.', way.Joins)}.{field}";
        if (_homes is not [var home] || names.Reach.Between(home, entity.Name) is not { Length: > 1 } paths)
            return names.Reach.FieldFor(_homes, entity.Name, field);
        var ranked = paths.OrderByDescending(Spoken).ThenBy(p => p.Joins.Length).ToList();
        var (best, next) = (ranked[0], ranked[1]);
        if (best.Joins.IsEmpty)
            return names.Reach.FieldFor(_homes, entity.Name, field);
        if (Spoken(best) == Spoken(next) && best.Joins.Length == next.Joins.Length)
            request.Doubt($"{entity.Label} is reached by {best.Joins[0]} and by {next.Joins[0]}: taken by {best.Joins[0]}", 0.25);
        return $"{home}.{string.Join('.', best.Joins)}.{field}";

        int Spoken(JoinPath path)
        {
            var (count, at) = (
                via is not null && path.Joins.Contains(via) ? 100
                : path.Joins.Any(measures.Roles.Contains) ? 10
                : 0,
                names.Layer.FindEntity(home)
            );
            foreach (var join in path.Joins)
            {
                at = at?.FindJoin(join) is { } step ? names.Layer.FindEntity(step.To) : null;
                if (at is not null && at != entity && (request.Mentioned.Contains(at) || request.Things.Contains(at)))
                    count++;
            }
            return count;
        }
    }

    private EntityJoin? Played(Entity entity, string? via) =>
        names
            .Layer.Entities.SelectMany(e => e.Joins)
            .FirstOrDefault(j => j.To == entity.Name && (via is not null ? j.Name == via : measures.Roles.Contains(j.Name)));

    /// <summary>What is said of rows that lead to the things, one after the other, is said of the same rows: "a bill that was paid in cash".</summary>
    private void Gather(List<Entity> homes)
    {
        var conditions = request.Conditions;
        for (var i = 0; i < conditions.Count; i++)
            if (
                conditions[i] is FieldCondition field
                && homes.TrueForAll(h => !names.Reach.Reaches(h.Name, field.Field.Entity.Name))
                && homes.Exists(h => names.Reach.Reaches(field.Field.Entity.Name, h.Name))
            )
                conditions[i] = new RowsCondition(field.Field.Entity, [field], IsAbsent: false);
        // "sold by clients from Canada": said of the rows that lead to the things as well as to the clients.
        for (var i = conditions.Count - 1; i >= 0; i--)
        {
            if (
                conditions[i] is not FieldCondition { Field.Entity: { } of } said
                || homes.Exists(h => names.Reach.Reaches(h.Name, of.Name) || names.Reach.Reaches(of.Name, h.Name))
            )
                continue;
            var at = conditions.FindIndex(c => c is RowsCondition { IsAbsent: false } r && names.Reach.Reaches(r.Of.Name, of.Name));
            if (at < 0)
                continue;
            conditions[at] = (RowsCondition)conditions[at] with { Where = [.. ((RowsCondition)conditions[at]).Where, said] };
            conditions.RemoveAt(i);
        }
        for (var i = 0; i < conditions.Count; i++)
        for (var j = conditions.Count - 1; j > i; j--)
        {
            if (conditions[i] is not RowsCondition { IsAbsent: false } a || conditions[j] is not RowsCondition { IsAbsent: false } b)
                continue;
            var (outer, inner) = names.Reach.Reaches(b.Of.Name, a.Of.Name) ? (a, b) : (b, a);
            if (!names.Reach.Reaches(inner.Of.Name, outer.Of.Name) || FieldsOf(a).Intersect(FieldsOf(b)).Any() || a.Period is not null && b.Period is not null)
                continue;
            conditions[i] = inner with { Where = [.. inner.Where, .. outer.Where], Period = inner.Period ?? (inner.Of == outer.Of ? outer.Period : null) };
            if (inner.Of != outer.Of && outer.Period is not null)
                _isBroken = true;
            conditions.RemoveAt(j);
        }

        static IEnumerable<FormField> FieldsOf(RowsCondition rows) => rows.Where.OfType<FieldCondition>().Select(c => c.Field);
    }

    /// <summary>A number of the last snapshot is that of its rows, added up for each thing.</summary>
    private void MeasureLast()
    {
        if (request.Last == LastRows.All)
            return;
        foreach (var field in request.Fields.Where(f => f.IsNumber && f.Entity.Joins.Length > 0 && f.Entity.DefaultTime is not null).ToList())
        {
            request.Fields.Remove(field);
            request.Measures.Add((new AggMeasure(field.Entity, "sum", field.Expr), field.Name.Replace('_', ' ')));
        }
    }

    private SemanticQuery? Fail(string problem)
    {
        Problem ??= problem;
        return null;
    }

    private bool IsNear(Entity entity, List<Entity> homes) =>
        homes.TrueForAll(h => names.Reach.Reaches(h.Name, entity.Name))
        || request.Conditions.OfType<RowsCondition>().Any(r => r.Of == entity || names.Reach.Reaches(r.Of.Name, entity.Name))
        || request
            .Conditions.OfType<FieldCondition>()
            .Any(c => names.Reach.Reaches(c.Field.Entity.Name, entity.Name) && homes.TrueForAll(h => names.Reach.Reaches(c.Field.Entity.Name, h.Name)))
        || request.Subject is { } subject && names.Reach.Reaches(subject.Name, entity.Name);

    private void ReadPeriods(List<Entity> homes, bool hasMeasures)
    {
        foreach (var period in request.Periods)
        {
            var root = FormText.Root(period.Before);
            if (request.Last != LastRows.All && !hasMeasures)
                continue;
            _periodsRead++;
            var own = homes.Select(h => FormNouns.TimeOf(h, root)).OfType<EntityTime>().FirstOrDefault();
            if (own is null && homes is [var single] && hasMeasures && Neighbour(root, homes) is null)
                own = NamedBefore(period.Words, single);
            if (own is null && hasMeasures && Neighbour(root, homes) is { } neighbour)
            {
                // "booked in 2023, by month": what they go by is the neighbour's time as well.
                if (request.Grain is not null && _range is null && request.Times.Count == 0 && GoBy(neighbour.Entity, neighbour.Time, homes))
                {
                    _range = period.Range;
                    continue;
                }
                Add(neighbour.Entity, neighbour.Time, period);
                continue;
            }
            if (own is null && !hasMeasures && request.Conditions.OfType<RowsCondition>().Any(r => r.Period is null))
            {
                var at = request.Conditions.FindIndex(c => c is RowsCondition { Period: null });
                request.Conditions[at] = (RowsCondition)request.Conditions[at] with { Period = period };
                continue;
            }
            if (own is not null)
                _times[homes.First(h => h.Times.Contains(own))] = own;
            if (_range is not null)
                _isBroken = true;
            _range = period.Range;
        }
    }

    /// <summary>"classes held in …" of bookings with a class date: the nearest word that names a time.</summary>
    private static EntityTime? NamedBefore(IReadOnlyList<string> words, Entity home) =>
        words.Select(w => FormNouns.TimeOf(home, FormText.Root(w))).FirstOrDefault(t => t is not null);

    private (Entity Entity, EntityTime Time)? Neighbour(string root, List<Entity> homes)
    {
        foreach (var entity in request.Mentioned.Concat(request.Things).Concat(request.Subject is { } s ? [s] : []).Concat(measures.Focus).Distinct())
            if (!homes.Contains(entity) && FormNouns.TimeOf(entity, root) is { } time && homes.TrueForAll(h => names.Reach.Reaches(h.Name, entity.Name)))
                return (entity, time);
        return null;
    }

    private void Add(Entity entity, EntityTime time, FormPeriod period)
    {
        if (Written(entity, time.Name) is not { } field)
        {
            _isBroken = true;
            return;
        }
        if (period.From is { } from)
            _where.Add(
                new FieldFilter
                {
                    Field = field,
                    Op = ">=",
                    Values = [DayText(from)],
                }
            );
        if (period.To is { } to)
            _where.Add(
                new FieldFilter
                {
                    Field = field,
                    Op = "<",
                    Values = [DayText(to)],
                }
            );
    }

    private static string DayText(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private List<string> Groups(bool hasMeasures)
    {
        var groups = new List<string>();
        foreach (var field in request.Fields)
        {
            if (field.IsBare || Written(field.Entity, field.Name, field.Via) is not { } written)
            {
                Problem ??= names.IsOpen(field) ? $"{field.Entity.Label} {field.Name}" : "a field";
                continue;
            }
            written = written.TrimEnd('.');
            if (!groups.Contains(written))
                groups.Add(written);
        }
        foreach (var thing in request.Things)
        {
            if (thing.Key.Length != 1 || !_homes.All(h => names.Reach.Reaches(h, thing.Name)) || Written(thing, "") is not { } key)
            {
                Problem ??= names.IsOpen(thing) ? thing.Label : "a thing";
                continue;
            }
            key = key.TrimEnd('.');
            if (!groups.Contains(key))
                groups.Add(key);
            if (
                !request.Fields.Exists(f => f.Entity == thing && !f.IsKey)
                && thing.Title is { } title
                && Written(thing, title) is { } titled
                && !groups.Contains(titled)
            )
                groups.Add(titled);
        }
        return groups;
    }
}
