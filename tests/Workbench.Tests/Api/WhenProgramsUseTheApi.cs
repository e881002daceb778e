using System.Net;
using System.Net.Http.Json;
using System.Net.ServerSentEvents;
using System.Text;
using System.Text.Json;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Spreadsheet;
using Shouldly;
using Workbench.Tests.Infrastructure;

namespace Workbench.Tests.Api;

/// <summary>What other programs see of a run, over HTTP from the real server.</summary>
public sealed class WhenProgramsUseTheApi(ShopServer shop) : IClassFixture<ShopServer>
{
    private const string LongInstructions = "\u007Blong";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_question_is_accepted_and_its_answer_comes_where_the_reply_says()
    {
        using var asked = await shop.Http.PostAsJsonAsync("/api/ask", new { question = "Orders by region" }, Cancellation);
        asked.StatusCode.ShouldBe(HttpStatusCode.Accepted);
        var run = (await asked.Content.ReadFromJsonAsync<JsonElement>(Cancellation)).GetProperty("run").GetGuid();
        asked.Headers.Location!.ToString().ShouldBe($"/api/runs/{run}/answer");

        var answer = await shop.Http.GetFromJsonAsync<JsonElement>($"{asked.Headers.Location}?wait=60", Cancellation);

        answer.GetProperty("status").GetString().ShouldBe("answered");
        answer.GetProperty("rows").GetRawText().ShouldBe("""[["a \"quoted\", one",1,1234567.891],["North",2,15.25],["=1+1",1,0.1]]""");
        answer.GetProperty("sql").GetString().ShouldNotBeNull().ShouldContain("shop.orders");
    }

    [Fact]
    public async Task Every_document_fits_the_schema_that_is_served_for_it()
    {
        var run = await shop.AskAsync("Orders by region");
        await shop.AnswerAsync(run);
        foreach (
            var (schema, path) in new[]
            {
                ("answer", $"/api/runs/{run}/answer"),
                ("run", $"/api/runs/{run}"),
                ("runs", "/api/runs?count=2"),
                ("step", $"/api/runs/{run}/steps"),
            }
        )
        {
            var check = new SchemaCheck(await shop.Http.GetFromJsonAsync<JsonElement>($"/api/schemas/{schema}", Cancellation));
            var document = await shop.Http.GetFromJsonAsync<JsonElement>(path, Cancellation);
            foreach (var part in document.ValueKind == JsonValueKind.Array ? document.EnumerateArray().ToArray() : [document])
                check.Problems(part).ShouldBeEmpty($"{schema}: {part}");
        }

        // The check itself sees what is wrong.
        var strict = new SchemaCheck(await shop.Http.GetFromJsonAsync<JsonElement>("/api/schemas/answer", Cancellation));
        strict.Problems(JsonDocument.Parse("""{"status":"maybe","rows":[{}]}""").RootElement).Count.ShouldBeGreaterThan(3);
    }

    [Fact]
    public async Task Rows_come_as_a_csv_file()
    {
        var run = await shop.AskAsync("Orders by region");
        await shop.AnswerAsync(run);

        using var file = await shop.Http.GetAsync($"/api/runs/{run}/rows.csv", Cancellation);

        file.Content.Headers.ContentType!.ToString().ShouldBe("text/csv; charset=utf-8");
        file.Content.Headers.ContentDisposition!.DispositionType.ShouldBe("attachment");
        file.Content.Headers.ContentDisposition.FileName.ShouldNotBeNull().ShouldEndWith(".csv");
        var text = Encoding.UTF8.GetString((await file.Content.ReadAsByteArrayAsync(Cancellation)).AsSpan(Encoding.UTF8.Preamble.Length));
        text.ShouldBe("Region,Orders,Revenue (USD)\r\n\"a \"\"quoted\"\", one\",1,1234567.891\r\nNorth,2,15.25\r\n\"'=1+1\",1,0.1\r\n");
    }

    [Fact]
    public async Task Rows_come_as_a_workbook_with_numbers_as_numbers()
    {
        var run = await shop.AskAsync("Orders by region");
        await shop.AnswerAsync(run);

        using var file = await shop.Http.GetAsync($"/api/runs/{run}/rows.xlsx", Cancellation);

        file.Content.Headers.ContentType!.MediaType.ShouldBe("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet");
        using var workbook = SpreadsheetDocument.Open(new MemoryStream(await file.Content.ReadAsByteArrayAsync(Cancellation)), isEditable: false);
        var part = workbook.WorkbookPart!;
        var sheet = (WorksheetPart)part.GetPartById(part.Workbook!.Descendants<Sheet>().First().Id!);
        var rows = sheet.Worksheet!.Descendants<Row>().Select(r => r.Elements<Cell>().ToList()).ToList();
        rows.Select(r => string.Join('|', r.Select(c => c.InnerText)))
            .ShouldBe(["Region|Orders|Revenue (USD)", "a \"quoted\", one|1|1234567.891", "North|2|15.25", "=1+1|1|0.1"]);
        rows[1].Select(c => c.DataType?.Value == CellValues.InlineString).ShouldBe([true, false, false]);
        rows.SelectMany(r => r).ShouldAllBe(c => c.CellFormula == null);
    }

    [Fact]
    public async Task Progress_comes_in_order_whole_each_time_and_again_for_who_connects_anew()
    {
        var run = await shop.AskAsync("Orders by region");

        var events = await EventsAsync(run);

        var check = new SchemaCheck(await shop.Http.GetFromJsonAsync<JsonElement>("/api/schemas/run_progress", Cancellation));
        foreach (var picture in events)
            check.Problems(picture).ShouldBeEmpty();
        events.ShouldAllBe(e => e.GetProperty("run_id").GetGuid() == run);
        events[^1].GetProperty("status").GetString().ShouldBe("done");
        events.SkipLast(1).ShouldAllBe(e => e.GetProperty("status").GetString() != "done");
        foreach (var (before, after) in events.Zip(events.Skip(1)))
            Steps(after).Take(Steps(before).Length).ShouldBe(Steps(before), "steps that were shown stay, and new ones follow");

        var again = await EventsAsync(run);
        again.ShouldHaveSingleItem().GetProperty("answer").GetProperty("text").GetString().ShouldBe("Here they are.");
        Steps(again[0]).ShouldBe(Steps(events[^1]));
    }

    [Fact]
    public async Task Stopping_ends_the_run_and_its_stream_and_a_second_stop_is_told_so()
    {
        var run = await shop.AskAsync($"Orders, and {ShopServer.Never}");
        var streaming = EventsAsync(run);

        using (var stopped = await shop.Http.PostAsync($"/api/runs/{run}/stop", content: null, Cancellation))
            stopped.StatusCode.ShouldBe(HttpStatusCode.NoContent);

        (await streaming)[^1].GetProperty("status").GetString().ShouldBe("cancelled");
        using var again = await shop.Http.PostAsync($"/api/runs/{run}/stop", content: null, Cancellation);
        await ShouldBeProblemAsync(again, HttpStatusCode.Conflict, "The run ended at ");
    }

    [Theory]
    [InlineData("GET", "/api/runs/01999999-0000-7000-8000-000000000000", null, 404, "There is no run 01999999")]
    [InlineData("GET", "/api/runs/01999999-0000-7000-8000-000000000000/answer", null, 404, "There is no run 01999999")]
    [InlineData("GET", "/api/runs/01999999-0000-7000-8000-000000000000/events", null, 404, "There is no run 01999999")]
    [InlineData("GET", "/api/runs/01999999-0000-7000-8000-000000000000/rows.csv", null, 404, "is not known or its answer has no rows")]
    [InlineData("GET", "/api/runs/01999999-0000-7000-8000-000000000000/rows.xlsx", null, 404, "is not known or its answer has no rows")]
    [InlineData("POST", "/api/runs/01999999-0000-7000-8000-000000000000/stop", null, 404, "There is no run 01999999")]
    [InlineData("GET", "/api/runs?count=many", null, 400, "count")]
    [InlineData("GET", "/api/runs?status=sleeping", null, 400, "status")]
    [InlineData("GET", "/api/runs?status=99", null, 400, "status")]
    [InlineData("GET", "/api/runs/01999999-0000-7000-8000-000000000000/answer?wait=NaN", null, 400, "wait")]
    [InlineData("GET", "/api/runs?after=nowhere", null, 400, "after")]
    [InlineData("GET", "/api/schemas/nothing", null, 404, "There is no schema \"nothing\"")]
    [InlineData("GET", "/api/nothing/here", null, 404, "/api")]
    [InlineData("GET", "/api/ask", null, 404, "/api")]
    [InlineData("DELETE", "/api/runs", null, 404, "/api")]
    [InlineData("POST", "/api/ask", "{", 400, "JSON")]
    [InlineData("POST", "/api/ask", "", 400, "")]
    [InlineData("POST", "/api/ask", """{"question":5}""", 400, "question")]
    [InlineData("POST", "/api/ask", """{"question":"Hi","colour":"red"}""", 400, "colour")]
    [InlineData("POST", "/api/ask", """{"question":"  "}""", 422, "Type a question")]
    [InlineData("POST", "/api/ask", """{"question":"Hi","agent":"d9"}""", 422, "d9")]
    [InlineData("POST", "/api/ask", """{"question":"Hi","conversation":"01999999-0000-7000-8000-000000000000"}""", 422, "There is no conversation")]
    [InlineData("POST", "/api/ask", """{"question":"Hi","level":"king"}""", 422, "king")]
    [InlineData("POST", "/api/ask", LongInstructions, 422, "instructions have 20,001")]
    public async Task What_is_wrong_is_said_as_problem_details(string method, string path, string? body, int status, string words)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        if (body == LongInstructions)
            body = JsonSerializer.Serialize(new { question = "Hi", instructions = new string('x', 20_001) });
        if (body is not null)
            request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        using var response = await shop.Http.SendAsync(request, Cancellation);
        await ShouldBeProblemAsync(response, (HttpStatusCode)status, words);
    }

    [Fact]
    public async Task The_description_lists_what_there_is()
    {
        var api = await shop.Http.GetFromJsonAsync<JsonElement>("/api/openapi.json", Cancellation);
        var paths = api.GetProperty("paths").EnumerateObject().Select(p => p.Name).ToList();
        foreach (var path in new[] { "/api/ask", "/api/runs", "/api/runs/{id}", "/api/runs/{id}/answer", "/api/runs/{id}/events", "/api/runs/{id}/stop" })
            paths.ShouldContain(path);
        paths.ShouldContain("/api/runs/{id}/rows.csv");
        paths.ShouldContain("/api/runs/{id}/rows.xlsx");
    }

    private static int[] Steps(JsonElement picture) => [.. picture.GetProperty("steps").EnumerateArray().Select(s => s.GetProperty("seq").GetInt32())];

    private static async Task ShouldBeProblemAsync(HttpResponseMessage response, HttpStatusCode status, string words)
    {
        var text = await response.Content.ReadAsStringAsync(Cancellation);
        response.StatusCode.ShouldBe(status, text);
        response.Content.Headers.ContentType?.MediaType.ShouldBe("application/problem+json", text);
        var problem = JsonDocument.Parse(text).RootElement;
        problem.GetProperty("status").GetInt32().ShouldBe((int)status);
        problem.GetProperty("title").GetString().ShouldNotBeNullOrEmpty();
        problem.GetProperty("detail").GetString().ShouldNotBeNull().ShouldContain(words);
        text.ShouldNotContain("   at ");
    }

    private async Task<List<JsonElement>> EventsAsync(Guid run)
    {
        using var response = await shop.Http.GetAsync($"/api/runs/{run}/events", HttpCompletionOption.ResponseHeadersRead, Cancellation);
        response.Content.Headers.ContentType!.MediaType.ShouldBe("text/event-stream");
        List<JsonElement> events = [];
        await foreach (var item in SseParser.Create(await response.Content.ReadAsStreamAsync(Cancellation)).EnumerateAsync(Cancellation))
        {
            item.EventType.ShouldBe("progress");
            events.Add(JsonDocument.Parse(item.Data).RootElement);
        }
        return events;
    }
}
