using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Workbench.Server.Semantics;
using Workbench.Server.Semantics.Layer;

namespace Workbench.Server.SemanticDraft;

/// <summary>Plain words out of the names of tables and columns: <c>CUST_ORD_AMT</c> is "customer order amount".</summary>
internal static class IdentifierWords
{
    // Only those that are hardly ever anything else.
    private static readonly FrozenDictionary<string, string> Abbreviations = Pairs(
        "acct account accts accounts addr address adr address amt amount amts amounts avg average bal balance bldg building cat category catg category ccy currency cd code "
            + "cmt comment cnt count cntry country crncy currency crt created crtd created ctgry category ctry country cust customer custs customers dept department "
            + "depts departments desc description descr description dest destination dob birth_date dst destination dt date dte date dtm time emp employee emps employees "
            + "fname first_name grp group hdr header hr hour hrs hours id id inv invoice invc invoice invt inventory lang language lname last_name lvl level max maximum mfr manufacturer "
            + "mgmt management mgr manager min minimum mktg marketing mod modified mgmnt management msg message mth month mths months nbr number nm name num number ord order ords orders "
            + "org organization orig original pct percent pmt payment pmts payments prc price prd product prod product prods products proj project prty party pymt payment pwd password qty quantity "
            + "rcpt receipt rcvd received recd received ref reference reg region req request rsn reason sal salary sched schedule seq sequence shp shipment shpmt shipment src source stat status stmt statement "
            + "subs subscriptions subscr subscription svc service svcs services tel telephone tkt ticket trx transaction trxn transaction ts time txn transaction txns transactions typ type "
            + "upd updated updt updated usr user usrs users util utilization val value vndr vendor wh warehouse whse warehouse wk week yr year yrs years zip zip"
    );

    private static readonly FrozenSet<string> Technical = Words("tbl t dim fact fct stg vw v mv rpt");

    private static readonly FrozenDictionary<string, string> Singulars = Pairs(
        "sales sale data data news news goods goods staff staff lens lens alumni alumnus stati status media media"
    );

    private static readonly FrozenSet<string> Capitals = Words(
        "id vin sku url ip iban bic vat ssn usd eur gbp api sla csat nps isbn ean upc utc gps cpu gb mb kb tb ai hr arr mrr"
    );

    public static bool IsAbbreviation(string word) => Abbreviations.ContainsKey(word);

    /// <summary>Lower-case words, abbreviations written out.</summary>
    public static ImmutableArray<string> Of(string identifier)
    {
        var words = ImmutableArray.CreateBuilder<string>();
        foreach (var word in Split(identifier))
            words.AddRange(Abbreviations.GetValueOrDefault(word, word).Split('_'));

        // serial_no is a number; "no" alone is not.
        if (words.Count > 1 && words[^1] == "no")
            words[^1] = "number";

        return words.ToImmutable();
    }

    /// <summary>The words as they stand, in small letters.</summary>
    public static ImmutableArray<string> Split(string identifier)
    {
        var words = ImmutableArray.CreateBuilder<string>();
        var word = new StringBuilder();
        void Close()
        {
            if (word.Length > 0)
            {
                words.Add(word.ToString());
                word.Clear();
            }
        }

        for (var i = 0; i < identifier.Length; i++)
        {
            var c = identifier[i];
            if (!char.IsLetterOrDigit(c) && char.GetUnicodeCategory(c) is not (UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark))
            {
                Close();
                continue;
            }

            var startsHump = char.IsUpper(c) && i > 0 && (char.IsLower(identifier[i - 1]) || char.IsDigit(identifier[i - 1]));
            var endsCapitals = char.IsUpper(c) && i > 0 && char.IsUpper(identifier[i - 1]) && i + 1 < identifier.Length && char.IsLower(identifier[i + 1]);
            if (startsHump || endsCapitals)
                Close();

            word.Append(char.ToLowerInvariant(c));
        }

        Close();
        return words.ToImmutable();
    }

    /// <summary>The words of a table without what only says that it is one.</summary>
    /// <param name="prefix">The word that the tables of a schema begin with, if they do.</param>
    public static ImmutableArray<string> OfTable(string table, string? prefix)
    {
        var words = Of(table);
        while (words.Length > 1 && (Technical.Contains(words[0]) || words[0] == prefix))
            words = words.RemoveAt(0);

        while (words.Length > 1 && words[^1] is "table" or "tbl" or "view" or "vw" or "dim" or "fact")
            words = words.RemoveAt(words.Length - 1);

        // usage_daily is daily usage.
        return words.Length > 1 && words[^1] is "daily" or "weekly" or "monthly" or "hourly" or "yearly" ? [words[^1], .. words[..^1]] : words;
    }

    public static ImmutableArray<string> Singular(ImmutableArray<string> words) =>
        words.IsEmpty ? words : words.SetItem(Head(words), Singular(words[Head(words)]));

    public static string Singular(string word) =>
        Singulars.TryGetValue(word, out var known) ? known
        : word.Length > 3 ? WordForms.Singular(word)
        : word;

    public static ImmutableArray<string> Plural(ImmutableArray<string> words) => words.IsEmpty ? words : words.SetItem(Head(words), Plural(words[Head(words)]));

    /// <summary>The noun that the others go with: of "payments received" the payments.</summary>
    private static int Head(ImmutableArray<string> words)
    {
        var head = words.Length - 1;
        while (head > 0 && TimeDrafter.IsParticiple(words[head]))
            head--;

        return head;
    }

    public static string Plural(string word) =>
        word switch
        {
            "person" => "people",
            "child" => "children",
            "man" => "men",
            "woman" => "women",
            "data" or "news" or "goods" or "staff" or "media" or "inventory" or "stock" or "equipment" or "revenue" => word,
            _ when Singular(word) is var one && one != word => word,
            _ => TextForms.Plural(word),
        };

    /// <summary>A name as the layer has them; null when no letter of it can be written so.</summary>
    public static string? Name(IEnumerable<string> words)
    {
        var name = new StringBuilder();
        foreach (var word in words)
        {
            var plain = Plain(word);
            if (plain.Length > 0)
                name.Append(name.Length > 0 ? "_" : "").Append(plain);
        }

        while (name.Length > 0 && !char.IsAsciiLetter(name[0]))
            name.Remove(0, 1);

        return name.Length == 0 ? null : name.ToString(0, Math.Min(name.Length, 60)).TrimEnd('_');
    }

    /// <summary>"Sale price", "VIN number".</summary>
    public static string Label(IEnumerable<string> words)
    {
        var label = string.Join(' ', words.Select(w => Capitals.Contains(w) ? w.ToUpperInvariant() : w));
        return label.Length == 0 ? label : char.ToUpperInvariant(label[0]) + label[1..];
    }

    /// <summary>In the middle of a sentence.</summary>
    public static string Phrase(IEnumerable<string> words) => string.Join(' ', words.Select(w => Capitals.Contains(w) ? w.ToUpperInvariant() : w));

    private static string Plain(string word)
    {
        var plain = new StringBuilder();
        foreach (var c in word)
        {
            switch (char.ToLowerInvariant(c))
            {
                case >= 'a' and <= 'z' or >= '0' and <= '9':
                    plain.Append(char.ToLowerInvariant(c));
                    break;
                case 'ß':
                    plain.Append("ss");
                    break;
                case 'æ':
                    plain.Append("ae");
                    break;
                case var other when Accents.TryGetValue(other, out var letter):
                    plain.Append(letter);
                    break;
                case var other when Cyrillic.TryGetValue(other, out var letters):
                    plain.Append(letters);
                    break;
            }
        }

        return plain.ToString();
    }

    // The program runs without ICU, which would know what letters are made of.
    private static readonly FrozenDictionary<char, char> Accents =
        "aàáâãäåāăą cçćĉċč dďđð eèéêëēĕėęě gĝğġģ hĥħ iìíîïĩīĭįı jĵ kķ lĺļľŀł nñńņňŋ oòóôõöøōŏő rŕŗř sśŝşšș tţťŧț uùúûüũūŭůűų wŵ yýÿŷ zźżž"
            .Split(' ')
            .SelectMany(letters => letters[1..].Select(accented => (accented, Plain: letters[0])))
            .ToFrozenDictionary(p => p.accented, p => p.Plain);

    private static readonly FrozenDictionary<char, string> Cyrillic = Pairs(
            "а a б b в v г g д d е e ж zh з z и i й i к k л l м m н n о o п p р r с s т t у u ф f х kh ц ts ч ch ш sh щ shch ы y э e ю yu я ya"
        )
        .ToFrozenDictionary(p => p.Key[0], p => p.Value);

    private static FrozenSet<string> Words(string list) => list.Split(' ').ToFrozenSet(StringComparer.Ordinal);

    private static FrozenDictionary<string, string> Pairs(string list) =>
        list.Split(' ').Chunk(2).DistinctBy(p => p[0], StringComparer.Ordinal).ToFrozenDictionary(p => p[0], p => p[1], StringComparer.Ordinal);
}
