using System.Buffers;
using System.Text.Json;

namespace Workbench.Server.Embeddings.Encoder;

/// <summary>
/// The pieces that the encoder knows, each with its score, and a text cut into them: the pieces whose scores add up to most (SentencePiece's unigram model).
/// Where the reference, npm @energetic-ai/embeddings, departs from that, so does this: the encoder learned nothing else, and its numbers are what we compare with.
/// </summary>
internal sealed class Vocabulary
{
    /// <summary>What a place is reached by as long as no known piece ends there.</summary>
    private const int Unknown = 0;

    /// <summary>The first entries are marks that no text is cut into.</summary>
    private const int Reserved = 6;

    private const char Space = '▁';

    private readonly Dictionary<(int Node, char Next), int> _nodes = [];
    private readonly List<Piece?> _ends = [null];
    private readonly int[] _lengths;
    private readonly Normalization _normalization = Normalization.Load();

    /// <param name="json">An array of [piece, score]; a score of null counts as 0.</param>
    /// <exception cref="JsonException">It is something else.</exception>
    public Vocabulary(ReadOnlySpan<byte> json)
    {
        var entries = JsonSerializer.Deserialize<JsonElement[][]>(json) ?? throw new JsonException("null");
        _lengths = new int[entries.Length];
        for (var i = 0; i < entries.Length; i++)
        {
            if (entries[i] is not [{ ValueKind: JsonValueKind.String } text, { ValueKind: JsonValueKind.Number or JsonValueKind.Null } score])
                throw new JsonException($"Entry {i} is no piece with a score.");
            var piece = text.GetString()!;
            _lengths[i] = piece.Length;
            if (i >= Reserved)
                Add(piece, new Piece(i, score.ValueKind == JsonValueKind.Null ? 0 : score.GetDouble()));
        }
    }

    public int Count => _lengths.Length;

    /// <summary>The text's pieces, in order; none for an empty text.</summary>
    public int[] Cut(string text)
    {
        var normalized = _normalization.ToNfkc(text);
        if (normalized.Length == 0)
            return [];
        var symbols = ArrayPool<char>.Shared.Rent(normalized.Length + 1);
        var (best, last) = (ArrayPool<double>.Shared.Rent(normalized.Length + 2), ArrayPool<int>.Shared.Rent(normalized.Length + 2));
        try
        {
            symbols[0] = Space;
            normalized.AsSpan().Replace(symbols.AsSpan(1), ' ', Space);
            var length = normalized.Length + 1;
            best.AsSpan(0, length + 1).Clear();
            last.AsSpan(0, length + 1).Clear();
            for (var i = 0; i < length; i++)
                Extend(symbols.AsSpan(0, length), i, best, last);
            return PiecesOf(last, length);
        }
        finally
        {
            ArrayPool<char>.Shared.Return(symbols);
            ArrayPool<double>.Shared.Return(best);
            ArrayPool<int>.Shared.Return(last);
        }
    }

    /// <param name="best">Per place, the score of the best way there. 0 is "none yet", also where a way of score 0 leads there.</param>
    /// <param name="last">Per place, the last piece of that way.</param>
    private void Extend(ReadOnlySpan<char> symbols, int from, double[] best, int[] last)
    {
        var (node, isKnown) = (0, false);
        for (var i = from; i < symbols.Length && _nodes.TryGetValue((node, symbols[i]), out node); i++)
            if (_ends[node] is { } piece)
            {
                isKnown = true;
                Offer(i + 1, piece.Index, best[from] + piece.Score);
            }
        if (!isKnown)
            Offer(from + 1, Unknown, best[from]);

        void Offer(int place, int piece, double score)
        {
            if (best[place] != 0 && score < best[place])
                return;
            best[place] = score;
            last[place] = piece;
        }
    }

    private int[] PiecesOf(int[] last, int length)
    {
        var pieces = new List<int>(length / 2);
        for (var place = length; place > 0; place -= _lengths[last[place]])
            // Unknown symbols in a row are one piece.
            if (last[place] != Unknown || pieces.Count == 0 || pieces[^1] != Unknown)
                pieces.Add(last[place]);
        pieces.Reverse();
        return [.. pieces];
    }

    private void Add(string text, Piece piece)
    {
        var node = 0;
        foreach (var symbol in text)
        {
            if (!_nodes.TryGetValue((node, symbol), out var next))
            {
                next = _ends.Count;
                _ends.Add(null);
                _nodes.Add((node, symbol), next);
            }
            node = next;
        }
        _ends[node] = piece;
    }

    private readonly record struct Piece(int Index, double Score);
}
