using Shouldly;
using Workbench.Server.Router.Labels;
using Workbench.Server.Router.Learning;
using Workbench.Shared.Router;

namespace Workbench.Tests.Router.Labels;

public sealed class WhenLabelsAreLearnedFrom
{
    [Fact]
    public void A_fifth_is_kept_aside_by_the_text_alone()
    {
        var texts = Enumerable.Range(0, 2_000).Select(i => LabelText.Of($"message {i}")).ToArray();
        // 51 of 256: 398 of 2,000 are expected, four standard deviations are 71.
        texts.Count(t => t.IsKeptAside).ShouldBeInRange(327, 469);
        LabelText.Of(" message 1\r\n").ShouldBeEquivalentTo(LabelText.Of("message 1"));
    }

    [Fact]
    public void They_are_a_source_of_their_own_and_what_is_kept_aside_or_held_out_is_not_among_them()
    {
        var aside = Texts().First(t => t.IsKeptAside);
        var learned = Texts().Where(t => !t.IsKeptAside).Take(3).ToArray();
        RouterExample[] examples = [Example("an example"), Example(aside.Text), Example(learned[0].Text)];

        var all = ProductionExamples.AddTo(examples, [aside, .. learned], [Example(learned[2].Text)]);

        // People of this workspace have the last word on a text that an example has, and one kept aside is not learned from by a back door.
        all.Select(e => (e.Source, e.Text))
            .ShouldBe([("made-up", "an example"), (ProductionExamples.Source, learned[0].Text), (ProductionExamples.Source, learned[1].Text)]);
        all[1].Label.ShouldBe(RouterTier.Max);
        all[1].Place.ShouldBe(MessagePlace.Later);
        ProductionExamples.KeptAside([aside, .. learned]).ShouldHaveSingleItem().Text.ShouldBe(aside.Text);
    }

    [Fact]
    public void Without_any_the_examples_are_as_they_were()
    {
        RouterExample[] examples = [Example("one"), Example("two")];
        RouterExamples.Hash(ProductionExamples.AddTo(examples, [], [])).ShouldBe(RouterExamples.Hash(examples));
    }

    private static IEnumerable<LabelledText> Texts() =>
        Enumerable
            .Range(0, 100)
            .Select(i => LabelText.Of($"message {i}"))
            .Select(t => new LabelledText(t.Text, MessagePlace.Later, RouterTier.Max, ["ann"], t.IsKeptAside, IsDisputed: false));

    private static RouterExample Example(string text) => new("id", text, "made-up", "unknown", RouterTier.Fast, "test");
}
