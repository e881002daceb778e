using System.Globalization;
using System.Text;

namespace Workbench.Server.Models.Wire;

/// <summary>Picks the value of <c>"text"</c> out of the arguments of an <c>answer</c> call while they still arrive, piece by piece.</summary>
internal sealed class AnswerTextReader
{
    private const string Key = "text";
    private readonly StringBuilder _string = new();
    private readonly StringBuilder _escape = new();
    private int _depth;
    private bool _inString;
    private bool _isKey;
    private bool _isText;

    /// <returns>Text that this piece added, unescaped.</returns>
    public string Read(string piece)
    {
        var added = new StringBuilder();
        foreach (var c in piece)
        {
            if (_inString)
                ReadInString(c, added);
            else
                ReadOutside(c);
        }
        return added.ToString();
    }

    private void ReadOutside(char c)
    {
        switch (c)
        {
            case '{' or '[':
                _depth++;
                _isKey = c == '{';
                break;
            case '}' or ']':
                _depth--;
                _isKey = false;
                break;
            case ',':
                _isKey = _depth == 1;
                _isText = false;
                break;
            case ':':
                _isText = _depth == 1 && _isKey && _string.Equals(Key);
                _isKey = false;
                break;
            case '"':
                _inString = true;
                _string.Clear();
                break;
        }
    }

    private void ReadInString(char c, StringBuilder added)
    {
        if (_escape.Length > 0)
        {
            _escape.Append(c);
            if (Unescaped() is { } read)
            {
                _escape.Clear();
                Append(read, added);
            }
        }
        else if (c == '\\')
            _escape.Append(c);
        else if (c == '"')
            _inString = false;
        else
            Append(c, added);
    }

    private void Append(char c, StringBuilder added)
    {
        if (_isText && !_isKey)
            added.Append(c);
        else if (_string.Length <= Key.Length)
            _string.Append(c);
    }

    /// <summary>Null while the escape is not complete.</summary>
    private char? Unescaped() =>
        _escape[1] switch
        {
            'n' => '\n',
            't' => '\t',
            'r' => '\r',
            'b' => '\b',
            'f' => '\f',
            'u' when _escape.Length < 6 => null,
            'u' => int.TryParse(_escape.ToString(2, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code) ? (char)code : '\uFFFD',
            var c => c,
        };
}
