using System.Collections.Immutable;
using Workbench.Server.Semantics.Expressions;

namespace Workbench.Server.Semantics.Layer;

/// <summary>Fills in what the files leave to be found: types and grains from columns, join conditions from validity ranges and partitions.</summary>
internal static class LayerCompletion
{
    public static LayerContent Complete(LayerDraft draft)
    {
        var content = new LayerContent
        {
            Name = draft.Name ?? "Unnamed layer",
            Description = draft.Description,
            Account = draft.Account ?? "",
            Tables = [.. draft.Tables],
            Entities = [.. draft.Entities.Select(e => e.Entity)],
            Metrics = [.. draft.Metrics],
            Products = [.. draft.Products],
            Calendar = draft.Calendar ?? LayerCalendar.Civil,
            Access = draft.Access ?? new LayerAccess([]),
            Glossary = [.. draft.Glossary],
            Rules = [.. draft.Rules],
            Verified = [.. draft.Verified],
            Examples = [.. draft.Examples],
        };
        var drafts = draft.Entities.DistinctBy(e => e.Entity.Name).ToDictionary(e => e.Entity.Name, StringComparer.Ordinal);
        var stored = new ColumnScope(content);
        content = content with
        {
            Entities =
            [
                .. draft.Entities.Select(e =>
                    e.Entity with
                    {
                        Joins = [.. e.Entity.Joins.Select(j => CompleteJoin(e, j, drafts, stored, content.Calendar.TimeZone))],
                    }
                ),
            ],
        };
        var columns = new ColumnScope(content);
        return content with
        {
            Entities =
            [
                .. content.Entities.Select(e =>
                    e with
                    {
                        Times = [.. e.Times.Select(t => CompleteTime(e, t, columns))],
                        Dimensions = [.. e.Dimensions.Select(d => CompleteDimension(e, d, columns))],
                    }
                ),
            ],
        };
    }

    private static EntityTime CompleteTime(Entity entity, EntityTime time, ColumnScope columns)
    {
        var type =
            time.Type.Length > 0
                ? time.Type
                : ExpressionTypes.Infer(time.Expr.Tree, path => columns.TypeOf(entity, path)) switch
                {
                    ScalarType.Timestamp => "timestamp",
                    ScalarType.TimestampTz => "timestamptz",
                    _ => "date",
                };
        return time with
        {
            Type = type,
            Grain =
                time.Grain.Length > 0 ? time.Grain
                : type == "date" ? "day"
                : "minute",
        };
    }

    private static Dimension CompleteDimension(Entity entity, Dimension dimension, ColumnScope columns) =>
        dimension.Type.Length > 0
            ? dimension
            : dimension with
            {
                Type = ExpressionTypes.Infer(dimension.Expr.Tree, path => columns.TypeOf(entity, path)) switch
                {
                    ScalarType.Integer => "integer",
                    ScalarType.Decimal or ScalarType.Interval => "decimal",
                    ScalarType.Boolean => "boolean",
                    ScalarType.Date => "date",
                    ScalarType.Timestamp or ScalarType.TimestampTz => "timestamp",
                    _ => "string",
                },
            };

    private static EntityJoin CompleteJoin(DraftEntity from, EntityJoin join, Dictionary<string, DraftEntity> drafts, ColumnScope columns, string zone)
    {
        if (!drafts.TryGetValue(join.To, out var to))
            return join;
        var on = join.On.Tree;
        var mentioned = on.Columns().Select(c => c.ToString()).ToHashSet(StringComparer.Ordinal);
        foreach (var column in to.Partition.Intersect(from.Partition, StringComparer.Ordinal))
            if (!mentioned.Contains($"{join.Name}.{column}"))
                on = And(on, new BinaryExpr("=", new ColumnRef([column]), new ColumnRef([join.Name, column])));
        if (
            to is { ValidFrom: { } validFrom, ValidTo: { } validTo }
            && !mentioned.Contains($"{join.Name}.{validFrom}")
            && !mentioned.Contains($"{join.Name}.{validTo}")
        )
        {
            var first = new ColumnRef([join.Name, validFrom]);
            var last = new ColumnRef([join.Name, validTo]);
            var isOpen = new IsExpr(last, "null", IsNegated: false);
            on =
                from.Entity.DefaultTime is { } time && MomentOf(from.Entity, time, columns.TypeOf(to.Entity, [validFrom]), columns, zone) is var moment
                    ? And(And(on, new BinaryExpr(">=", moment, first)), new BinaryExpr("or", isOpen, new BinaryExpr("<", moment, last)))
                    : And(on, isOpen);
        }
        return ReferenceEquals(on, join.On.Tree) ? join : join with { On = join.On with { Text = ExpressionPrinter.Print(on), Tree = on } };
    }

    /// <summary>A time as the validity columns say it, in the layer's zone: a day and a moment would else be compared in the zone of the session.</summary>
    private static ScalarExpr MomentOf(Entity entity, EntityTime time, ScalarType valid, ColumnScope columns, string zone)
    {
        var moment = time.Expr.Tree;
        var type = time.Type.Length > 0 ? ExpressionTypes.Of(time.Type) : ExpressionTypes.Infer(moment, path => columns.TypeOf(entity, path));
        var there = new TextLiteral(zone);
        return (type, valid) switch
        {
            (ScalarType.TimestampTz, ScalarType.Date) => new CastExpr(new AtTimeZoneExpr(moment, there), "date"),
            (ScalarType.TimestampTz, ScalarType.Timestamp) or (ScalarType.Timestamp, ScalarType.TimestampTz) => new AtTimeZoneExpr(moment, there),
            (ScalarType.Date, ScalarType.TimestampTz) => new AtTimeZoneExpr(new CastExpr(moment, "timestamp"), there),
            _ => moment,
        };
    }

    private static BinaryExpr And(ScalarExpr left, ScalarExpr right) => new("and", left, right);
}
