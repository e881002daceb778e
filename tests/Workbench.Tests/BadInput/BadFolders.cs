using System.Diagnostics;
using System.Text;

namespace Workbench.Tests.BadInput;

/// <summary>Ways in which a layer's folder can be bad, on the layer of the shop: what is done to it, and what is to be said.</summary>
internal static class BadFolders
{
    private const string Metrics = "3-metrics/orders.yml";
    private const string OneMetric =
        "  - { name: orders, label: Orders, description: Number of orders., type: simple, entity: order, agg: count, time: placed }\n";

    public static IReadOnlyDictionary<string, BadFolder> All { get; } =
        new Dictionary<string, BadFolder>(StringComparer.Ordinal)
        {
            ["a bomb of aliases"] = Text(
                "3-metrics/bomb.yml",
                "a: &a [x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b]\nmetrics: [*c,*c,*c,*c,*c,*c,*c,*c,*c]\n",
                "3-metrics/bomb.yml:1:4: SL003"
            ),
            ["brackets without end"] = Text("3-metrics/deep.yml", "metrics: " + new string('[', 200_000), "3-metrics/deep.yml:1:", "SL001", "nested more than"),
            ["a file of 10 MB"] = Text("3-metrics/huge.yml", new string('#', 10_000_000), "3-metrics/huge.yml:1:1: SL005", "split it"),
            ["tabs"] = Text(Metrics, "metrics:\n\t- { name: orders }\n", $"{Metrics}:2:1: SL001", "indented with a tab"),
            ["a key twice"] = Text(
                "2-entities/order.yml",
                "entity: order\ntable: shop.orders\nentity: order\nkey: [id]\n",
                "2-entities/order.yml:3:1: SL102",
                "line 1"
            ),
            ["metrics in a circle"] = Text(
                Metrics,
                $"metrics:\n{OneMetric}  - {{ name: a, type: derived, expr: b * 2 }}\n  - {{ name: b, type: derived, expr: a / 2 }}\n",
                $"{Metrics}:3:5: SL403",
                "a → b → a"
            ),
            ["a metric over itself"] = Text(
                Metrics,
                $"metrics:\n{OneMetric}  - {{ name: share, type: ratio, numerator: orders, denominator: share }}\n",
                $"{Metrics}:3:5: SL403",
                "share → share"
            ),
            ["metrics of metrics of metrics"] = Text(
                Metrics,
                $"metrics:\n{OneMetric}{string.Concat(Enumerable.Range(1, 20_000).Select(i => $"  - {{ name: m{i}, type: derived, expr: {(i == 1 ? "orders" : $"m{i - 1}")} + 1 }}\n"))}",
                "SL404",
                "more than 50 deep"
            ),
            ["a text that is no UTF-8"] = Bytes(
                Metrics,
                Encoding.Latin1.GetBytes("metrics: []\n# Größe"),
                $"{Metrics}:2:5: SL005",
                "save 3-metrics/orders.yml as UTF-8"
            ),
            ["UTF-16"] = Bytes(Metrics, [0xFF, 0xFE, .. Encoding.Unicode.GetBytes("metrics: []")], $"{Metrics}:1:1: SL005", "UTF-16"),
            ["a NUL"] = Text(Metrics, $"metrics:\n{OneMetric}\0  - {{ name: hidden_from_yaml }}\n", $"{Metrics}:3:1: SL001", "U+0000"),
            ["a folder with a file's name"] = new(
                folder => Directory.CreateDirectory(Path.Combine(folder, "2-entities/x.yml")),
                ["2-entities/x.yml:1:1: SL005", "rename it"]
            ),
            ["a link in a circle"] = new(
                folder => Directory.CreateSymbolicLink(Path.Combine(folder, "2-entities/again"), folder),
                ["2-entities/again:1:1: SL005", "remove the link"]
            ),
            ["a link to nothing"] = new(
                folder => File.CreateSymbolicLink(Path.Combine(folder, "2-entities/gone.yml"), Path.Combine(folder, "nowhere.yml")),
                ["2-entities/gone.yml:1:1: SL005", "mend or remove the link"]
            ),
            ["a link to itself"] = new(
                folder => File.CreateSymbolicLink(Path.Combine(folder, "2-entities/self.yml"), Path.Combine(folder, "2-entities/self.yml")),
                ["2-entities/self.yml:1:1: SL005"]
            ),
            ["a pipe that nobody writes to"] = new(MakePipe, ["2-entities/pipe.yml:1:1: SL001", "empty"]),
            ["a name for readers from the right"] = Text(
                Metrics,
                "metrics:\n  - { name: إيرادات\u202e, entity: order, agg: count }\n",
                $"{Metrics}:2:13: SL201",
                "snake_case",
                "\\u202e"
            ),
            ["an empty folder"] = new(
                folder =>
                {
                    foreach (var below in Directory.GetDirectories(folder))
                        Directory.Delete(below, recursive: true);
                    File.Delete(Path.Combine(folder, "layer.yml"));
                },
                ["layer.yml:1:1: SL004"]
            ),
        };

    private static BadFolder Text(string path, string text, params string[] says) => Bytes(path, new UTF8Encoding(false).GetBytes(text), says);

    private static BadFolder Bytes(string path, byte[] bytes, params string[] says) =>
        new(folder => File.WriteAllBytes(Path.Combine(folder, path), bytes), says);

    private static void MakePipe(string folder)
    {
        using var made = Process.Start("mkfifo", [Path.Combine(folder, "2-entities/pipe.yml")]);
        made.WaitForExit();
    }
}

/// <param name="Says">All of it in what is printed of the problems.</param>
internal sealed record BadFolder(Action<string> Spoil, string[] Says);
