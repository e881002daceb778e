using System.Text;

namespace Workbench.Benchmarks.Fuzz;

/// <summary>Breaks texts: by characters, by tokens of the grammar and by pieces of other texts.</summary>
internal sealed class TextMutator(IReadOnlyList<string> tokens, IReadOnlyList<string> donors)
{
    private static readonly string[] Odd =
    [
        "\0",
        "\t",
        "\r\n",
        "\r",
        "\u0085",
        "\u2028",
        "\u2029",
        "\ufeff",
        "\u202e",
        "\u200f",
        "\u2066",
        "\ud800",
        "\udc00",
        "\ufffe",
        "\u001b[31m",
        "\u007f",
        "\u00a0",
        "é",
        "日本",
        "مرحبا",
        "שלום",
        "😀",
        "ı",
        "İ",
        "ß",
        "'",
        "\"",
        "`",
        "\\",
        "\\x41",
        "\\ud800",
        "\\U0010ffff",
        "$$",
        "--",
        "/*",
        "{{ x }}",
        "99999999999999999999999999999999999999999999",
        "-79228162514264337593543950336",
        "1e309",
        "0.000000000000000000000000000000000001",
        "NaN",
        "2147483648",
        "9999-12-31",
        "0000-00-00",
    ];

    public string Mutate(string text, FuzzDice dice)
    {
        var count = dice.Size(3, 12);
        for (var i = 0; i < count; i++)
            text = Once(text, dice);
        return text.Length > 200_000 ? text[..200_000] : text;
    }

    private string Once(string text, FuzzDice dice)
    {
        var at = dice.Below(text.Length + 1);
        var length = Math.Min(dice.Size(12, 400), text.Length - at);
        return dice.Below(15) switch
        {
            0 => text.Insert(at, dice.Of(Odd)),
            1 => text.Insert(at, dice.Of(tokens)),
            2 => text.Remove(at, length),
            3 => text.Insert(at, text.Substring(at, length)),
            4 => text.Remove(at, length).Insert(at, dice.Of(tokens)),
            5 => text.Remove(at, length).Insert(at, dice.Of(Odd)),
            6 => text.Insert(at, Piece(dice)),
            7 => text[..at] + Piece(dice),
            8 => text.Insert(at, Repeated(dice)),
            9 => Swap(text, dice),
            10 => text.Insert(at, new string(' ', dice.Size(4, 3_000))),
            11 => ReplaceWord(text, at, dice),
            12 => DoubleLine(text, at),
            13 => text[..at],
            _ => text.Insert(at, ((char)dice.Below(0x10000)).ToString()),
        };
    }

    private string Piece(FuzzDice dice)
    {
        var donor = dice.Of(donors);
        var start = dice.Below(donor.Length);
        return donor.Substring(start, Math.Min(dice.Size(60, 2_000), donor.Length - start));
    }

    private string Repeated(FuzzDice dice)
    {
        var part = dice.Of(tokens);
        var count = dice.Size(30, 20_000 / Math.Max(1, part.Length));
        return new StringBuilder(part.Length * count).Insert(0, part, count).ToString();
    }

    private static string Swap(string text, FuzzDice dice)
    {
        var lines = text.Split('\n');
        var (a, b) = (dice.Below(lines.Length), dice.Below(lines.Length));
        (lines[a], lines[b]) = (lines[b], lines[a]);
        return string.Join('\n', lines);
    }

    private string ReplaceWord(string text, int at, FuzzDice dice)
    {
        var start = at;
        while (start > 0 && IsWord(text[start - 1]))
            start--;
        var end = at;
        while (end < text.Length && IsWord(text[end]))
            end++;
        return string.Concat(text.AsSpan(0, start), dice.OneIn(3) ? dice.Of(Odd) : dice.Of(tokens), text.AsSpan(end));
    }

    private static string DoubleLine(string text, int at)
    {
        var start = at == 0 ? 0 : text.LastIndexOf('\n', at - 1) + 1;
        var end = text.IndexOf('\n', at) is var found and >= 0 ? found + 1 : text.Length;
        return text.Insert(start, text[start..end]);
    }

    private static bool IsWord(char c) => char.IsAsciiLetterOrDigit(c) || c == '_';
}
