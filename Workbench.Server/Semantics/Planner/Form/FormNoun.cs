using System.Runtime.CompilerServices;
using Workbench.Server.Semantics.Layer;
using Workbench.Shared.Queries;

namespace Workbench.Server.Semantics.Planner.Form;

/// <summary>"successful payments", "unique customers", "Toyota cars": a thing, with what narrows it.</summary>
internal sealed record FormNoun(Entity? Entity, List<FormCondition> Conditions)
{
    public bool IsDistinct { get; init; }
    public bool IsWeekend { get; init; }
    public bool IsWeekday { get; init; }
    public EntityTime? Time { get; init; }

    /// <summary>"customers billed": the rows in which that happened to them.</summary>
    public Entity? Acts { get; init; }
}

/// <summary>Reads nouns with the adjectives before them; what it cannot account for word by word it does not read.</summary>
/// <param name="quotes">What stood in quotes, by number: <c>§0§</c> in a phrase.</param>
internal sealed partial class FormNouns(FormNames names, IValueIndex values, IReadOnlyList<string> quotes)
{
    /// <summary>Things that the question speaks of: of several that one word could name, theirs.</summary>
    public IReadOnlyList<Entity> Focus { get; set; } = [];

    private readonly Dictionary<string, IReadOnlyList<ValueMatch>> _found = new(StringComparer.Ordinal);
    private const int LongestValue = 4;

    /// <summary>Further than anything that the thing itself leads to.</summary>
    private const int Behind = 10;

    private static readonly HashSet<string> Empty = new(StringComparer.Ordinal)
    {
        "the",
        "a",
        "an",
        "all",
        "any",
        "each",
        "every",
        "their",
        "own",
        "its",
        "his",
        "her",
        "our",
        "of",
        "new",
        "individual",
        "living",
        "based",
        "located",
        "residing",
        "list",
        "lists",
        "at",
        "least",
        "one",
        "record",
        "records",
        "entry",
        "entries",
        "rows",
        "row",
        "tables",
        "table",
        "in",
        "total",
        "were",
        "was",
        "are",
        "is",
        "have",
        "has",
        "been",
        "there",
        "made",
        "make",
        "makes",
        "held",
        "placed",
        "recorded",
        "do",
        "does",
        "did",
        "that",
        "which",
        "who",
        "to",
        "ever",
        "some",
        "such",
        "those",
        "these",
        "ids",
        "he",
        "she",
        "they",
    };

    /// <summary>Null when a word is left over.</summary>
    /// <param name="takesActs">A verb may stand behind the thing, which names rows of another kind.</param>
    public FormNoun? Read(string phrase, Entity? near = null, bool takesActs = false)
    {
        var words = FormText.Words(phrase);
        if (words.Length is 0 or > 12)
            return null;
        var roots = words.Select(FormText.Root).ToArray();
        var used = new bool[words.Length];
        var entity = FindEntity(words, roots, used, near);
        var conditions = new List<FormCondition>();
        var isDistinct = false;
        var isWeekend = false;
        var isWeekday = false;
        for (var i = 0; i < words.Length; i++)
        {
            isDistinct |= !used[i] && words[i] is "unique" or "distinct" or "different";
            isWeekend |= !used[i] && words[i] is "weekend" or "weekends";
            isWeekday |= !used[i] && words[i] is "weekday" or "weekdays";
            used[i] |= Empty.Contains(words[i]) || words[i] is "unique" or "distinct" or "different" or "weekend" or "weekends" or "weekday" or "weekdays";
        }
        AddKinds(words, used, entity ?? near, conditions);
        AddFlags(words, used, entity, conditions);
        AddValues(words, used, entity ?? near, conditions);
        AcceptRoles(roots, used, entity);
        EntityTime? time = null;
        Entity? acts = null;
        for (var i = 0; i < words.Length; i++)
        {
            if (used[i])
                continue;
            // "customer signups", "payments created": the time that they go by.
            if (entity is not null && TimeOf(entity, roots[i]) is { } named)
            {
                (time, used[i]) = (named, true);
                continue;
            }
            // "fragile parcels": a column that is true.
            if (entity is not null && FlagOf(words[i], entity) is { } flag)
            {
                conditions.Add(new FieldCondition(flag, "=", [QueryValue.Of(true)]));
                used[i] = true;
                continue;
            }
            // "car sales": the sale's car.
            if (
                entity is not null
                && (names.IsEntityWord(entity, roots[i]) || names.Entity([roots[i]]) is { } other && names.Reach.Reaches(entity.Name, other.Name))
            )
                used[i] = true;
            // "loans handled": how each of them came about.
            else if (entity is not null && IsParticiple(words[i]) && EnglishVerbs.IsBeginning(words[i]) && FactsOf(roots[i], entity) is null)
                used[i] = true;
            else if (takesActs && acts is null && entity is not null && IsParticiple(words[i]) && FactsOf(roots[i], entity) is { } facts)
                (acts, used[i]) = (facts, true);
        }
        if (Array.Exists(used, u => !u) || entity is null && conditions.Count == 0)
            return null;
        return new FormNoun(entity, conditions)
        {
            IsDistinct = isDistinct,
            IsWeekend = isWeekend,
            IsWeekday = isWeekday,
            Time = time,
            Acts = acts,
        };
    }

    /// <summary>"open access papers": a column of several words that is true.</summary>
    private void AddFlags(string[] words, bool[] used, Entity? entity, List<FormCondition> conditions)
    {
        if (entity is null)
            return;
        for (var length = Math.Min(3, words.Length); length > 1; length--)
        for (var start = 0; start + length <= words.Length; start++)
            if (!used.AsSpan(start, length).Contains(true) && FlagOf(string.Join(' ', words[start..(start + length)]), entity) is { } flag)
            {
                conditions.Add(new FieldCondition(flag, "=", [QueryValue.Of(true)]));
                Array.Fill(used, true, start, length);
            }
    }

    private FormField? FlagOf(string word, Entity entity) =>
        names.Fields(FormNames.Roots(word)).Where(f => f.Type == "boolean" && (f.Entity == entity || names.Reach.Reaches(entity.Name, f.Entity.Name))).ToList()
            is [var flag]
            ? flag
            : null;

    public static bool IsParticiple(string word) =>
        word.Length > 4 && word.EndsWith("ed", StringComparison.Ordinal)
        || word is "sent" or "sold" or "paid" or "lent" or "bought" or "taken" or "taught" or "given" or "held" or "done";

    /// <summary>Rows that a verb names and that lead to the thing: "billed" the bills of customers.</summary>
    public Entity? FactsOf(string root, Entity thing)
    {
        var facts = names.Entity([root]) ?? (names.EntitiesBy(root) is [var only] ? only : null) ?? names.EntityBeginning(root, thing);
        return facts is not null && facts != thing && names.Reach.Reaches(facts.Name, thing.Name) ? facts : null;
    }

    private static readonly ConditionalWeakTable<Entity, Dictionary<string, EntityTime>> Times = [];

    /// <summary>The time that one word names: "created", "payment".</summary>
    public static EntityTime? TimeOf(Entity entity, string root) => Times.GetValue(entity, NamesOfTimes).GetValueOrDefault(root);

    private static Dictionary<string, EntityTime> NamesOfTimes(Entity entity)
    {
        var times = new Dictionary<string, EntityTime>(StringComparer.Ordinal);
        foreach (var time in entity.Times)
        foreach (var name in time.Synonyms.Prepend(time.Name))
            if (FormNames.Roots(name) is [var word, .. var rest] && rest is [] or ["dat" or "at"])
                times.TryAdd(word, time);
        return times;
    }

    private Entity? FindEntity(string[] words, string[] roots, bool[] used, Entity? near)
    {
        // The longest name, the last of equals; auxiliary words may stand inside ("payments were received").
        var kept = Enumerable
            .Range(0, words.Length)
            .Where(i => words[i] is not ("were" or "was" or "are" or "is" or "have" or "been" or "that" or "the"))
            .ToArray();
        (Entity Entity, int At)? verb = null;
        for (var length = Math.Min(5, kept.Length); length > 0; length--)
        for (var start = kept.Length - length; start >= 0; start--)
            if (names.Entity([.. kept[start..(start + length)].Select(i => roots[i])]) is { } entity)
            {
                // "customers billed" are customers.
                if (length == 1 && words[kept[start]].EndsWith("ed", StringComparison.Ordinal))
                {
                    verb ??= (entity, kept[start]);
                    continue;
                }
                foreach (var i in kept[start..(start + length)])
                    used[i] = true;
                return entity;
            }
        for (var start = kept.Length - 1; start >= 0; start--)
        {
            var i = kept[start];
            var candidates = names.EntitiesBy(roots[i]);
            if (near is not null && candidates.Contains(near))
                candidates = [near];
            // "received a cash payment" of payments received and payments made.
            if (candidates.Length > 1 && candidates.Where(c => roots.Where((r, at) => at != i && names.IsEntityWord(c, r)).Any()).ToList() is [var said])
                candidates = [said];
            if (candidates.Length > 1 && candidates.Where(Focus.Contains).ToList() is [var spoken])
                candidates = [spoken];
            if (candidates.Length == 1 && words[i] is not ("status" or "name" or "type"))
            {
                used[i] = true;
                return candidates[0];
            }
        }
        if (verb is { } act)
        {
            used[act.At] = true;
            return act.Entity;
        }
        return null;
    }

    private void AddValues(string[] words, bool[] used, Entity? entity, List<FormCondition> conditions)
    {
        // "grade A", "outcome failed": a column with one of its values behind it.
        for (var i = 0; entity is not null && i + 1 < words.Length; i++)
            if (!used[i] && ValueBehind(words, i, entity) is var (behind, length))
            {
                conditions.Add(behind);
                Array.Fill(used, true, i, length + 1);
            }
        for (var length = LongestValue; length > 0; length--)
        for (var start = 0; start + length <= words.Length; start++)
        {
            if (used.AsSpan(start, length).Contains(true))
                continue;
            if (ValueOf(string.Join(' ', words[start..(start + length)]), entity) is not { } value)
                continue;
            Array.Fill(used, true, start, length);
            conditions.Add(value);
            // "web device", "cash payment method": the field's own name beside its value.
            if (value.IsGuess && FormNames.Roots(value.Field.Name).Intersect(words.Select(FormText.Root)).Any())
                conditions[^1] = value with { IsGuess = false };
            var own = names.FieldsOf(value.Field.Entity).Contains(value.Field) ? FormNames.Roots(value.Field.Name) : [];
            for (var i = 0; i < words.Length; i++)
                used[i] |= own.Contains(FormText.Root(words[i]));
        }
    }

    private (FieldCondition Condition, int Length)? ValueBehind(string[] words, int at, Entity entity)
    {
        var fields = names
            .Fields(FormNames.Roots(words[at]))
            .Where(f => f is { IsBare: false, Time: null } && (f.Entity == entity || names.Reach.Reaches(entity.Name, f.Entity.Name)));
        foreach (var field in fields.OrderBy(f => f.Entity == entity ? 0 : 1))
            for (var length = Math.Min(LongestValue, words.Length - at - 1); length > 0; length--)
            {
                var phrase = string.Join(' ', words[(at + 1)..(at + 1 + length)].SkipWhile(w => length > 1 && w is "is" or "are" or "was" or "of"));
                var path = $"{field.Entity.Name}.{field.Name}";
                var stored = Quoted(phrase) is { } quoted
                    ? StoredAs(field, quoted)
                    : field
                        .Entity.Dimensions.FirstOrDefault(d => d.Name == field.Name)
                        ?.Values.Declared.FirstOrDefault(v => FormText.Plain(v.Stored) == phrase)
                        ?.Stored
                        ?? (phrase.Length > 1 ? Find(phrase).FirstOrDefault(v => v.Field == path && v.Score >= 0.97)?.Stored : null);
                if (stored is not null)
                    return (new FieldCondition(field, "=", [QueryValue.Of(stored)]), length);
            }
        return null;
    }

    /// <summary>One phrase is looked at many times over.</summary>
    private IReadOnlyList<ValueMatch> Find(string phrase) => _found.TryGetValue(phrase, out var known) ? known : _found[phrase] = values.Find(phrase);

    public FieldCondition? ValueOf(string phrase, Entity? entity)
    {
        phrase = Quoted(phrase) is { } quoted ? FormText.Plain(quoted) : phrase;
        var found = Find(phrase).Where(v => v.Score >= 0.97).Select(v => (v.Field, v.Stored)).ToList();
        if (found.Count == 0 && !phrase.Contains(' ', StringComparison.Ordinal) && phrase.Length >= 4)
            found = [.. names.ValuesLike(phrase).Distinct()];
        FieldCondition? best = null;
        var nearest = int.MaxValue;
        var isTied = false;
        foreach (var (path, stored) in found)
        {
            if (FieldOf(path) is not { } field)
                continue;
            var distance =
                entity is null || field.Entity == entity ? 0
                : names.Reach.Between(entity.Name, field.Entity.Name).MinBy(p => p.Joins.Length) is { } way ? way.Joins.Length
                // "meters with a bill that was paid in cash": of rows that lead to the thing.
                : names.Reach.Between(field.Entity.Name, entity.Name).MinBy(p => p.Joins.Length) is { } back ? Behind + back.Joins.Length
                // "sold by clients from Canada": of what rows lead to that lead to the thing as well.
                : names.Layer.Entities.Any(e => names.Reach.Reaches(e.Name, entity.Name) && names.Reach.Reaches(e.Name, field.Entity.Name)) ? 3 * Behind
                : -1;
            if (distance < 0 || distance > nearest)
                continue;
            isTied = distance == nearest && best?.Field != field;
            (best, nearest) = (new FieldCondition(field, "=", [QueryValue.Of(stored)]), distance);
        }
        return isTied ? null
            : best is not null && found.Select(f => FieldOf(f.Field)).OfType<FormField>().Any(f => f != best.Field && IsNear(f, entity))
                ? best with
                {
                    IsGuess = true,
                }
            : best;
    }

    private bool IsNear(FormField field, Entity? entity) =>
        entity is null || names.IsOpen(field) && (field.Entity == entity || names.Reach.Reaches(entity.Name, field.Entity.Name));

    private FormField? FieldOf(string path)
    {
        var dot = path.LastIndexOf('.');
        return dot > 0 && names.Layer.FindEntity(path[..dot]) is { } entity
            ? names.FieldsOf(entity).FirstOrDefault(f => f.Name == path[(dot + 1)..] && f is { IsBare: false, Time: null })
            : null;
    }
}
