using System.Collections.Immutable;
using Workbench.Server.Semantics.Expressions;

namespace Workbench.Server.Semantics.Layer;

/// <summary>Every name in an expression is a column, and the types fit.</summary>
internal static class ExpressionCheck
{
    public static void Run(CheckContext check)
    {
        foreach (var entity in check.Content.Entities)
            CheckEntity(check, entity);
        foreach (var metric in check.Content.Metrics)
            CheckMetric(check, metric);
    }

    private static void CheckEntity(CheckContext check, Entity entity)
    {
        if (entity.Where is { } always && Names(check, entity, always, ownOnly: $"the \"where\" of {entity.Name}"))
            Condition(check, entity, always);
        foreach (var time in entity.Times)
            if (Names(check, entity, time.Expr) && Types(check, entity, time.Expr) is { } type)
                CheckTimeType(check, time, type);
        foreach (var dimension in entity.Dimensions)
            if (Names(check, entity, dimension.Expr) && Types(check, entity, dimension.Expr) is { } type)
                CheckDimensionType(check, dimension, type);
        foreach (var segment in entity.Segments)
            if (Names(check, entity, segment.Where))
                Condition(check, entity, segment.Where);
    }

    private static void CheckTimeType(CheckContext check, EntityTime time, ScalarType type)
    {
        if (type is ScalarType.Text or ScalarType.Integer or ScalarType.Decimal or ScalarType.Boolean or ScalarType.Interval)
            check.Problems.Error(
                LayerProblemCodes.TypeMismatch,
                time.Expr.At,
                $"The time {time.Name} is {ExpressionTypes.Words(type)}: a time is a date or a timestamp."
            );
        else if (type != ScalarType.Unknown && Name(type) != time.Type)
            check.Problems.Error(
                LayerProblemCodes.TypeMismatch,
                check.Place(time.At, "type"),
                $"The time {time.Name} is declared as {time.Type}, but its expression is a {Name(type)}: write type: {Name(type)}, or cast it."
            );
    }

    private static string Name(ScalarType type) => type.ToString().ToLowerInvariant();

    private static void CheckDimensionType(CheckContext check, Dimension dimension, ScalarType type)
    {
        var fits =
            type == ScalarType.Unknown
            || dimension.Type switch
            {
                "string" => type == ScalarType.Text,
                "integer" => type == ScalarType.Integer,
                "decimal" => type is ScalarType.Decimal or ScalarType.Integer or ScalarType.Interval,
                "boolean" => type == ScalarType.Boolean,
                "date" => type is ScalarType.Date,
                "timestamp" => type is ScalarType.Timestamp or ScalarType.TimestampTz,
                _ => true,
            };
        if (!fits)
            check.Problems.Error(
                LayerProblemCodes.TypeMismatch,
                check.Place(dimension.At, "type"),
                $"The dimension {dimension.Name} is declared as {dimension.Type}, but its expression is {ExpressionTypes.Words(type)}: leave the type out, or cast it."
            );
    }

    internal static void CheckMetric(CheckContext check, Metric metric)
    {
        var (entityName, expr, where) = metric.Definition switch
        {
            SimpleMetric m => (m.Entity, m.Expr, m.Where),
            SemiAdditiveMetric m => (m.Entity, m.Expr, m.Where),
            _ => (null, null, null),
        };
        if (entityName is not null && check.Entity(entityName, check.Place(metric.At, "entity")) is { } entity)
        {
            if (expr is not null && Names(check, entity, expr))
                Types(check, entity, expr);
            if (where is not null && Names(check, entity, where))
                Condition(check, entity, where);
        }
        foreach (var input in MetricInputs.Of(metric.Definition))
            if (
                input.Where is { } filter
                && check.Metric(input.Metric) is { } source
                && MetricInputs.HomesOf(source, check.Metric) is [var home]
                && check.Columns.Entity(home) is { } owner
            )
            {
                if (Names(check, owner, filter))
                    Condition(check, owner, filter);
            }
    }

    /// <summary>False when a name is unknown: then types say nothing.</summary>
    /// <param name="ownOnly">Of what: then columns over a join are refused.</param>
    internal static bool Names(CheckContext check, Entity entity, LayerExpression expression, string? ownOnly = null)
    {
        var isFine = true;
        foreach (var column in expression.Tree.Columns())
        {
            if (ownOnly is not null && column.Path.Length > 1)
            {
                isFine = false;
                check.Problems.Error(
                    LayerProblemCodes.UnknownColumn,
                    CheckContext.PlaceOf(expression, column),
                    $"{column} is a column over a join: {ownOnly} takes columns of its own table only."
                );
                continue;
            }
            if (Fault(check, entity, column.Path) is not { } fault)
                continue;
            isFine = false;
            check.Problems.Error(LayerProblemCodes.UnknownColumn, CheckContext.PlaceOf(expression, column), fault);
        }
        return isFine;
    }

    private static string? Fault(CheckContext check, Entity entity, ImmutableArray<string> path)
    {
        var owner = entity;
        foreach (var step in path.AsSpan()[..^1])
        {
            if (owner.FindJoin(step) is not { } join)
            {
                if (check.Draft.MayBe("field", $"{owner.Name}.{step}"))
                    return null;
                var joins = owner.Joins.Select(j => j.Name).ToList();
                return $"{owner.Name} has no join \"{step}\".{(NearestNames.Suggest(step, joins) is { Length: > 0 } near ? near : joins.Count > 0 ? $" Its joins are {string.Join(", ", joins)}." : " It has no joins at all.")}";
            }
            if (check.Columns.Entity(join.To) is not { } next)
                return null;
            owner = next;
        }
        var name = path[^1];
        if (check.Columns.TableOf(owner) is not { } table || table.FindColumn(name) is not null)
            return null;
        var prefix = string.Concat(path.Take(path.Length - 1).Select(p => p + "."));
        if (NearestNames.Suggest(prefix + name, table.Columns.Select(c => prefix + c.Name)) is { Length: > 0 } suggestion)
            return $"{table.FullName} has no column \"{name}\".{suggestion}";
        if (owner.FindDimension(name) is { } dimension)
            return $"{table.FullName} has no column \"{name}\". It is a dimension; expressions take columns: {dimension.Expr.Text}";
        return owner.FindJoin(name) is not null
            ? $"{table.FullName} has no column \"{name}\". It is a join: write {prefix}{name}.column."
            : $"{table.FullName} has no column \"{name}\". Its columns are {string.Join(", ", table.Columns.Take(12).Select(c => c.Name))}{(table.Columns.Length > 12 ? ", …" : "")}.";
    }

    internal static ScalarType? Types(CheckContext check, Entity entity, LayerExpression expression)
    {
        var faults = ExpressionTypes.Check(expression.Tree, path => check.Columns.TypeOf(entity, path), out var type);
        foreach (var fault in faults)
            check.Problems.Error(LayerProblemCodes.TypeMismatch, CheckContext.PlaceOf(expression, fault.Part), fault.Message);
        return faults.Count == 0 ? type : null;
    }

    internal static void Condition(CheckContext check, Entity entity, LayerExpression expression)
    {
        if (Types(check, entity, expression) is { } type and not (ScalarType.Boolean or ScalarType.Unknown))
            check.Problems.Error(
                LayerProblemCodes.TypeMismatch,
                expression.At,
                $"\"{expression.Text.Trim()}\" is {ExpressionTypes.Words(type)}, not a condition."
            );
    }
}
