using System.Text;

namespace Workbench.Server.Router.Features;

/// <summary>
/// The words of a text in lower case, one after the other. A run of letters, digits and inner apostrophes or hyphens is a word; in scripts without
/// spaces each character is.
/// </summary>
internal ref struct WordReader(ReadOnlySpan<char> text)
{
    /// <summary>Longer words are cut: no word of a list is longer, and what is, is data.</summary>
    private const int LongestWord = 32;

    private readonly ReadOnlySpan<char> _text = text;
    private readonly char[] _lower = new char[LongestWord];
    private int _position;

    public ReadOnlySpan<char> Word { get; private set; }

    /// <summary>As it stands in the text.</summary>
    public ReadOnlySpan<char> Written { get; private set; }

    /// <summary>A full stop, a question mark, a line end or the beginning stands before it.</summary>
    public bool StartsSentence { get; private set; }

    public bool Read()
    {
        StartsSentence = _position == 0;
        while (_position < _text.Length && !IsPart(_text[_position]))
        {
            StartsSentence |= _text[_position] is '.' or '?' or '!' or '\n' or ':' or '。' or '？' or '！';
            _position++;
        }
        if (_position == _text.Length)
            return false;
        var start = _position++;
        if (!StandsAlone(_text[start]))
            while (_position < _text.Length && IsInside(_position))
                _position++;
        Written = _text[start.._position];
        var length = Math.Min(Written.Length, LongestWord);
        // The text's language is not known, so neither is its culture.
        Written[..length].ToLowerInvariant(_lower);
        Word = _lower.AsSpan(0, length);
        return true;
    }

    private readonly bool IsInside(int at)
    {
        var c = _text[at];
        if (IsPart(c))
            return !StandsAlone(c);
        return c is '\'' or '’' or '-' or '+' or '#'
            && (c is '+' or '#' ? char.IsAsciiLetter(_text[at - 1]) || _text[at - 1] == '+' : at + 1 < _text.Length && IsPart(_text[at + 1]));
    }

    private static bool IsPart(char c) =>
        char.IsLetterOrDigit(c)
        || Rune.GetUnicodeCategory(Whole(c))
            is System.Globalization.UnicodeCategory.NonSpacingMark
                or System.Globalization.UnicodeCategory.SpacingCombiningMark;

    private static Rune Whole(char c) => char.IsSurrogate(c) ? Rune.ReplacementChar : new Rune(c);

    private static bool StandsAlone(char c) => c is >= '\u2E80' and <= '\u9FFF' or >= '\uF900' and <= '\uFAFF';
}
