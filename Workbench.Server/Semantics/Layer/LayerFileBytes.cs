using System.Buffers;
using System.Text;
using System.Text.Unicode;

namespace Workbench.Server.Semantics.Layer;

/// <summary>The text of a file of the layer: UTF-8, and nothing in it that would be read otherwise than it is seen.</summary>
internal static class LayerFileBytes
{
    public static LayerFileText Decode(string path, ReadOnlySpan<byte> bytes)
    {
        if (bytes.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xFE]) || bytes.StartsWith((ReadOnlySpan<byte>)[0xFE, 0xFF]))
            return new LayerFileText(path, "") { Fault = new LayerFileFault($"{path} is UTF-16: save it as UTF-8.") };
        if (bytes.StartsWith((ReadOnlySpan<byte>)[0xEF, 0xBB, 0xBF]))
            bytes = bytes[3..];
        var text = new char[bytes.Length];
        if (Utf8.ToUtf16(bytes, text, out var read, out var written, replaceInvalidSequences: false) == OperationStatus.Done)
            return new LayerFileText(path, new string(text, 0, written));
        var place = FileLines.PlaceOf(text.AsSpan(0, written), written);
        return new LayerFileText(path, "")
        {
            Fault = new LayerFileFault($"The byte {bytes[read]:X2} is no UTF-8: save {path} as UTF-8.", place.Line, place.Column),
        };
    }

    /// <summary>The first character that no file of a layer may hold; -1 when there is none.</summary>
    /// <remarks>YAML ends at a NUL without a word, and control characters and halves of pairs reach neither the database nor a person.</remarks>
    public static int FindForbidden(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (c is >= ' ' and < '\u007f' or '\n' or '\r' or '\t')
                continue;
            if (char.IsHighSurrogate(c) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]))
                i++;
            else if (char.IsControl(c) && c != '\u0085' || char.IsSurrogate(c) || c is '\ufeff' or '\ufffe' or '\uffff')
                return i;
        }
        return -1;
    }

    public static string Name(char c) => $"U+{(int)c:X4}";
}
