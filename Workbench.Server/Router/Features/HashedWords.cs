using System.Runtime.InteropServices;

namespace Workbench.Server.Router.Features;

/// <summary>
/// Words, pairs of neighbouring words and pieces of words, each thrown into one of a fixed number of slots by a hash. What an embedding made for
/// meaning blurs ("and", "exactly", "why?") stays visible here, also in languages that the embedding does not know.
/// </summary>
internal static class HashedWords
{
    /// <summary>Words after these are not looked at.</summary>
    private const int MostWords = 300;

    private const uint Seed = 2166136261;
    private const int PieceLength = 4;

    /// <summary>Slots in rising order with their values, of length one together.</summary>
    public static (int[] Slots, float[] Values) Of(ReadOnlySpan<char> text, int slots)
    {
        if (slots == 0)
            return ([], []);
        SortedDictionary<int, float> found = [];
        var reader = new WordReader(text);
        var previous = Hash("^");
        var words = 0;
        while (words < MostWords && reader.Read())
        {
            var word = char.IsAsciiDigit(reader.Word[0]) ? Hash("0") : Hash(reader.Word);
            Add(found, word, slots);
            Add(found, Pair(previous, word), slots);
            // Pieces are what is left of a word with a typing error, or of one in an unknown language.
            if (reader.Word.Length > PieceLength && char.IsLetter(reader.Word[0]))
                Add(found, Pair(Hash("*"), Hash(reader.Word[..PieceLength])), slots);
            previous = word;
            words++;
        }
        Add(found, Pair(previous, Hash("$")), slots);
        // Roots of counts: the tenth "the" says less than the first.
        var values = found.Values.Select(v => MathF.CopySign(MathF.Sqrt(MathF.Abs(v)), v)).ToArray();
        var length = MathF.Sqrt(values.Sum(v => v * v));
        if (length > 0)
            for (var i = 0; i < values.Length; i++)
                values[i] /= length;
        return ([.. found.Keys], values);
    }

    private static void Add(SortedDictionary<int, float> found, uint hash, int slots)
    {
        var mixed = Mix(hash);
        // A sign from another bit lets words that share a slot cancel out on average instead of adding up.
        var sign = (mixed & 0x80000000) == 0 ? 1f : -1f;
        var slot = (int)(mixed % (uint)slots);
        found[slot] = found.GetValueOrDefault(slot) + sign;
    }

    /// <summary>The same in every process, unlike that of a string.</summary>
    public static uint Hash(ReadOnlySpan<char> word)
    {
        var hash = Seed;
        foreach (var b in MemoryMarshal.AsBytes(word))
            hash = (hash ^ b) * 16777619;
        return hash;
    }

    private static uint Pair(uint first, uint second) => Mix(first) * 31 + second;

    private static uint Mix(uint hash)
    {
        hash = (hash ^ hash >> 16) * 0x85ebca6b;
        hash = (hash ^ hash >> 13) * 0xc2b2ae35;
        return hash ^ hash >> 16;
    }
}
