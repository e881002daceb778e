using System.Collections.Frozen;
using System.Collections.Immutable;

namespace Workbench.Server.SemanticDraft;

/// <summary>How well the name of a column fits an entity, from bad to good.</summary>
internal enum ReferenceFit
{
    None,

    /// <summary>Only values of a kind that do not meet by chance: <c>uuid</c>.</summary>
    Values,

    /// <summary><c>created_by</c>, <c>manager_id</c>: a person, but not which.</summary>
    Person,

    /// <summary><c>account_id</c> for <c>bank_account</c>, <c>cus_id</c> for <c>customer</c>.</summary>
    Part,

    /// <summary><c>billing_address_id</c> for <c>address</c>; <c>parent_id</c>.</summary>
    Suffix,
    Exact,
}

/// <summary>A column that may refer to the key of another table, read by its name.</summary>
internal sealed class ReferenceName
{
    private static readonly FrozenSet<string> PersonRoles = FrozenSet.ToFrozenSet(
        [
            "manager",
            "owner",
            "author",
            "creator",
            "assignee",
            "approver",
            "reviewer",
            "editor",
            "supervisor",
            "requester",
            "responsible",
            "lead",
            "operator",
            "boss",
            "created by",
            "updated by",
            "modified by",
            "assigned to",
            "approved by",
            "closed by",
            "handled by",
            "ordered by",
            "sold by",
            "reported by",
            "reports to",
            "deleted by",
        ],
        StringComparer.Ordinal
    );

    private readonly SurveyedColumn _column;
    private readonly EntityDraft _entity;
    private readonly ImmutableArray<string> _words;
    private readonly ImmutableArray<string> _stem;
    private readonly bool _saysId;

    public ReferenceName(SurveyedColumn column, EntityDraft entity)
    {
        _column = column;
        _entity = entity;
        _words = column.Words;
        _stem = IdentifierWords.Singular(Stem(_words));
        _saysId = _words.Length > _stem.Length;
    }

    /// <summary>Without what only says that it is a reference: <c>customer_id</c> → customer.</summary>
    public static ImmutableArray<string> Stem(ImmutableArray<string> words)
    {
        while (
            words.Length > 0 && words[^1] is "id" or "ids" or "key" or "fk" or "uuid" or "guid" or "code" or "number" or "no" or "sk" or "ref" or "reference"
        )
            words = words.RemoveAt(words.Length - 1);

        while (words.Length > 0 && words[0] is "id" or "fk")
            words = words.RemoveAt(0);

        return words;
    }

    public ReferenceFit Fits(EntityDraft other, SurveyedColumn key)
    {
        var isOwnKey = _entity.Key.Columns is [var own] && own == _column.Name;
        if (other.Name == _entity.Name)
        {
            return !isOwnKey && _saysId && _stem is ["parent" or "manager" or "supervisor" or "boss" or "lead" or "previous" or "original" or "root", ..]
                    ? ReferenceFit.Suffix
                : !isOwnKey && _saysId && _stem.Length > other.TableWords.Length && Ends(_stem, other.TableWords) ? ReferenceFit.Suffix
                : ReferenceFit.None;
        }

        // A column "accounts" of numbers counts them.
        if (_column.Kind == ColumnKind.Integer && !_saysId && !_words.SequenceEqual(_stem))
            return ReferenceFit.None;

        var isExact =
            Same(_stem, other.TableWords)
            || (
                _column.Name == key.Name
                && Stem(IdentifierWords.Of(key.Spelt)) is { IsEmpty: false } stem
                && Ends(other.TableWords, IdentifierWords.Singular(stem))
            );
        if (isExact)
            return ReferenceFit.Exact;

        // A table's own key refers to another table only where that one is named in full.
        if (isOwnKey || _stem.IsEmpty)
            return ReferenceFit.None;

        // visit_eng_id for the eng_id of engineers.
        if (
            _saysId
            && (Ends(_stem, other.TableWords) || Ends(IdentifierWords.Split(_column.Spelt), IdentifierWords.Split(key.Spelt)) && Stem(key.Words).Length > 0)
        )
            return ReferenceFit.Suffix;

        if (
            _saysId
            && (
                Ends(other.TableWords, _stem)
                || (_stem is [var word] && word.Length >= 3 && other.TableWords is [var whole] && whole.StartsWith(word, StringComparison.Ordinal))
            )
        )
        {
            return ReferenceFit.Part;
        }

        if (
            (_saysId || _stem.Length > 1)
            && PersonRoles.Contains(string.Join(' ', _stem))
            && (PersonalData.IsStaff(other.TableWords) || other.TableWords is [.., "user" or "person" or "people"])
        )
        {
            return ReferenceFit.Person;
        }

        return _column.Kind == ColumnKind.Uuid && _saysId ? ReferenceFit.Values : ReferenceFit.None;
    }

    private static bool Same(ImmutableArray<string> a, ImmutableArray<string> b) => !a.IsEmpty && (a.SequenceEqual(b) || string.Concat(a) == string.Concat(b));

    private static bool Ends(ImmutableArray<string> words, ImmutableArray<string> end) =>
        end.Length > 0 && end.Length <= words.Length && words.AsSpan()[^end.Length..].SequenceEqual(end.AsSpan());
}
