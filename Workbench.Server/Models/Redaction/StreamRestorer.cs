namespace Workbench.Server.Models.Redaction;

/// <summary>Puts values back into text that comes in pieces: what may be the beginning of a placeholder waits for its end.</summary>
internal sealed class StreamRestorer(Func<string, string> restore)
{
    private string _held = "";

    /// <returns>What can be shown now; the pieces together are what the whole text would give.</returns>
    public string Append(string piece)
    {
        var text = _held + piece;
        var open = text.LastIndexOf('[');
        if (open < 0 || !MayBegin(text.AsSpan(open)))
        {
            _held = "";
            return restore(text);
        }
        _held = text[open..];
        return restore(text[..open]);
    }

    /// <returns>What waited for an end that did not come.</returns>
    public string End()
    {
        var rest = _held;
        _held = "";
        return restore(rest);
    }

    private static bool MayBegin(ReadOnlySpan<char> tail)
    {
        var (i, letters) = (1, 0);
        for (; i < tail.Length && (char.IsAsciiLetterLower(tail[i]) || tail[i] == '_'); i++)
            letters++;
        if (letters > MaskVault.LongestKind)
            return false;
        if (i == tail.Length)
            return true;
        if (letters == 0 || tail[i++] != ':')
            return false;
        var digits = 0;
        for (; i < tail.Length && char.IsAsciiDigit(tail[i]); i++)
            digits++;
        return i == tail.Length && digits <= MaskVault.LongestNumber;
    }
}
