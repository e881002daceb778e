using System.Collections.Immutable;
using System.Globalization;
using Workbench.Server.Semantics.Layer;
using Workbench.Shared.Queries;

namespace Workbench.Server.Semantics.Planner.Form;

/// <summary>Conditions on rows, of the thing itself and of rows that belong to it.</summary>
internal sealed partial class FormBuilder
{
    private void Add(FormCondition condition, List<Entity> homes, bool hasMeasures)
    {
        switch (condition)
        {
            case FieldCondition field
                when Written(field.Field.Entity, field.Field.Name, field.Field.Via) is { } written
                    && field.Op is not "ends_with"
                    && !(request.Last != LastRows.All && homes.Contains(field.Field.Entity) && !hasMeasures):
                _where.Add(
                    new FieldFilter
                    {
                        Field = written.TrimEnd('.'),
                        Op = field.Op,
                        Values = field.Values,
                    }
                );
                break;
            case FieldCondition field:
                AddRows(new RowsCondition(field.Field.Entity, [field], false), homes);
                break;
            // Each number has it among its own conditions.
            case RowCondition row when hasMeasures && homes.TrueForAll(h => measures.PathTo(h, row.Of) is not null):
                break;
            case RowCondition row when homes is [{ Key.Length: 1 } thing] && measures.Sql(row, thing) is { } sql:
                AddCounted(thing, sql);
                break;
            case RowCondition row:
                AddRows(new RowsCondition(row.Of, [row], false), homes);
                break;
            case AnyCondition any when hasMeasures:
                _any.Add(any.Of.Count.ToString(CultureInfo.InvariantCulture));
                break;
            case AnyCondition any when homes is [{ Key.Length: 1 } listed]:
                AddAny(any, listed);
                break;
            case WithinCondition when hasMeasures:
                break;
            case RowsCondition rows:
                if (!rows.IsAbsent && rows.Where.Count == 0 && homes.Contains(rows.Of))
                    break;
                AddRows(rows, homes);
                break;
            case MeasureCondition limit when request.Fields.Count + request.Things.Count > 0:
                _having.Add(new HavingFilter(Write(limit.Measure, "limit"), limit.Op, [QueryValue.Of(limit.Value)]));
                break;
            default:
                _isBroken = true;
                break;
        }
    }

    /// <summary>Of rows that are listed one of several conditions holds: each counts itself.</summary>
    private void AddAny(AnyCondition any, Entity listed)
    {
        var either = any.Of.Select(c => measures.Sql(c, listed)).ToList();
        if (either.Contains(null))
        {
            _isBroken = true;
            return;
        }
        AddCounted(listed, $"({string.Join(" or ", either)})");
    }

    private void AddCounted(Entity listed, string where)
    {
        var name = Free($"{listed.Name}_matches");
        _define.Add(
            new QueryDefinition
            {
                Name = name,
                Label = $"{listed.LabelPlural} that match",
                Entity = listed.Name,
                Agg = "count",
                Where = where,
            }
        );
        _where.Add(
            new MetricFilter
            {
                Metric = name,
                Per = listed.Name,
                Op = ">",
                Values = [0],
                Time = _range is null ? null : new NamedRange("all_time"),
            }
        );
    }

    /// <summary>Things with rows of another kind, or without: counted for each of them.</summary>
    private void AddRows(RowsCondition rows, List<Entity> homes)
    {
        var per = homes.Find(h => h != rows.Of && names.Reach.Reaches(rows.Of.Name, h.Name)) is { } home && homes.Count == 1 ? home : request.Subject;
        if (per is null || per == rows.Of || per.Key.Length != 1 || !names.Reach.Reaches(rows.Of.Name, per.Name))
            per =
                homes.Count == 1
                    ? names
                        .Reach.From(homes[0].Name)
                        .Select(p => names.Layer.FindEntity(p.To))
                        .OfType<Entity>()
                        .FirstOrDefault(e => e.Key.Length == 1 && e != rows.Of && names.Reach.Reaches(rows.Of.Name, e.Name))
                    : null;
        if (per is null)
        {
            _isBroken = true;
            return;
        }
        var conditions = rows.Where.Select(c => measures.Sql(c, rows.Of)).ToList();
        if (conditions.Contains(null))
        {
            _isBroken = true;
            return;
        }
        var last =
            request.Last != LastRows.All ? request.Last
            : definitions.LatestOf is { } table && names.Entity(FormNames.Roots(table)) == rows.Of ? LastRows.OfEach
            : LastRows.All;
        var name = Free($"{rows.Of.Name}_rows");
        var where = string.Join(" and ", conditions.Select(c => $"({c})"));
        if (last == LastRows.All)
            _define.Add(
                new QueryDefinition
                {
                    Name = name,
                    Label = rows.Of.LabelPlural,
                    Entity = rows.Of.Name,
                    Agg = "count",
                    Where = where.Length == 0 ? null : where,
                }
            );
        else if (rows.Of.DefaultTime is { } time)
            _define.Add(
                new QueryDefinition
                {
                    Name = name,
                    Label = $"Last {rows.Of.LabelPlural.ToLowerInvariant()}",
                    Entity = rows.Of.Name,
                    Agg = "sum",
                    Expr = where.Length == 0 ? "1" : $"case when {where} then 1 else 0 end",
                    Time = time.Name,
                    LastPer = last == LastRows.OfEach ? [Nearest(rows.Of, per)] : [],
                }
            );
        else
            _isBroken = true;
        var range = rows.Period?.Range ?? (last == LastRows.OfOneDate && _range is null ? request.Periods.FirstOrDefault()?.Range : null);
        _where.Add(
            new MetricFilter
            {
                Metric = name,
                Per = per.Name,
                By = WayTo(rows, per),
                Op = rows.IsAbsent ? "=" : ">",
                Values = [0],
                // The window of the numbers is not the window of this condition.
                Time = range ?? (_range is null ? null : new NamedRange("all_time")),
            }
        );
    }

    /// <summary>Of several ways the one over the part that is named, else the shortest where it is the only one of its length.</summary>
    private string? WayTo(RowsCondition rows, Entity per)
    {
        var paths = names.Reach.Between(rows.Of.Name, per.Name);
        if (paths.Length < 2)
            return null;
        var ranked = paths
            .OrderByDescending(p => p.Joins.Any(j => j == rows.Via?.Join || measures.Roles.Contains(j)))
            .ThenByDescending(p => p.Joins.Length == 1 && names.Layer.FindEntity(rows.Of.Name)?.FindJoin(p.Joins[0])?.Name == per.Name)
            .ThenBy(p => p.Joins.Length)
            .ToList();
        var isSaid = ranked[0].Joins.Any(j => j == rows.Via?.Join || measures.Roles.Contains(j));
        if (!isSaid && ranked[0].Joins.Length == ranked[1].Joins.Length)
            request.Doubt($"{per.Label} is reached by {ranked[0].Joins[0]} and by {ranked[1].Joins[0]}: taken by {ranked[0].Joins[0]}", 0.25);
        return $"{rows.Of.Name}.{string.Join('.', ranked[0].Joins)}";
    }

    /// <summary>Whose status it is: of a copy, also when books are asked for.</summary>
    private string Nearest(Entity rows, Entity per) =>
        names.Reach.Between(rows.Name, per.Name).MinBy(p => p.Joins.Length) is { Joins: [var first, _, ..] } && rows.FindJoin(first) is { } join
            ? join.To
            : per.Name;
}
