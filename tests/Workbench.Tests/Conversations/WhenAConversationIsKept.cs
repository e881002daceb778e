using Shouldly;
using Workbench.Server.Access;
using Workbench.Server.Warehouses;
using Workbench.Shared.Chat;
using Workbench.Shared.Runs;
using Workbench.Tests.Infrastructure;
using Workbench.Tests.Runs;

namespace Workbench.Tests.Conversations;

public sealed class WhenAConversationIsKept(EmbeddedPostgresFixture postgres)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static TheoryData<string, AskRequest, string> BadQuestions =>
        new()
        {
            { "empty", new AskRequest(" \n\t "), "Type a question first." },
            { "control characters alone", new AskRequest("\0\u0001"), "Type a question first." },
            { "too long", new AskRequest(new string('a', 20_001)), "20,001 characters; 20,000 is the most" },
            { "agent", new AskRequest("Hi?", Agent: "d9"), "There is no agent \"d9\". There are: d0." },
            { "model", new AskRequest("Hi?", Model: "gpt-9"), "There is no model \"gpt-9\". Choose one of: auto, scripted." },
            { "account", new AskRequest("Hi?", Account: "nowhere"), "There is no account \"nowhere\". There are: test." },
            { "unknown level", new AskRequest("Hi?", Level: "secret"), "There is no access level \"secret\". There are: public, internal." },
            { "level above", new AskRequest("Hi?", Level: "restricted"), "restricted is above it. Ask without a level, or ask the data team for it." },
            { "conversation", new AskRequest("Hi?", Guid.Parse("00000000-0000-0000-0000-000000000001")), "There is no conversation" },
        };

    [Theory, MemberData(nameof(BadQuestions))]
    public async Task A_bad_question_starts_nothing_and_says_what_to_do(string what, AskRequest request, string says)
    {
        await using var host = await RunsHost.StartAsync(await postgres.CreateStoreDatabaseAsync());

        var outcome = await host.Chat.AskAsync(request, Cancellation);

        Assert.IsType<AskRejected>(outcome).Message.ShouldContain(says, customMessage: what);
        (await host.ScalarAsync("select (select count(*) from runs) + (select count(*) from conversations)")).ShouldBe(0L);
    }

    [Fact]
    public async Task Of_several_accounts_none_is_taken_silently()
    {
        var warehouse = new ScriptedWarehouse { All = [new WarehouseAccount("east", "East", "postgres"), new WarehouseAccount("west", "West", "postgres")] };
        await using var host = await RunsHost.StartAsync(await postgres.CreateStoreDatabaseAsync(), warehouse: warehouse);

        var outcome = await host.Chat.AskAsync(new AskRequest("How many?"), Cancellation);
        Assert.IsType<AskRejected>(outcome).Message.ShouldBe("There are several accounts; say which one: east, west.");

        var asked = Assert.IsType<Asked>(await host.Chat.AskAsync(new AskRequest("How many?", Account: "west"), Cancellation));
        await host.FollowAsync(asked.Run);
        Assert.IsType<Asked>(await host.Chat.AskAsync(new AskRequest("And then?", asked.Conversation), Cancellation));
    }

    [Theory]
    [InlineData("<script>alert(1)</script> & <b>bold</b>")]
    [InlineData("'; drop table runs; --")]
    [InlineData("Wie viele Kunden haben wir? 🎈 多少客户？")]
    public async Task Any_text_is_kept_as_text(string question)
    {
        await using var host = await RunsHost.StartAsync(await postgres.CreateStoreDatabaseAsync());

        var end = await host.RunAsync(question);

        end.Status.ShouldBe(RunStatus.Done);
        end.Question.ShouldBe(question);
    }

    [Fact]
    public async Task What_no_database_can_hold_is_left_out_of_a_text()
    {
        await using var host = await RunsHost.StartAsync(await postgres.CreateStoreDatabaseAsync());

        var end = await host.RunAsync($"half a character {'\ud800'} and a NUL \0.");

        end.Question.ShouldBe("half a character \ufffd and a NUL .");
    }

    [Fact]
    public async Task It_is_found_by_its_title_and_by_any_question_in_it()
    {
        await using var host = await RunsHost.StartAsync(await postgres.CreateStoreDatabaseAsync());
        var first = await host.RunAsync("Revenue by region");
        await host.RunAsync("What about 100% of it?", first.ConversationId);
        await host.RunAsync("Churn by plan");

        (await TitlesAsync(host, null)).ShouldBe(["Churn by plan", "Revenue by region"]);
        (await TitlesAsync(host, "REVENUE")).ShouldBe(["Revenue by region"]);
        (await TitlesAsync(host, "100%")).ShouldBe(["Revenue by region"]);
        (await TitlesAsync(host, "1_0%")).ShouldBeEmpty("wildcards are letters like any other");
    }

    [Fact]
    public async Task Pages_of_the_list_neither_skip_nor_repeat()
    {
        await using var host = await RunsHost.StartAsync(await postgres.CreateStoreDatabaseAsync());
        for (var i = 0; i < 120; i++)
            await host.ScalarAsync(
                $"insert into conversations (id, title, account, agent, user_name, created_at, last_asked_at) values (gen_random_uuid(), 'c{i}', 'test', 'd0', 'x', now(), '2026-01-01'::timestamptz + {i / 3} * interval '1 minute')"
            );

        List<Guid> seen = [];
        string? after = null;
        do
        {
            var page = await host.Chat.ListAsync(null, after, Cancellation);
            seen.AddRange(page.Conversations.Select(c => c.Id));
            after = page.Next;
        } while (after is not null);

        seen.Count.ShouldBe(120);
        seen.Distinct().Count().ShouldBe(120);
    }

    [Fact]
    public async Task It_is_renamed_shared_deleted_and_restored()
    {
        await using var host = await RunsHost.StartAsync(await postgres.CreateStoreDatabaseAsync());
        var run = await host.RunAsync("How many?\nSecond line");
        (await host.Chat.FindAsync(run.ConversationId, Cancellation)).ShouldNotBeNull().Title.ShouldBe("How many?");

        await host.Chat.RenameAsync(run.ConversationId, "Counting", Cancellation);
        var path = await host.Chat.ShareAsync(run.ConversationId, Cancellation);
        (await host.Chat.ShareAsync(run.ConversationId, Cancellation)).ShouldBe(path);
        var shared = (await host.Chat.FindSharedAsync(path["/share/".Length..], Cancellation)).ShouldNotBeNull();
        shared.Title.ShouldBe("Counting");
        shared.IsShared.ShouldBeTrue();

        await host.Chat.DeleteAsync(run.ConversationId, Cancellation);
        (await host.Chat.FindAsync(run.ConversationId, Cancellation)).ShouldBeNull();
        (await host.Chat.FindSharedAsync(path["/share/".Length..], Cancellation)).ShouldBeNull();
        (await host.Traces.FindAsync(run.RunId.ToString(), Cancellation)).ShouldNotBeNull("traces stay");
        await host.Chat.RestoreAsync(run.ConversationId, Cancellation);
        (await TitlesAsync(host, null)).ShouldBe(["Counting"]);
    }

    [Fact]
    public async Task An_edit_takes_the_place_of_the_question_and_of_what_followed()
    {
        await using var host = await RunsHost.StartAsync(await postgres.CreateStoreDatabaseAsync());
        var first = await host.RunAsync("One?");
        var second = await host.RunAsync("Two?", first.ConversationId);
        await host.RunAsync("Three?", first.ConversationId);

        var edited = Assert.IsType<Asked>(await host.Chat.EditAsync(second.RunId, "Two and a half?", Cancellation));
        await host.FollowAsync(edited.Run);

        var view = (await host.Chat.FindAsync(first.ConversationId, Cancellation)).ShouldNotBeNull();
        view.Runs.Select(r => r.Question).ShouldBe(["One?", "Two and a half?"]);
        host.Model.Calls[^1].Messages.Where(m => m.Role.Value == "user").Select(m => m.Text).ShouldBe(["One?", "Two and a half?"]);
        (await host.Traces.FindAsync(second.RunId.ToString(), Cancellation)).ShouldNotBeNull();
    }

    [Fact]
    public async Task Feedback_is_kept_and_taken_back()
    {
        await using var host = await RunsHost.StartAsync(await postgres.CreateStoreDatabaseAsync());
        var run = await host.RunAsync("How many?");

        await host.Chat.GiveFeedbackAsync(run.RunId, new Feedback(false, "Wrong quarter."), Cancellation);
        (await host.FollowAsync(run.RunId))[^1].Feedback.ShouldBe(new Feedback(false, "Wrong quarter."));

        await host.Chat.GiveFeedbackAsync(run.RunId, null, Cancellation);
        (await host.FollowAsync(run.RunId))[^1].Feedback.ShouldBeNull();
    }

    [Fact]
    public async Task The_asker_is_on_record()
    {
        await using var host = await RunsHost.StartAsync(await postgres.CreateStoreDatabaseAsync());
        var run = await host.RunAsync("How many?");

        (await host.Traces.FindAsync(run.RunId.ToString(), Cancellation)).ShouldNotBeNull().Line.User.ShouldBe(host.Get<IAsker>().Current.User);
    }

    private static async Task<IEnumerable<string>> TitlesAsync(RunsHost host, string? search) =>
        (await host.Chat.ListAsync(search, null, Cancellation)).Conversations.Select(c => c.Title);
}
