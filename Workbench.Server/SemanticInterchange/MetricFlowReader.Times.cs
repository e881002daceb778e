using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Workbench.Server.Semantics.Expressions;
using Workbench.Server.Semantics.Layer;

namespace Workbench.Server.SemanticInterchange;

/// <summary>Times of a model: their types are rarely said.</summary>
internal sealed partial class MetricFlowReader
{
    /// <summary>A column that may be a moment is no day: it is cut to one where the source means days.</summary>
    private ScalarExpr TimeExpr(MetricFlowModel model, MetricFlowDimension dimension, ScalarExpr tree, string about)
    {
        if ((dimension.DataType ?? TypeOf(model, tree)) is not null)
            return tree;
        var written = ExpressionTree.Print(tree);
        if (TimeType(dimension.Grain) != "date")
        {
            notes.Guessed(about, $"The source names no type of {written}: timestamp is taken. Write `type: timestamptz` where it is one.", dimension.Source.At);
            return tree;
        }
        notes.Guessed(
            about,
            $"The source names no type of {written}: it is cut to its day. Where it is a timestamptz, write `expr: {written}` and `type: timestamptz`, so that days are those of the layer's time zone.",
            dimension.Source.At
        );
        return new CastExpr(tree, "date");
    }

    /// <summary>The type of time that the source declares; null where it names none.</summary>
    private static string? TypeOf(MetricFlowModel model, ScalarExpr tree) =>
        tree switch
        {
            ColumnRef { Path: [var stored] } when model.Columns.Column(stored).Declared is "date" or "timestamp" or "timestamptz" => model
                .Columns.Column(stored)
                .Declared,
            CastExpr { Type: "date" or "timestamp" or "timestamptz" } cast => cast.Type,
            _ => null,
        };

    private static string TimeType(string? grain) =>
        grain is "hour" or "minute" or "second" or "millisecond" or "microsecond" or "nanosecond" ? "timestamp" : "date";

    private JsonObject Time(MetricFlowModel model, MetricFlowDimension dimension)
    {
        var (name, expr, _) = model.Fields[dimension.Name];
        var type = dimension.DataType ?? TypeOf(model, expr) ?? TimeType(dimension.Grain);
        var grain = dimension.Grain;
        if (grain is "second" or "millisecond" or "microsecond" or "nanosecond")
        {
            notes.Changed($"dimension {model.Name}.{dimension.Name}", $"Its grain is {grain}; the finest of the layer is the minute.", dimension.Source.At);
            grain = "minute";
        }
        else if (grain is not null && !LayerFormat.Grains.Contains(grain))
        {
            notes.Changed(
                $"dimension {model.Name}.{dimension.Name}",
                $"Its grain {grain} is one of a calendar of its own, which the layer does not have: day is taken.",
                dimension.Source.At
            );
            grain = "day";
        }
        return LayerBuild.Map(
            ("name", name),
            ("label", dimension.Label),
            ("description", dimension.Description),
            ("synonyms", LayerBuild.Texts(dimension.Synonyms)),
            ("expr", ExpressionTree.Print(expr)),
            ("type", type),
            ("grain", grain is null || (type == "date" && grain == "day") || (type != "date" && grain == "minute") ? null : grain),
            ("default", string.Equals(model.DefaultTime, dimension.Name, StringComparison.OrdinalIgnoreCase) ? true : null)
        );
    }
}
