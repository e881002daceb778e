using Workbench.Server.Semantics.Layer;
using Workbench.Shared.Queries;

namespace Workbench.Server.Semantics.Planner.Form;

/// <summary>What a question itself says of nouns: values in quotes, kinds that it defines, the part that a thing plays.</summary>
internal sealed partial class FormNouns
{
    private readonly List<(string[] Words, Entity Of, FormCondition Condition)> _kinds = [];

    /// <summary>"Closed holds have the status collected or expired": from then on "closed holds" are those.</summary>
    public void Define(string kind, Entity of, FormCondition condition)
    {
        _kinds.RemoveAll(k => k.Of == of && k.Words.SequenceEqual(FormText.Words(kind)));
        _kinds.Add((FormText.Words(kind), of, condition));
    }

    /// <summary>The text of <c>§0§</c>; null when the phrase is no quote.</summary>
    public string? Quoted(string phrase) =>
        phrase.Length > 2
        && phrase[0] == '§'
        && phrase[^1] == '§'
        && int.TryParse(
            phrase.AsSpan(1, phrase.Length - 2),
            System.Globalization.NumberStyles.None,
            System.Globalization.CultureInfo.InvariantCulture,
            out var at
        )
        && at < quotes.Count
            ? quotes[at]
            : null;

    /// <summary>A quoted value as the field stores it; one that is not known is looked for as it stands.</summary>
    public static string? StoredAs(FormField field, string quoted) =>
        field.IsNumber || field.Type is "boolean"
            ? null
            : field
                .Entity.Dimensions.FirstOrDefault(d => d.Name == field.Name)
                ?.Values.Declared.FirstOrDefault(v => FormText.Plain(v.Stored) == FormText.Plain(quoted))
                ?.Stored
                ?? quoted;

    private void AddKinds(string[] words, bool[] used, Entity? entity, List<FormCondition> conditions)
    {
        foreach (var (kind, of, condition) in _kinds)
        {
            if (entity is null || entity != of && !names.Reach.Reaches(entity.Name, of.Name))
                continue;
            for (var at = 0; at + kind.Length <= words.Length; at++)
                if (!used.AsSpan(at, kind.Length).Contains(true) && words.AsSpan(at, kind.Length).SequenceEqual(kind))
                {
                    conditions.Add(condition);
                    Array.Fill(used, true, at, kind.Length);
                    for (var i = 0; i < words.Length; i++)
                        used[i] |= words[i] is "today" or "now" or "currently";
                    break;
                }
        }
        // "flights with the status §0§": small words around what is in quotes.
        if (Array.Exists(words, w => w[0] == '§'))
            for (var i = 0; i < words.Length; i++)
                used[i] |= words[i] is "with" or "having" or "whose" or "where" or "has" or "a" or "an";
    }

    /// <summary>"pickup branches", "the destination airport": the part that the thing plays, not a kind of it.</summary>
    private void AcceptRoles(string[] roots, bool[] used, Entity? entity)
    {
        if (entity is null)
            return;
        for (var i = 0; i < roots.Length; i++)
            used[i] |= !used[i] && names.Roles(roots[i]).Any(r => r.Target == entity && Parts.Contains(r.Join));
    }

    /// <summary>Joins that the question names by the part that a thing plays.</summary>
    public IReadOnlySet<string> Parts { get; set; } = new HashSet<string>(StringComparer.Ordinal);

    /// <summary>A condition with another value, of which each is enough: "the status A, B or C".</summary>
    public static FieldCondition AnyOf(FormField field, IEnumerable<string> stored) => new(field, "in", [.. stored.Select(v => QueryValue.Of(v))]);
}
