namespace Workbench.Tests.Router;

/// <summary>What people and programs paste.</summary>
internal static class BadMessages
{
    public static readonly string[] All =
    [
        "",
        " \n\t ",
        new('x', 100_000),
        string.Concat(Enumerable.Repeat("word ", 20_000)),
        string.Concat(Enumerable.Range(0, 4_000).Select(i => (char)(i * 7 % 256))),
        "\0\0\0",
        "PNG\uFFFD\uFFFD\u0000\u0001\u0002IHDR\uFFFD\uFFFD",
        "👍",
        "🙂🙃 🎉",
        "???",
        "\uD83D",
        "nuqneH 'oH tlhIngan Hol'e' jatlh SoH'a' jIyajbe'",
        "እንዴት ነህ",
        "'",
        "a",
        "-1",
    ];
}
