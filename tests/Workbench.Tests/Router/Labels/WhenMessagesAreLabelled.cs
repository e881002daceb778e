using Shouldly;
using Workbench.Server.Router.Labels;
using Workbench.Shared.Router;
using Workbench.Tests.Infrastructure;

namespace Workbench.Tests.Router.Labels;

public sealed class WhenMessagesAreLabelled(EmbeddedPostgresFixture postgres)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_same_text_labelled_twice_by_one_person_is_one_label_and_the_last_word_holds()
    {
        await using var store = await RouterStore.CreateAsync(postgres);
        var labels = store.Labels();
        await LabelAsync(labels, "Compare both plans", RouterTier.Standard);
        await LabelAsync(labels, "  Compare both plans\n", RouterTier.Max);
        await LabelAsync(labels, "Compare both plans", RouterTier.Max);

        var label = (await labels.ListAsync(null, null, 10, Cancellation)).Labels.ShouldHaveSingleItem();
        (label.Text, label.Tier, label.By).ShouldBe(("Compare both plans", RouterTier.Max, "ann"));
        // The first word is kept, and what was said already is not written again.
        (await store.CountAsync("router_labels")).ShouldBe(2);
    }

    [Fact]
    public async Task Undo_goes_back_step_by_step_and_loses_nothing()
    {
        await using var store = await RouterStore.CreateAsync(postgres);
        var labels = store.Labels();
        await LabelAsync(labels, "first", RouterTier.Fast);
        await LabelAsync(labels, "second", RouterTier.Fast);
        await LabelAsync(labels, "second", RouterTier.Max);

        (await labels.UndoAsync(Cancellation)).ShouldBe(new RouterLabelUndone("second", RouterTier.Fast));
        (await labels.UndoAsync(Cancellation)).ShouldBe(new RouterLabelUndone("second", null));
        (await labels.ListAsync(null, null, 10, Cancellation)).Labels.ShouldHaveSingleItem().Text.ShouldBe("first");
        (await labels.UndoAsync(Cancellation)).ShouldBe(new RouterLabelUndone("first", null));
        (await labels.UndoAsync(Cancellation)).ShouldBeNull();
        (await store.CountAsync("router_labels")).ShouldBe(3);
    }

    [Fact]
    public async Task Nobody_undoes_what_another_one_did()
    {
        await using var store = await RouterStore.CreateAsync(postgres);
        await LabelAsync(store.Labels("ann"), "hers", RouterTier.Fast);
        (await store.Labels("bob").UndoAsync(Cancellation)).ShouldBeNull();
        (await store.Labels("bob").ListAsync(null, null, 10, Cancellation)).Labels.ShouldHaveSingleItem().By.ShouldBe("ann");
    }

    [Fact]
    public async Task A_label_that_another_one_took_away_comes_back_when_he_undoes_it()
    {
        await using var store = await RouterStore.CreateAsync(postgres);
        var given = await LabelAsync(store.Labels("ann"), "a wrong one", RouterTier.Fast);
        var bob = store.Labels("bob");
        (await bob.TakeBackAsync(given.Id, Cancellation)).ShouldBeTrue();
        (await bob.ListAsync(null, null, 10, Cancellation)).Labels.ShouldBeEmpty();
        (await bob.TakeBackAsync(given.Id, Cancellation)).ShouldBeFalse();

        (await bob.UndoAsync(Cancellation)).ShouldBe(new RouterLabelUndone("a wrong one", RouterTier.Fast));
        (await bob.ListAsync(null, null, 10, Cancellation)).Labels.ShouldHaveSingleItem().ShouldBe(given);
    }

    [Fact]
    public async Task They_are_listed_newest_first_page_by_page()
    {
        await using var store = await RouterStore.CreateAsync(postgres);
        var labels = store.Labels();
        for (var i = 1; i <= 5; i++)
            await LabelAsync(labels, $"message {i}", i == 4 ? RouterTier.Max : RouterTier.Fast);

        List<string> read = [];
        string? after = null;
        do
        {
            var page = await labels.ListAsync(null, after, 2, Cancellation);
            read.AddRange(page.Labels.Select(l => l.Text));
            after = page.Next;
        } while (after is not null);
        read.ShouldBe(["message 5", "message 4", "message 3", "message 2", "message 1"]);
        (await labels.ListAsync(RouterTier.Max, null, 10, Cancellation)).Labels.ShouldHaveSingleItem().Text.ShouldBe("message 4");
        (await labels.ListAsync(null, "no cursor", 1, Cancellation)).Labels.ShouldHaveSingleItem().Text.ShouldBe("message 5");
    }

    [Fact]
    public async Task What_was_asked_at_a_higher_level_does_not_exist_for_the_asker()
    {
        await using var store = await RouterStore.CreateAsync(postgres);
        var run = await store.RouteAsync(new Routed("salaries of the board") { Level = "restricted" });
        RouterLabelDraft draft = new("salaries of the board", MessagePlace.First, RouterTier.Fast) { Run = run };

        (await store.Labels().AddAsync(draft, Cancellation)).ShouldBeOfType<RouterLabelRejected>().Problem.ShouldContain("no run");
        (await store.Labels(level: "restricted").AddAsync(draft, Cancellation)).ShouldBeOfType<RouterLabelled>();
        (await store.Labels().ListAsync(null, null, 10, Cancellation)).Labels.ShouldBeEmpty();
        (await store.Labels().CountAsync(Cancellation)).Texts.ShouldBe(0);
        (await store.Labels().VisibleAsync(Cancellation)).ShouldBeEmpty();
        (await store.Labels(level: "restricted").ListAsync(null, null, 10, Cancellation)).Labels.ShouldHaveSingleItem().Run.ShouldBe(run);
    }

    [Theory]
    [InlineData(" \n\0", MessagePlace.Later, RouterTier.Fast, "no text")]
    [InlineData("and then?", MessagePlace.First, RouterTier.Context, "inherits nothing")]
    public async Task What_is_no_label_is_refused_with_the_reason(string text, MessagePlace place, RouterTier tier, string reason)
    {
        await using var store = await RouterStore.CreateAsync(postgres);
        (await store.Labels().AddAsync(new RouterLabelDraft(text, place, tier), Cancellation))
            .ShouldBeOfType<RouterLabelRejected>()
            .Problem.ShouldContain(reason);
        (await store.CountAsync("router_labels")).ShouldBe(0);
    }

    [Fact]
    public async Task An_import_is_whole_or_nothing_and_twice_the_same_changes_nothing()
    {
        await using var store = await RouterStore.CreateAsync(postgres);
        var labels = store.Labels();
        (RouterLabelDraft, string?)[] lines =
        [
            (new RouterLabelDraft("one", MessagePlace.First, RouterTier.Fast), "carla"),
            (new RouterLabelDraft("two", MessagePlace.Unknown, RouterTier.Max), null),
        ];
        (await labels.ImportAsync(lines, Cancellation)).ShouldBe(2);
        (await labels.ImportAsync(lines, Cancellation)).ShouldBe(0);
        (await labels.ListAsync(null, null, 10, Cancellation)).Labels.Select(l => (l.Text, l.By)).ShouldBe([("two", "ann"), ("one", "carla")]);

        await Should.ThrowAsync<FormatException>(() =>
            labels.ImportAsync(
                [.. lines.Select(l => (l.Item1 with { Tier = RouterTier.Standard }, l.Item2)), (new("", MessagePlace.First, RouterTier.Fast), null)],
                Cancellation
            )
        );
        (await labels.ListAsync(RouterTier.Standard, null, 10, Cancellation)).Labels.ShouldBeEmpty();
    }

    [Fact]
    public async Task What_most_people_say_counts_and_of_a_draw_the_newest()
    {
        await using var store = await RouterStore.CreateAsync(postgres);
        foreach (var (by, tier) in new[] { ("ann", RouterTier.Fast), ("bob", RouterTier.Max), ("carla", RouterTier.Fast) })
            await LabelAsync(store.Labels(by), "most say fast", tier);
        foreach (var (by, tier) in new[] { ("ann", RouterTier.Max), ("bob", RouterTier.Standard) })
            await LabelAsync(store.Labels(by), "a draw", tier);

        var texts = LabelledText.Of(await store.Labels().AllAsync(Cancellation));
        texts.Select(t => (t.Text, t.Tier, t.IsDisputed)).ShouldBe([("a draw", RouterTier.Standard, true), ("most say fast", RouterTier.Fast, true)]);
        texts[1].By.ShouldBe(["ann", "carla"]);
        var counts = await store.Labels().CountAsync(Cancellation);
        (counts.Texts, counts.Disputed).ShouldBe((2, 2));
        counts.ByTier.ShouldBe(new Dictionary<RouterTier, int> { [RouterTier.Standard] = 1, [RouterTier.Fast] = 1 }, ignoreOrder: true);
    }

    private static async Task<RouterLabel> LabelAsync(StoredRouterLabels labels, string text, RouterTier tier) =>
        (await labels.AddAsync(new RouterLabelDraft(text, MessagePlace.Later, tier), Cancellation)).ShouldBeOfType<RouterLabelled>().Label;
}
