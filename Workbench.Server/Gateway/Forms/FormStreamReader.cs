using System.Text.Json;
using Workbench.Server.Models.Wire;

namespace Workbench.Server.Gateway.Forms;

/// <summary>A reply in one of the two forms, read as its bytes come.</summary>
internal abstract class FormStreamReader
{
    private const string NotJson = "The provider's stream holds something that is not JSON.";
    private readonly SseReader _events = new();
    private bool _isOver;

    /// <summary>The parts that these bytes complete.</summary>
    public IEnumerable<StreamPart> Read(ReadOnlyMemory<byte> bytes) => _events.Push(bytes).SelectMany(ReadEvent);

    /// <summary>The parts that the end of the stream completes; the last one is a <see cref="ReplyEnded"/> or a <see cref="ReplyBroke"/>.</summary>
    public IEnumerable<StreamPart> End() => _events.End().SelectMany(ReadEvent).Concat(Closing());

    /// <summary>A reply that came whole, as one document.</summary>
    public IEnumerable<StreamPart> ReadWhole(ReadOnlyMemory<byte> document) => Parsed(document, ReadWhole).Concat(Closing());

    /// <summary>Whether this event says that no other one follows.</summary>
    protected abstract bool IsLast(SseEvent item);

    protected abstract IEnumerable<StreamPart> ReadEvent(JsonElement data);

    protected abstract IEnumerable<StreamPart> ReadWhole(JsonElement document);

    /// <summary>What is still open is closed.</summary>
    protected abstract IEnumerable<StreamPart> Close();

    private IEnumerable<StreamPart> ReadEvent(SseEvent item)
    {
        if (_isOver || item.Data.IsEmpty)
            return [];
        return IsLast(item) ? Closing() : Parsed(item.Data, ReadEvent);
    }

    private IEnumerable<StreamPart> Closing()
    {
        if (_isOver)
            yield break;
        _isOver = true;
        foreach (var part in Close())
            yield return part;
    }

    private List<StreamPart> Parsed(ReadOnlyMemory<byte> json, Func<JsonElement, IEnumerable<StreamPart>> read)
    {
        List<StreamPart> parts = [];
        try
        {
            using var document = JsonDocument.Parse(json);
            parts.AddRange(read(document.RootElement));
        }
        catch (JsonException)
        {
            parts.Add(new ReplyBroke(new FormError(ErrorKind.Upstream, NotJson)));
        }
        _isOver = _isOver || parts.Exists(p => p is ReplyBroke or ReplyEnded);
        return parts;
    }
}
