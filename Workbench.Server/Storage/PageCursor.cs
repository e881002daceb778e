using System.Buffers.Text;

namespace Workbench.Server.Storage;

/// <summary>The last row of a page that is ordered by time and id, as text that a URL can carry.</summary>
internal sealed record PageCursor(DateTimeOffset At, Guid Id)
{
    private const int Length = sizeof(long) + 16;

    /// <returns>Null for the first page, and for a text that is no cursor: a link that was cut shows the first page.</returns>
    public static PageCursor? Parse(string? text)
    {
        Span<byte> bytes = stackalloc byte[Length];
        if (text is null || !Base64Url.IsValid(text, out var length) || length != Length)
            return null;
        Base64Url.DecodeFromChars(text, bytes);
        var micros = BitConverter.ToInt64(bytes);
        return micros is >= 0 and < 253_402_300_800_000_000 // the year 10000
            ? new PageCursor(DateTimeOffset.UnixEpoch.AddTicks(micros * TimeSpan.TicksPerMicrosecond), new Guid(bytes[sizeof(long)..]))
            : null;
    }

    public override string ToString()
    {
        Span<byte> bytes = stackalloc byte[Length];
        BitConverter.TryWriteBytes(bytes, (At - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond);
        Id.TryWriteBytes(bytes[sizeof(long)..]);
        return Base64Url.EncodeToString(bytes);
    }
}
