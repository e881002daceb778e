using System.Text.RegularExpressions;

namespace Workbench.Server.Router.Features;

/// <summary>How long the parts of a message are: the task often stands in a short last sentence behind long material, and many parts are many steps.</summary>
internal sealed partial class TextShape
{
    private const int Timeout = 10_000;

    /// <summary>Letters of a word that is hardly an everyday one.</summary>
    private const int VeryLong = 12;

    public TextShape(ReadOnlySpan<char> text)
    {
        Sentences = Lengths.Of(text, SentenceEnd());
        Lines = Lengths.Of(text, LineEnd());
        Segments = Lengths.Of(text, SegmentEnd());
        ReadNumbers(text);
        foreach (var word in Word().EnumerateMatches(text))
        {
            Words++;
            LongestWord = Math.Max(LongestWord, word.Length);
            if (word.Length >= VeryLong)
                VeryLongWords++;
        }
        Abbreviations = Abbreviation().Count(text);
        var trimmed = text.Trim();
        EndsWithColon = trimmed is [.., ':'];
        EndsWithFullStop = trimmed is [.., '.'];
        BeginsInLowerCase = trimmed.Length > 0 && char.IsLower(trimmed[0]);
        HasDash = text.IndexOfAny('–', '—') >= 0;
    }

    public Lengths Sentences { get; }
    public Lengths Lines { get; }

    /// <summary>What commas, brackets and joining words divide.</summary>
    public Lengths Segments { get; }

    public int Words { get; }
    public int VeryLongWords { get; }
    public int LongestWord { get; }
    public int Abbreviations { get; }
    public int DifferentNumbers { get; private set; }
    public int DividedNumbers { get; private set; }
    public int LongestNumber { get; private set; }
    public bool EndsWithColon { get; }
    public bool EndsWithFullStop { get; }
    public bool BeginsInLowerCase { get; }
    public bool HasDash { get; }

    private void ReadNumbers(ReadOnlySpan<char> text)
    {
        HashSet<uint> seen = [];
        foreach (var match in Number().EnumerateMatches(text))
        {
            var number = text.Slice(match.Index, match.Length);
            if (seen.Add(HashedWords.Hash(number)))
                DifferentNumbers++;
            if (number.IndexOfAny('.', ',') >= 0)
                DividedNumbers++;
            LongestNumber = Math.Max(LongestNumber, number.Length);
        }
    }

    [GeneratedRegex(@"(?<=[.?!。？！:;])\s+|\n+", RegexOptions.ExplicitCapture, Timeout)]
    private static partial Regex SentenceEnd();

    [GeneratedRegex(@"\n+", RegexOptions.ExplicitCapture, Timeout)]
    private static partial Regex LineEnd();

    [GeneratedRegex(@"[,;:()—–.?!\n]| (and|or|but|that|which|who|if|when|with) ", RegexOptions.ExplicitCapture, Timeout)]
    private static partial Regex SegmentEnd();

    [GeneratedRegex(@"[^\W_]+(['’-][^\W_]+)*", RegexOptions.ExplicitCapture, Timeout)]
    private static partial Regex Word();

    [GeneratedRegex(@"\d+([.,]\d+)*", RegexOptions.ExplicitCapture, Timeout)]
    private static partial Regex Number();

    [GeneratedRegex(@"\b[A-Z][A-Z0-9]{1,6}\b", RegexOptions.ExplicitCapture, Timeout)]
    private static partial Regex Abbreviation();

    /// <summary>Words in each part that has any; all are 0 where none has.</summary>
    internal readonly record struct Lengths(int Parts, int First, int Last, int Longest, float Mean, float Deviation)
    {
        public static Lengths Of(ReadOnlySpan<char> text, Regex border)
        {
            var (parts, first, last, longest, sum, squares) = (0, 0, 0, 0, 0.0, 0.0);
            foreach (var range in border.EnumerateSplits(text))
            {
                var words = Word().Count(text[range]);
                if (words == 0)
                    continue;
                if (parts++ == 0)
                    first = words;
                last = words;
                longest = Math.Max(longest, words);
                sum += words;
                squares += (double)words * words;
            }
            if (parts == 0)
                return default;
            var mean = sum / parts;
            return new Lengths(parts, first, last, longest, (float)mean, (float)Math.Sqrt(Math.Max(0, squares / parts - mean * mean)));
        }
    }
}
