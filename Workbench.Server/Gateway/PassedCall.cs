using System.Buffers;
using System.Collections.Immutable;
using System.Text.Json;
using Microsoft.Extensions.AI;
using Workbench.Server.Gateway.Forms;
using Workbench.Server.Models;
using Workbench.Server.Models.Wire;
using Workbench.Server.Runs;

namespace Workbench.Server.Gateway;

/// <summary>A call to a provider of the same form: its bytes go through as they are. What they say is read when it is recorded.</summary>
internal sealed class PassedCall(
    IModelPassThrough passThrough,
    ApiForm form,
    WireForm wire,
    ReadOnlyMemory<byte> body,
    ReplyHead head,
    CallRecord record,
    KeptReply reply
) : GatewayCall
{
    /// <summary>Headers of a request that say how its body is to be read.</summary>
    private static readonly string[] Passed = ["anthropic-beta", "anthropic-version", "openai-beta"];

    private ImmutableArray<ModelAttempt> _attempts = [];
    private ImmutableArray<MaskedBody> _masked = [];
    private WireHead? _head;

    public override async Task AnswerAsync(HttpContext http)
    {
        var end = RecordedEnd.HungUp;
        try
        {
            end = await PassAsync(http);
        }
        catch (Exception e) when (!http.RequestAborted.IsCancellationRequested)
        {
            end = RecordedEnd.Failed("broken", e.Message);
            throw;
        }
        finally
        {
            record.Write(end, _attempts, body.Length + reply.Kept + _masked.Sum(m => m.Body.Length), Content);
        }
    }

    private async Task<RecordedEnd> PassAsync(HttpContext http)
    {
        var call = new WireCall(wire, head.Model, body, record.Caller)
        {
            Headers = [.. Passed.Where(http.Request.Headers.ContainsKey).Select(n => KeyValuePair.Create(n, http.Request.Headers[n].ToString()))],
            Attempted = record.Attempted,
            Masked = body => ImmutableInterlocked.Update(ref _masked, (all, one) => all.Add(one), body),
        };
        var end = RecordedEnd.HungUp;
        await foreach (var update in passThrough.SendAsync(call, http.RequestAborted))
        {
            switch (update)
            {
                case WireHead given:
                    _head = given;
                    Begin(http, given);
                    break;
                case WirePiece piece:
                    reply.Add(piece.Bytes.Span);
                    // A whole reply is one piece: with its length told it leaves in one packet, its end included.
                    if (!_head!.IsStream)
                        http.Response.ContentLength = piece.Bytes.Length;
                    http.Response.BodyWriter.Write(piece.Bytes.Span);
                    if (_head.IsStream)
                        await http.Response.BodyWriter.FlushAsync(http.RequestAborted);
                    break;
                case WireEnded ended:
                    _attempts = ended.Attempts;
                    end = RecordedEnd.Replied;
                    break;
                case WireFailed failed:
                    _attempts = failed.Attempts;
                    end = CallRecord.EndOf(await FailAsync(http, failed));
                    break;
            }
        }
        await http.Response.BodyWriter.FlushAsync(http.RequestAborted);
        return end;
    }

    private static void Begin(HttpContext http, WireHead given)
    {
        if (given.IsStream)
            BeginStream(http.Response);
        else
            http.Response.ContentType = given.MediaType;
    }

    private async Task<FormError> FailAsync(HttpContext http, WireFailed failed)
    {
        var error = FaultErrors.Of(failed.Fault, failed.Message, failed.RetryAfter);
        if (_head is { IsStream: true })
        {
            using var writer = form.Writer(http.Response.BodyWriter, head, includesUsage: false);
            writer.Write(new ReplyBroke(error));
        }
        else if (http.Response.HasStarted || _head is not null)
            http.Abort(); // Half of a document: nothing that is added makes it whole.
        else if (failed is { Fault: ModelFault.BadRequest, Body.IsEmpty: false, Status: { } status })
        {
            // The provider's words about the request belong to whoever wrote it.
            http.Response.StatusCode = status;
            http.Response.ContentType = "application/json";
            http.Response.Headers["x-should-retry"] = "false";
            http.Response.BodyWriter.Write(failed.Body.Span);
        }
        else
            await http.WriteErrorAsync(form, error, head.Request);
        return error;
    }

    private RecordedContent Content()
    {
        using var document = RequestFields.Parse(body);
        var prompt = PromptOf(document.RootElement);
        return new RecordedContent(
            prompt,
            wire == WireForm.OpenAiEmbeddings ? null : ToolsOf(document.RootElement),
            wire == WireForm.OpenAiEmbeddings ? null : Reply()
        )
        {
            Masked = [.. _masked.Select(m => MaskedPromptOf(m, prompt))],
        };
    }

    private MaskedPrompt MaskedPromptOf(MaskedBody masked, List<ChatMessage> prompt)
    {
        using var document = RequestFields.Parse(masked.Body);
        var left = PromptOf(document.RootElement);
        return new MaskedPrompt(
            masked.Provider,
            Enumerable
                .Range(0, Math.Min(prompt.Count, left.Count))
                .Where(i => !StoredResults.Pack(left[i]).AsSpan().SequenceEqual(StoredResults.Pack(prompt[i])))
                .ToImmutableSortedDictionary(i => i, i => left[i]),
            masked.Values
        );
    }

    /// <summary>A request that only its own provider understands is kept as it came.</summary>
    private List<ChatMessage> PromptOf(JsonElement request)
    {
        if (wire == WireForm.OpenAiEmbeddings)
            return [new ChatMessage(ChatRole.User, TextsOf(request))];
        try
        {
            return [.. form.Read(request).Messages];
        }
        catch (FormException)
        {
            return [new ChatMessage(ChatRole.User, request.GetRawText())];
        }
    }

    private static byte[]? ToolsOf(JsonElement request) =>
        request.Array("tools") is { } tools && tools.GetArrayLength() > 0 ? JsonSerializer.SerializeToUtf8Bytes(tools) : null;

    private static string TextsOf(JsonElement request) =>
        request.Field("input") switch
        {
            { ValueKind: JsonValueKind.String } text => text.AsText(),
            { } several => several.GetRawText(),
            null => "",
        };

    private ChatMessage? Reply()
    {
        if (_head is null || reply.Passed == 0)
            return null;
        var reader = form.Reader();
        var whole = new WholeReply();
        var parts =
            _head.IsStream ? reader.Read(reply.Events).Concat(reader.End())
            : reply.Document is { IsEmpty: false } document ? reader.ReadWhole(document)
            : [];
        foreach (var part in parts)
            whole.Add(part);
        if (whole.Blocks.Count == 0 && !reply.IsCut)
            return null;
        var message = whole.ToMessage();
        if (reply.IsCut)
            message.Contents.Add(new TextContent($"\n\n{reply.Note}"));
        return message;
    }
}
