using System.Collections.Immutable;
using Workbench.Shared.Router;

namespace Workbench.Server.Router.Features;

/// <summary>What is measured of a message beside its meaning: about a millisecond for the longest, microseconds for most.</summary>
internal static class MessageFeatures
{
    /// <summary>Raised with every change of what is measured or how: weights of another version do not fit.</summary>
    public const int Version = 2;

    /// <summary>What lies behind is not looked at. No message that the router learned from is longer.</summary>
    public const int MostCharacters = 8_000;

    private static readonly ImmutableArray<(string Name, Func<MessageCounts, float> Value)> All =
    [
        ("length", c => Log(c.Characters)),
        ("words", c => Log(c.Words)),
        ("one or two words", c => c.Words <= 2 ? 1 : 0),
        ("up to five words", c => c.Words <= 5 ? 1 : 0),
        ("up to ten words", c => c.Words <= 10 ? 1 : 0),
        ("sentences", c => Log(c.Sentences)),
        ("lines", c => Log(c.Lines)),
        ("list items", c => Log(c.ListItems)),
        ("headings", c => Log(c.Headings)),
        ("lines of code", c => Log(c.CodeLines)),
        ("words in a sentence", c => Log(Share(c.Words, c.Sentences))),
        ("letters in a word", c => Share(c.WordCharacters, c.Words)),
        ("share of long words", c => Share(c.LongWords, c.Words)),
        ("share of different words", c => Share(c.DistinctWords, c.Words)),
        ("numbers", c => Log(c.Numbers)),
        ("share of numbers", c => Share(c.Numbers, c.Words)),
        ("share of digits", c => Share(c.Digits, c.Characters)),
        ("share of capitals", c => Share(c.Capitals, c.Letters)),
        ("names", c => Log(c.Names)),
        ("share of names", c => Share(c.Names, c.Words)),
        ("begins with a capital", c => c.BeginsWithCapital ? 1 : 0),
        ("ends with a question mark", c => c.EndsWithQuestionMark ? 1 : 0),
        ("question marks", c => Log(c.QuestionMarks)),
        ("commas", c => Log(c.Commas)),
        ("colons", c => Log(c.Colons)),
        ("brackets", c => Log(c.Brackets)),
        ("braces", c => Log(c.Braces)),
        ("quotes", c => Log(c.Quotes)),
        ("backticks", c => Log(c.Backticks)),
        ("underscores", c => Log(c.Underscores)),
        ("operators", c => Log(c.Operations)),
        ("money", c => Log(c.Money)),
        ("symbols", c => Log(c.Symbols)),
        ("share of punctuation", c => Share(c.Punctuation, c.Characters)),
        ("share of accented letters", c => Share(c.Accented, c.Letters)),
        ("share of Cyrillic", c => Share(c.Cyrillic, c.Letters)),
        ("share of East Asian", c => Share(c.EastAsian, c.Letters)),
        ("share of other scripts", c => Share(c.OtherScripts, c.Letters)),
        ("share of English function words", c => Share(c.Of(WordGroup.Function), c.Words)),
        ("words in the first sentence", c => Log(c.Shape.Sentences.First)),
        ("words in the last sentence", c => Log(c.Shape.Sentences.Last)),
        ("words in the longest sentence", c => Log(c.Shape.Sentences.Longest)),
        ("words in a mean sentence", c => Log(c.Shape.Sentences.Mean)),
        ("share of the first sentence", c => Share(c.Shape.Sentences.First, c.Shape.Words)),
        ("share of the last sentence", c => Share(c.Shape.Sentences.Last, c.Shape.Words)),
        ("words in the first line", c => Log(c.Shape.Lines.First)),
        ("words in the last line", c => Log(c.Shape.Lines.Last)),
        ("words in the longest line", c => Log(c.Shape.Lines.Longest)),
        ("how unlike the lines are", c => Log(c.Shape.Lines.Deviation)),
        ("segments", c => Log(c.Shape.Segments.Parts)),
        ("words in a segment", c => Log(c.Shape.Segments.Mean)),
        ("ends with a colon", c => c.Shape.EndsWithColon ? 1 : 0),
        ("ends with a full stop", c => c.Shape.EndsWithFullStop ? 1 : 0),
        ("begins in lower case", c => c.Shape.BeginsInLowerCase ? 1 : 0),
        ("has a dash", c => c.Shape.HasDash ? 1 : 0),
        ("different numbers", c => Log(c.Shape.DifferentNumbers)),
        ("digits of the longest number", c => Log(c.Shape.LongestNumber)),
        ("numbers with a point or comma", c => Log(c.Shape.DividedNumbers)),
        ("abbreviations", c => Log(c.Shape.Abbreviations)),
        ("share of abbreviations", c => Share(c.Shape.Abbreviations, c.Shape.Words)),
        ("very long words", c => Log(c.Shape.VeryLongWords)),
        ("share of very long words", c => Share(c.Shape.VeryLongWords, c.Shape.Words)),
        ("letters of the longest word", c => MathF.Sqrt(c.Shape.LongestWord)),
        .. TextPatterns.All.Select((p, i) => ($"patterns: {p.Name}", (Func<MessageCounts, float>)(c => Log(c.OfPattern(i))))),
        .. TextPatterns.All.Select((p, i) => ($"share: {p.Name}", (Func<MessageCounts, float>)(c => Share(c.OfPattern(i), c.Shape.Words)))),
        .. Enum.GetValues<WordGroup>().Select(g => ($"words: {g}", (Func<MessageCounts, float>)(c => Log(c.Of(g))))),
        .. Enum.GetValues<WordGroup>().Select(g => ($"share: {g}", (Func<MessageCounts, float>)(c => Share(c.Of(g), c.Words)))),
        .. Enum.GetValues<WordGroup>().Select(g => ($"beginning: {g}", (Func<MessageCounts, float>)(c => c.InBeginning(g)))),
    ];

    /// <summary>The last two are the place in the conversation; both are 0 where it is not known.</summary>
    public static ImmutableArray<string> Names { get; } = [.. All.Select(f => f.Name), "first message", "later message"];

    /// <summary>The part of a message that is looked at.</summary>
    public static ReadOnlySpan<char> Beginning(ReadOnlySpan<char> text) => text.Length > MostCharacters ? text[..MostCharacters] : text;

    public static float[] Of(MessageCounts counts, MessagePlace place)
    {
        var values = new float[Names.Length];
        for (var i = 0; i < All.Length; i++)
            values[i] = All[i].Value(counts);
        values[^2] = place == MessagePlace.First ? 1 : 0;
        values[^1] = place == MessagePlace.Later ? 1 : 0;
        return values;
    }

    private static float Log(float count) => MathF.Log(1 + count);

    private static float Share(int of, int among) => among == 0 ? 0 : (float)of / among;
}
