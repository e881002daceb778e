using Shouldly;
using Workbench.Server.Embeddings;
using Workbench.Shared.Router;
using Workbench.Tests.Infrastructure;

namespace Workbench.Tests.Router.Labels;

public sealed class WhenMessagesWaitForALabel(EmbeddedPostgresFixture postgres)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Those_come_first_that_people_were_not_content_with_then_the_uncertain_then_the_newest()
    {
        await using var store = await RouterStore.CreateAsync(postgres);
        await store.RouteAsync(new Routed("sure and old"));
        await store.RouteAsync(new Routed("half sure") { Sure = 0.5f });
        await store.RouteAsync(new Routed("hardly sure") { Sure = 0.3f });
        var edited = await store.RouteAsync(new Routed("edited"));
        await store.RouteAsync(new Routed("what it became") { EditOf = edited });
        var retried = await store.RouteAsync(new Routed("retried"));
        await store.RouteAsync(new Routed("asked again") { RetryOf = retried });
        await store.RouteAsync(new Routed("disliked") { IsDisliked = true });
        var conversation = Guid.NewGuid();
        await store.RouteAsync(new Routed("overridden") { Conversation = conversation });
        await store.RouteAsync(new Routed("the next one") { Conversation = conversation, Model = "max" });
        await store.RouteAsync(new Routed("sure and new"));

        var queue = await store.Labels().QueueAsync([], 20, Cancellation);
        queue
            .Select(i => (i.Text, i.Reason))
            .ShouldBe([
                ("overridden", RouterQueueReason.Overridden),
                ("disliked", RouterQueueReason.ThumbsDown),
                ("retried", RouterQueueReason.Retried),
                ("edited", RouterQueueReason.Edited),
                ("hardly sure", RouterQueueReason.Uncertain),
                ("half sure", RouterQueueReason.Uncertain),
                ("sure and new", RouterQueueReason.Other),
                ("asked again", RouterQueueReason.Other),
                ("what it became", RouterQueueReason.Other),
                ("sure and old", RouterQueueReason.Other),
            ]);
        queue[0].Why.ShouldBe("somebody went on with max");
        (await store.Labels().QueueAsync([], 3, Cancellation)).Select(i => i.Text).ShouldBe(["overridden", "disliked", "retried"]);
        (await store.Labels().CountAsync(Cancellation)).Waiting.ShouldBe(10);
    }

    [Fact]
    public async Task What_somebody_labelled_waits_no_more_and_the_same_text_waits_once()
    {
        await using var store = await RouterStore.CreateAsync(postgres);
        await store.RouteAsync(new Routed("twice") { IsDisliked = true });
        var newest = await store.RouteAsync(new Routed("twice"));
        await store.RouteAsync(new Routed("labelled"));
        await store.RouteAsync(new Routed("skipped"));
        await store.Labels("bob").AddAsync(new RouterLabelDraft("labelled", MessagePlace.Later, RouterTier.Fast), Cancellation);

        var labels = store.Labels();
        var queue = await labels.QueueAsync([], 20, Cancellation);
        queue.Select(i => i.Text).ShouldBe(["twice", "skipped"]);
        // What was thought of it the first time counts, though it was asked again since.
        (queue[0].Run, queue[0].Reason).ShouldBe((newest, RouterQueueReason.ThumbsDown));
        (await labels.QueueAsync([queue[1].Key], 20, Cancellation)).Select(i => i.Text).ShouldBe(["twice"]);

        await labels.AddAsync(new RouterLabelDraft(queue[0].Text, queue[0].Place, RouterTier.Max) { Run = queue[0].Run }, Cancellation);
        (await labels.QueueAsync([], 20, Cancellation)).Select(i => i.Text).ShouldBe(["skipped"]);
        await labels.UndoAsync(Cancellation);
        (await labels.QueueAsync([], 20, Cancellation)).Select(i => i.Text).ShouldBe(["twice", "skipped"]);
    }

    [Fact]
    public async Task What_was_asked_at_a_higher_level_is_not_shown()
    {
        await using var store = await RouterStore.CreateAsync(postgres);
        var conversation = Guid.NewGuid();
        await store.RouteAsync(new Routed("salaries of the board") { Level = "restricted", Conversation = conversation });
        await store.RouteAsync(new Routed("and last year?") { Conversation = conversation });

        var item = (await store.Labels().QueueAsync([], 20, Cancellation)).ShouldHaveSingleItem();
        (item.Text, item.Before).ShouldBe(("and last year?", null));
        (await store.Labels().CountAsync(Cancellation)).Waiting.ShouldBe(1);
        (await store.Labels(level: "restricted").QueueAsync([], 20, Cancellation))
            .Select(i => (i.Text, i.Before))
            .ShouldBe([("and last year?", "salaries of the board"), ("salaries of the board", null)]);
    }

    [Fact]
    public async Task Where_the_weights_in_use_would_decide_otherwise_the_message_waits_before_the_rest()
    {
        await using var store = await RouterStore.CreateAsync(postgres);
        var weights = await store.KeepAsync(
            RouterFixtures.Weights(RouterFixtures.Set(), RouterFixtures.Small with { MostEpochs = 30 }) with
            {
                Encoder = ISentenceEncoder.ModelName,
            }
        );
        await store.RouteAsync(new Routed("prove rigorously the theorem on sums") { Said = RouterTier.Fast });
        await store.RouteAsync(new Routed("write a plan with steps for a move") { Said = RouterTier.Standard });
        await store.RouteAsync(new Routed("prove rigorously the theorem on limits") { Said = RouterTier.Fast, Version = "v1-test" });

        var queue = await store.Labels(weights: weights).QueueAsync([], 20, Cancellation);
        queue
            .Select(i => (i.Text, i.Reason, i.Now))
            .ShouldBe([
                ("prove rigorously the theorem on sums", RouterQueueReason.Disagrees, RouterTier.Max),
                // What these weights themselves decided is not judged again.
                ("prove rigorously the theorem on limits", RouterQueueReason.Other, null),
                ("write a plan with steps for a move", RouterQueueReason.Other, RouterTier.Standard),
            ]);
        queue[0].Why.ShouldBe("v1-then said fast, v1-test says max");
    }
}
