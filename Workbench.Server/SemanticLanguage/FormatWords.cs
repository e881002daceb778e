using Workbench.Server.Semantics.Layer;

namespace Workbench.Server.SemanticLanguage;

/// <summary>Keys of the format in a few words, beside a suggestion: <see cref="LayerReference"/> has room for more.</summary>
internal static class FormatWords
{
    public static string Of(KeyShape key) => key.Default is null ? key.Description : $"{key.Description}\n\nDefault: {key.Default}.";

    public static string TypeOf(Shape shape) =>
        QueryFormat.Of(shape) switch
        {
            TextShape { Form: TextForm.Expression } => "expression",
            TextShape { Form: TextForm.Condition } => "condition",
            TextShape { Form: TextForm.Sql } => "SQL",
            TextShape { Form: TextForm.Date } => "date",
            TextShape { Form: TextForm.Duration or TextForm.Period } => "time span",
            TextShape { Names: NameKind.Entity } => "entity",
            TextShape { Names: NameKind.Metric } => "metric",
            TextShape { Names: NameKind.Field } => "field",
            TextShape { Names: NameKind.Level } => "level",
            TextShape { Names: NameKind.Column } => "column",
            TextShape { Names: NameKind.Table } => "table",
            TextShape => "text",
            ChoiceShape choice => string.Join(" | ", choice.Choices.Length > 4 ? [.. choice.Choices.Take(3), "…"] : choice.Choices),
            FlagShape => "true | false",
            NumberShape => "number",
            ListShape list => $"list of {TypeOf(list.Item)}",
            DictionaryShape => "keys of your own",
            MapShape map => map.Name,
            VariantShape variant => variant.Name,
            EitherShape either => string.Join(" or ", either.Shapes.Select(TypeOf).Distinct(StringComparer.Ordinal)),
            _ => "value",
        };
}
