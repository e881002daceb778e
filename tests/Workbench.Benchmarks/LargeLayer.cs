using System.Globalization;
using System.Text;
using Workbench.Server.Semantics.Layer;
using Workbench.Server.Semantics.Values;

namespace Workbench.Benchmarks;

/// <summary>A layer of 300 entities and 500 metrics with names that resemble one another, and a million values: the same every time.</summary>
internal static class LargeLayer
{
    public const int Entities = 300;
    public const int Metrics = 500;
    public const int Values = 1_000_000;
    private const int NamedEntities = 40;

    private static readonly string[] Kinds =
    [
        "export",
        "import",
        "domestic",
        "frozen",
        "bulk",
        "liquid",
        "express",
        "coastal",
        "inland",
        "transit",
        "bonded",
        "hazardous",
        "oversize",
        "returned",
        "leased",
        "chartered",
        "priority",
        "seasonal",
        "regional",
        "overnight",
    ];

    private static readonly string[] Things =
    [
        "shipment",
        "container",
        "voyage",
        "vessel",
        "berth",
        "crane",
        "manifest",
        "pallet",
        "customs declaration",
        "inspection",
        "booking",
        "carrier",
        "consignee",
        "depot",
        "truck",
    ];

    private static readonly string[] Regions = ["north", "south", "east", "west", "atlantic", "pacific", "baltic", "gulf"];
    private static readonly string[] Syllables =
    [
        "ka",
        "lo",
        "mer",
        "tan",
        "vi",
        "dor",
        "sel",
        "ran",
        "po",
        "quin",
        "bar",
        "hes",
        "nu",
        "gri",
        "fal",
        "wes",
        "ty",
        "orn",
        "mak",
        "zel",
    ];

    public static SemanticLayer Read()
    {
        var reading = LayerReader.Read(Files(Entities, Metrics));
        return reading.IsUsable ? new SemanticLayer(reading.Content) : throw new InvalidOperationException(reading.Problems[0].ToString());
    }

    /// <summary>As files; 175 entities and 300 metrics are 5,000 lines.</summary>
    public static IReadOnlyList<LayerFileText> Files(int entities, int most)
    {
        var files = new List<LayerFileText> { new("layer.yml", "name: Harbour\naccount: harbour\nversion: 1\n") };
        var names = Enumerable.Range(0, entities).Select(NameOf).ToArray();
        var tables = new StringBuilder("schema: main\ntables:\n");
        var metrics = new StringBuilder("metrics:\n");
        var written = 0;
        for (var e = 0; e < entities; e++)
        {
            var name = names[e];
            var entity = name.Replace(' ', '_');
            tables.Append(
                CultureInfo.InvariantCulture,
                $"  - name: {entity}s\n    columns:\n      - {{ name: id, type: bigint }}\n      - {{ name: name, type: text }}\n      - {{ name: region, type: text }}\n      - {{ name: status, type: text }}\n      - {{ name: weight, type: numeric }}\n      - {{ name: fee_cents, type: bigint }}\n      - {{ name: parent_id, type: bigint }}\n      - {{ name: created_at, type: timestamptz }}\n"
            );
            // Each leads to one of the first, so that there are paths of several steps.
            var parent = e == 0 ? null : names[e / 4].Replace(' ', '_');
            var join = parent is null ? "" : $"joins:\n  - {{ name: {parent}, to: {parent}, on: parent_id = {parent}.id, type: many_to_one }}\n";
            files.Add(
                new LayerFileText(
                    $"2-entities/{entity}.yml",
                    $"entity: {entity}\ntable: main.{entity}s\nkey: [id]\ntitle: name\ntimes:\n  - {{ name: created, expr: created_at, type: timestamptz, default: true }}\ndimensions:\n  - {{ name: name, expr: name, values: indexed }}\n  - {{ name: region, expr: region, values: {{ {string.Join(", ", Regions.Select(r => $"{r}: []"))} }} }}\n  - {{ name: status, expr: status, values: {{ planned: [], running: [under way], done: [finished], failed: [] }} }}\n{join}"
                )
            );
            foreach (var (label, body) in MetricsOf(name, entity).TakeWhile(_ => written < most))
            {
                metrics.Append(
                    CultureInfo.InvariantCulture,
                    $"  - name: {label.Replace(' ', '_')}\n    label: {Capital(label)}\n    type: simple\n    entity: {entity}\n{body}"
                );
                written++;
            }
        }
        files.Add(new LayerFileText("1-warehouse/main.yml", tables.ToString()));
        files.Add(new LayerFileText("3-metrics/all.yml", metrics.ToString()));
        files.Add(new LayerFileText("5-operations/calendar.yml", "time_zone: UTC\nweek_start: monday\n"));
        return files;
    }

    /// <summary>Company and place names of two to four words.</summary>
    public static IEnumerable<IndexedValue> Names()
    {
        var random = new Random(7);
        for (var i = 0; i < Values; i++)
        {
            var field = $"{NameOf(i % NamedEntities).Replace(' ', '_')}.name";
            var name = Phrase(random);
            yield return new IndexedValue(field, name, name);
        }
    }

    public static IReadOnlyList<string> Questions()
    {
        var random = new Random(11);
        var known = Names().Where((_, i) => i % 9_973 == 0).ToArray();
        var questions = new List<string>();
        for (var i = 0; i < 200; i++)
        {
            var name = NameOf(random.Next(Metrics / 4));
            var picked = known[random.Next(known.Length)];
            var value = picked.Stored;
            // A name is asked of the entity that it belongs to.
            if (i % 10 is 3 or 4 or 8)
                name = picked.Field[..picked.Field.IndexOf('.', StringComparison.Ordinal)].Replace('_', ' ');
            var other = NameOf(random.Next(Metrics / 4));
            questions.Add(
                (i % 10) switch
                {
                    0 => $"How many {name}s did we have last month?",
                    1 => $"{name} weight by region last quarter",
                    2 => $"top 10 {name}s by weight this year",
                    3 => $"number of {name}s of {value} since March",
                    4 => $"{name} fees by month for {value.ToLowerInvariant()} compared with last year",
                    5 => $"which {name}s had more than 10 {other}s last month but no {NameOf(random.Next(Metrics / 4))}s in the last 60 days",
                    6 => $"{Misspelt(name, random)} weigth by staus lst month",
                    7 => $"what share of {name} fees came from the baltic region last year",
                    8 =>
                        $"I would like to know how the {name} weight has developed in the atlantic region over the last 12 months for {Misspelt(value, random)}",
                    _ => $"{name}s for Zyxwav Unknowable Trading by region",
                }
            );
        }
        return questions;
    }

    private static IEnumerable<(string Label, string Body)> MetricsOf(string name, string entity)
    {
        yield return ($"{name}s", "    agg: count\n    time: created\n");
        yield return ($"{name} weight", "    agg: sum\n    expr: weight\n    unit: kg\n    time: created\n");
        yield return ($"{name} fees", "    agg: sum\n    expr: fee_cents / 100.0\n    unit: USD\n    time: created\n");
        yield return ($"failed {name}s", "    agg: count\n    where: status = 'failed'\n    time: created\n");
    }

    private static string NameOf(int i) => $"{Kinds[i % Kinds.Length]} {Things[i / Kinds.Length % Things.Length]}";

    private static string Phrase(Random random)
    {
        var words = new string[random.Next(2, 5)];
        for (var w = 0; w < words.Length; w++)
        {
            var word = string.Concat(Enumerable.Range(0, random.Next(2, 4)).Select(_ => Syllables[random.Next(Syllables.Length)]));
            words[w] = Capital(word);
        }
        return string.Join(' ', words);
    }

    private static string Misspelt(string text, Random random)
    {
        var at = random.Next(1, text.Length - 2);
        return text[at] == ' ' || text[at + 1] == ' ' ? text : text[..at] + text[at + 1] + text[at] + text[(at + 2)..];
    }

    private static string Capital(string text) => char.ToUpperInvariant(text[0]) + text[1..];
}
