using Shouldly;
using Workbench.Shared.Answers;
using Workbench.Shared.VerifiedQueries;
using Workbench.Tests.Infrastructure;

namespace Workbench.Tests.VerifiedQueries;

public sealed class WhenAnAnswerIsSavedAsVerified(EmbeddedPostgresFixture postgres)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("\n")]
    [InlineData("\r\n")]
    public async Task It_is_written_at_the_end_of_the_list_and_nothing_else_of_the_file_changes(string lineBreak)
    {
        await using var shop = await VerifiedShop.StartAsync(postgres, level: "restricted", lineBreak: lineBreak);
        var before = shop.Read(VerifiedShop.Path);
        var (run, _) = await shop.AskAsync("How many orders were there in the last 3 months?");

        var draft = (await shop.Queries.DraftAsync(run, Cancellation)).ShouldNotBeNull();
        draft.Problem.ShouldBeNull();
        draft.Existing.ShouldBeNull();
        draft.Rights.CanEdit.ShouldBeTrue();
        // The period stays a relative one.
        draft.Entry.Query.ShouldBe("{ metrics: [orders], time: { range: { last: 3, unit: month } } }");
        draft.Entry.Expires.ShouldBe(new DateOnly(2027, 11, 21));
        (await shop.Queries.PreviewAsync(draft.Entry, Cancellation)).Value.ShouldBe("5");
        var entry = draft.Entry with { AlsoAsked = ["orders lately"], Owner = "ann", Note = "Held against the till: all of them." };
        (await shop.Queries.SaveAsync(entry, new SaveAsNew(), Cancellation)).ShouldBeOfType<VerifiedSaved>();

        var written = """
              - question: How many orders were there in the last 3 months?
                also_asked: [orders lately]
                query: { metrics: [orders], time: { range: { last: 3, unit: month } } }
                owner: ann
                verified_on: 2026-11-21
                expires: 2027-11-21
                note: 'Held against the till: all of them.'

            """.ReplaceLineEndings(lineBreak);
        var end = before.IndexOf("# The end.", StringComparison.Ordinal);
        shop.Read(VerifiedShop.Path).ShouldBe(before[..end] + written + before[end..]);
        await shop.WhenAsync(entry.Question, l => l.State == VerifiedState.Good);
        (await shop.AskAsync("Orders lately?")).Answer.Verification.ShouldNotBeNull().Owner.ShouldBe("ann");
    }

    [Fact]
    public async Task One_that_is_verified_already_is_shown_and_can_be_given_another_wording_or_be_replaced()
    {
        await using var shop = await VerifiedShop.StartAsync(postgres, level: "restricted");
        var before = shop.Read(VerifiedShop.Path);
        var (run, _) = await shop.AskAsync("turnover by area in October 2026");
        var draft = (await shop.Queries.DraftAsync(run, Cancellation)).ShouldNotBeNull();
        draft.Existing.ShouldNotBeNull().Line.Question.ShouldBe("What is our revenue by region?");
        draft.Existing.IsSameQuestion.ShouldBeFalse();
        (await shop.Queries.SaveAsync(draft.Entry, new SaveAsNew(), Cancellation)).ShouldBeOfType<AlreadyVerified>();

        (await shop.Queries.SaveAsync(draft.Entry, new SaveAsWordingOf("What is our revenue by region?"), Cancellation)).ShouldBeOfType<VerifiedSaved>();
        shop.Read(VerifiedShop.Path)
            .ShouldBe(before.Replace("\"money, split\"]", "\"money, split\", turnover by area in October 2026]", StringComparison.Ordinal));

        await shop.WhenAsync("What is our revenue by region?", l => l.AlsoAsked.Count == 3);
        var entry = draft.Entry with
        {
            Question = "What is our revenue by region?",
            Query = "{ metrics: [revenue, orders], group_by: [order.region] }",
            Owner = "bob",
        };
        (await shop.Queries.SaveAsync(entry, new SaveInPlaceOf("What is our revenue by region?"), Cancellation)).ShouldBeOfType<VerifiedSaved>();
        (await shop.WhenAsync("What is our revenue by region?", l => l.Owner == "bob")).Query.ShouldBe(
            "{ metrics: [revenue, orders], group_by: [order.region] }"
        );
    }

    [Fact]
    public async Task While_another_file_is_broken_it_is_saved_and_says_that_it_is_not_used_yet()
    {
        await using var shop = await VerifiedShop.StartAsync(postgres, level: "restricted");
        var (run, _) = await shop.AskAsync("How many orders were there in the last 3 months?");
        var draft = (await shop.Queries.DraftAsync(run, Cancellation)).ShouldNotBeNull();
        const string broken = "3-metrics/broken.yml";
        shop.Write(broken, "metrics:\n  - { name: Bad Name, entity: order, agg: count }\n");

        var entry = draft.Entry with { AlsoAsked = ["orders lately"] };
        var saved = (await shop.Queries.SaveAsync(entry, new SaveAsNew(), Cancellation)).ShouldBeOfType<VerifiedSaved>();

        saved.Waits.ShouldBe("It comes into use as soon as 3-metrics/broken.yml, line 2, is mended.");
        shop.Read(VerifiedShop.Path).ShouldContain("orders lately");
        (await shop.AskAsync("Orders lately?")).Answer.Verification.ShouldBeNull();

        shop.Write(broken, "metrics: []\n");
        await shop.WhenAsync(entry.Question, l => l.State == VerifiedState.Good);
        (await shop.AskAsync("Orders lately?")).Answer.Verification.ShouldNotBeNull();
    }

    [Fact]
    public async Task What_is_typed_in_the_file_meanwhile_stays_unsaved_and_is_neither_written_nor_lost()
    {
        await using var shop = await VerifiedShop.StartAsync(postgres, level: "restricted");
        var (run, _) = await shop.AskAsync("How many orders were there in the last 3 months?");
        var draft = (await shop.Queries.DraftAsync(run, Cancellation)).ShouldNotBeNull();
        var opened = (await shop.Editing.OpenAsync(VerifiedShop.Path, Cancellation)).ShouldNotBeNull();
        var typed = opened.Text + "# half a sen";
        await shop.Editing.KeepDraftAsync(VerifiedShop.Path, opened.Hash, typed, Cancellation);

        (await shop.Queries.SaveAsync(draft.Entry, new SaveAsNew(), Cancellation)).ShouldBeOfType<VerifiedSaved>();

        shop.Read(VerifiedShop.Path).ShouldContain("in the last 3 months?");
        shop.Read(VerifiedShop.Path).ShouldNotContain("half a sen");
        (await shop.Editing.OpenAsync(VerifiedShop.Path, Cancellation)).ShouldNotBeNull().Draft.ShouldNotBeNull().Text.ShouldBe(typed);
    }

    [Fact]
    public async Task What_was_removed_comes_back_by_undo()
    {
        await using var shop = await VerifiedShop.StartAsync(postgres, level: "restricted");
        var before = shop.Read(VerifiedShop.Path);
        const string dearest = "Which order was the dearest of all?";

        var removed = (await shop.Queries.RemoveAsync(dearest, Cancellation)).ShouldBeOfType<VerifiedSaved>();
        shop.Read(VerifiedShop.Path)
            .ShouldBe(
                before.Remove(
                    before.IndexOf($"  - question: {dearest}", StringComparison.Ordinal),
                    before.IndexOf("# The end.", StringComparison.Ordinal) - before.IndexOf($"  - question: {dearest}", StringComparison.Ordinal)
                )
            );

        (await shop.Queries.UndoAsync(removed.Entry!, Cancellation)).ShouldBeOfType<VerifiedSaved>();
        shop.Read(VerifiedShop.Path).ShouldBe(before);
    }

    [Fact]
    public async Task What_cannot_be_computed_is_not_saved_and_says_why()
    {
        await using var shop = await VerifiedShop.StartAsync(postgres, level: "restricted");
        var before = shop.Read(VerifiedShop.Path);
        var entry = new VerifiedEntry("What of it?", [], "{ metrics: [nothing] }", null, "ann", new DateOnly(2026, 11, 21), null);

        (await shop.Queries.SaveAsync(entry, new SaveAsNew(), Cancellation)).ShouldBeOfType<VerifiedNotSaved>().Reason.ShouldContain("nothing");
        (await shop.Queries.SaveAsync(entry with { Query = "{ metrics: [orders" }, new SaveAsNew(), Cancellation))
            .ShouldBeOfType<VerifiedNotSaved>()
            .Reason.ShouldContain("not closed");
        (await shop.Queries.SaveAsync(entry with { Query = null, Sql = "drop table x" }, new SaveAsNew(), Cancellation)).ShouldBeOfType<VerifiedNotSaved>();
        (await shop.Queries.PreviewAsync(entry, Cancellation)).Problem.ShouldNotBeNull();
        shop.Read(VerifiedShop.Path).ShouldBe(before);
    }

    [Fact]
    public async Task A_question_that_only_means_something_after_another_is_saved_as_it_was_understood()
    {
        await using var shop = await VerifiedShop.StartAsync(postgres, level: "restricted");
        var (first, _) = await shop.AskAsync("What is our revenue in the north last month?");
        var conversation = (Guid)(await shop.ScalarAsync($"select conversation_id from runs where id = '{first}'"))!;
        var (run, answer) = await shop.AskAsync("and in the south?", conversation);

        var draft = (await shop.Queries.DraftAsync(run, Cancellation)).ShouldNotBeNull();

        draft.Entry.Question.ShouldBe(answer.Reading!.TrimEnd('.'));
    }
}
