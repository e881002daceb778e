using System.Buffers;
using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.AI;
using Shouldly;
using Workbench.Server.Gateway.Forms;

namespace Workbench.Tests.Gateway.Forms;

/// <summary>A reply that a provider streams in one form, however it is cut, is the same reply when the gateway streams it on in the other.</summary>
/// <remarks><c>eng/soak.sh streams [seed] [cases]</c> runs many; a failing case prints its seed.</remarks>
public sealed class WhenStreamsAreCutAtRandom
{
    private static readonly int Seed = Setting("WORKBENCH_SOAK_SEED", 1);
    private static readonly int Cases = Setting("WORKBENCH_SOAK_CASES", 500);

    [Theory]
    [InlineData("openai", "anthropic")]
    [InlineData("anthropic", "openai")]
    [InlineData("openai", "openai")]
    [InlineData("anthropic", "anthropic")]
    public async Task The_reply_arrives_whole(string from, string to)
    {
        var calls = 0;
        for (var seed = Seed; seed < Seed + Cases; seed++)
        {
            var random = new Random(seed);
            var reply = RandomReply.Make(random);
            var provider = new ClumsyProvider(random);
            var stream = from == "openai" ? provider.OpenAi(reply) : provider.Anthropic(reply);
            try
            {
                var pieces = provider.Cut(stream).ToList();
                Check(reply, provider, from, to, Through(pieces, from, to, out var whole), whole);
                // Thinking alone is no reply to d0 and is asked for again.
                if (reply.Stop == "stop" && reply.Text.Length == 0)
                    continue;
                var (written, translated) = await TranslatedStream.ThroughAsync(pieces, from, to);
                Check(reply, provider, from, to, written, translated);
                calls += reply.Calls.Count;
            }
            catch (Exception e)
            {
                Assert.Fail($"seed {seed}, {from} to {to}: {e.Message}\n{reply}\n{System.Text.Encoding.UTF8.GetString(stream)}");
            }
        }
        TestContext.Current.TestOutputHelper?.WriteLine($"{from} to {to}: {Cases} streams with {calls} calls, all whole");
    }

    [Theory]
    [InlineData("openai", "anthropic")]
    [InlineData("anthropic", "openai")]
    public void A_stream_that_dies_anywhere_ends_with_an_error_and_with_nothing_that_was_not_sent(string from, string to)
    {
        for (var seed = Seed; seed < Seed + Cases; seed++)
        {
            var random = new Random(seed);
            var reply = RandomReply.Make(random);
            var provider = new ClumsyProvider(random);
            var stream = from == "openai" ? provider.OpenAi(reply) : provider.Anthropic(reply);
            var cut = stream[..random.Next(stream.Length)];
            try
            {
                var written = Through(provider.Cut(cut), from, to, out var whole);
                var client = to == "openai" ? NaiveClient.OpenAi(written) : NaiveClient.Anthropic(written);
                if (whole.Error is null)
                {
                    // Only what comes after the last word was missing.
                    client.Text.ShouldBe(reply.Text);
                    client.Calls.Select(c => c.Arguments.ToString()).ShouldBe(reply.Calls.Select(c => c.Text), JsonComparer.Instance);
                    continue;
                }
                client.Error.ShouldNotBeNull();
                client.IsDone.ShouldBeFalse();
                Beginning(client.Text).ShouldBe(reply.Text[..Math.Min(Beginning(client.Text).Length, reply.Text.Length)]);
                client.Calls.Count.ShouldBeLessThanOrEqualTo(reply.Calls.Count);
            }
            catch (Exception e)
            {
                Assert.Fail($"seed {seed}, {from} to {to}: {e.Message}\n{reply}\n{System.Text.Encoding.UTF8.GetString(cut)}");
            }
        }
    }

    /// <summary>A character whose other half never came is told as one that cannot be shown.</summary>
    private static string Beginning(string text) => text.TrimEnd('\uFFFD');

    private static byte[] Through(IEnumerable<ReadOnlyMemory<byte>> pieces, string from, string to, out WholeReply whole)
    {
        var output = new ArrayBufferWriter<byte>();
        var head = new ReplyHead("reply_1", "our-name", DateTimeOffset.UnixEpoch, "req_1");
        using FormStreamWriter writer = to == "openai" ? new OpenAiStreamWriter(output, head, includesUsage: true) : new AnthropicStreamWriter(output, head);
        FormStreamReader reader = from == "openai" ? new OpenAiStreamReader() : new AnthropicStreamReader();
        whole = new WholeReply();
        // A provider's buffer is its own: it is used again for the next piece.
        var buffer = new byte[1 << 16];
        foreach (var piece in pieces)
        {
            piece.CopyTo(buffer);
            foreach (var part in reader.Read(buffer.AsMemory(0, piece.Length)))
            {
                whole.Add(part);
                writer.Write(part);
            }
            Array.Clear(buffer);
        }
        foreach (var part in reader.End())
        {
            whole.Add(part);
            writer.Write(part);
        }
        return output.WrittenSpan.ToArray();
    }

    private static void Check(RandomReply reply, ClumsyProvider provider, string from, string to, byte[] written, WholeReply whole)
    {
        var client = to == "openai" ? NaiveClient.OpenAi(written) : NaiveClient.Anthropic(written);
        client.Error.ShouldBeNull();
        client.IsDone.ShouldBeTrue();
        client.Text.ShouldBe(reply.Text);
        client.Reasoning.ShouldBe(reply.Reasoning);
        client.Calls.Select(c => c.Name).ShouldBe(reply.Calls.Select(c => c.Name));
        client.Calls.Select(c => c.Arguments.ToString()).ShouldBe(reply.Calls.Select(c => c.Text), JsonComparer.Instance);
        foreach (var (mine, given) in client.Calls.Zip(reply.Calls))
            if (provider.Unsent.Contains(given.Id))
                mine.Id.ShouldNotBeNullOrEmpty();
            else
                mine.Id.ShouldBe(given.Id);
        client.Calls.Select(c => c.Id).ShouldBeUnique();
        CheckEnd(reply, from, to, client);

        // What the trace keeps is the same reply.
        var message = whole.ToMessage();
        message.Text.ShouldBe(reply.Text);
        message
            .Contents.OfType<FunctionCallContent>()
            .Select(c => WholeReply.JsonOf(c.Arguments))
            .ShouldBe(reply.Calls.Select(c => c.Text), JsonComparer.Instance);
    }

    private static void CheckEnd(RandomReply reply, string from, string to, NaiveClient client)
    {
        var usage = reply.Usage;
        if (to == "openai")
        {
            client.Stop.ShouldBe(reply.Stop == "tool" ? "tool_calls" : reply.Stop);
            client.Usage.GetProperty("prompt_tokens").GetInt32().ShouldBe(usage.Fresh + usage.Read + usage.Written);
            client.Usage.GetProperty("completion_tokens").GetInt32().ShouldBe(usage.Output);
            client.Usage.GetProperty("prompt_tokens_details").GetProperty("cached_tokens").GetInt32().ShouldBe(usage.Read);
            return;
        }
        client.Stop.ShouldBe(
            reply.Stop switch
            {
                "tool" => "tool_use",
                "length" => "max_tokens",
                _ => "end_turn",
            }
        );
        client.Usage.GetProperty("input_tokens").GetInt32().ShouldBe(usage.Fresh);
        client.Usage.GetProperty("cache_read_input_tokens").GetInt32().ShouldBe(usage.Read);
        client.Usage.GetProperty("cache_creation_input_tokens").GetInt32().ShouldBe(usage.Written);
        client.Usage.GetProperty("output_tokens").GetInt32().ShouldBe(usage.Output);
        client.Order.Count(k => k == "tool_use").ShouldBe(reply.Calls.Count, from);
    }

    private static int Setting(string name, int otherwise) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } text ? int.Parse(text, CultureInfo.InvariantCulture) : otherwise;

    /// <summary>The same text; for those who send arguments as an object, the same object. No text is an empty object.</summary>
    private sealed class JsonComparer : IEqualityComparer<string>
    {
        public static JsonComparer Instance { get; } = new();

        public bool Equals(string? x, string? y) => x == y || (x is not null && y is not null && JsonElement.DeepEquals(Parse(x), Parse(y)));

        private static JsonElement Parse(string json) => JsonElement.Parse(json.Length == 0 ? "{}" : json);

        public int GetHashCode(string obj) => 0;
    }
}
