namespace Workbench.Server.Models.Wire;

/// <summary>Joins pieces of text that were cut inside a character: half of one waits for the piece that has the other half.</summary>
internal struct WholeCharacters
{
    private char _half;

    /// <returns>The piece, without a half at its end and with the half that waited for it; it may be empty.</returns>
    public string Add(string piece)
    {
        if (piece.Length == 0)
            return piece;
        if (_half != default)
        {
            piece = _half + piece;
            _half = default;
        }
        if (!char.IsHighSurrogate(piece[^1]))
            return piece;
        _half = piece[^1];
        return piece[..^1];
    }

    /// <returns>What is left of a half whose other half never came.</returns>
    public string End()
    {
        if (_half == default)
            return "";
        _half = default;
        return "\uFFFD";
    }
}
