using System.Buffers;
using System.Text.Json;
using Workbench.Server.Models.Accounting;
using Workbench.Server.Models.Catalog;
using Workbench.Server.Models.Policy;
using Workbench.Server.Models.Redaction;

namespace Workbench.Server.Models.Wire;

/// <summary>A call in a provider's own form: bytes pass as they come, in whole events, and are read along for usage, faults and the end.</summary>
internal sealed class WireStream(
    LiveModel model,
    WireCall call,
    WireBody request,
    WireMasks masks,
    PromptSize size,
    int outputLimit,
    CancellationToken cancellationToken
) : ProviderStream<WireUpdate>
{
    private const int FirstBuffer = 16 * 1024;
    private const int LargestEvent = 64 * 1024 * 1024;

    private readonly WireReading _reading = new(call.Form, HostedProviders.DialectOf(model.Provider.Settings));
    private RestoredWire? _restored;
    private WireResponse? _response;
    private byte[] _buffer = [];
    private int _filled;
    private int _given;
    private bool _isSent;
    private bool _isOver;
    private WireUpdate? _current;

    public override WireUpdate Current => _current!;

    public override bool IsToken => _reading.HasToken;

    public override bool IsSent => _isSent;

    public override bool IsMetered => _reading.Usage is not null;

    public override async ValueTask<bool> MoveNextAsync()
    {
        if (_response is null)
        {
            var masking = masks.For(model.Provider.Settings.Redaction);
            var body = request.Write(model.Settings.Id, model.Provider.Settings.OutputLimitField, outputLimit, masking?.Changes ?? []);
            if (masking is not null)
            {
                _restored = new RestoredWire(call.Form, masking);
                call.Masked?.Invoke(new MaskedBody(model.Provider.Name, body, masking.Values));
            }
            _isSent = true;
            _response = await model.Provider.Wire!.SendAsync(call.Form, model.Settings.Id, body, call.Headers, cancellationToken);
            _response.RefusePages();
            _current = new WireHead(_response.MediaType, _response.IsStream, model.Provider.Name, model.Name);
            _buffer = ArrayPool<byte>.Shared.Rent(FirstBuffer);
            return true;
        }
        if (_isOver)
            return false;
        return _response.IsStream ? await NextEventsAsync() : await WholeAsync();
    }

    public override TokenUsage Measure(bool isWhole)
    {
        if (isWhole && _reading.Usage is { } told)
            return told;
        var seen = new TokenUsage(size.Likely, 0, 0, TokenEstimate.OfBytes(_reading.GeneratedBytes), 0, IsEstimated: true);
        return TokenEstimate.OfCut(_reading.Usage, seen);
    }

    public override ValueTask DisposeAsync()
    {
        _response?.Dispose();
        if (_buffer.Length > 0)
            ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = [];
        return ValueTask.CompletedTask;
    }

    /// <summary>All whole events that have come.</summary>
    private async ValueTask<bool> NextEventsAsync()
    {
        Drop();
        while (true)
        {
            var read = await FillAsync();
            if (read == 0)
                return AtEnd();
            var end = EventEnd(_filled - read);
            if (end == 0)
                continue;
            _given = end;
            var kept = _reading.ReadEvents(_buffer.AsSpan(0, end), dropsUsage: request is { IsStream: true, AsksForUsage: false });
            if (kept == 0)
            {
                Drop();
                continue;
            }
            // What comes before the first token is kept until that has come, and the buffer is not.
            _current = new WirePiece(
                _restored is not null ? _restored.Events(_buffer.AsMemory(0, kept))
                : _reading.HasToken ? _buffer.AsMemory(0, kept)
                : _buffer.AsSpan(0, kept).ToArray()
            );
            return true;
        }
    }

    private bool AtEnd()
    {
        _isOver = true;
        // The last event may lack its blank line.
        if (_filled > 0)
        {
            _reading.ReadEvents(_buffer.AsSpan(0, _filled), dropsUsage: false);
            _current = new WirePiece(_restored?.Events(_buffer.AsMemory(0, _filled)) ?? _buffer.AsMemory(0, _filled));
        }
        if (!_reading.IsEnded || !_reading.HasToken)
            throw new BrokenReplyException(_reading.HasToken ? "it ended its stream in the middle of the reply" : "it ended its stream without a reply");
        return _filled > 0;
    }

    private async ValueTask<bool> WholeAsync()
    {
        while (await FillAsync() > 0) { }
        _isOver = true;
        if (_filled == 0)
            throw new BrokenReplyException("its reply is empty");
        _reading.ReadWhole(_buffer.AsMemory(0, _filled));
        _current = new WirePiece(_restored?.Whole(_buffer.AsMemory(0, _filled)) ?? _buffer.AsMemory(0, _filled));
        return true;
    }

    private async ValueTask<int> FillAsync()
    {
        if (_filled == _buffer.Length)
        {
            if (_filled >= LargestEvent)
                throw new BrokenReplyException($"it sent more than {LargestEvent / 1024 / 1024} MB at once");
            var larger = ArrayPool<byte>.Shared.Rent(_buffer.Length * 2);
            _buffer.AsSpan(0, _filled).CopyTo(larger);
            ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = larger;
        }
        var read = await _response!.Body.ReadAsync(_buffer.AsMemory(_filled), cancellationToken);
        _filled += read;
        return read;
    }

    /// <summary>Forgets what was given away.</summary>
    private void Drop()
    {
        _buffer.AsSpan(_given, _filled - _given).CopyTo(_buffer);
        _filled -= _given;
        _given = 0;
    }

    /// <returns>Where the last blank line ends; 0: no event is whole.</returns>
    private int EventEnd(int from)
    {
        var span = _buffer.AsSpan(0, _filled);
        // A blank line may have begun in what came before.
        var at = span[Math.Max(0, from - 3)..].LastIndexOf("\n\n"u8);
        var crlf = span[Math.Max(0, from - 3)..].LastIndexOf("\r\n\r\n"u8);
        var end = Math.Max(at < 0 ? 0 : at + 2, crlf < 0 ? 0 : crlf + 4);
        return end == 0 ? 0 : end + Math.Max(0, from - 3);
    }
}
