using System.Globalization;
using System.Text;

namespace Workbench.Server.Embeddings.Encoder;

/// <summary>
/// Unicode's form NFKC. The program runs without ICU, where <see cref="string.Normalize()"/> gives texts back as they are; what the form needs to
/// know comes from normalization.txt (eng/normalization.mjs). Method: Unicode Standard Annex 15.
/// </summary>
internal sealed class Normalization
{
    private const int FirstSyllable = 0xAC00;
    private const int FirstLead = 0x1100;
    private const int FirstVowel = 0x1161;
    private const int BeforeTails = 0x11A7;
    private const int Leads = 19;
    private const int Vowels = 21;
    private const int Tails = 28;

    private readonly Dictionary<int, int[]> _parts = [];
    private readonly Dictionary<(int First, int Second), int> _composed = [];
    private readonly Dictionary<int, byte> _ranks = [];

    private Normalization(TextReader lines)
    {
        while (lines.ReadLine() is { } line)
            if (!line.StartsWith('#'))
                Add(line.Split(' '));
    }

    public static Normalization Load()
    {
        using var lines = new StreamReader(typeof(Normalization).Assembly.GetManifestResourceStream("normalization.txt")!);
        return new Normalization(lines);
    }

    /// <param name="text">Any text; halves of pairs become U+FFFD.</param>
    public string ToNfkc(string text)
    {
        if (Ascii.IsValid(text))
            return text;
        var points = new List<int>(text.Length + 16);
        foreach (var rune in text.EnumerateRunes())
            Decompose(rune.Value, points);
        Sort(points);
        Compose(points);
        var normalized = new StringBuilder(points.Count);
        foreach (var point in points)
            normalized.Append(new Rune(point));
        return normalized.ToString();
    }

    private void Decompose(int point, List<int> points)
    {
        if (_parts.TryGetValue(point, out var parts))
            points.AddRange(parts);
        else if (point - FirstSyllable is >= 0 and < Leads * Vowels * Tails and var syllable)
        {
            points.Add(FirstLead + syllable / (Vowels * Tails));
            points.Add(FirstVowel + syllable / Tails % Vowels);
            if (syllable % Tails is not 0 and var tail)
                points.Add(BeforeTails + tail);
        }
        else
            points.Add(point);
    }

    /// <summary>Marks after one letter, by rank; equal ones stay in their order.</summary>
    private void Sort(List<int> points)
    {
        for (var i = 0; i < points.Count; i++)
        {
            var start = i;
            while (i < points.Count && RankOf(points[i]) > 0)
                i++;
            if (i - start < 2)
                continue;
            var sorted = points.GetRange(start, i - start).OrderBy(RankOf).ToList();
            for (var j = 0; j < sorted.Count; j++)
                points[start + j] = sorted[j];
        }
    }

    private void Compose(List<int> points)
    {
        var (starter, before, kept) = (-1, 0, 0);
        for (var i = 0; i < points.Count; i++)
        {
            var point = points[i];
            var rank = RankOf(point);
            // Blocked: another mark of the same rank, or anything that is no mark, stands in between.
            var isNext = starter >= 0 && (kept - 1 == starter || (before != 0 && before < rank));
            if (isNext && ComposeTwo(points[starter], point) is { } composed)
            {
                points[starter] = composed;
                continue;
            }
            if (rank == 0)
                starter = kept;
            before = rank;
            points[kept++] = point;
        }
        points.RemoveRange(kept, points.Count - kept);
    }

    private int? ComposeTwo(int first, int second)
    {
        if (first - FirstLead is >= 0 and < Leads and var lead && second - FirstVowel is >= 0 and < Vowels and var vowel)
            return FirstSyllable + (lead * Vowels + vowel) * Tails;
        if (
            first - FirstSyllable is >= 0 and < Leads * Vowels * Tails and var open
            && open % Tails == 0
            && second - BeforeTails is > 0 and < Tails and var tail
        )
            return first + tail;
        return _composed.TryGetValue((first, second), out var composed) ? composed : null;
    }

    private int RankOf(int point) => _ranks.GetValueOrDefault(point);

    private void Add(string[] fields)
    {
        switch (fields[0])
        {
            case "d":
                var parts = fields.Skip(2).Select(Hex).ToArray();
                foreach (var (point, more) in Range(fields[1]))
                    _parts[point] = more == 0 ? parts : [parts[0] + more];
                break;
            case "c":
                _composed[(Hex(fields[2]), Hex(fields[3]))] = Hex(fields[1]);
                break;
            default:
                foreach (var (point, _) in Range(fields[1]))
                    _ranks[point] = byte.Parse(fields[2], CultureInfo.InvariantCulture);
                break;
        }
    }

    private static IEnumerable<(int Point, int More)> Range(string field)
    {
        var ends = field.Split('+');
        var more = ends.Length > 1 ? Hex(ends[1]) : 0;
        return Enumerable.Range(0, more + 1).Select(i => (Hex(ends[0]) + i, i));
    }

    private static int Hex(string digits) => int.Parse(digits, NumberStyles.HexNumber, CultureInfo.InvariantCulture);
}
