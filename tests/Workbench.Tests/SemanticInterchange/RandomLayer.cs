using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Workbench.Server.SemanticInterchange;
using Workbench.Server.Semantics.Layer;

namespace Workbench.Tests.SemanticInterchange;

/// <summary>Layers by chance: with all that a layer can say, or with what a format can say as well.</summary>
/// <param name="format">Null: anything that a layer can say.</param>
internal sealed class RandomLayer(Random random, string? format)
{
    private static readonly string[] EntityNames = ["account", "payment", "ticket", "plan", "visit"];

    private static readonly string[] Texts =
    [
        "Plain words",
        "yes",
        "1.0",
        "null",
        "a: b",
        "x #1",
        "it's \"quoted\"",
        "- dash",
        "[list]",
        "{map}",
        "100% & more",
        "é ü 漢字 🙂",
        "two\nlines",
        "two\n  lines\n\nwith a gap",
        "tab\there",
        "back\\slash",
        "'single'",
        "@at `tick`",
        "*star &anchor !tag",
        "| pipe > fold",
        "trailing colon:",
        "?",
        "~",
        "next\u0085line",
    ];

    private readonly LayerBuild _build = new();
    private readonly HashSet<string> _said = new(StringComparer.Ordinal);

    /// <param name="format">Both forms of MetricFlow say the same.</param>
    public static ImmutableArray<LayerFileText> Of(int seed, string? format) =>
        new RandomLayer(new Random(seed), format == "metricflow-legacy" ? "metricflow" : format).Make();

    private bool Chance(double p = 0.5) => random.NextDouble() < p;

    private T Any<T>(params ReadOnlySpan<T> items) => items[random.Next(items.Length)];

    private string? Maybe(double p = 0.5) => Chance(p) ? Any<string>(Texts) : null;

    private JsonArray? Synonyms() => Chance(0.4) ? LayerBuild.Texts(Enumerable.Range(0, random.Next(1, 4)).Select(_ => Any<string>(Texts).Trim())) : null;

    private ImmutableArray<LayerFileText> Make()
    {
        var isAny = format is null;
        _build.Name = Any("Small", "A layer: mine");
        _build.Account = "default";
        _build.Description = Maybe();
        var entities = EntityNames.Take(random.Next(1, 6)).ToList();
        foreach (var (name, i) in entities.Select((e, i) => (e, i)))
            AddEntity(name, i, [.. entities.Take(i)]);
        var simple = new List<string>();
        for (var i = random.Next(2, 7); i > 0; i--)
            simple.Add(AddSimple(i, Any<string>([.. entities])));
        var metrics = simple.ToList();
        for (var i = random.Next(0, 6); i > 0; i--)
            if (Composite(i, simple, metrics) is { } made)
                metrics.Add(made);
        if (isAny || format is "ossie" or "snowflake")
            if (Chance())
                _build.Rules.Add(LayerBuild.Map(("name", "instructions"), ("text", "Use approved metrics."), ("always", true)));
        if (isAny)
        {
            _build.Rules.Add(LayerBuild.Map(("name", "Money: in dollars"), ("text", Any<string>(Texts).Trim())));
            _build.Terms.Add(LayerBuild.Map(("term", "Churn"), ("definition", Any<string>(Texts))));
            _build.Verified.Add(LayerBuild.Map(("question", "How many?"), ("query", new JsonObject { ["metrics"] = new JsonArray(simple[0]) })));
        }
        var files = _build.ToFiles();
        if (!isAny)
            return files;
        // Files as people write them: comments, other names, Windows' line ends.
        return
        [
            .. files.Select(f =>
                Chance(0.3)
                    ? f with
                    {
                        Text =
                            $"# {Any("why", "TODO: no", "ünï", "#: x", "#| y")}\n{(Chance() ? f.Text.Replace("\n", "\r\n", StringComparison.Ordinal) : f.Text)}\n\n",
                    }
                    : f
            ),
            new LayerFileText("5-operations/calendar.yml", "time_zone: America/New_York\nfiscal_year: { starts: february }\n"),
        ];
    }

    private void AddEntity(string name, int index, IReadOnlyList<string> before)
    {
        var isAny = format is null;
        var table = _build.Table($"shop.{name}s");
        table.Column("id").Declared = "bigint";
        table.Column("a").Declared = "text";
        table.Column("b").Declared = "numeric";
        table.Column("c").Declared = "bigint";
        table.Column("d").Declared = "boolean";
        table.Column("e").Declared = "date";
        table.Column("f").Declared = "timestamp";
        var joins = new JsonArray();
        foreach (var other in before.Where(_ => Chance()))
        {
            table.Column($"{other}_id").Declared = "bigint";
            joins.Add(
                (JsonNode)LayerBuild.Map(("name", other), ("to", other), ("on", $"{other}_id = {other}.id"), ("optional", isAny && Chance(0.3) ? true : null))
            );
        }
        if (isAny && before.Count > 0 && Chance(0.3))
        {
            table.Column("boss_id").Declared = "bigint";
            joins.Add((JsonNode)LayerBuild.Map(("name", "boss"), ("to", before[0]), ("on", "boss_id = boss.id and boss.d")));
        }
        var dimensions = new JsonArray();
        foreach (
            var (dimension, expr) in new[]
            {
                ("a", null),
                ("kind", "a"),
                ("size", "case when c >= 10 then 'large' else 'small' end"),
                ("flag", "d"),
                ("share", "b / c"),
            }
        )
            if (Chance(0.6))
                dimensions.Add(
                    (JsonNode)
                        LayerBuild.Map(
                            ("name", dimension),
                            ("label", format != "snowflake" && Chance(0.3) ? "A label" : null),
                            ("description", Maybe()?.Trim()),
                            ("synonyms", Synonyms()),
                            ("expr", expr),
                            (
                                "values",
                                isAny && Chance(0.3) ? (Chance() ? "indexed" : new JsonObject { ["x"] = new JsonArray("ex"), ["1"] = new JsonArray() }) : null
                            ),
                            ("hidden", isAny && Chance(0.2) ? true : null)
                        )
                );
        var times = new JsonArray { LayerBuild.Map(("name", "e"), ("type", "date"), ("default", true), ("description", Maybe(0.3)?.Trim())) };
        if (Chance())
            times.Add((JsonNode)LayerBuild.Map(("name", "happened"), ("expr", "f"), ("type", "timestamp"), ("synonyms", Synonyms())));
        var segments = new JsonArray();
        if ((isAny || format == "snowflake") && Chance(0.4))
            segments.Add(
                (JsonNode)LayerBuild.Map(("name", "real"), ("description", Maybe()), ("where", "not d"), ("default", isAny && Chance() ? true : null))
            );
        var (sql, isQuery) = ("select * from shop.x where d", isAny && index == 0 && Chance(0.1));
        _build.Entities.Add(
            LayerBuild.Map(
                ("entity", name),
                ("label", isAny && Chance(0.3) ? "A label" : null),
                ("description", Maybe()?.Trim()),
                ("synonyms", Synonyms()),
                ("table", isQuery ? null : table.FullName),
                ("sql", isQuery ? sql : null),
                ("key", new JsonArray("id")),
                ("where", (isAny || format == "ossie") && Chance(0.2) ? "a <> 'draft'" : null),
                ("times", times),
                ("dimensions", dimensions),
                ("segments", segments),
                ("joins", joins)
            )
        );
    }

    private string AddSimple(int i, string entity)
    {
        var isAny = format is null;
        var tree = _build.Entities.Single(e => e["entity"]!.GetValue<string>() == entity);
        // To a table that is reached in several ways a format has no words for which.
        var joined = tree["joins"] is JsonArray { Count: 1 } only ? only[0]!["name"]!.GetValue<string>() : null;
        var agg = Any("count", "sum", "average", "min", "max", "median", "count_distinct", "percentile");
        var expr = agg switch
        {
            "count" => Chance() ? null : "a",
            "count_distinct" => "a",
            _ => Any("b", "c", "b * 2", "coalesce(b, 0) - c", "b / c"),
        };
        var kinds = (tree["dimensions"] as JsonArray)?.Select(d => d!["name"]!.GetValue<string>()).ToList() ?? [];
        // A condition of MetricFlow is over dimensions.
        var where =
            !Chance(0.4) ? null
            : format == "metricflow" ? (kinds.Contains("a") || kinds.Contains("kind") ? "a = 'x'" : null)
            : Any("a = 'x'", "c > 3 and not d", "a in ('x', 'y') or b is null");
        if (format == "metricflow" && where is not null && kinds.Contains("a") && kinds.Contains("kind"))
            where = null;
        if ((isAny || format == "ossie") && joined is not null && Chance(0.2) && joined != "boss")
            where = $"{joined}.a = 'x'";
        // Two metrics of one definition are one to a format that names none in its expressions.
        if (!isAny && !_said.Add($"{entity} {agg} {expr} {where}"))
            (agg, expr) = ("sum", $"b + {i}");
        var isBalance = (isAny || format is "snowflake" or "metricflow") && Chance(0.2);
        var name = $"m_{i}";
        var metric = LayerBuild.Map(
            ("name", name),
            ("type", isBalance ? "semi_additive" : null),
            ("label", (isAny || format == "metricflow") && Chance(0.3) ? "A label" : null),
            ("description", Maybe()?.Trim()),
            ("synonyms", Synonyms()),
            ("unit", (isAny || format == "metricflow") && Chance(0.3) ? "USD" : null),
            ("better", isAny && Chance(0.3) ? "up" : null),
            ("entity", entity),
            ("agg", agg),
            ("percentile", agg == "percentile" ? 0.9m : null),
            ("expr", expr),
            ("where", where)
        );
        if (isBalance)
            metric["over"] = LayerBuild.Map(("time", "e"), ("take", Any("last", "first")));
        _build.AddMetric(metric);
        return name;
    }

    private string? Composite(int i, List<string> simple, List<string> metrics)
    {
        var isAny = format is null;
        var plain = simple.Where(s => _build.FindMetric(s)!["type"] is null).ToList();
        if (plain.Count < 2)
            return null;
        var name = $"x_{i}";
        var (one, two) = (plain[0], plain[1]);
        var kind = random.Next(isAny || format == "metricflow" ? 5 : 2);
        var metric = kind switch
        {
            0 => LayerBuild.Map(("type", "ratio"), ("numerator", one), ("denominator", two)),
            1 => LayerBuild.Map(("type", "derived"), ("expr", Any($"{one} * 12", $"{one} - {two} + 1", $"({one} + {two}) / {two}"))),
            2 => LayerBuild.Map(
                ("type", "derived"),
                ("expr", "now_is - was"),
                (
                    "inputs",
                    new JsonArray(
                        LayerBuild.Map(("metric", one), ("alias", "now_is")),
                        LayerBuild.Map(("metric", one), ("alias", "was"), ("shift", Any("1 month", "7 days", "2 quarters")))
                    )
                )
            ),
            3 => LayerBuild.Map(
                ("type", "cumulative"),
                ("metric", one),
                ("window", Chance() ? "28 days" : null),
                ("coarser_grain", Chance(0.3) ? "average" : null)
            ),
            _ => LayerBuild.Map(("type", "cumulative"), ("metric", one), ("to_date", Any("month", "year"))),
        };
        var head = LayerBuild.Map(("name", name), ("description", Maybe()?.Trim()), ("synonyms", Synonyms()), ("hidden", isAny && Chance(0.2) ? true : null));
        foreach (var (key, value) in metric)
            head[key] = value?.DeepClone();
        _build.AddMetric(head);
        metrics.Add(name);
        return null;
    }
}
