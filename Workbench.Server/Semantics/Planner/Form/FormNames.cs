using System.Collections.Concurrent;
using System.Collections.Immutable;
using Workbench.Server.Semantics.Compiler;
using Workbench.Server.Semantics.Layer;

namespace Workbench.Server.Semantics.Planner.Form;

/// <summary>A field of an entity: a dimension, a time, its key, or a number that only its table shows.</summary>
/// <param name="Name">As a query writes it behind the entity; empty: the key.</param>
/// <param name="Expr">Scalar SQL over the entity's columns.</param>
internal sealed record FormField(Entity Entity, string Name, string Expr, string Type)
{
    public EntityTime? Time { get; init; }
    public bool IsKey => Name.Length == 0;

    /// <summary>The join that it is reached over, where the question says which: "origin city".</summary>
    public string? Via { get; init; }

    /// <summary>A column that no dimension shows: it can be added up, not grouped by.</summary>
    public bool IsBare { get; init; }
    public bool IsNumber => Type is "integer" or "decimal";
}

/// <summary>What the things of a layer are called, as lists of words.</summary>
internal sealed partial class FormNames
{
    private readonly LevelView _view;
    private readonly Dictionary<string, Entity?> _byName = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<(int At, FormField Field)>> _called = new(StringComparer.Ordinal);
    private readonly Dictionary<Entity, FormField[]> _owned = [];
    private readonly SemanticLayer _layer;
    private readonly List<(string[] Words, Entity Entity)> _entities = [];
    private readonly List<(string[] Words, FormField Field)> _fields = [];
    private readonly Dictionary<string, List<Metric>> _metrics = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ImmutableArray<Entity>> _byEnd = new(StringComparer.Ordinal);
    private readonly Dictionary<Entity, HashSet<string>> _wordsOf = [];
    private readonly List<(string[] Words, Entity Entity)> _single;
    private readonly Dictionary<string, List<int>> _numbers = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<Entity, FormField?> _amounts = new();
    private readonly Lazy<Dictionary<string, List<Metric>>> _spans;
    private readonly Lazy<ILookup<string, (string Field, string Stored)>> _values;

    public FormNames(SemanticLayer layer, JoinReach reach, string level)
    {
        _view = new LevelView(layer, level);
        _layer = layer;
        Reach = reach;
        foreach (var entity in layer.Entities)
        {
            foreach (var name in EntityNames(entity).Distinct(StringComparer.OrdinalIgnoreCase))
                _entities.Add((Roots(name), entity));
            AddFields(entity);
        }
        _single = _entities.FindAll(e => e.Words.Length == 1);
        foreach (var (words, entity) in _entities)
            (_wordsOf.TryGetValue(entity, out var own) ? own : _wordsOf[entity] = new(StringComparer.Ordinal)).UnionWith(words);
        foreach (
            var ends in _entities
                .Where(e => e.Words.Length > 1)
                .SelectMany(e => new[] { (Word: e.Words[0], e.Entity), (Word: e.Words[^1], e.Entity) })
                .GroupBy(e => e.Word, StringComparer.Ordinal)
        )
            _byEnd[ends.Key] = [.. ends.Select(e => e.Entity).Distinct()];
        for (var i = 0; i < _fields.Count; i++)
            if (_fields[i].Field is { IsNumber: true, IsKey: false })
                foreach (var word in _fields[i].Words.Distinct(StringComparer.Ordinal))
                    (_numbers.TryGetValue(word, out var at) ? at : _numbers[word] = []).Add(i);
        // Of several by one name none.
        foreach (var (words, entity) in _entities)
            _byName[string.Join(' ', words)] = _byName.TryGetValue(string.Join(' ', words), out var other) && other != entity ? null : entity;
        for (var i = 0; i < _fields.Count; i++)
        {
            var name = string.Join(' ', _fields[i].Words);
            (_called.TryGetValue(name, out var same) ? same : _called[name] = []).Add((i, _fields[i].Field));
        }
        foreach (var own in _fields.GroupBy(f => f.Field.Entity))
            _owned[own.Key] = [.. own.Select(f => f.Field).Distinct()];
        foreach (var metric in layer.Metrics.Where(m => !m.IsHidden))
        foreach (var name in metric.Synonyms.Append(metric.Label).Append(metric.Name).Select(Key).Distinct(StringComparer.Ordinal))
            (_metrics.TryGetValue(name, out var same) ? same : _metrics[name] = []).Add(metric);
        _roles = Named(layer);
        _spans = new(ReadSpans);
        _values = new(ReadValues);
        Flags = [.. _owned.Values.SelectMany(f => f).Where(f => f.Type == "boolean").Select(f => (FormText.Plain(f.Name), f))];
    }

    /// <summary>Columns that are true or false, with what they are called.</summary>
    public ImmutableArray<(string Phrase, FormField Field)> Flags { get; }

    public JoinReach Reach { get; }
    public SemanticLayer Layer => _layer;

    public static string[] Roots(string name) => [.. FormText.Words(FormText.Plain(name)).Select(FormText.Root)];

    private static string Key(string name) => string.Join(' ', Roots(name));

    public Metric? Metric(string phrase) => _metrics.GetValueOrDefault(Key(phrase)) is [var only] ? only : null;

    /// <summary>The layer's own metric of a span between two times: "average number of days between the sale date and the payment date".</summary>
    public Metric? SpanMetric(string phrase) => Span(phrase) is { } wanted && _spans.Value.GetValueOrDefault(wanted) is [var only] ? only : null;

    private Dictionary<string, List<Metric>> ReadSpans()
    {
        var spans = new Dictionary<string, List<Metric>>(StringComparer.Ordinal);
        foreach (var (name, metrics) in _metrics)
            if (Span(name) is { } span)
                foreach (var metric in metrics)
                    if (!(spans.TryGetValue(span, out var same) ? same : spans[span] = []).Contains(metric))
                        spans[span].Add(metric);
        return spans;
    }

    /// <summary>The words between which it is; null when it is no span.</summary>
    private static string? Span(string text)
    {
        var words = Roots(text)
            .Where(r => !SpanTalk.Contains(r))
            .Select(r =>
                r == "from" ? "between"
                : r == "to" ? "and"
                : r
            )
            .ToList();
        return words.Count(w => w == "between") == 1 ? string.Join(' ', words) : null;
    }

    /// <summary>Declared values that a word is a form of: "successful" and "success", "cancelled" and "cancel".</summary>
    public IEnumerable<(string Field, string Stored)> ValuesLike(string word)
    {
        foreach (var value in _values.Value[FormText.Root(word)])
            yield return value;
        for (var cut = 0; cut <= 3 && word.Length - cut >= 5; cut++)
            foreach (var value in _values.Value["=" + word[..^cut]])
                yield return value;
    }

    /// <summary>By their root, and as they stand behind a mark.</summary>
    private ILookup<string, (string Field, string Stored)> ReadValues() =>
        _layer
            .Entities.SelectMany(e =>
                e.Dimensions.Where(d => !d.IsHidden && IsOpen(e, d))
                    .SelectMany(d => d.Values.Declared.Select(v => (Plain: FormText.Plain(v.Stored), Value: ($"{e.Name}.{d.Name}", v.Stored))))
            )
            .Where(v => v.Plain.Length >= 3)
            .SelectMany(v => new[] { (Key: FormText.Root(v.Plain), v.Value), (Key: "=" + v.Plain, v.Value) })
            .ToLookup(v => v.Key, v => v.Value, StringComparer.Ordinal);

    private static readonly HashSet<string> SpanTalk = [.. new[] { "the", "a", "number", "of", "date", "time", "taken" }.Select(FormText.Root)];

    /// <summary>The entity whose whole name these roots are; of several by one name none.</summary>
    public Entity? Entity(ReadOnlySpan<string> roots) => roots.Length == 0 ? null : _byName.GetValueOrDefault(string.Join(' ', roots!));

    /// <summary>Entities whose names end in this word or begin with it: "payments" of membership payments.</summary>
    public ImmutableArray<Entity> EntitiesBy(string root) => _byEnd.GetValueOrDefault(root, []);

    /// <summary>The one entity, leading to the thing, whose name begins with this word: the payouts that were paid.</summary>
    public Entity? EntityBeginning(string root, Entity? thing = null) =>
        root.Length < 3 ? null
        : _entities
            .Where(e =>
                e.Words is [var only]
                && only.StartsWith(root, StringComparison.Ordinal)
                && (thing is null || e.Entity != thing && Reach.Reaches(e.Entity.Name, thing.Name))
            )
            .Select(e => e.Entity)
            .Distinct()
            .ToList()
            is [var found]
            ? found
        : null;

    public bool IsEntityWord(Entity entity, string root) => _wordsOf.TryGetValue(entity, out var words) && words.Contains(root);

    public IReadOnlyList<FormField> FieldsOf(Entity entity) => _owned.GetValueOrDefault(entity) ?? [];

    public bool IsOpen(Entity entity, Dimension dimension) => _view.FindEntity(entity.Name) is not null && _view.IsVisible(entity, dimension);

    public bool IsOpen(Entity entity) => _view.FindEntity(entity.Name) is not null;

    public bool IsOpen(Metric metric) => _view.IsVisible(metric);

    /// <summary>Whether the asker's level may read it.</summary>
    public bool IsOpen(FormField field) =>
        _view.FindEntity(field.Entity.Name) is { } entity
        && (
            field.IsKey ? entity.Key.All(k => _view.IsVisible(entity, k))
            : field.Time is { } time ? _view.IsVisible(entity, time)
            : entity.Dimensions.FirstOrDefault(d => d.Name == field.Name) is { } dimension ? _view.IsVisible(entity, dimension)
            : _view.IsVisible(entity, field.Expr)
        );

    /// <summary>Fields that are called so, with the entity's own name before or without it.</summary>
    public List<FormField> Fields(ReadOnlySpan<string> roots)
    {
        var found = new SortedDictionary<int, FormField>();
        Add(roots, null);
        for (var take = 1; take < roots.Length && take <= 3; take++)
            if (Entity(roots[..take]) is { } entity)
                Add(roots[take..], entity);
        // "payment creation" of created_at, "ticket topic" of support tickets.
        if (roots.Length > 1)
            foreach (var (at, field) in _called.GetValueOrDefault(string.Join(' ', roots[1..]!)) ?? [])
                if (IsEntityWord(field.Entity, roots[0]))
                    found[at] = field;
        return [.. found.Values.Distinct()];

        void Add(ReadOnlySpan<string> name, Entity? of)
        {
            foreach (var (at, field) in _called.GetValueOrDefault(string.Join(' ', name!)) ?? [])
                if (of is null || field.Entity == of)
                    found[at] = field;
        }
    }

    /// <summary>Numbers that could be meant by these words, the likelier first. A word must name the column, the others may name its entity.</summary>
    public List<(FormField Field, double Score)> Numbers(IReadOnlyList<string> roots)
    {
        var found = new Dictionary<FormField, double>();
        foreach (var at in roots.SelectMany(r => _numbers.GetValueOrDefault(r) ?? []).Distinct().Order())
        {
            var (words, field) = _fields[at];
            var own = roots.Count(words.Contains);
            if (own == 0 || !roots.All(r => words.Contains(r) || IsEntityWord(field.Entity, r) || IsFiller(r)))
                continue;
            var score =
                (double)own / words.Length + 0.5 * roots.Count(r => !words.Contains(r) && IsEntityWord(field.Entity, r)) + (own == roots.Count ? 0.25 : 0);
            if (!found.TryGetValue(field, out var known) || known < score)
                found[field] = score;
        }
        return [.. found.OrderByDescending(f => f.Value).Select(f => (f.Key, f.Value))];
    }

    private static bool IsFiller(string root) => root is "amount" or "valu" or "value" or "total" or "all" or "pay" or "receiv" or "made" or "make";

    /// <summary>The one number of an entity that is an amount of money or quantity that adds up.</summary>
    public FormField? MainAmount(Entity entity) => _amounts.GetOrAdd(entity, FindAmount);

    private FormField? FindAmount(Entity entity)
    {
        var numbers = FieldsOf(entity).Where(f => f.IsNumber && !f.IsKey).ToList();
        return One("revenu", "sale", "total", "grand")
            ?? One("amount")
            ?? One("pric", "price", "valu", "value", "cost", "paid", "charge", "balanc", "balance", "volum");

        FormField? One(params string[] words)
        {
            var named = numbers
                .Where(n =>
                    Roots(n.Expr).Any(words.Contains) && !Roots(n.Expr).Any(r => r is "tax" or "discount" or "fee" or "pct" or "percent" or "unit" or "rate")
                )
                .ToList();
            return named.Count == 1 ? named[0] : null;
        }
    }

    private static IEnumerable<string> EntityNames(Entity entity)
    {
        yield return entity.Label;
        yield return entity.LabelPlural;
        foreach (var synonym in entity.Synonyms)
            yield return synonym;
        if (entity.Source is TableSource table)
            yield return table.FullName[(table.FullName.LastIndexOf('.') + 1)..];
    }

    private void AddFields(Entity entity)
    {
        var table = entity.Source is TableSource source ? _layer.FindTable(source.FullName) : null;
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var dimension in entity.Dimensions.Where(d => !d.IsHidden))
        {
            var field = new FormField(entity, dimension.Name, dimension.Expr.Text, dimension.Type);
            seen.Add(dimension.Expr.Text.Trim());
            foreach (var name in dimension.Synonyms.Append(dimension.Label).Append(dimension.Name).Append(dimension.Expr.Text.Trim()).Where(IsName))
                _fields.Add((Roots(name), field));
        }
        foreach (var time in entity.Times)
        {
            seen.Add(time.Expr.Text.Trim());
            var field = new FormField(entity, time.Name, time.Expr.Text, time.Type) { Time = time };
            foreach (
                var name in time.Synonyms.Append(time.Label ?? time.Name).Append(time.Name).Append($"{time.Name} date").Append(time.Expr.Text).Where(IsName)
            )
                _fields.Add((Roots(name), field));
        }
        if (entity.Key is [var key])
        {
            var field = new FormField(entity, "", key, "key");
            foreach (var name in new[] { "id", "ids", key, $"{entity.Label} id", $"{entity.Name} id" })
                _fields.Add((Roots(name), field));
            seen.Add(key);
        }
        foreach (var column in table?.Columns ?? [])
            if (!seen.Contains(column.Name) && KindOf(column.Type) is { } type && !column.Name.EndsWith("_id", StringComparison.Ordinal))
                _fields.Add((Roots(column.Name), new FormField(entity, column.Name, column.Name, type) { IsBare = true }));
    }

    private static bool IsName(string text) => text.Length > 0 && text.All(c => char.IsLetterOrDigit(c) || c is '_' or ' ' or '-');

    private static string? KindOf(string type) =>
        type.StartsWith("numeric", StringComparison.Ordinal) || type is "double precision" or "real" or "money" ? "decimal"
        : type is "integer" or "bigint" or "smallint" ? "integer"
        : null;
}
