using System.Collections.Frozen;
using System.Collections.Immutable;

namespace Workbench.Server.SemanticDraft;

/// <summary>
/// PostgreSQL folds names that are not quoted: <c>ClosePrice</c> becomes <c>closeprice</c>. In a database whose names have no mark between words they are
/// taken apart again, into words that names of columns are made of and the names of its own tables; what does not come out even stays whole.
/// </summary>
internal static class FoldedNames
{
    private const int ShortestName = 5;
    private const int MostPieces = 5;

    /// <summary>Of all names, those with a mark or a hump: more, and the others are single words.</summary>
    private const double MostMarked = 0.1;
    private const double MostPrefixed = 0.8;

    private static readonly FrozenSet<string> Lexicon = (
        // What names begin and end with, and what happened.
        "id no at on by is has of to in per for and code key name title label date time day week month year quarter hour minute stamp timestamp type kind status state stage "
        + "first last full middle nick short long display user login legal sur given family birth "
        + "number num nbr count qty quantity amount amt total sub sum net gross price rate cost fee tax unit value val balance limit min max avg average mean score rank level grade "
        + "open close closed high low adj adjusted start started end ended begin due expiry expiration valid created updated modified deleted inserted changed added removed joined join hired hire fired "
        + "left paid sent received sold bought placed made opened booked ordered shipped delivered returned canceled cancelled settled traded moved issued signed registered approved rejected submitted "
        + "completed finished resolved reported scheduled planned actual expected estimated posted published released launched enrolled admitted discharged born died visited called assigned"
        // What tables are about.
        + " customer client user member account person people contact employee staff manager agent advisor broker seller buyer vendor supplier partner owner author doctor patient nurse student teacher driver guest tenant "
        + "company firm office branch store shop warehouse department team group region area zone country county city town street address line postal post zip phone mobile fax email mail web site url "
        + "product item article part stock share security fund bond ticker symbol exchange market sector industry segment category class brand make model color colour size weight height width length "
        + "order sale purchase invoice bill receipt payment refund charge transaction trade deal contract quote offer bid price list discount coupon voucher loan deposit withdrawal transfer movement cash card bank "
        + "check cheque wire credit debit currency ccy commission dividend interest risk profile portfolio position volume lot asset fee insurance policy claim premium "
        + "event visit call ticket case issue task project job work shift schedule calendar session course lesson exam test result outcome reading measure meter sensor device machine equipment tool vehicle car bike "
        + "trip ride route stop station flight ship vessel port cargo container shipment delivery parcel package load seat room table house property unit building floor bed hotel restaurant menu meal food drink recipe "
        + "drug medicine treatment diagnosis condition symptom allergy lab sample specimen trial study arm dose therapy insurance ward hospital clinic "
        + "paper journal book chapter page library loan film movie song album artist game player match season league goal point score rating review comment note message text body subject description desc reason source "
        + "target channel method mode medium media campaign lead plan tier subscription license feature version build release commit branch log audit history snapshot daily weekly monthly yearly annual hourly "
        + "flag active current default primary main parent child root next previous prev old new original home work day night daily "
        + "percent pct ratio share margin profit loss revenue income expense budget forecast growth change settlement watch favorite wish data info detail details entry record row file image photo link path document "
        + "gender sex age height blood pressure language nationality religion marital education degree skill occupation salary wage bonus "
        + "latitude longitude lat lon location place map distance speed duration temperature energy power water gas fuel"
    ).Split(' ', StringSplitOptions.RemoveEmptyEntries).ToFrozenSet(StringComparer.Ordinal);

    public static ImmutableArray<SurveyedTable> Unfold(ImmutableArray<SurveyedTable> tables)
    {
        var names = tables.SelectMany(t => t.Columns.Select(c => c.Name).Prepend(t.Name)).Distinct(StringComparer.Ordinal).ToList();
        if (names.Count(n => IdentifierWords.Split(n).Length > 1) > MostMarked * names.Count)
            return tables;

        // "sb" before every name of a program's tables says nothing.
        var prefix =
            Common([.. tables.Select(t => t.Name)], 2, 4) is { } shared
            && tables.Length >= 3
            && names.Count(n => n.StartsWith(shared, StringComparison.Ordinal)) >= MostPrefixed * names.Count
                ? shared
                : "";
        var own = tables
            .SelectMany(t => new[] { Bare(t.Name), IdentifierWords.Singular(Bare(t.Name)) })
            .Where(n => n.Length > 2)
            .ToHashSet(StringComparer.Ordinal);
        var words = own.Where(n => !Lexicon.Contains(n) && Pieces(n, []) is null).ToHashSet(StringComparer.Ordinal);
        return
        [
            .. tables.Select(t =>
            {
                var initials = Initials([.. t.Columns.Select(c => Bare(c.Name))], words);
                return t with
                {
                    Unfolded = Spell(Bare(t.Name), words, "") ?? (prefix.Length > 0 ? Bare(t.Name) : null),
                    Columns =
                    [
                        .. t.Columns.Select(c =>
                            (Spell(Bare(c.Name), words, initials) ?? (Bare(c.Name) != c.Name ? Bare(c.Name) : null)) is { } spelt
                                ? c with
                                {
                                    Spelt = spelt,
                                    Words = IdentifierWords.Of(spelt),
                                }
                                : c
                        ),
                    ],
                };
            }),
        ];

        string Bare(string name) =>
            prefix.Length > 0 && name.Length > prefix.Length + 1 && name.StartsWith(prefix, StringComparison.Ordinal) ? name[prefix.Length..] : name;
    }

    /// <summary>What all names begin with, if it is that long.</summary>
    private static string? Common(IReadOnlyList<string> names, int shortest, int longest)
    {
        if (names.Count == 0)
            return null;
        var length = 0;
        while (length < longest && names.All(n => n.Length > length && n[length] == names[0][length]))
            length++;
        return length >= shortest ? names[0][..length] : null;
    }

    /// <summary>The letters before all columns of a table that stand for it: "tx" of <c>txid</c>, <c>txtype</c>, <c>txamount</c>.</summary>
    private static string Initials(IReadOnlyList<string> columns, HashSet<string> tables)
    {
        if (columns.Count < 4)
            return "";
        for (var length = Common(columns, 2, 12)?.Length ?? 0; length >= 2; length--)
            if (columns.Count(c => Pieces(c[length..], tables) is { Count: > 0 }) >= MostPrefixed * columns.Count)
                return columns[0][..length];
        return "";
    }

    private static string? Spell(string name, HashSet<string> tables, string initials)
    {
        if (initials.Length > 0 && name.StartsWith(initials, StringComparison.Ordinal) && Pieces(name[initials.Length..], tables) is { Count: > 0 } rest)
            return string.Join('_', rest.Prepend(initials));
        return name.Length >= ShortestName && name.All(char.IsAsciiLetterLower) && !tables.Contains(name) && Pieces(name, tables) is { Count: > 1 } pieces
            ? string.Join('_', pieces)
            : null;
    }

    /// <summary>The fewest words that the name is made of; null when something is left over.</summary>
    private static List<string>? Pieces(string name, HashSet<string> tables)
    {
        var best = new List<string>?[name.Length + 1];
        best[0] = [];
        for (var end = 1; end <= name.Length; end++)
        for (var start = 0; start < end; start++)
        {
            if (best[start] is not { Count: < MostPieces } before || !IsWord(name[start..end], start, end == name.Length))
                continue;
            if (best[end] is null || before.Count + 1 < best[end]!.Count)
                best[end] = [.. before, name[start..end]];
        }
        return best[name.Length];

        bool IsWord(string piece, int start, bool isLast)
        {
            // "is active", "moved on", "client id": two letters open or close a name, or join two of its words.
            if (piece.Length == 2)
                return piece switch
                {
                    "id" or "no" => isLast,
                    "at" or "on" or "by" => start > 0 && isLast && TimeDrafter.IsParticiple(LastWord(name[..start])),
                    "is" => start == 0 && !isLast,
                    "of" or "to" => start > 0 && !isLast,
                    _ => start > 0 && isLast && IdentifierWords.IsAbbreviation(piece),
                };
            return Lexicon.Contains(piece)
                || piece.Length > 2 && IdentifierWords.IsAbbreviation(piece)
                || Lexicon.Contains(IdentifierWords.Singular(piece))
                || tables.Contains(piece);
        }

        string LastWord(string head) => best[head.Length] is [.., var last] ? last : head;
    }
}
