using System.Globalization;
using System.Net;
using System.Text.Json;
using Shouldly;

namespace Workbench.Tests.Gateway;

/// <summary>Calls of other programs, from their key to their line on the bill.</summary>
public sealed class WhenProgramsCallModels(GatewayServer gateway) : IClassFixture<GatewayServer>
{
    private const decimal Million = 1_000_000m;

    private static decimal Price =>
        ((ScriptedProvider.InputTokens * GatewayServer.InputPrice) + (ScriptedProvider.OutputTokens * GatewayServer.OutputPrice)) / Million;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Each_call_is_a_run_of_one_step_whose_sums_are_those_of_its_attempts()
    {
        var key = await gateway.CreateKeyAsync("bill");
        (await gateway.PostAsync("/v1/chat/completions", GatewayServer.Ask("hello"), key)).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await gateway.PostAsync("/v1/chat/completions", GatewayServer.Ask("tools", isStreamed: true), key)).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await gateway.PostAsync("/v1/chat/completions", GatewayServer.Ask("busy"), key)).StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);

        var runs = await gateway.RunsAsync("bill", 3);
        runs.Select(r => (r.Question, r.Status)).ShouldBe([("hello", "done"), ("tools", "done"), ("busy", "failed")]);
        runs[0].Tokens.ShouldBe(ScriptedProvider.InputTokens + ScriptedProvider.OutputTokens);
        runs[0].CostUsd.ShouldBe(Price);

        // The trace of it, by the page's own way.
        var step = JsonElement.Parse(await gateway.Http.GetStringAsync($"/api/runs/{runs[0].Run}/export", Cancellation));
        step.GetProperty("steps").GetArrayLength().ShouldBe(1);
        step.GetProperty("usage")[0].GetProperty("cost_usd").GetDecimal().ShouldBe(Price);
        step.GetProperty("usage")[0].GetProperty("key_name").GetString().ShouldBe("bill");
        step.GetProperty("blobs").EnumerateObject().Count().ShouldBe(2, "what was said, and what was replied");

        await using var sums = gateway.Store.CreateCommand(
            "select (select sum(cost_usd) from runs where agent = 'key:bill') = (select sum(cost_usd) from usage where key_name = 'bill')"
        );
        (await sums.ExecuteScalarAsync(Cancellation)).ShouldBe(true);
        await using var conversations = gateway.Store.CreateCommand("select count(*) from conversations");
        (await conversations.ExecuteScalarAsync(Cancellation)).ShouldBe(0L, "they are nobody's conversations");
    }

    /// <summary>Of a call that passes and of one that is translated; the program gets its values back, and does not notice.</summary>
    [Theory]
    [InlineData("/v1/chat/completions")]
    [InlineData("/v1/messages")]
    public async Task The_trace_shows_a_prompt_as_it_left(string path)
    {
        var key = await gateway.CreateKeyAsync("masked" + path.Length);
        using var response = await gateway.PostAsync(
            path,
            JsonSerializer.Serialize(
                new
                {
                    model = ScriptedProvider.Model,
                    max_tokens = 50,
                    messages = new object[] { new { role = "user", content = "hello to ann@example.com" } },
                }
            ),
            key
        );
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        gateway.Provider.Bodies.ShouldNotContain(b => b.Contains("ann@example.com", StringComparison.Ordinal));
        gateway.Provider.Bodies.ShouldContain(b => b.Contains("hello to [email:1]", StringComparison.Ordinal));

        var run = (await gateway.RunsAsync("masked" + path.Length, 1))[0].Run;
        var trace = JsonElement.Parse(await gateway.Http.GetStringAsync($"/api/runs/{run}/export", Cancellation));
        var kept = trace.GetProperty("blobs").EnumerateObject().Select(b => b.Value.GetRawText()).ToList();
        kept.ShouldContain(b => b.Contains("hello to ann@example.com", StringComparison.Ordinal), "the prompt as it came");
        kept.ShouldContain(b => b.Contains("hello to [email:1]", StringComparison.Ordinal), "and as it left");
        kept.ShouldContain(b => b.Contains("\"email\":1", StringComparison.Ordinal), "with how many values of each kind were masked");
    }

    [Fact]
    public async Task A_program_that_hangs_up_ends_the_call_at_the_provider_and_is_charged()
    {
        var key = await gateway.CreateKeyAsync("hangs-up");
        var before = gateway.Provider.HungUp;
        using (var patience = CancellationTokenSource.CreateLinkedTokenSource(Cancellation))
        {
            using var response = await gateway.PostAsync(
                "/v1/chat/completions",
                GatewayServer.Ask("never", isStreamed: true),
                key,
                HttpCompletionOption.ResponseHeadersRead,
                patience.Token
            );
            await using var body = await response.Content.ReadAsStreamAsync(Cancellation);
            (await body.ReadAsync(new byte[16], Cancellation)).ShouldBeGreaterThan(0);
        }
        var runs = await gateway.RunsAsync("hangs-up", 1);
        runs[0].Status.ShouldBe("cancelled");
        runs[0].CostUsd!.Value.ShouldBeGreaterThan(0);
        while (gateway.Provider.HungUp == before)
            await Task.Delay(20, Cancellation);
    }

    [Theory]
    [InlineData("/v1/chat/completions")]
    [InlineData("/v1/messages")]
    [InlineData("/v1/embeddings")]
    public async Task Nothing_is_had_without_a_key(string path)
    {
        foreach (var key in (string[])["none", "wbk_0123456789ab_0123456789012345678901234567890123456789012", gateway.Key + "x", gateway.Key[..^1]])
        {
            using var response = await gateway.PostAsync(path, GatewayServer.Ask("hello"), key);
            response.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
            (await response.Content.ReadAsStringAsync(Cancellation)).ShouldContain("key");
        }
        using var models = await gateway.Http.GetAsync("/v1/models", Cancellation);
        models.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task A_key_is_held_to_its_models_and_endpoints()
    {
        var narrow = await gateway.CreateKeyAsync("narrow", "--model", "auto", "--endpoint", "messages");
        using (var response = await gateway.PostAsync("/v1/chat/completions", GatewayServer.Ask("hello"), narrow))
            response.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        using (var response = await gateway.PostAsync("/v1/messages", GatewayServer.Ask("hello"), narrow))
        {
            response.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
            var error = JsonElement.Parse(await response.Content.ReadAsStringAsync(Cancellation)).GetProperty("error");
            error.GetProperty("type").GetString().ShouldBe("permission_error");
            error.GetProperty("message").GetString()!.ShouldContain("It may use: auto");
        }
        (await gateway.CommandAsync("keys", "create", "typo", "--model", "scriptd")).ExitCode.ShouldBe(2);
        (await gateway.CommandAsync("keys", "create", "NARROW")).Errors.ShouldContain("already");
    }

    [Fact]
    public async Task A_rotated_key_works_with_both_secrets_for_a_while_and_a_revoked_one_with_none()
    {
        var old = await gateway.CreateKeyAsync("turning");
        var fresh = (await gateway.CommandAsync("keys", "rotate", "turning", "--overlap", "1h")).Output.Trim();
        (await StatusAsync(old)).ShouldBe(HttpStatusCode.OK);
        (await StatusAsync(fresh)).ShouldBe(HttpStatusCode.OK);
        var newest = (await gateway.CommandAsync("keys", "rotate", "turning", "--overlap", "0h")).Output.Trim();
        await UntilRefusedAsync(fresh);
        (await StatusAsync(old)).ShouldBe(HttpStatusCode.Unauthorized);
        (await StatusAsync(newest)).ShouldBe(HttpStatusCode.OK);
        (await gateway.CommandAsync("keys", "revoke", "turning")).ExitCode.ShouldBe(0);
        await UntilRefusedAsync(newest);
    }

    [Fact]
    public async Task A_secret_is_nowhere_in_the_store()
    {
        await using var command = gateway.Store.CreateCommand(
            "select string_agg(to_jsonb(s)::text || to_jsonb(k)::text, '') from gateway_key_secrets s, gateway_keys k"
        );
        var kept = (string)(await command.ExecuteScalarAsync(Cancellation))!;
        kept.ShouldNotContain(gateway.Key[17..]);
        var hash = System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(gateway.Key));
        kept.ShouldContain(Convert.ToHexStringLower(hash));
        (await gateway.CommandAsync("keys", "list", "--json")).Output.ShouldNotContain(gateway.Key[17..]);
    }

    [Fact]
    public async Task Embeddings_pass_through_and_are_on_the_bill()
    {
        var key = await gateway.CreateKeyAsync("vectors");
        using var response = await gateway.PostAsync("/v1/embeddings", JsonSerializer.Serialize(new { model = ScriptedProvider.Model, input = "hello" }), key);
        var reply = JsonElement.Parse(await response.Content.ReadAsStringAsync(Cancellation));
        reply.GetProperty("data")[0].GetProperty("embedding")[1].GetDouble().ShouldBe(-0.5);
        var run = (await gateway.RunsAsync("vectors", 1))[0];
        (run.Question, run.CostUsd).ShouldBe(("hello", ScriptedProvider.InputTokens * GatewayServer.InputPrice / Million));
        using var local = await gateway.PostAsync("/v1/embeddings", """{"model":"local","input":"hello"}""", key);
        local.StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task The_local_model_says_what_it_is_for()
    {
        using var response = await gateway.PostAsync("/v1/chat/completions", GatewayServer.Ask("hello", model: "local"));
        response.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await response.Content.ReadAsStringAsync(Cancellation)).ShouldContain("/api/ask");
    }

    [Theory]
    [InlineData("not json", 400)]
    [InlineData("[]", 400)]
    [InlineData("{\"messages\":[]}", 400)]
    [InlineData("{\"model\":\"scripted\",\"messages\":[{\"role\":\"user\",\"content\":5}]}", 400)]
    public async Task What_is_no_request_is_refused_in_the_form_of_who_asks(string body, int status)
    {
        using var openAi = await gateway.PostAsync("/v1/chat/completions", body);
        ((int)openAi.StatusCode).ShouldBe(status);
        JsonElement
            .Parse(await openAi.Content.ReadAsStringAsync(Cancellation))
            .GetProperty("error")
            .GetProperty("type")
            .GetString()
            .ShouldBe("invalid_request_error");
        using var anthropic = await gateway.PostAsync("/v1/messages", body);
        ((int)anthropic.StatusCode).ShouldBe(status);
        JsonElement.Parse(await anthropic.Content.ReadAsStringAsync(Cancellation)).GetProperty("type").GetString().ShouldBe("error");
    }

    [Fact]
    public async Task Two_hundred_calls_at_once_are_two_hundred_lines_on_the_bill()
    {
        var key = await gateway.CreateKeyAsync("crowd");
        var statuses = await Task.WhenAll(
            Enumerable
                .Range(0, 200)
                .Select(async i =>
                {
                    using var response = await gateway.PostAsync(
                        i % 2 == 0 ? "/v1/chat/completions" : "/v1/messages",
                        JsonSerializer.Serialize(
                            new
                            {
                                model = ScriptedProvider.Model,
                                max_tokens = 20,
                                stream = i % 3 == 0,
                                messages = new[] { new { role = "user", content = string.Create(CultureInfo.InvariantCulture, $"hello {i}") } },
                            }
                        ),
                        key
                    );
                    await response.Content.ReadAsStringAsync(Cancellation);
                    return response.StatusCode;
                })
        );
        statuses.ShouldAllBe(s => s == HttpStatusCode.OK);
        var runs = await gateway.RunsAsync("crowd", 200);
        runs.Select(r => r.Question).Distinct().Count().ShouldBe(200);
        runs.Sum(r => r.CostUsd).ShouldBe(200 * Price);
    }

    [Theory]
    [InlineData(true, ScriptedProvider.LongStream)]
    [InlineData(false, ScriptedProvider.LongDocument)]
    public async Task A_very_long_reply_passes_whole_and_is_billed_and_its_trace_keeps_the_beginning(bool isStreamed, int length)
    {
        var name = isStreamed ? "long stream" : "long document";
        var key = await gateway.CreateKeyAsync(name);

        using var response = await gateway.PostAsync("/v1/chat/completions", GatewayServer.Ask("long", isStreamed: isStreamed), key);

        var body = await response.Content.ReadAsStringAsync(Cancellation);
        var texts = isStreamed
            ? string.Concat(
                body.Split('\n')
                    .Where(l => l.StartsWith("data: {", StringComparison.Ordinal))
                    .SelectMany(l => JsonElement.Parse(l[6..]).GetProperty("choices").EnumerateArray())
                    .Select(c => c.GetProperty("delta").TryGetProperty("content", out var text) ? text.GetString() : "")
            )
            : JsonElement.Parse(body).GetProperty("choices")[0].GetProperty("message").GetProperty("content").GetString()!;
        texts.ShouldBe(new string('x', length));
        var run = (await gateway.RunsAsync(name, 1))[0];
        (run.Status, run.CostUsd).ShouldBe(("done", Price), "usage comes at its end");
        var trace = await gateway.Http.GetStringAsync($"/api/runs/{run.Run}/export", Cancellation);
        trace.ShouldContain("of which its trace keeps at most 200,000. The rest is not here.]");
        trace.Count(c => c == 'x').ShouldBeInRange(isStreamed ? 1_000 : 0, isStreamed ? ScriptedProvider.LongStream - 1_000 : 1_000);
    }

    [Fact]
    public async Task A_key_that_ends_on_a_day_ends_as_that_day_begins_for_the_company()
    {
        var made = await gateway.CommandAsync("keys", "create", "brief", "--expires", "2999-01-31", "--json");

        made.ExitCode.ShouldBe(0, made.Errors);
        // New York's midnight, in winter.
        JsonElement
            .Parse(made.Output)
            .GetProperty("key")
            .GetProperty("expires_at")
            .GetDateTimeOffset()
            .ShouldBe(new DateTimeOffset(2999, 1, 31, 5, 0, 0, TimeSpan.Zero));
        made.Errors.ShouldContain("It ends on 2999-01-31 00:00 (America/New_York).");
        (await gateway.CommandAsync("keys", "list")).Output.ShouldContain("ends 2999-01-31 00:00");
    }

    [Fact]
    public async Task A_budget_is_set_for_a_key_a_model_and_an_agent_that_are_there_and_for_no_other()
    {
        await gateway.CreateKeyAsync("reports");
        foreach (
            var (scope, name, problem) in ((string, string, string)[])
                [
                    ("key", "report", "There is no key \"report\". Did you mean reports?"),
                    ("key", "xyz", "There is no key \"xyz\". Known: "),
                    ("model", "scriptd", $"There is no model \"scriptd\". Did you mean {ScriptedProvider.Model}?"),
                    ("agent", "D0", "There is no agent \"D0\". Did you mean d0?"),
                    ("agent", "key:report", "There is no agent \"key:report\". Did you mean key:reports?"),
                ]
        )
        {
            var refused = await gateway.CommandAsync("budgets", "set", scope, "--name", name, "--limit", "1000000");
            refused.ExitCode.ShouldNotBe(0);
            refused.Errors.ShouldContain(problem);
        }
        foreach (
            var (arguments, problem) in ((string[], string)[])
                [
                    (["everything", "--limit", "1,5"], "--limit is an amount of US dollars without separators, such as 1500 or 12.50; not \"1,5\"."),
                    (["everything", "--limit", "1e9"], "not \"1e9\"."),
                    (["everything", "--limit", "5", "--per", "week"], "--per is day or month, not \"week\"."),
                    (["everything", "--name", "d0", "--limit", "3"], "The budget of everything has no name: leave \"d0\" out"),
                ]
        )
        {
            var refused = await gateway.CommandAsync(["budgets", "set", .. arguments]);
            refused.ExitCode.ShouldNotBe(0);
            refused.Errors.ShouldContain(problem);
        }
        (await gateway.CommandAsync("budgets", "list")).Output.ShouldStartWith("There is no budget.");

        foreach (var (scope, name) in ((string, string)[])[("key", "reports"), ("model", ScriptedProvider.Model), ("agent", "d0"), ("agent", "playground")])
        {
            var set = await gateway.CommandAsync("budgets", "set", scope, "--name", name, "--limit", "1000000");
            set.ExitCode.ShouldBe(0, set.Errors);
            set.Output.ShouldContain(" 00:00 (America/New_York)", customMessage: "a month begins at the company's midnight");
        }
        await using var remove = gateway.Store.CreateCommand("update budgets set removed_at = now()");
        (await remove.ExecuteNonQueryAsync(Cancellation)).ShouldBe(4);
    }

    private async Task<HttpStatusCode> StatusAsync(string key)
    {
        using var response = await gateway.PostAsync("/v1/chat/completions", GatewayServer.Ask("hello"), key);
        return response.StatusCode;
    }

    private async Task UntilRefusedAsync(string key)
    {
        while (await StatusAsync(key) != HttpStatusCode.Unauthorized)
            await Task.Delay(100, Cancellation);
    }
}
