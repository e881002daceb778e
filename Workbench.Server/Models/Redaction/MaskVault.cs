using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Workbench.Server.Models.Redaction;

/// <summary>
/// Values and what stands for them: the same value has the same placeholder as long as the vault lives. What looks like a placeholder without being one is masked
/// too, so that putting back always gives what was there.
/// </summary>
/// <param name="hasColumns">Without columns the only placeholders are of kinds known by their form, and <c>list[n:1]</c> is none.</param>
internal sealed partial class MaskVault(SensitiveKinds kinds, bool hasColumns = true)
{
    public const int LongestKind = 24;

    /// <summary>Digits that a placeholder has at the most.</summary>
    public const int LongestNumber = 6;

    /// <summary>Shorter values of columns are masked in their cells only: everywhere else they are words of the language.</summary>
    private const int ShortestWord = 4;

    /// <summary>Shorter numbers, such as years and amounts, are many other things too.</summary>
    private const int ShortestNumber = 6;
    public const string Literal = "text";
    private static readonly SearchValues<char> Digits = SearchValues.Create("0123456789.-");

    private readonly Dictionary<string, MaskedValue> _byValue = new(StringComparer.Ordinal);
    private readonly Dictionary<string, MaskedValue> _byPlaceholder = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _numbers = new(StringComparer.Ordinal);
    private readonly List<string> _words = [];
    private SearchValues<string>? _search;

    public IReadOnlyCollection<MaskedValue> Values => _byValue.Values;

    /// <summary>Whether anything but what looks like a placeholder is masked.</summary>
    public bool HoldsValues => _byValue.Values.Any(v => v.Kind != Literal);

    /// <summary>The placeholder of a value of a column.</summary>
    /// <param name="name">Of the column: <c>first_name</c>.</param>
    /// <param name="access">The level that may see it.</param>
    public string OfColumn(string value, string name, string? access)
    {
        if (_byValue.TryGetValue(value, out var known))
            return known.Placeholder;
        // An e-mail address is called one in every column.
        var form = SensitivePatterns.Find(value, kinds).FirstOrDefault(f => f.Length == value.Length);
        var placeholder = Add(value, form.Length > 0 ? RedactionPolicy.NameOf(form.Kind) : KindOf(name), access);
        if (value.Length >= (value.AsSpan().ContainsAnyExcept(Digits) ? ShortestWord : ShortestNumber))
        {
            _words.Add(value);
            _search = null;
        }
        return placeholder;
    }

    public string Mask(string text)
    {
        var found = Spans(text);
        if (found.Count == 0)
            return text;
        var masked = new StringBuilder(text.Length);
        var at = 0;
        foreach (var (start, length, kind) in found)
        {
            if (start < at)
                continue;
            var value = text.Substring(start, length);
            masked.Append(text, at, start - at).Append(_byValue.TryGetValue(value, out var known) ? known.Placeholder : Add(value, kind, access: null));
            at = start + length;
        }
        return masked.Append(text, at, text.Length - at).ToString();
    }

    /// <param name="mayShow">Whether a value may be seen; a placeholder whose value may not stays.</param>
    /// <param name="written">How a value is written where the text is not plain; null: as it is.</param>
    public string Restore(string text, Func<MaskedValue, bool>? mayShow = null, Func<string, string>? written = null)
    {
        if (!text.Contains('['))
            return text;
        return Placeholder()
            .Replace(
                text,
                m =>
                    !_byPlaceholder.TryGetValue(m.Value, out var known) || mayShow?.Invoke(known) == false ? m.Value
                    : written is null ? known.Value
                    : written(known.Value)
            );
    }

    /// <summary>First ones first; of those that begin together the longest.</summary>
    private List<(int Start, int Length, string Kind)> Spans(string text)
    {
        List<(int Start, int Length, string Kind)> spans = [];
        if (text.Contains('['))
            foreach (Match match in Placeholder().Matches(text))
                if (hasColumns || RedactionPolicy.IsName(match.Value[1..match.Value.IndexOf(':', StringComparison.Ordinal)]))
                    spans.Add((match.Index, match.Length, Literal));
        foreach (var found in SensitivePatterns.Find(text, kinds))
            spans.Add((found.Start, found.Length, RedactionPolicy.NameOf(found.Kind)));
        if (_words.Count > 0 && text.AsSpan().ContainsAny(_search ??= SearchValues.Create([.. _words], StringComparison.Ordinal)))
            foreach (var word in _words)
                for (var i = text.IndexOf(word, StringComparison.Ordinal); i >= 0; i = text.IndexOf(word, i + word.Length, StringComparison.Ordinal))
                    if (IsApart(text, i, word.Length))
                        spans.Add((i, word.Length, Literal));
        spans.Sort((a, b) => a.Start != b.Start ? a.Start.CompareTo(b.Start) : b.Length.CompareTo(a.Length));
        return spans;
    }

    private static bool IsApart(string text, int start, int length) =>
        (start == 0 || !char.IsLetterOrDigit(text[start - 1])) && (start + length == text.Length || !char.IsLetterOrDigit(text[start + length]));

    private string Add(string value, string kind, string? access)
    {
        var number = _numbers[kind] = _numbers.GetValueOrDefault(kind) + 1;
        var masked = new MaskedValue(value, string.Create(CultureInfo.InvariantCulture, $"[{kind}:{number}]"), kind, access);
        _byValue[value] = masked;
        _byPlaceholder[masked.Placeholder] = masked;
        return masked.Placeholder;
    }

    /// <example><c>contact.first_name</c> gives <c>first_name</c></example>
    private static string KindOf(string name)
    {
        var last = name[(name.LastIndexOf('.') + 1)..];
        var kind = string.Concat(last.ToLowerInvariant().Select(c => char.IsAsciiLetterLower(c) || c == '_' ? c : '_').Take(LongestKind));
        return kind.Length == 0 || kind == Literal ? "value" : kind;
    }

    [GeneratedRegex(@"\[[a-z_]{1,24}:[0-9]{1,6}\]", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Placeholder();
}

/// <param name="Placeholder"><c>[email:1]</c></param>
/// <param name="Kind">What it is: <c>email</c>, or the name of the column.</param>
/// <param name="Access">The level that may see it; null: whoever wrote it or asked.</param>
internal sealed record MaskedValue(string Value, string Placeholder, string Kind, string? Access);
