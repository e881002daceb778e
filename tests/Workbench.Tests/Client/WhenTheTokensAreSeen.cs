using System.Globalization;
using System.Text.RegularExpressions;
using Shouldly;

namespace Workbench.Tests.Client;

/// <summary>Contrast by WCAG 2.2 and distances of chart colours as people with each kind of colour blindness see them, computed from tokens.css.</summary>
public sealed partial class WhenTheTokensAreSeen
{
    private static readonly Dictionary<string, (string Light, string Dark)> Tokens = Read();

    public static TheoryData<string, string, double> Pairs()
    {
        var pairs = new TheoryData<string, string, double>();
        foreach (var ground in (string[])["page", "surface", "raised", "sunken", "hover", "selected"])
        {
            pairs.Add("text", ground, 4.5);
            pairs.Add("text-quiet", ground, 4.5);
        }
        foreach (var ground in (string[])["page", "surface", "raised", "sunken"])
        {
            foreach (
                var word in (string[])
                    ["text-faint", "accent", "bad", "good", "warning", "code-keyword", "code-string", "code-number", "code-name", "code-comment"]
            )
                pairs.Add(word, ground, 4.5);
            pairs.Add("line-control", ground, 3);
            pairs.Add("focus", ground, 3);
        }
        foreach (var meaning in (string[])["good", "warning", "bad", "running", "accent"])
            pairs.Add(meaning, meaning + "-soft", 4.5);
        pairs.Add("text-on-accent", "accent", 4.5);
        pairs.Add("text-on-accent", "accent-strong", 4.5);
        pairs.Add("accent", "selected", 4.5);
        foreach (var n in Enumerable.Range(1, 8))
            pairs.Add($"chart-{n}", "surface", 3);
        return pairs;
    }

    [Theory, MemberData(nameof(Pairs))]
    public void Words_and_marks_stand_out_in_both_themes(string token, string ground, double ratio)
    {
        Contrast(Tokens[token].Light, Tokens[ground].Light).ShouldBeGreaterThanOrEqualTo(ratio, $"--{token} on --{ground}, light");
        Contrast(Tokens[token].Dark, Tokens[ground].Dark).ShouldBeGreaterThanOrEqualTo(ratio, $"--{token} on --{ground}, dark");
    }

    [Theory, InlineData("normal"), InlineData("protan"), InlineData("deutan"), InlineData("tritan")]
    public void Chart_colours_are_told_apart_by_everybody(string vision)
    {
        foreach (var colours in new[] { Chart(t => t.Light), Chart(t => t.Dark) })
        {
            var seen = colours.Select(c => Lab(See(Linear(c), vision))).ToList();
            for (var i = 0; i < seen.Count; i++)
            {
                for (var j = i + 1; j < seen.Count; j++)
                    Distance(seen[i], seen[j]).ShouldBeGreaterThan(12, $"chart-{i + 1} and chart-{j + 1}, {vision}");
            }
        }
    }

    [Fact]
    public void No_component_names_a_colour_of_its_own()
    {
        var styles = Directory
            .EnumerateFiles(ClientDirectory(), "*.css", SearchOption.AllDirectories)
            .Where(f => !f.EndsWith("tokens.css", StringComparison.Ordinal) && !f.Contains("/obj/") && !f.Contains("/bin/"));

        foreach (var style in styles)
            OwnColour().Match(File.ReadAllText(style)).Value.ShouldBe("", style);
    }

    private static List<string> Chart(Func<(string Light, string Dark), string> theme) => [.. Enumerable.Range(1, 8).Select(n => theme(Tokens[$"chart-{n}"]))];

    private static Dictionary<string, (string, string)> Read() =>
        Pair()
            .Matches(File.ReadAllText(Path.Combine(ClientDirectory(), "wwwroot", "tokens.css")))
            .ToDictionary(m => m.Groups["name"].Value, m => (m.Groups["light"].Value, m.Groups["dark"].Value), StringComparer.Ordinal);

    private static string ClientDirectory()
    {
        var directory = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(directory!.FullName, "Workbench.sln")))
            directory = directory.Parent;
        return Path.Combine(directory.FullName, "Workbench.Client");
    }

    private static double Contrast(string one, string other)
    {
        var (a, b) = (Luminance(Linear(one)), Luminance(Linear(other)));
        return (Math.Max(a, b) + 0.05) / (Math.Min(a, b) + 0.05);
    }

    private static double Luminance(double[] c) => 0.2126 * c[0] + 0.7152 * c[1] + 0.0722 * c[2];

    private static double[] Linear(string hex) =>
        [
            .. Enumerable
                .Range(0, 3)
                .Select(i => int.Parse(hex.AsSpan(1 + 2 * i, 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture) / 255.0)
                .Select(c => c <= 0.04045 ? c / 12.92 : Math.Pow((c + 0.055) / 1.055, 2.4)),
        ];

    /// <summary>Full dichromacy, by the matrices of Machado, Oliveira and Fernandes (2009).</summary>
    private static double[] See(double[] c, string vision)
    {
        double[][] matrix = vision switch
        {
            "protan" =>
            [
                [0.152286, 1.052583, -0.204868],
                [0.114503, 0.786281, 0.099216],
                [-0.003882, -0.048116, 1.051998],
            ],
            "deutan" =>
            [
                [0.367322, 0.860646, -0.227968],
                [0.280085, 0.672501, 0.047413],
                [-0.011820, 0.042940, 0.968881],
            ],
            "tritan" =>
            [
                [1.255528, -0.076749, -0.178779],
                [-0.078411, 0.930809, 0.147602],
                [0.004733, 0.691367, 0.303900],
            ],
            _ =>
            [
                [1, 0, 0],
                [0, 1, 0],
                [0, 0, 1],
            ],
        };
        return [.. matrix.Select(row => Math.Clamp(row[0] * c[0] + row[1] * c[1] + row[2] * c[2], 0, 1))];
    }

    private static double[] Lab(double[] c)
    {
        static double F(double t) => t > 0.008856 ? Math.Cbrt(t) : 7.787 * t + 16.0 / 116;
        var x = F((0.4124 * c[0] + 0.3576 * c[1] + 0.1805 * c[2]) / 0.95047);
        var y = F(Luminance(c));
        var z = F((0.0193 * c[0] + 0.1192 * c[1] + 0.9505 * c[2]) / 1.08883);
        return [116 * y - 16, 500 * (x - y), 200 * (y - z)];
    }

    private static double Distance(double[] a, double[] b) => Math.Sqrt(a.Zip(b, (p, q) => (p - q) * (p - q)).Sum());

    [GeneratedRegex("""--(?<name>[\w-]+): light-dark\((?<light>#[0-9a-f]{6}), (?<dark>#[0-9a-f]{6})\)""")]
    private static partial Regex Pair();

    [GeneratedRegex("""(?<![\w-])(#[0-9a-fA-F]{3,8}\b|rgba?\(|hsla?\(|:\s*(white|black|red|green|blue|gray|grey)\b)""")]
    private static partial Regex OwnColour();
}
