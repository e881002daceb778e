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
