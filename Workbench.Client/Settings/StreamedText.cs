using System.Text;

namespace Workbench.Client.Settings;

/// <summary>Text that grows, in pieces of which only the last one changes: so a page is sent no more than what is new.</summary>
public sealed class StreamedText
{
    private const int PieceLength = 800;
    private readonly List<string> _whole = [];
    private readonly StringBuilder _last = new();

    public bool IsEmpty => _whole.Count == 0 && _last.Length == 0;

    public IEnumerable<string> Pieces => _last.Length == 0 ? _whole : _whole.Append(_last.ToString());

    public void Append(string text)
    {
        _last.Append(text);
        if (_last.Length < PieceLength)
            return;
        _whole.Add(_last.ToString());
        _last.Clear();
    }

    public override string ToString() => string.Concat(Pieces);
}
