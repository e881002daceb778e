using System.Text;
using Workbench.Server.Semantics.Expressions;

namespace Workbench.Server.Semantics.Layer;

/// <summary><c>docs/layer-reference.md</c>: every key, type and default, made from the description that the reader checks files against.</summary>
public static class LayerReference
{
    public static string Markdown()
    {
        var text = new StringBuilder();
        text.Append(
            """
            # Semantic layer reference

            Every file, key, type and default of a semantic layer. This page is made from the program's own description of the format; a test keeps the two alike.
            Check a folder with `./workbench semantic validate DIR`: it prints `file:line:col: code message` and exits with 1 when something is wrong.

            - Names are `snake_case` and stable: queries, other files and saved answers use them. People see labels.
            - An unknown key is an error. A list with one item may be written as that item.
            - A key marked **needed** has to be there; all others may be left out.


            """
        );
        foreach (
            var folder in LayerFormat.Folders.Select(f => (f.Name, f.Label, f.Description)).Prepend(("", "The layer", "One file at the top of the folder."))
        )
        {
            text.Append($"## {(folder.Item1.Length > 0 ? $"{folder.Item1}: {folder.Item3.TrimEnd('.')}" : "layer.yml")}\n\n");
            foreach (
                var file in LayerFormat.Files.Where(f =>
                    f.Pattern.Contains('/', StringComparison.Ordinal)
                        ? f.Pattern.StartsWith(folder.Item1 + "/", StringComparison.Ordinal)
                        : folder.Item1.Length == 0
                )
            )
                WriteFile(text, file);
        }
        WriteQuery(text);
        WriteExpressions(text);
        WriteCodes(text);
        return text.ToString();
    }

    private static void WriteFile(StringBuilder text, LayerFileFormat file)
    {
        if (file.Pattern.Contains('/', StringComparison.Ordinal))
            text.Append($"### `{file.Pattern}`\n\n");
        WriteKeys(text, file.Shape);
        WriteInner(text, file.Shape, []);
    }

    /// <summary>The mappings inside, each once, in the order in which they are met.</summary>
    private static void WriteInner(StringBuilder text, MapShape shape, HashSet<string> written)
    {
        foreach (var inner in shape.Keys.SelectMany(k => MapsIn(k.Shape)))
        {
            if (inner is MapShape map && written.Add(map.Name))
            {
                text.Append($"#### {Capital(map.Name)}\n\n");
                WriteKeys(text, map);
                WriteInner(text, map, written);
            }
            if (inner is not VariantShape variant || !written.Add(variant.Name))
                continue;
            text.Append($"#### {Capital(variant.Name)}\n\nKeys of every {variant.Name}:\n\n");
            WriteKeys(text, new MapShape(variant.Name, variant.Common));
            foreach (var one in variant.Variants)
            {
                text.Append($"#### {Capital(one.Shape.Name)}\n\n`{variant.Key}: {one.Value}`. {one.Meaning}\n\n");
                WriteKeys(text, one.Shape);
                WriteInner(text, one.Shape, written);
            }
        }
    }

    private static IEnumerable<Shape> MapsIn(Shape shape) =>
        shape switch
        {
            MapShape or VariantShape => [shape],
            ListShape list => MapsIn(list.Item),
            DictionaryShape dictionary => MapsIn(dictionary.Value),
            EitherShape either => either.Shapes.SelectMany(MapsIn),
            _ => [],
        };

    private static void WriteKeys(StringBuilder text, MapShape shape)
    {
        text.Append("| key | value | default | meaning |\n|---|---|---|---|\n");
        foreach (var key in shape.Keys)
        {
            var byDefault = key.IsRequired ? "**needed**" : key.Default ?? "";
            text.Append($"| `{key.Key}` | {Cell(Words(key.Shape))} | {Cell(byDefault)} | {Cell(key.Description)} |\n");
        }
        foreach (var keys in shape.OneOf)
            text.Append($"\nOne of {string.Join(" and ", keys.Select(k => $"`{k}`"))} is needed.\n");
        foreach (var keys in shape.Exclusive)
            text.Append($"\nOnly one of {string.Join(" and ", keys.Select(k => $"`{k}`"))} can be written.\n");
        text.Append('\n');
    }

    private static string Words(Shape shape) =>
        shape switch
        {
            TextShape { Form: TextForm.Name } => "new name",
            TextShape { Form: TextForm.Reference } => "name",
            TextShape { Form: TextForm.TableName } => "`schema.table`",
            TextShape { Form: TextForm.Field } => "field",
            TextShape { Form: TextForm.Expression } => "expression",
            TextShape { Form: TextForm.Condition } => "condition",
            TextShape { Form: TextForm.Sql } => "SQL",
            TextShape { Form: TextForm.Type } => "type of a column",
            TextShape { Form: TextForm.Duration } => "duration: `36 hours`, `2 days`",
            TextShape { Form: TextForm.Period } => "period: `28 days`, `1 month`",
            TextShape { Form: TextForm.Grain } => $"grain: {string.Join(", ", LayerFormat.Grains)}, or `fiscal_quarter` and the like",
            TextShape { Form: TextForm.ToDate } => "grain, or `all`",
            TextShape { Form: TextForm.StartOf } => "grain, or `period`",
            TextShape { Form: TextForm.Date } => "date: `2026-01-31`",
            TextShape { Form: TextForm.TimeZone } => "time zone: `America/New_York`",
            TextShape { Form: TextForm.WeekPattern } => "`4-5-4`, `4-4-5`, `5-4-4`",
            TextShape { Form: TextForm.Aggregation } => "aggregation",
            TextShape => "text",
            ChoiceShape choice => string.Join(", ", choice.Choices.Select(c => $"`{c}`")),
            FlagShape => "`true`, `false`",
            NumberShape { IsWhole: true } => "whole number",
            NumberShape => "number",
            ListShape list => $"list of {Words(list.Item)}",
            DictionaryShape dictionary => $"mapping of {dictionary.KeyMeaning} to {Words(dictionary.Value)}",
            MapShape map => $"{map.Name} (below)",
            VariantShape variant => $"{variant.Name} (below)",
            EitherShape either => string.Join(", or ", either.Shapes.Select(Words)),
            QueryShape => "semantic query",
            _ => "value",
        };

    private static void WriteQuery(StringBuilder text)
    {
        text.Append(
            """
            ## Semantic query

            What `query` of a verified query holds, what `semantic compile` takes, and what an answer shows. In YAML or JSON: `{ metrics: [mrr], group_by: [plan.tier], time: { range: last_12_months, grain: month } }`.
            Which of the keys go together for a metric is checked when it is compiled (SL406).


            """
        );
        var query = QueryFormat.Query;
        WriteKeys(text, query);
        WriteInner(text, query, []);
    }

    private static void WriteExpressions(StringBuilder text)
    {
        text.Append(
            """
            ## Expressions

            `expr`, `where` and `on` are scalar SQL with PostgreSQL's precedence. A bare name is a column of the entity's own table, `join.name` one of the other side of a join.
            There are literals, `+ - * / %`, `||`, comparisons, `and or not`, `case`, `cast` and `::`, `in`, `like`, `ilike`, `between`, `is [not] null`, `is [not] distinct from`,
            `extract(part from time)`, `at time zone`, `date '2026-01-31'`, `interval '30 days'`. `/` divides as decimals and gives NULL for a zero below.
            There are no subqueries, aggregates, window functions or clocks. In the `expr` of a derived metric names are its inputs.

            | function | gives | meaning |
            |---|---|---|

            """
        );
        foreach (var function in SqlFunctions.All)
            text.Append($"| `{function.Usage}` | {Words(function.Result)} | {Cell(function.Description)} |\n");
        text.Append('\n');
    }

    private static string Words(FunctionResult result) =>
        result switch
        {
            FunctionResult.Integer => "whole number",
            FunctionResult.OfArguments => "the type of its arguments",
            _ => result.ToString().ToLowerInvariant(),
        };

    private static void WriteCodes(StringBuilder text)
    {
        text.Append("## Problems\n\n| code | problem | what to do |\n|---|---|---|\n");
        foreach (var code in LayerProblemCodes.All)
            text.Append($"| {code.Code} | {Cell(code.Title)} | {Cell(code.WayOut)} |\n");
    }

    private static string Cell(string text) => text.Replace("|", "\\|", StringComparison.Ordinal);

    private static string Capital(string text) => char.ToUpperInvariant(text[0]) + text[1..];
}
