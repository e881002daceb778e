using Npgsql;
using Shouldly;
using Workbench.BrowserTests.Infrastructure;
using static Microsoft.Playwright.Assertions;

namespace Workbench.BrowserTests;

/// <summary>Questions, values and a model's words are text: no dialog opens (the base class fails on one), no element comes out of them.</summary>
public sealed class WhenTextIsHostile(RunningWorkbench workbench) : BrowserTest(workbench)
{
    private const string Evil = "<img src=x onerror=alert('value')><script>alert('value')</script> [x](javascript:alert(1)) **b**";

    [Fact]
    public async Task A_question_full_of_markup_stays_what_was_typed()
    {
        await GoAsync("/chat");
        await AskAsync("<img src=x onerror=alert(1)> {{7*7}} '; drop table crm.accounts; -- **bold** <script>alert(1)</script>");

        await Expect(Page.Locator(".asked")).ToContainTextAsync("<script>alert(1)</script>");
        await NothingActsAsync();
        await GoAsync($"/traces/{await RunAsync()}");
        await NothingActsAsync();
        await GoAsync("/traces");
        await NothingActsAsync();
    }

    [Fact]
    public async Task A_models_markdown_cannot_act()
    {
        await GoAsync("/chat");
        await AskAsync("Say something about MRR", ScriptedModel.Name);

        await Expect(Card.Locator(".markdown strong")).ToHaveTextAsync("grew");
        await Expect(Card.Locator(".markdown a")).ToHaveCountAsync(1);
        (await Card.Locator(".markdown a").GetAttributeAsync("href")).ShouldBe("/layer");
        await NothingActsAsync();
    }

    [Fact]
    public async Task Values_of_the_warehouse_are_shown_as_they_are_in_texts_charts_and_tables()
    {
        var url = await Workbench.CommandAsync("db", "url", "--warehouse", "acme");
        await using var source = NpgsqlDataSource.Create(FromUrl(url));
        await using var rename = source.CreateCommand(
            """
            update crm.accounts set name = $1 where id = (
                select s.account_id from billing.subscription_months m join billing.subscriptions s on s.id = m.subscription_id
                join crm.accounts a on a.id = s.account_id and not a.is_internal and a.deleted_at is null
                where m.month = (select max(month) from billing.subscription_months) group by 1 order by sum(m.mrr_cents) desc limit 1)
            """
        );
        rename.Parameters.Add(new() { Value = Evil });
        (await rename.ExecuteNonQueryAsync(Cancellation)).ShouldBe(1);

        await GoAsync("/chat");
        await AskAsync("Who are our ten largest customers by ARR?");
        await Expect(Card.Locator(".place[data-drawn]")).ToBeVisibleAsync();
        await NothingActsAsync();
        await OpenTabAsync("Table");
        await Expect(Card.Locator("tbody")).ToContainTextAsync(Evil);
        await NothingActsAsync();
    }

    [Fact]
    public async Task A_question_that_is_too_long_is_answered_kindly_and_kept()
    {
        await GoAsync("/chat");
        await Composer.FillAsync(new string('a', 19_999) + "?");
        await Composer.PressAsync("Enter");

        await Expect(Page.Locator(".notice, .note").First).ToBeVisibleAsync(new() { Timeout = 120_000 });
    }

    private async Task NothingActsAsync()
    {
        (await Page.Locator("main img").CountAsync()).ShouldBe(0);
        (await Page.Locator("main script").CountAsync()).ShouldBe(0);
        (await Page.Locator("main a[href^='javascript' i], main a[href^='data' i]").CountAsync()).ShouldBe(0);
        (
            await Page.EvaluateAsync<int>(
                "() => [...document.querySelectorAll('main *')].filter(e => [...e.attributes].some(a => a.name.startsWith('on'))).length"
            )
        ).ShouldBe(0);
    }

    private static string FromUrl(string url)
    {
        var uri = new Uri(url);
        var user = uri.UserInfo.Split(':', 2).Select(Uri.UnescapeDataString).ToArray();
        return new NpgsqlConnectionStringBuilder
        {
            Host = uri.Host,
            Port = uri.Port,
            Username = user[0],
            Password = user.ElementAtOrDefault(1),
            Database = Uri.UnescapeDataString(uri.AbsolutePath.TrimStart('/')),
        }.ConnectionString;
    }
}
