using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Workbench.Server.Gateway.Forms;

/// <summary>Writes a reply in one of the two forms, part by part, into a buffer that the caller empties.</summary>
/// <param name="reply">How the client will know it.</param>
internal abstract class FormStreamWriter(IBufferWriter<byte> output, ReplyHead reply) : IDisposable
{
    private readonly Utf8JsonWriter _json = new(output, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true });

    protected ReplyHead Reply => reply;

    public abstract void Write(StreamPart part);

    public void Dispose() => _json.Dispose();

    /// <summary>One event of the stream.</summary>
    protected void Event<TState>(string? name, TState state, Action<Utf8JsonWriter, TState> write)
    {
        if (name is not null)
        {
            output.Write("event: "u8);
            Text(name);
            output.Write("\n"u8);
        }
        output.Write("data: "u8);
        _json.Reset();
        write(_json, state);
        _json.Flush();
        output.Write("\n\n"u8);
    }

    protected void Raw(ReadOnlySpan<byte> bytes) => output.Write(bytes);

    private void Text(string ascii)
    {
        var span = output.GetSpan(ascii.Length);
        output.Advance(System.Text.Encoding.ASCII.GetBytes(ascii, span));
    }
}

/// <param name="Model">As the client named it.</param>
/// <param name="Request">Id of the call, for errors.</param>
internal sealed record ReplyHead(string Id, string Model, DateTimeOffset At, string Request);
