using System.Buffers;
using System.Globalization;
using System.Text;

namespace Workbench.Server.Router.Features;

/// <summary>What there is to count in a message, in passes over its characters, words, parts and patterns.</summary>
internal sealed class MessageCounts
{
    /// <summary>The first words decide what is asked for: "and …", "why …", "write …".</summary>
    private const int Beginning = 2;

    private static readonly SearchValues<char> Operators = SearchValues.Create("=<>+*/^%|&");

    private readonly int[] _groups = new int[WordGroups.Count];
    private readonly int[] _patterns = new int[TextPatterns.All.Length];
    private readonly int[] _groupsInBeginning = new int[WordGroups.Count];

    public MessageCounts(ReadOnlySpan<char> text)
    {
        CountCharacters(text);
        CountLines(text);
        CountWords(text);
        Shape = new TextShape(text);
        for (var i = 0; i < _patterns.Length; i++)
            _patterns[i] = TextPatterns.All[i].Pattern.Count(text);
    }

    public TextShape Shape { get; }

    public int Characters { get; private set; }
    public int Letters { get; private set; }
    public int Capitals { get; private set; }
    public int Digits { get; private set; }
    public int Latin { get; private set; }
    public int Accented { get; private set; }
    public int Cyrillic { get; private set; }
    public int EastAsian { get; private set; }
    public int OtherScripts { get; private set; }
    public int Controls { get; private set; }
    public int Symbols { get; private set; }
    public int Punctuation { get; private set; }
    public int QuestionMarks { get; private set; }
    public int Commas { get; private set; }
    public int Colons { get; private set; }
    public int Brackets { get; private set; }
    public int Braces { get; private set; }
    public int Quotes { get; private set; }
    public int Backticks { get; private set; }
    public int Operations { get; private set; }
    public int Money { get; private set; }
    public int Underscores { get; private set; }
    public int Lines { get; private set; }
    public int ListItems { get; private set; }
    public int CodeLines { get; private set; }
    public int Headings { get; private set; }
    public int Words { get; private set; }
    public int Sentences { get; private set; }
    public int Numbers { get; private set; }
    public int LongWords { get; private set; }
    public int WordCharacters { get; private set; }
    public int DistinctWords { get; private set; }

    /// <summary>Words with a capital inside a sentence: names of people, places and products.</summary>
    public int Names { get; private set; }

    public bool EndsWithQuestionMark { get; private set; }
    public bool BeginsWithCapital { get; private set; }

    public int Of(WordGroup group) => _groups[(int)group];

    /// <param name="pattern">Its place in <see cref="TextPatterns.All"/>.</param>
    public int OfPattern(int pattern) => _patterns[pattern];

    public int InBeginning(WordGroup group) => _groupsInBeginning[(int)group];

    private void CountCharacters(ReadOnlySpan<char> text)
    {
        foreach (var rune in text.EnumerateRunes())
        {
            Characters++;
            if (Rune.IsLetter(rune))
                CountLetter(rune);
            else if (Rune.IsDigit(rune))
                Digits++;
            else if (!Rune.IsWhiteSpace(rune))
                CountSign(rune);
        }
        var trimmed = text.Trim();
        EndsWithQuestionMark = trimmed.Length > 0 && trimmed[^1] is '?' or '？';
        BeginsWithCapital = trimmed.Length > 0 && char.IsUpper(trimmed[0]);
    }

    private void CountLetter(Rune rune)
    {
        Letters++;
        if (Rune.IsUpper(rune))
            Capitals++;
        switch (rune.Value)
        {
            case < 0x80:
                Latin++;
                break;
            case < 0x370:
                Latin++;
                Accented++;
                break;
            case >= 0x400 and < 0x530:
                Cyrillic++;
                break;
            case >= 0x2E80 and <= 0x9FFF or >= 0xAC00 and <= 0xD7AF or >= 0xF900 and <= 0xFAFF or >= 0x20000:
                EastAsian++;
                break;
            default:
                OtherScripts++;
                break;
        }
    }

    private void CountSign(Rune rune)
    {
        switch (rune.Value)
        {
            case '?' or '？':
                QuestionMarks++;
                break;
            case ',' or ';' or '，' or '、':
                Commas++;
                break;
            case ':':
                Colons++;
                break;
            case '(' or ')' or '[' or ']':
                Brackets++;
                break;
            case '{' or '}':
                Braces++;
                break;
            case '"' or '“' or '”' or '«' or '»':
                Quotes++;
                break;
            case '`':
                Backticks++;
                break;
            case '_':
                Underscores++;
                break;
            case '$' or '€' or '£':
                Money++;
                break;
        }
        if (rune.IsBmp && Operators.Contains((char)rune.Value))
            Operations++;
        switch (Rune.GetUnicodeCategory(rune))
        {
            case UnicodeCategory.Control or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned:
                Controls++;
                break;
            case UnicodeCategory.OtherSymbol or UnicodeCategory.ModifierSymbol:
                // U+FFFD stands where bytes were no text.
                if (rune == Rune.ReplacementChar)
                    Controls++;
                else
                    Symbols++;
                break;
            default:
                Punctuation++;
                break;
        }
    }

    private void CountLines(ReadOnlySpan<char> text)
    {
        foreach (var range in text.Split('\n'))
        {
            var written = text[range];
            var line = written.Trim();
            if (line.IsEmpty)
                continue;
            Lines++;
            if (line[0] is '-' or '*' or '•' || char.IsAsciiLetterOrDigit(line[0]) && line.Length > 1 && line[1] is '.' or ')')
                ListItems++;
            if (line[0] == '#' || line is [.., ':'])
                Headings++;
            if (line[^1] is ';' or '{' or '}' || written is [' ', ' ', ' ', ' ', ..] or ['\t', ..])
                CodeLines++;
        }
    }

    private void CountWords(ReadOnlySpan<char> text)
    {
        HashSet<uint> seen = [];
        var reader = new WordReader(text);
        while (reader.Read())
        {
            var before = Words++;
            WordCharacters += reader.Written.Length;
            if (reader.StartsSentence)
                Sentences++;
            else if (char.IsUpper(reader.Written[0]))
                Names++;
            if (char.IsDigit(reader.Written[0]))
                Numbers++;
            if (reader.Written.Length >= 9)
                LongWords++;
            if (seen.Add(HashedWords.Hash(reader.Word)))
                DistinctWords++;
            WordGroups.CountIn(reader.Word, _groups);
            if (before < Beginning)
                WordGroups.CountIn(reader.Word, _groupsInBeginning);
        }
    }
}
