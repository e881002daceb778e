using System.Buffers;
using System.Text;

namespace Workbench.Server.Models.Wire;

/// <summary>Server-sent events out of bytes that are pushed in as they come, wherever they are cut.</summary>
internal sealed class SseReader
{
    private const byte CarriageReturn = (byte)'\r';
    private const byte LineFeed = (byte)'\n';
    private readonly ArrayBufferWriter<byte> _line = new(512);
    private readonly ArrayBufferWriter<byte> _data = new(512);
    private string? _name;
    private bool _hasData;
    private bool _skipsLineFeed;
    private bool _isFirstLine = true;

    /// <summary>The events that these bytes complete.</summary>
    public IEnumerable<SseEvent> Push(ReadOnlyMemory<byte> bytes)
    {
        while (TakeLine(ref bytes))
        {
            if (EndLine())
                continue;
            if (_hasData)
                yield return Dispatched();
            Forget();
        }
    }

    /// <summary>An event that the end of the stream completes, though the empty line after it is missing.</summary>
    public IEnumerable<SseEvent> End()
    {
        if (_line.WrittenCount > 0)
            EndLine();
        if (_hasData)
            yield return Dispatched();
        Forget();
    }

    private bool TakeLine(ref ReadOnlyMemory<byte> bytes)
    {
        if (_skipsLineFeed && bytes.Length > 0)
        {
            if (bytes.Span[0] == LineFeed)
                bytes = bytes[1..];
            _skipsLineFeed = false;
        }
        var end = bytes.Span.IndexOfAny(CarriageReturn, LineFeed);
        if (end < 0)
        {
            _line.Write(bytes.Span);
            bytes = default;
            return false;
        }
        _line.Write(bytes.Span[..end]);
        _skipsLineFeed = bytes.Span[end] == CarriageReturn;
        bytes = bytes[(end + 1)..];
        return true;
    }

    /// <returns>False for the empty line, which ends an event.</returns>
    private bool EndLine()
    {
        var line = _line.WrittenSpan;
        if (_isFirstLine && line.StartsWith(Encoding.UTF8.Preamble))
            line = line[Encoding.UTF8.Preamble.Length..];
        _isFirstLine = false;
        if (line.IsEmpty)
        {
            _line.ResetWrittenCount();
            return false;
        }
        var colon = line.IndexOf((byte)':');
        var field = colon < 0 ? line : line[..colon];
        var value = colon < 0 ? default : line[(colon + 1)..];
        if (!value.IsEmpty && value[0] == (byte)' ')
            value = value[1..];
        // A line that begins with a colon is a comment.
        if (field.SequenceEqual("data"u8))
        {
            if (_hasData)
                _data.Write("\n"u8);
            _data.Write(value);
            _hasData = true;
        }
        else if (field.SequenceEqual("event"u8))
            _name = Encoding.UTF8.GetString(value);
        _line.ResetWrittenCount();
        return true;
    }

    private SseEvent Dispatched() => new(_name, _data.WrittenMemory);

    private void Forget()
    {
        _data.ResetWrittenCount();
        _hasData = false;
        _name = null;
    }
}
