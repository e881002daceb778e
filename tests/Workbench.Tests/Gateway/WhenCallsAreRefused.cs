using System.Net;
using Microsoft.Extensions.Logging.Abstractions;
using Shouldly;
using Workbench.Server.Gateway;
using Workbench.Server.Gateway.Forms;
using Workbench.Tests.Models;

namespace Workbench.Tests.Gateway;

/// <summary>Calls that no model was asked for: who looks after the programs sees them, and a storm of them fills nothing.</summary>
public sealed class WhenCallsAreRefused(GatewayServer gateway) : IClassFixture<GatewayServer>
{
    private const string Chat = "/v1/chat/completions";
    private static readonly FormError NoKey = new(ErrorKind.NoKey, "This key is not known.");
    private readonly ManualClock _clock = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public void Alike_calls_are_one_line_with_their_number_and_the_last_words()
    {
        var log = new RefusalLog(_clock, NullLogger.Instance);
        var began = _clock.GetUtcNow();
        log.Add("report", Chat, new FormError(ErrorKind.NotFound, "There is no model \"a\"."), "10.0.0.1");
        log.Add(null, Chat, NoKey, "10.0.0.9");
        _clock.Advance(TimeSpan.FromMinutes(1));
        log.Add("report", Chat, new FormError(ErrorKind.NotFound, "There is no model \"b\"."), "10.0.0.2");

        log.Latest.Select(c => (c.Key, c.Call, c.Status, c.Message, c.From, c.Count))
            .ShouldBe([("report", Chat, 404, "There is no model \"b\".", "10.0.0.2", 2L), (null, Chat, 401, "This key is not known.", "10.0.0.9", 1L)]);
        (log.Latest[0].FirstAt, log.Latest[0].LastAt).ShouldBe((began, began + TimeSpan.FromMinutes(1)));
    }

    [Fact]
    public void Keys_that_ended_are_apart_from_those_that_nobody_knows()
    {
        var log = new RefusalLog(_clock, NullLogger.Instance);
        log.Add(null, Chat, NoKey, null);
        log.Add(null, Chat, new FormError(ErrorKind.NoKey, "The key report has expired."), null);
        log.Latest.Count.ShouldBe(2);
    }

    [Fact]
    public void A_storm_of_calls_is_a_number_and_a_storm_of_kinds_has_an_end()
    {
        var told = new ToldLog();
        var log = new RefusalLog(_clock, told);
        for (var i = 0; i < 10_000; i++)
            log.Add("report", Chat, new FormError(ErrorKind.NotFound, $"There is no model \"{i}\"."), "10.0.0.1");
        log.Latest.ShouldHaveSingleItem().Count.ShouldBe(10_000);
        told.Told.ShouldHaveSingleItem().Message.ShouldBe($"1 calls to {Chat} with report were refused so far, with 404: There is no model \"0\".");
        _clock.Advance(TimeSpan.FromMinutes(61));
        log.Add("report", Chat, new FormError(ErrorKind.NotFound, "There is no model."), "10.0.0.1");
        told.Told.Count.ShouldBe(2);

        for (var i = 0; i < 2_000; i++)
            log.Add($"key {i}", Chat, NoKey, null);
        log.Latest.Count.ShouldBe(RefusalLog.MaxLines);
    }

    [Theory]
    [InlineData("There is no model \"wbk_0123456789ab_abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG\".")]
    [InlineData("There is no model \"sk-proj-abcdefghijklmnopqrstuv\".")]
    [InlineData("role: is \"ann@example.com\".")]
    public void Nothing_that_looks_like_a_secret_is_kept(string message)
    {
        var told = new ToldLog();
        var log = new RefusalLog(_clock, told);
        log.Add("report", Chat, new FormError(ErrorKind.BadRequest, message + "\n" + new string('x', 1_000)), null);
        var kept = log.Latest[0].Message + told.Told[0].Message;
        kept.ShouldNotContain("abcdefgh");
        kept.ShouldNotContain("ann@");
        kept.ShouldNotContain("\n");
        kept.Length.ShouldBeLessThan(800);
    }

    /// <summary>From the wire to the page of keys, and not to the store.</summary>
    [Fact]
    public async Task The_page_of_keys_shows_them_and_the_store_has_none()
    {
        var key = await gateway.CreateKeyAsync("refused", "--endpoint", "messages");
        const string unknown = "wbk_0123456789ab_abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG";
        (await gateway.PostAsync(Chat, GatewayServer.Ask("hello"), unknown)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await gateway.PostAsync(Chat, GatewayServer.Ask("hello"), key)).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await gateway.PostAsync("/v1/messages", new string('x', 2_000_001), key)).StatusCode.ShouldBe(HttpStatusCode.RequestEntityTooLarge);
        (await gateway.PostAsync("/v1/messages", GatewayServer.Ask("hello", model: "no-such-model"), key)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await gateway.PostAsync("/v1/messages", GatewayServer.Ask("no limit"), key)).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await gateway.PostAsync("/v1/messages/count_tokens", "{}", key)).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await gateway.PostAsync("/v1/no-such-thing", "{}", key)).StatusCode.ShouldBe(HttpStatusCode.NotFound);

        var page = WebUtility.HtmlDecode(await gateway.Http.GetStringAsync("/settings/keys", Cancellation));
        page.ShouldContain("401: This key is not known.");
        page.ShouldContain("403: The key refused may not call /v1/chat/completions.");
        page.ShouldContain("413: The request is longer than 1.9 MB.");
        page.ShouldContain("404: There is no model or tier \"no-such-model\".");
        page.ShouldContain("400: max_tokens: is missing");
        page.ShouldContain("404: There is nothing at POST /v1/no-such-thing.");
        page.ShouldContain(">/v1/messages/count_tokens</code>");
        page.ShouldNotContain(key[17..]);
        page.ShouldNotContain(unknown);

        (await gateway.RunsAsync("refused", 0)).ShouldBeEmpty();
    }
}
