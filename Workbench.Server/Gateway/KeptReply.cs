using System.Buffers;
using System.Globalization;

namespace Workbench.Server.Gateway;

/// <summary>The beginning of a reply that passes, for its trace: what comes after that is counted, and not kept.</summary>
internal sealed class KeptReply(int most)
{
    private readonly ArrayBufferWriter<byte> _kept = new();

    /// <summary>Bytes of the whole reply.</summary>
    public long Passed { get; private set; }

    public int Kept => _kept.WrittenCount;

    public bool IsCut => Passed > Kept;

    public string Note =>
        string.Create(CultureInfo.InvariantCulture, $"[The reply has {Passed:n0} bytes, of which its trace keeps at most {most:n0}. The rest is not here.]");

    public void Add(ReadOnlySpan<byte> bytes)
    {
        Passed += bytes.Length;
        var room = most - Kept;
        if (room > 0)
            _kept.Write(bytes[..Math.Min(room, bytes.Length)]);
    }

    /// <summary>Of a document: nothing can be read of a half one.</summary>
    public ReadOnlyMemory<byte> Document => IsCut ? default : _kept.WrittenMemory;

    /// <summary>Of a stream of events: as far as its last whole one.</summary>
    public ReadOnlyMemory<byte> Events
    {
        get
        {
            if (!IsCut)
                return _kept.WrittenMemory;
            var end = Math.Max(_kept.WrittenSpan.LastIndexOf("\n\n"u8) + 2, _kept.WrittenSpan.LastIndexOf("\r\n\r\n"u8) + 4);
            return end < 4 ? default : _kept.WrittenMemory[..end];
        }
    }
}
