using System.Text.Json;
using Workbench.Server.Gateway.Forms;
using Workbench.Server.Models;

namespace Workbench.Server.Gateway;

/// <summary>How one of the two forms speaks over HTTP.</summary>
internal abstract class ApiForm
{
    public static ApiForm OpenAi { get; } = new OpenAiForm();

    public static ApiForm Anthropic { get; } = new AnthropicForm();

    public abstract WireForm Wire { get; }

    /// <summary>Where it tells the id of a call.</summary>
    public abstract string RequestIdHeader { get; }

    public abstract FormRequest Read(JsonElement body);

    public abstract FormStreamReader Reader();

    public abstract FormStreamWriter Writer(System.Buffers.IBufferWriter<byte> output, ReplyHead head, bool includesUsage);

    public abstract string ReplyId(Guid run);

    public abstract void WriteWhole(Utf8JsonWriter json, ReplyHead head, WholeReply reply);

    public abstract void WriteError(Utf8JsonWriter json, FormError error, string request);

    private sealed class OpenAiForm : ApiForm
    {
        public override WireForm Wire => WireForm.OpenAiChat;
        public override string RequestIdHeader => "x-request-id";

        public override FormRequest Read(JsonElement body) => OpenAiRequestReader.Read(body);

        public override FormStreamReader Reader() => new OpenAiStreamReader();

        public override FormStreamWriter Writer(System.Buffers.IBufferWriter<byte> output, ReplyHead head, bool includesUsage) =>
            new OpenAiStreamWriter(output, head, includesUsage);

        public override string ReplyId(Guid run) => $"chatcmpl-{run:N}";

        public override void WriteWhole(Utf8JsonWriter json, ReplyHead head, WholeReply reply) => WholeReplyWriter.WriteOpenAi(json, head, reply);

        public override void WriteError(Utf8JsonWriter json, FormError error, string request) => OpenAiErrors.Write(json, error);
    }

    private sealed class AnthropicForm : ApiForm
    {
        public override WireForm Wire => WireForm.AnthropicMessages;
        public override string RequestIdHeader => "request-id";

        public override FormRequest Read(JsonElement body) => AnthropicRequestReader.Read(body);

        public override FormStreamReader Reader() => new AnthropicStreamReader();

        public override FormStreamWriter Writer(System.Buffers.IBufferWriter<byte> output, ReplyHead head, bool includesUsage) =>
            new AnthropicStreamWriter(output, head);

        public override string ReplyId(Guid run) => $"msg_{run:N}";

        public override void WriteWhole(Utf8JsonWriter json, ReplyHead head, WholeReply reply) => WholeReplyWriter.WriteAnthropic(json, head, reply);

        public override void WriteError(Utf8JsonWriter json, FormError error, string request) => AnthropicErrors.Write(json, error, request);
    }
}
