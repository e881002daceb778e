using System.Text;
using Workbench.Server.SemanticLanguage.Completion;
using Workbench.Server.Semantics.Expressions;
using Workbench.Server.Semantics.Layer;
using Workbench.Shared.SemanticLayer;

namespace Workbench.Server.SemanticLanguage;

/// <summary>What a name, a key or a function is, as Markdown.</summary>
internal sealed class HoverWriter(LanguageState state, VisibleNames names)
{
    private const int MostUses = 8;

    public LayerHover? At(LayerPosition at, (NameUse Use, LayerFileRange Range)? found)
    {
        if (found is { } name && Describe(name.Use.Name) is { } words)
            return new LayerHover(name.Range.ToRange(), words + Uses(name.Use.Name));
        if (LayerFormat.Of(at.Path) is not { } format || state.Find(at.Path) is not { } part)
            return null;
        var text = part.File.Text;
        var cursor = part.Lines.OffsetOf(at.Line, at.Column);
        var (start, end) = (cursor, cursor);
        while (start > 0 && IsWord(text[start - 1]))
            start--;
        while (end < text.Length && IsWord(text[end]))
            end++;
        if (start == end)
            return null;
        var range = new LayerFileRange(part, start, end).ToRange();
        var word = text[start..end];
        if (end < text.Length && text[end] == ':' && Key(format, text, start, word) is { } key)
            return new LayerHover(range, $"**{word}** · {FormatWords.TypeOf(key.Shape)}{(key.IsRequired ? " · needed" : "")}\n\n{FormatWords.Of(key)}");
        if (end < text.Length && text[end] == '(' && SqlFunctions.Find(word) is { } function)
            return new LayerHover(range, $"`{function.Usage}`\n\n{function.Description}");
        return null;
    }

    private static KeyShape? Key(LayerFileFormat format, string text, int start, string word)
    {
        if (CursorReader.Read(text, start) is not { } place || CursorShape.Of(format, place.Steps) is not { } shape)
            return null;
        return CursorShape.MapOf(shape.Shape, shape.Written)?.Keys.FirstOrDefault(k => k.Key == word);
    }

    private string? Describe(LayerName name) =>
        name.Kind switch
        {
            "metric" => names.FindMetric(name.Name) is { } metric ? Metric(metric) : null,
            "entity" => names.FindEntity(name.Name) is { } entity ? Entity(entity) : null,
            "table" => names.FindTable(name.ToString()) is { } table
                ? Head("table", table.FullName, table.Description, Owner(table.Owner), Access(table.Access), $"{names.Columns(table).Count()} columns")
                : null,
            "column" => names.FindTable(name.Owner) is { } table && table.FindColumn(name.Name) is { } column && names.Sees(column.Access)
                ? Head("column", $"{name.Owner}.{name.Name}", column.Description, $"`{column.Type}`", Unit(column.Unit), Access(column.Access))
                : null,
            "dimension" => names.FindEntity(name.Owner)?.FindDimension(name.Name) is { } dimension
                ? Head("dimension", name.ToString(), dimension.Description ?? dimension.Label, dimension.Type, Unit(dimension.Unit), Access(dimension.Access))
                    + Code(dimension.Expr.Text)
                    + Values(dimension)
                : null,
            "time" => names.FindEntity(name.Owner)?.FindTime(name.Name) is { } time
                ? Head("time", name.ToString(), time.Description ?? time.Label, time.Type, $"grain {time.Grain}", time.IsDefault ? "default" : null)
                    + Code(time.Expr.Text)
                : null,
            "segment" => names.FindEntity(name.Owner)?.FindSegment(name.Name) is { } segment
                ? Head("segment", name.ToString(), segment.Description ?? segment.Label, segment.IsDefault ? "applied unless switched off" : null)
                    + Code(segment.Where.Text)
                : null,
            "join" => names.FindEntity(name.Owner)?.FindJoin(name.Name) is { } join
                ? Head(
                    "join",
                    name.ToString(),
                    join.Label,
                    $"to {join.To}",
                    join.Type == JoinType.OneToOne ? "one to one" : "many to one",
                    join.IsOptional ? "optional" : null
                ) + Code(join.On.Text)
                : null,
            "level" => names.Content.Access.Levels.FirstOrDefault(l => l.Name == name.Name) is { } level ? Head("level", level.Name, level.Description) : null,
            "alias" => names.FindMetric(name.Owner) is { Definition: DerivedMetric derived }
            && derived.Inputs.FirstOrDefault(i => i.Alias == name.Name) is { } input
                ? Head("input", name.Name, $"{input.Metric} in {name.Owner}") + (input.Where is { } where ? Code(where.Text) : "")
                : null,
            _ => null,
        };

    private static string Metric(Metric metric) =>
        Head(
            "metric",
            metric.Name,
            metric.Description ?? metric.Label,
            MetricCheck.TypeName(metric.Definition),
            Unit(metric.Unit),
            metric.Better == MetricDirection.None ? null : $"better {metric.Better.ToString().ToLowerInvariant()}",
            Owner(metric.Owner),
            Access(metric.Access)
        ) + Code(Definition(metric.Definition));

    private static string Definition(MetricDefinition definition) =>
        definition switch
        {
            SimpleMetric m => Rows(m.Aggregation, m.Expr, m.Where, m.Entity) + (m.Time is { } time ? $" by {time}" : ""),
            SemiAdditiveMetric m => $"{Rows(m.Aggregation, m.Expr, m.Where, m.Entity)}, {m.Over.Take.ToString().ToLowerInvariant()} {m.Over.Time}",
            RatioMetric m => $"{m.Numerator.Metric} / {m.Denominator.Metric}",
            DerivedMetric m => m.Expr.Text.Trim(),
            CumulativeMetric m => m.Span switch
            {
                MovingWindow window => $"{m.Metric.Metric} over {window.Count} {window.Unit}s",
                ToDate toDate => $"{m.Metric.Metric} since the start of the {toDate.Grain}",
                _ => $"{m.Metric.Metric} since the first row",
            },
            ConversionMetric m => $"{m.Base} followed by {m.Conversion} of the same {m.Per}"
                + (m.Within is { } within ? $" within {within.Count} {within.Unit}s" : ""),
            _ => "",
        };

    private static string Rows(Aggregation aggregation, LayerExpression? expr, LayerExpression? where, string entity) =>
        $"{TextForms.AggregationNames.First(n => n.Value == aggregation.Kind && n.Key != "avg").Key}({expr?.Text.Trim() ?? $"rows of {entity}"})"
        + (where is null ? "" : $" where {where.Text.Trim()}");

    private string Entity(Entity entity) =>
        Head(
            "entity",
            entity.Name,
            entity.Description ?? entity.Label,
            entity.Source is TableSource table ? table.FullName : "SQL",
            $"key {string.Join(", ", entity.Key)}",
            Access(entity.Access)
        )
        + Line("Dimensions", names.Dimensions(entity).Where(d => !d.IsHidden).Select(d => d.Name))
        + Line("Times", names.Times(entity).Select(t => t.Name))
        + Line("Joins", names.Joins(entity).Select(j => j.Join.Name));

    /// <summary>Who names it, apart from itself.</summary>
    private string Uses(LayerName name)
    {
        var users = state
            .Names.Of(name)
            .Where(u => !u.IsDeclaration && (u.User is not { } user || (user != name && names.Sees(user))))
            .Select(u => u.User?.Words ?? u.UserWords ?? u.Scalar.Part.File.Path)
            .Distinct(StringComparer.Ordinal)
            .ToList();
        return users.Count == 0 ? "\n\nNothing uses it." : Line($"Used by {users.Count}", users.Take(MostUses).Concat(users.Count > MostUses ? ["…"] : []));
    }

    private static string Values(Dimension dimension) =>
        dimension.Values.IsIndexed ? "\n\nValues are looked up in the warehouse."
        : dimension.Values.Declared.IsEmpty ? ""
        : Line("Values", dimension.Values.Declared.Take(12).Select(v => v.Stored).Concat(dimension.Values.Declared.Length > 12 ? ["…"] : []));

    private static string Head(string kind, string name, string? description, params IEnumerable<string?> facts)
    {
        var text = new StringBuilder($"**{name}** · {kind}");
        foreach (var fact in facts)
            if (fact is not null)
                text.Append(" · ").Append(fact);
        return description is null ? text.ToString() : text.Append("\n\n").Append(description).ToString();
    }

    private static string Line(string label, IEnumerable<string> items) => string.Join(", ", items) is { Length: > 0 } list ? $"\n\n{label}: {list}" : "";

    private static string Code(string text) => text.Trim().Length == 0 ? "" : $"\n\n```sql\n{text.Trim()}\n```";

    private static string? Owner(string? owner) => owner is null ? null : $"owner {owner}";

    private static string? Access(string? access) => access is null ? null : $"access {access}";

    private static string? Unit(string? unit) => unit;

    private static bool IsWord(char c) => char.IsLetterOrDigit(c) || c == '_';
}
