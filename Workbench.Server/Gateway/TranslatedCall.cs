using System.Collections.Immutable;
using System.Text.Json;
using Microsoft.Extensions.AI;
using Workbench.Server.Gateway.Forms;
using Workbench.Server.Models;
using Workbench.Server.Runs;

namespace Workbench.Server.Gateway;

/// <summary>A call to a provider of another form: read from the one, written in the other.</summary>
internal sealed class TranslatedCall(IModelGateway models, ApiForm form, FormRequest request, long bytes, ReplyHead head, CallRecord record) : GatewayCall
{
    private readonly WholeReply _reply = new();
    private readonly RedactionContext _redaction = new(layer: null, level: "", request.Messages) { IsOfProgram = true };
    private ImmutableArray<ModelAttempt> _attempts = [];

    public override async Task AnswerAsync(HttpContext http)
    {
        var end = RecordedEnd.HungUp;
        try
        {
            await (request.IsStreamed ? StreamAsync(http) : WholeAsync(http));
            end = _reply.Error is { } error ? CallRecord.EndOf(error) : RecordedEnd.Replied;
        }
        catch (Exception e) when (!http.RequestAborted.IsCancellationRequested)
        {
            end = RecordedEnd.Failed("broken", e.Message);
            throw;
        }
        finally
        {
            record.Write(
                end,
                _attempts,
                bytes,
                () => new RecordedContent(request.Messages, ToolsOf(request.Options), ReplySoFar()) { Masked = _redaction.Sent }
            );
        }
    }

    private async Task StreamAsync(HttpContext http)
    {
        FormStreamWriter? writer = null;
        try
        {
            await foreach (var parts in PartsAsync(http.RequestAborted))
            {
                if (parts.Count == 0)
                    continue;
                if (writer is null)
                {
                    if (_reply.Error is { } error)
                    {
                        await http.WriteErrorAsync(form, error, head.Request);
                        return;
                    }
                    BeginStream(http.Response);
                    writer = form.Writer(http.Response.BodyWriter, head, request.IncludesUsage);
                    writer.Write(new ReplyBegan(head.Id, head.Model));
                }
                foreach (var part in parts)
                    writer.Write(part);
                await http.Response.BodyWriter.FlushAsync(http.RequestAborted);
            }
        }
        finally
        {
            writer?.Dispose();
        }
    }

    private async Task WholeAsync(HttpContext http)
    {
        await foreach (var _ in PartsAsync(http.RequestAborted)) { }
        if (_reply.Error is { } error)
            await http.WriteErrorAsync(form, error, head.Request);
        else
            await http.WriteJsonAsync(json => form.WriteWhole(json, head, _reply));
    }

    /// <summary>What each update of the gateway brings, kept for the record as well.</summary>
    private async IAsyncEnumerable<List<StreamPart>> PartsAsync([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var call = new ModelCall(head.Model, request.Messages, _redaction.AddTo(request.Options), record.Caller) { Attempted = record.Attempted };
        var reader = new ModelParts();
        await foreach (var update in models.StreamAsync(call, cancellationToken))
        {
            _attempts = update switch
            {
                ModelReplied replied => replied.Attempts,
                ModelFailed failed => failed.Attempts,
                _ => _attempts,
            };
            var parts = reader.Read(update).ToList();
            foreach (var part in parts)
                _reply.Add(part);
            yield return parts;
        }
    }

    private ChatMessage? ReplySoFar() => _reply.Blocks.Count == 0 ? null : _reply.ToMessage();

    private static byte[]? ToolsOf(ChatOptions options) =>
        options.Tools is { Count: > 0 } tools
            ? JsonSerializer.SerializeToUtf8Bytes(
                tools
                    .OfType<AIFunctionDeclaration>()
                    .Select(t => new Dictionary<string, object?>(StringComparer.Ordinal)
                    {
                        ["name"] = t.Name,
                        ["description"] = t.Description,
                        ["parameters"] = t.JsonSchema,
                    })
            )
            : null;
}
