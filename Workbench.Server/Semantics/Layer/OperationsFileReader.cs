using System.Collections.Immutable;

namespace Workbench.Server.Semantics.Layer;

/// <summary><c>layer.yml</c>, the products and everything in <c>5-operations</c>.</summary>
internal sealed class OperationsFileReader(LayerDraft draft, string kind, LayerProblems problems) : FileReader(draft)
{
    public override void Read(YamlMap file)
    {
        switch (kind)
        {
            case "layer":
                (Draft.Name, Draft.Description, Draft.Account) = (file.String("name"), file.String("description"), file.String("account"));
                break;
            case "products":
                Draft.Products.AddRange(Each(file, "products", Product));
                break;
            case "calendar":
                Draft.Calendar = Calendar(file);
                break;
            case "access":
                Draft.Access = new LayerAccess(Each(file, "levels", Level)) { Editors = file.Strings("editors") };
                break;
            case "glossary":
                Draft.Glossary.AddRange(Each(file, "terms", Term));
                break;
            case "rules":
                Draft.Rules.AddRange(Each(file, "rules", Rule));
                break;
            case "verified":
                Draft.Verified.AddRange(Each(file, "queries", Verified));
                break;
            case "examples":
                Draft.Examples.AddRange(file.Items("examples").Select(Example).OfType<ExampleQuestion>());
                break;
        }
    }

    private static Product? Product(YamlMap map) =>
        map.String("name") is { } name
            ? new Product(
                name,
                map.String("kind") ?? "product",
                map.Strings("synonyms"),
                map.String("description"),
                Each(map, "means", Meaning),
                Each(map, "ambiguous_with", Meaning),
                map.Flag("force"),
                map.At
            )
            : null;

    private static FieldMeaning? Meaning(YamlMap map) => map.String("field") is { } field ? new FieldMeaning(field, map.Strings("is"), map.At) : null;

    private LayerCalendar? Calendar(YamlMap map)
    {
        if (map.String("time_zone") is not { } zone)
            return null;
        var weekStart = Enum.TryParse<DayOfWeek>(map.String("week_start"), ignoreCase: true, out var day) ? day : DayOfWeek.Monday;
        var fiscal = LayerCalendar.Civil.FiscalYear;
        if (map.Map("fiscal_year") is { } year)
        {
            var month = Math.Max(0, LayerFormat.MonthNames.IndexOf(year.String("starts") ?? "january"));
            fiscal = new FiscalYear(month + 1, year.String("named_by") == "start" ? FiscalYearName.Start : FiscalYearName.End, Pattern(year));
        }
        return new LayerCalendar(zone, weekStart, fiscal, map.String("default_periods") == "fiscal");
    }

    private WeekPattern? Pattern(YamlMap year)
    {
        if (year.String("pattern") is not { } written)
        {
            foreach (var key in new[] { "anchor", "ends_on" })
                if (year.Has(key))
                    problems.Error(LayerProblemCodes.KeysExclude, year.Find(key)!.At, $"\"{key}\" belongs to a fiscal year with a \"pattern\" such as 4-5-4.");
            return null;
        }
        if (year.String("anchor") is not { } anchor)
        {
            problems.Error(LayerProblemCodes.MissingKey, year.At, "A fiscal year with a pattern needs \"anchor\": the first day of any fiscal year.");
            return null;
        }
        var endsOn = year.String("ends_on") == "last_of_month" ? WeekYearEnd.LastOfMonth : WeekYearEnd.NearestToMonthEnd;
        return TextForms.WeekPattern(written) is { } weeks && TextForms.Date(anchor) is { } day ? new WeekPattern(weeks, day, endsOn) : null;
    }

    private static AccessLevel? Level(YamlMap map) =>
        map.String("name") is { } name
            ? new AccessLevel(name, map.String("description"), map.String("login"), map.Strings("members"), map.String("contact"))
            : null;

    private static GlossaryTerm? Term(YamlMap map) =>
        map.String("term") is { } term && map.String("definition") is { } definition
            ? new GlossaryTerm(term, definition, map.Strings("synonyms"), map.Strings("see"), map.At)
            : null;

    private static LayerRule? Rule(YamlMap map) =>
        map.String("name") is { } name && map.String("text") is { } text
            ? new LayerRule(name, text.Trim(), map.Flag("always"), map.Strings("applies_to"), map.At)
            : null;

    private VerifiedQuery? Verified(YamlMap map)
    {
        if (map.String("question") is not { } question)
            return null;
        var query = map.Map("query") is { } written ? QueryYaml.Read(written, problems) : null;
        var sql = map.String("sql")?.Trim().TrimEnd(';');
        return query is null && sql is null
            ? null
            : new VerifiedQuery(
                question,
                map.Strings("also_asked"),
                query,
                sql,
                map.String("owner"),
                Date(map.String("verified_on")),
                Date(map.String("expires")),
                map.At
            )
            {
                Note = map.String("note"),
            };
    }

    private static ExampleQuestion? Example(YamlValue value) =>
        value switch
        {
            YamlText { IsNull: false } text => new ExampleQuestion(text.Value, Topic: null, IsFeatured: false, text.At),
            YamlMap map when map.String("question") is { } question => new ExampleQuestion(question, map.String("topic"), map.Flag("featured"), map.At),
            _ => null,
        };

    private static DateOnly? Date(string? text) => text is null ? null : TextForms.Date(text);
}
