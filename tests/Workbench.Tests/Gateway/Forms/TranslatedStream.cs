using System.Buffers;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.AI;
using Workbench.Server.Gateway.Forms;
using Workbench.Server.Models;
using Workbench.Server.Models.Accounting;
using Workbench.Server.Models.Anthropic;
using Workbench.Server.Models.OpenAi;
using Workbench.Server.Models.Wire;

namespace Workbench.Tests.Gateway.Forms;

/// <summary>The way of a reply that is translated: out of a provider's bytes by what d0's own calls are read with, and into the other form.</summary>
internal static class TranslatedStream
{
    public static async Task<(byte[] Written, WholeReply Whole)> ThroughAsync(IEnumerable<ReadOnlyMemory<byte>> pieces, string from, string to)
    {
        var output = new ArrayBufferWriter<byte>();
        var head = new ReplyHead("reply_1", "our-name", DateTimeOffset.UnixEpoch, "req_1");
        using FormStreamWriter writer = to == "openai" ? new OpenAiStreamWriter(output, head, includesUsage: true) : new AnthropicStreamWriter(output, head);
        var whole = new WholeReply();
        var parts = new ModelParts();
        await foreach (var update in UpdatesAsync(pieces, from))
        foreach (var part in parts.Read(update))
        {
            whole.Add(part);
            writer.Write(part);
        }
        return (output.WrittenSpan.ToArray(), whole);
    }

    private static async IAsyncEnumerable<ModelUpdate> UpdatesAsync(IEnumerable<ReadOnlyMemory<byte>> pieces, string from)
    {
        var (openAi, anthropic) = (new OpenAiReply(UsageDialect.OpenAiChat), new AnthropicReply());
        List<AIContent> said = [];
        var (text, finish, usage) = (new StringBuilder(), "", TokenUsage.None);
        await using var bytes = new CutStream(pieces);
        var read = SseEvents
            .ReadAsync(bytes, TestContext.Current.CancellationToken)
            .SelectMany(json => Read(json).ToAsyncEnumerable())
            .Concat(Deferred(() => from == "openai" ? openAi.End() : anthropic.End()));
        await foreach (var update in read)
        {
            finish = update.FinishReason?.Value ?? finish;
            foreach (var content in update.Contents)
                switch (content)
                {
                    case TextReasoningContent { Text.Length: > 0 } thought:
                        yield return new ReasoningDelta(thought.Text);
                        break;
                    case TextContent piece:
                        text.Append(piece.Text);
                        yield return new TextDelta(piece.Text);
                        break;
                    case ToolArgumentsContent call:
                        yield return new ToolCallDelta(call.Index, call.Id, call.Name, call.Arguments);
                        break;
                    case FunctionCallContent call:
                        said.Add(call);
                        break;
                    case TokensContent tokens:
                        usage = tokens.Usage;
                        break;
                }
        }
        var attempt = new ModelAttempt(1, "p", "m", DateTimeOffset.UnixEpoch, TimeSpan.Zero, usage, CostUsd: 0, Error: null, Fault: null);
        yield return new ModelReplied(new ChatMessage(ChatRole.Assistant, [new TextContent(text.ToString()), .. said]), finish, [attempt]);

        IEnumerable<ChatResponseUpdate> Read(JsonElement json) => from == "openai" ? openAi.Read(json) : anthropic.Read(json);
    }

    /// <summary>The end is asked for when everything before it was read.</summary>
    private static async IAsyncEnumerable<ChatResponseUpdate> Deferred(Func<IEnumerable<ChatResponseUpdate>> end)
    {
        await Task.CompletedTask;
        foreach (var update in end())
            yield return update;
    }

    /// <summary>Bytes that come as they were cut.</summary>
    private sealed class CutStream(IEnumerable<ReadOnlyMemory<byte>> pieces) : Stream
    {
        private readonly IEnumerator<ReadOnlyMemory<byte>> _pieces = pieces.GetEnumerator();
        private ReadOnlyMemory<byte> _rest;

        public override bool CanRead => true;
        public override bool CanSeek => false;
        public override bool CanWrite => false;
        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override int Read(byte[] buffer, int offset, int count)
        {
            while (_rest.IsEmpty)
            {
                if (!_pieces.MoveNext())
                    return 0;
                _rest = _pieces.Current;
            }
            var length = Math.Min(count, _rest.Length);
            _rest[..length].CopyTo(buffer.AsMemory(offset));
            _rest = _rest[length..];
            return length;
        }

        public override void Flush() { }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        protected override void Dispose(bool disposing)
        {
            _pieces.Dispose();
            base.Dispose(disposing);
        }
    }
}
