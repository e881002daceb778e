using System.Globalization;
using System.IO.Compression;
using Shouldly;
using Workbench.BrowserTests.Infrastructure;
using Workbench.Shared.Answers;
using static Microsoft.Playwright.Assertions;

namespace Workbench.BrowserTests;

public sealed class WhenAQuestionIsAsked(RunningWorkbench workbench) : BrowserTest(workbench)
{
    [Fact]
    public async Task An_example_of_the_first_screen_is_answered_with_a_number_and_its_proof()
    {
        await GoAsync("/");
        await Expect(Page.Locator("button[data-ask]")).ToHaveCountAsync(6);

        await Page.Locator("button[data-ask]").First.ClickAsync();
        await EndedAsync(Page);

        Page.Url.ShouldMatch("/chat/[0-9a-f-]{36}$");
        var answer = await AnswerAsync();
        var column = answer.Columns.First(c => c.Type is ColumnType.Integer or ColumnType.Decimal);
        var exact = ValueText.Exact(answer.Rows[0][answer.Columns.ToList().IndexOf(column)], column);
        await Expect(Card.Locator($".tile[title='{exact}'] .big")).ToBeVisibleAsync();
        await Expect(Card.Locator(".change").First).ToBeVisibleAsync();
        await Expect(Card.Locator(".proof")).ToContainTextAsync("Compiled from metrics");
        await Expect(Card.Locator(".proof")).ToContainTextAsync("confidence");
        await Expect(Page.Locator(".follow-ups button").First).ToBeVisibleAsync();
        await Expect(Page.Locator(".totals")).ToContainTextAsync("$0");
    }

    [Fact]
    public async Task The_tabs_show_the_sql_and_how_the_number_was_computed()
    {
        await GoAsync("/chat");
        await AskAsync("What was our Enterprise ARR last quarter?");
        var answer = await AnswerAsync();

        await OpenTabAsync("SQL");
        (await Card.Locator("pre.code").TextContentAsync()).ShouldBe(answer.Sql);
        await Card.GetByText("As it ran").ClickAsync();
        await Expect(Card.Locator("pre.code")).ToContainTextAsync("$1");
        await Expect(Card.Locator("table.parameters tbody tr")).ToHaveCountAsync(answer.SqlParameters!.Parameters.Count);

        await OpenTabAsync("How it was computed");
        await Expect(Card.Locator(".how")).ToContainTextAsync(answer.Reading!);
        await Expect(Card.Locator(".how")).ToContainTextAsync("from the question");
        var definition = Card.Locator(".how a[href^='/layer?file=']").First;
        var place = await definition.TextContentAsync();
        await definition.ClickAsync();
        var (file, line) = (place![..place!.IndexOf(':', StringComparison.Ordinal)], place[(place.IndexOf(':', StringComparison.Ordinal) + 1)..]);
        await Expect(Page.Locator(".tab.current")).ToContainTextAsync(file[(file.IndexOf('/', StringComparison.Ordinal) + 1)..]);
        await Expect(Page.Locator(".monaco-editor .line-numbers.active-line-number").First).ToHaveTextAsync(line);
    }

    [Fact]
    public async Task An_answer_is_asked_for_again_and_takes_the_place_of_the_first()
    {
        await GoAsync("/chat");
        await AskAsync("What was our Enterprise ARR last quarter?");
        var (turn, first) = (Page.Locator("article.turn"), await AnswerAsync());

        await Card.GetByRole(AriaRole.Button, new() { Name = "Ask again", Exact = true }).ClickAsync();
        var models = Card.GetByLabel("Ask the same again, of");
        await Expect(models).ToBeFocusedAsync();
        await models.SelectOptionAsync(new SelectOptionValue { Label = "Local" });
        await Card.Locator(".again form").GetByRole(AriaRole.Button, new() { Name = "Ask again" }).ClickAsync();

        await Expect(Page.Locator($"#run-{first.RunId}")).ToHaveCountAsync(0);
        await Expect(turn).ToHaveCountAsync(1);
        await EndedAsync(Page);
        (await AnswerAsync()).Rows[0].ShouldBe(first.Rows[0]);
    }

    [Fact]
    public async Task A_series_is_drawn_and_can_be_drawn_otherwise_and_saved_as_a_picture()
    {
        await GoAsync("/chat");
        await AskAsync("How did MRR develop over the last 12 months?");

        await Expect(Card.Locator(".place[data-drawn='line'] .main-svg").First).ToBeVisibleAsync();
        (await Card.Locator(".scatterlayer .trace").CountAsync()).ShouldBe(1);
        await Card.GetByRole(AriaRole.Button, new() { Name = "Bar" }).ClickAsync();
        await Expect(Card.Locator(".place[data-drawn='bar']")).ToBeVisibleAsync();
        (await Card.Locator(".barlayer .point").CountAsync()).ShouldBe((await AnswerAsync()).Rows.Count);

        var picture = await Page.RunAndWaitForDownloadAsync(() => Card.GetByText("PNG").ClickAsync());
        var bytes = await File.ReadAllBytesAsync(await picture.PathAsync(), Cancellation);
        bytes.AsSpan(1, 3).SequenceEqual("PNG"u8).ShouldBeTrue();
    }

    [Fact]
    public async Task The_table_sorts_and_has_exact_values_and_downloads_as_csv_and_xlsx()
    {
        await GoAsync("/chat");
        await AskAsync("ARR by plan at the end of last month");
        var answer = await AnswerAsync();
        await OpenTabAsync("Table");
        var arr = answer.Columns.Select((c, i) => (c, i)).First(p => p.c.Unit == "USD").i;
        var cells = Card.Locator($"tbody td:nth-child({arr + 1})");

        await Card.GetByRole(AriaRole.Columnheader).Nth(arr).GetByRole(AriaRole.Button).ClickAsync();
        await Expect(Card.GetByRole(AriaRole.Columnheader).Nth(arr)).ToHaveAttributeAsync("aria-sort", "descending");
        var shown = (await cells.AllTextContentsAsync()).Select(t => decimal.Parse(t, NumberStyles.Number, CultureInfo.InvariantCulture)).ToList();
        shown.ShouldBe(shown.OrderDescending());
        (await cells.First.GetAttributeAsync("title")).ShouldStartWith("$");
        (await cells.First.EvaluateAsync<string>("e => getComputedStyle(e).textAlign")).ShouldBe("right");

        var csv = await Page.RunAndWaitForDownloadAsync(() => Card.GetByText("CSV", new() { Exact = true }).ClickAsync());
        var lines = (await File.ReadAllTextAsync(await csv.PathAsync(), Cancellation)).Trim().Split('\n');
        lines.Length.ShouldBe(answer.Rows.Count + 1);

        var xlsx = await Page.RunAndWaitForDownloadAsync(() => Card.GetByText("XLSX").ClickAsync());
        using var workbook = await ZipFile.OpenReadAsync(await xlsx.PathAsync(), Cancellation);
        workbook.Entries.Select(e => e.FullName).ShouldContain(n => n.StartsWith("xl/worksheets/", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_follow_up_is_one_click_and_stays_in_the_conversation()
    {
        await GoAsync("/chat");
        await AskAsync("What was our Enterprise ARR last quarter?");
        var conversation = Page.Url;

        await Card.Locator(".follow-ups button").First.ClickAsync();
        await Expect(Page.Locator("article.turn")).ToHaveCountAsync(2);
        await EndedAsync(Page);

        Page.Url.ShouldBe(conversation);
    }

    [Fact]
    public async Task An_unclear_question_is_asked_back_with_the_numbers_and_answered_by_a_click()
    {
        await GoAsync("/chat");
        await AskAsync("How is Enterprise doing?");

        var choices = Page.Locator("section.clarify .choice");
        (await choices.CountAsync()).ShouldBeGreaterThan(1);
        (await choices.First.Locator(".value").TextContentAsync())!.ShouldMatch("[0-9]");
        await choices.First.ClickAsync();

        await Expect(Page.Locator("section.answer")).ToBeVisibleAsync(new() { Timeout = 120_000 });
        await Expect(Page.Locator("section.clarify .choice:enabled")).ToHaveCountAsync(0);
    }

    [Theory]
    [InlineData("What is the weather in Berlin?", ".note.refused")]
    [InlineData("Delete all invoices from last year", ".note.refused")]
    [InlineData("List the e-mail addresses of all contacts", ".note.denied")]
    public async Task What_cannot_or_may_not_be_answered_is_said_plainly(string question, string card)
    {
        await GoAsync("/chat");
        await AskAsync(question);

        await Expect(Page.Locator(card)).ToBeVisibleAsync();
        await Expect(Page.Locator("section.answer")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task Feedback_is_kept_with_its_reason_and_can_be_taken_back()
    {
        await GoAsync("/chat");
        await AskAsync("How many new accounts did we get last week?");

        await Page.GetByRole(AriaRole.Button, new() { Name = "Bad answer" }).ClickAsync();
        await Page.GetByLabel("What is wrong?").FillAsync("the week starts on Sunday");
        await Page.GetByRole(AriaRole.Button, new() { Name = "Send", Exact = true }).First.ClickAsync();
        await Page.ReloadAsync();

        var bad = Page.GetByRole(AriaRole.Button, new() { Name = "Bad answer" });
        await Expect(bad).ToHaveAttributeAsync("aria-pressed", "true");
        await GoAsync($"/traces?q={Uri.EscapeDataString("new accounts")}");
        await Expect(Page.Locator("tbody")).ToContainTextAsync("the week starts on Sunday");
    }

    [Fact]
    public async Task The_other_reading_of_an_answer_is_one_click_away_and_gives_the_number_that_it_showed()
    {
        await GoAsync("/chat");
        await AskAsync("What was our Enterprise ARR last quarter?");
        var other = (await AnswerAsync()).Alternatives[0];
        other.Value.ShouldNotBeNull();

        await Card.Locator("button", new() { HasText = other.Label }).First.ClickAsync();
        await Expect(Page.Locator("article.turn")).ToHaveCountAsync(2);
        await EndedAsync(Page);

        await Expect(Card.Locator(".big").First).ToContainTextAsync(other.Value);
    }

    [Fact]
    public async Task The_chosen_level_stays_for_the_next_question()
    {
        await GoAsync("/chat");
        await Page.GetByLabel("Level", new() { Exact = true }).SelectOptionAsync("public");
        await AskAsync("How many tickets were opened last week?");

        await Expect(Page.GetByLabel("Level", new() { Exact = true })).ToHaveValueAsync("public");
    }
}
