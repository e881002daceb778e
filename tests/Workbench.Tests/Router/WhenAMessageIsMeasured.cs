using Shouldly;
using Workbench.Server.Router;
using Workbench.Server.Router.Features;
using Workbench.Shared.Router;

namespace Workbench.Tests.Router;

public sealed class WhenAMessageIsMeasured
{
    [Fact]
    public void Words_sentences_and_numbers_are_counted()
    {
        MessageCounts counts = new("Tom has 12 apples. How many does Ann need, if each costs $3?");
        (counts.Words, counts.Sentences, counts.Numbers, counts.Names).ShouldBe((13, 2, 2, 1));
        (counts.QuestionMarks, counts.Money, counts.EndsWithQuestionMark, counts.BeginsWithCapital).ShouldBe((1, 1, true, true));
        counts.Of(WordGroup.Arithmetic).ShouldBe(4); // how, many, each, costs
    }

    [Fact]
    public void Code_shows_by_its_lines_and_signs()
    {
        MessageCounts counts = new("int f(int x) {\n    return x * 2;\n}\n- one\n- two");
        (counts.CodeLines, counts.ListItems, counts.Lines, counts.Braces).ShouldBe((3, 2, 5, 2));
    }

    [Theory]
    [InlineData("и по регионам", 11, 0, 3)]
    [InlineData("改成英文", 0, 4, 4)]
    public void Scripts_are_told_apart_and_words_found_without_spaces(string text, int cyrillic, int eastAsian, int words)
    {
        MessageCounts counts = new(text);
        (counts.Cyrillic, counts.EastAsian, counts.Words).ShouldBe((cyrillic, eastAsian, words));
    }

    [Fact]
    public void Words_that_refer_back_count_at_the_beginning_too()
    {
        MessageCounts counts = new("And what about the other one?");
        counts.Of(WordGroup.Back).ShouldBe(2);
        counts.InBeginning(WordGroup.Opener).ShouldBe(2);
    }

    [Fact]
    public void Sentences_lines_and_segments_are_measured_by_their_words()
    {
        // 6, 2 and 7 words; the first two share a line, and "and" and the comma divide it.
        var shape = new MessageCounts("Take the list, and sort it. Then stop.\nHow many of them are left over?").Shape;
        (shape.Sentences.Parts, shape.Sentences.First, shape.Sentences.Last, shape.Sentences.Longest).ShouldBe((3, 6, 7, 7));
        (shape.Lines.Parts, shape.Lines.First, shape.Lines.Last, shape.Words).ShouldBe((2, 8, 7, 15));
        shape.Sentences.Mean.ShouldBe(5);
        shape.Sentences.Deviation.ShouldBe(2.160247f, 1e-5f); // √((1 + 9 + 4) / 3)
        shape.Segments.Parts.ShouldBe(4);
    }

    [Fact]
    public void Numbers_abbreviations_and_endings_are_told()
    {
        var shape = new MessageCounts("the NDA names 3.5 and 12,000 and 3.5 under GDPR:").Shape;
        (shape.DifferentNumbers, shape.DividedNumbers, shape.LongestNumber, shape.Abbreviations).ShouldBe((2, 3, 6, 2));
        (shape.EndsWithColon, shape.EndsWithFullStop, shape.BeginsInLowerCase, shape.HasDash).ShouldBe((true, false, true, false));
    }

    [Theory]
    [InlineData("Which is prime?\nA) 9\nB) 17\nC) 21", "options to choose from", 3)]
    [InlineData(@"Show that $x^2$ and $\sqrt{2}$ differ.", "formulas between dollars", 2)]
    [InlineData(@"Show that $x^2$ and $\sqrt{2}$ differ.", "commands of TeX", 1)]
    [InlineData("singer(id, name) concert(id, singer_id): how many concerts?", "tables described", 2)]
    [InlineData("def f(xs):\n    import re\n", "declarations of code", 2)]
    [InlineData("Traceback: KeyError on line 12 failed", "errors told", 3)]
    [InlineData("Context: a text.\nQuestion: who?", "labelled parts", 2)]
    [InlineData("List the towns, rank them and explain the first.", "verbs that ask", 3)]
    [InlineData("You are a judge. Act as one.", "roles given", 2)]
    [InlineData("Give three good reasons and 2 examples in 90 words.", "numbers of things wanted", 2)]
    [InlineData("Give three good reasons and 2 examples in 90 words.", "measures", 1)]
    public void Marks_of_what_is_asked_are_counted(string text, string name, int count)
    {
        var pattern = TextPatterns.All.Select(p => p.Name).ToList().IndexOf(name);
        new MessageCounts(text).OfPattern(pattern).ShouldBe(count);
    }

    [Fact]
    public void A_message_of_the_greatest_length_is_measured_whatever_it_repeats()
    {
        foreach (var piece in (string[])["a", "(", "1,", "$", "x_", "' ", "a.b@", "\n ", "and "])
        {
            var text = string.Concat(Enumerable.Repeat(piece, MessageFeatures.MostCharacters / piece.Length));
            MessageFeatures.Of(new MessageCounts(text), MessagePlace.Unknown).ShouldAllBe(v => float.IsFinite(v));
        }
    }

    [Fact]
    public void The_place_in_the_conversation_is_the_last_two_features_and_unknown_is_neither()
    {
        MessageFeatures.Of(new MessageCounts(MessageFeatures.Beginning("hello")), MessagePlace.Unknown)[^2..].ShouldBe([0, 0]);
        MessageFeatures.Of(new MessageCounts(MessageFeatures.Beginning("hello")), MessagePlace.First)[^2..].ShouldBe([1, 0]);
        MessageFeatures.Of(new MessageCounts(MessageFeatures.Beginning("hello")), MessagePlace.Later)[^2..].ShouldBe([0, 1]);
    }

    [Fact]
    public void Every_feature_has_a_name_of_its_own_and_a_number()
    {
        MessageFeatures.Names.ShouldBeUnique();
        foreach (var text in BadMessages.All)
            MessageFeatures.Of(new MessageCounts(MessageFeatures.Beginning(text)), MessagePlace.Unknown).ShouldAllBe(v => float.IsFinite(v));
    }

    [Fact]
    public void Words_of_any_order_and_number_have_the_length_one_together()
    {
        var (slots, values) = HashedWords.Of("show it by region, by month and by plan", 256);
        slots.ShouldBe(slots.Order().Distinct());
        slots.ShouldAllBe(s => s >= 0 && s < 256);
        values.Sum(v => v * v).ShouldBe(1, 1e-5f);
        HashedWords.Of("in 2024", 256).Slots.ShouldBe(HashedWords.Of("in 1999", 256).Slots);
    }
}
