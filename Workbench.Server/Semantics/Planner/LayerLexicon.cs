using System.Collections.Immutable;
using System.Text;
using Workbench.Server.Semantics.Expressions;
using Workbench.Server.Semantics.Layer;

namespace Workbench.Server.Semantics.Planner;

/// <summary>Every word that the layer knows and what it may stand for. Built once a revision; safe to share between threads.</summary>
internal sealed partial class LayerLexicon
{
    private readonly Dictionary<string, int> _wordIds = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<int>> _idsByRoot = new(StringComparer.Ordinal);
    private readonly List<string> _words = [];
    private readonly List<HashSet<string>> _targetsOfWord = [];
    private readonly List<LexiconPhrase> _phrases = [];
    private readonly HashSet<(string Text, string Target)> _seen = [];
    private readonly List<List<int>> _phrasesOfWord = [];
    private readonly Dictionary<string, HashSet<string>> _described = new(StringComparer.Ordinal);

    public LayerLexicon(SemanticLayer layer)
    {
        Layer = layer;
        Reach = new JoinReach(layer);
        Search = new MetricSearch(this);
        _paired = PairsOf(layer);
        AddMetrics();
        AddEntities();
        AddProducts();
        AddTerms();
        AddStored();
        FiscalNames = FiscalNamesOf(layer);
    }

    public SemanticLayer Layer { get; }
    public JoinReach Reach { get; }
    public MetricSearch Search { get; }

    /// <summary>What the company calls its fiscal year, word by word: "school year", "season year", by terms of the glossary that say so.</summary>
    public ImmutableArray<ImmutableArray<string>> FiscalNames { get; }

    public IReadOnlyList<LexiconPhrase> Phrases => _phrases;
    public IReadOnlyList<string> Words => _words;

    public IReadOnlyList<int> PhrasesOf(int word) => _phrasesOfWord[word];

    /// <summary>Ids of the words that a typed word means, with how sure that is.</summary>
    public void Find(Token token, bool allowTypos, List<(int Word, double Quality)> into)
    {
        into.Clear();
        if (_wordIds.TryGetValue(token.Singular, out var exact))
            into.Add((exact, token.Singular == token.Word || WordForms.Singular(token.Word) == token.Singular ? 1 : 0.99));
        // "grew" asks for a change; it is not the noun "growth" of a name.
        if (!EnglishWords.Structural.Contains(token.Word) && _idsByRoot.TryGetValue(token.Root, out var related))
            foreach (var id in related)
                if (into.Count == 0 || id != into[0].Word)
                    into.Add((id, 0.93));
        foreach (var other in token.Also)
            AddSense(other, token.IsRepaired ? 0.86 : 0.91, into);
        if (into.Count > 0 || !allowTypos)
            return;
        into.AddRange(_typos.TryGetValue(token.Word, out var known) ? known : Remember(token.Word, Typos(token)));
    }

    private void AddSense(string word, double likeness, List<(int Word, double Quality)> into)
    {
        if (_wordIds.TryGetValue(WordForms.Singular(word), out var exact))
        {
            if (!into.Exists(m => m.Word == exact))
                into.Add((exact, likeness));
        }
        else if (_idsByRoot.TryGetValue(WordForms.Root(word), out var related))
            foreach (var id in related)
                if (!into.Exists(m => m.Word == id))
                    into.Add((id, likeness - 0.03));
    }

    public bool IsPartOfFiscalName(string singular) => FiscalNames.Any(name => name.Contains(singular));

    public bool Knows(string singular) => _wordIds.ContainsKey(singular);

    public bool KnowsRoot(string root) => _idsByRoot.ContainsKey(root);

    /// <summary>How telling a word is: 1 when it belongs to one object, less when many share it.</summary>
    public double Rarity(int word) => 1 / Math.Log(1.718 + _targetsOfWord[word].Count);

    /// <summary>Whether the description of an object holds the word: weak evidence, never a link.</summary>
    public bool Describes(LinkTarget target, string root) => _described.TryGetValue(target.Name, out var roots) && roots.Contains(root);

    private void AddMetrics()
    {
        foreach (var metric in Layer.Metrics)
        {
            var target = new MetricTarget(metric) { RequiredLevel = metric.Access };
            Add(target, metric.Label, 1, true);
            Add(target, metric.Name, 0.99, true);
            foreach (var synonym in metric.Synonyms)
                Add(target, synonym, 1, true);
            AddPercentages(metric, target);
            AddInitials(target, metric.Label);
            Describe(target, metric.Description);
        }
    }

    private void AddEntities()
    {
        foreach (var entity in Layer.Entities)
        {
            var target = new EntityTarget(entity) { RequiredLevel = entity.Access };
            string[] names = [entity.Label, entity.Name, entity.LabelPlural, .. entity.Synonyms];
            foreach (var name in names)
                Add(target, name, 1, true);
            Describe(target, entity.Description);
            foreach (var dimension in entity.Dimensions)
                AddDimension(entity, dimension, names);
            foreach (var time in entity.Times)
            {
                var timeTarget = new TimeTarget(entity, time) { RequiredLevel = (time.Access ?? entity.Access) };
                foreach (var name in (string[])[time.Label ?? time.Name, time.Name, .. time.Synonyms])
                {
                    Add(timeTarget, name, 0.9, false);
                    Add(timeTarget, $"{entity.Label} {name}", 1, false);
                }
            }
            foreach (var segment in entity.Segments)
            {
                var segmentTarget = new SegmentTarget(entity, segment) { RequiredLevel = (segment.Access ?? entity.Access) };
                foreach (var name in (string[])[segment.Label, segment.Name, .. segment.Synonyms])
                    Add(segmentTarget, name, 1, false);
                Describe(segmentTarget, segment.Description);
            }
            foreach (var join in entity.Joins)
            {
                var isOwnName = join.Name != join.To;
                if (!isOwnName && join is { Label: null, Synonyms.Length: 0 })
                    continue;
                var owned = isOwnName ? [] : NamesOf(join.To);
                var joinTarget = new JoinTarget(entity, join) { RequiredLevel = Layer.FindEntity(join.To) is { } to ? to.Access : null };
                foreach (var name in ((string[])[join.Label ?? join.Name, join.Name, .. join.Synonyms]).Where(n => !owned.Contains(n)))
                {
                    Add(joinTarget, name, 0.98, false);
                    Add(joinTarget, $"{entity.Label} {name}", 1, false);
                }
            }
        }
    }

    private HashSet<string> NamesOf(string entity) =>
        Layer.FindEntity(entity) is { } named
            ? new([named.Name, named.Label, named.LabelPlural, .. named.Synonyms], StringComparer.OrdinalIgnoreCase)
            : new(StringComparer.OrdinalIgnoreCase);

    private void AddDimension(Entity entity, Dimension dimension, string[] entityNames)
    {
        var level = dimension.Access ?? entity.Access;
        var target = new DimensionTarget(entity, dimension) { RequiredLevel = level };
        string[] names = [dimension.Label, dimension.Name, .. dimension.Synonyms];
        // Hidden dimensions serve segments and filters; people do not ask by their names, but "internal accounts" is a fair filter.
        var quality = dimension.IsHidden ? 0.75 : 1;
        foreach (var name in names)
        {
            Add(target, name, quality, true);
            foreach (var owner in entityNames)
                Add(target, $"{owner} {name}", quality, false, keepsSoftWords: true);
        }
        foreach (var kind in KindsOf(names))
            Add(target, kind, quality * 0.96, false, keepsSoftWords: true);
        Describe(target, dimension.Description);
        foreach (var value in dimension.Values.Declared)
        {
            var valueTarget = new ValueTarget(entity, dimension, value.Stored) { RequiredLevel = level };
            foreach (var name in (string?[])[value.Stored, value.Label, .. value.Synonyms])
                if (!string.IsNullOrWhiteSpace(name) && !bool.TryParse(name, out _))
                {
                    Add(valueTarget, name, IsThingWithout(name) ? 0.65 : 1, false);
                    // Of "US country" and "other reason" only the field would be left, and that is no value.
                    foreach (var label in names.Take(2).Where(_ => SplitWords(name).Any(w => !EnglishWords.IsFunction(w))))
                        Add(valueTarget, $"{name} {label}", 1, false);
                }
        }
    }

    /// <summary>"other hospital": without its small word it is the name of a thing.</summary>
    private bool IsThingWithout(string name)
    {
        var words = SplitWords(name).ToList();
        var content = words.FindAll(w => !EnglishWords.IsFunction(w));
        return content.Count == 1
            && words.Count > 1
            && Layer.Entities.Any(e =>
                ((string[])[e.Name, e.Label, .. e.Synonyms]).Any(n => WordForms.Singular(n.ToLowerInvariant()) == WordForms.Singular(content[0]))
            );
    }

    private void AddProducts()
    {
        foreach (var product in Layer.Products)
        {
            var target = new ProductTarget(product) { RequiredLevel = LevelOfMeaning(product) };
            Add(target, product.Name, 1, false);
            Add(target, $"{product.Name} {product.Kind}", 1, false);
            foreach (var synonym in product.Synonyms)
                Add(target, synonym, 1, false);
            Describe(target, product.Description);
        }
    }

    private string? LevelOfMeaning(Product product) =>
        product.Means.Select(m => FindDimension(m.Field)).FirstOrDefault(d => d is not null) is { } target ? target.RequiredLevel : null;

    /// <summary>How many entities join to this one: how central it is.</summary>
    public int JoinsTo(string entity) => Layer.Entities.Count(e => e.Joins.Any(j => j.To == entity));

    /// <summary>A dimension by <c>entity.dimension</c>.</summary>
    public DimensionTarget? FindDimension(string field)
    {
        var dot = field.LastIndexOf('.');
        if (dot < 0)
            return null;
        var owner = field[..dot];
        var entity = Layer.FindEntity(owner) ?? WalkTo(owner);
        return entity?.FindDimension(field[(dot + 1)..]) is { } dimension
            ? new DimensionTarget(entity, dimension) { RequiredLevel = (dimension.Access ?? entity.Access) }
            : null;
    }

    /// <summary>The entity at the end of <c>entity.join.join</c>.</summary>
    private Entity? WalkTo(string path)
    {
        var parts = path.Split('.');
        var entity = Layer.FindEntity(parts[0]);
        foreach (var part in parts.Skip(1))
            entity = entity?.FindJoin(part) is { } join ? Layer.FindEntity(join.To) : null;
        return entity;
    }

    private void AddTerms()
    {
        foreach (var term in Layer.Content.Glossary)
        {
            var target = new TermTarget(term);
            string[] names = [term.Term, .. term.Synonyms];
            foreach (var name in names)
            {
                Add(target, name, 0.7, false);
                foreach (var see in term.See)
                    if (Layer.FindMetric(see) is { } metric)
                        Add(new MetricTarget(metric) { RequiredLevel = metric.Access }, name, 0.95, false);
                    else if (Layer.FindEntity(see) is { } entity)
                        Add(new EntityTarget(entity) { RequiredLevel = entity.Access }, name, 0.93, false);
                    else if (FindDimension(see) is { } dimension)
                        Add(dimension, name, 0.93, false);
            }
        }
    }

    private static ImmutableArray<ImmutableArray<string>> FiscalNamesOf(SemanticLayer layer) =>
        [
            .. layer
                .Content.Glossary.Where(t =>
                    t.Definition.Contains("fiscal year", StringComparison.OrdinalIgnoreCase)
                    || t.Definition.Contains("financial year", StringComparison.OrdinalIgnoreCase)
                )
                .SelectMany(t => t.Synonyms.Prepend(t.Term))
                .Select(name => SplitWords(name).Select(WordForms.Singular).ToImmutableArray())
                .Where(words => words.Length is 2 or 3 && words[^1] == "year" && words[0] is not ("fiscal" or "financial")),
        ];

    /// <summary>Tables and columns by name: to know that something is there though no metric shows it, or that a level hides it.</summary>
    private void AddStored()
    {
        foreach (var table in Layer.Tables)
        {
            Add(new StoredTarget(table, null) { RequiredLevel = table.Access }, table.Name, 0.5, false);
            foreach (var column in table.Columns)
                Add(new StoredTarget(table, column) { RequiredLevel = (column.Access ?? table.Access) }, column.Name, 0.5, false);
        }
    }

    /// <summary>"annual recurring revenue" is also "arr", as a guess that a declared name beats.</summary>
    private void AddInitials(LinkTarget target, string label)
    {
        var words = SplitWords(label).ToList();
        if (words.Count is >= 3 and <= 5)
            Add(target, string.Concat(words.Select(w => w[0])), 0.85, false);
    }

    private void Add(LinkTarget target, string text, double quality, bool allowsParts, bool keepsSoftWords = false)
    {
        var all = SplitWords(text).ToList();
        if (all is [.., var before, "in"] && _paired.Contains(WordForms.Root(before)))
            all = [.. all[..^2], $"{before}-in"];
        if (all.Count is 0 or > 8)
            return;
        for (var i = 0; i + 1 < all.Count; i++)
            if (Compounds.ParticleOf(all[i + 1]) is { } particle)
                _apart.Add((WordForms.Root(all[i]), particle));
        var content = all.Where(w => !EnglishWords.IsFunction(w) && (keepsSoftWords || !EnglishWords.NameFillers.Contains(w))).ToList();
        // "data per line" is no name of a line, whatever "data" adds to other names.
        if (all.IndexOf("per") is var per and > 0 && !all.Take(per).Any(content.Contains))
            content = [.. all.Where(w => !EnglishWords.IsFunction(w))];
        var fillers = all.Except(content, StringComparer.Ordinal).ToList();
        // "why lost" is another thing than "lost".
        if (all.Exists(w => w is "why" or "how" or "when" or "where" or "who" or "whose" or "not" or "without" or "non" or "own"))
            quality *= 0.7;
        if (content.Count == 0)
        {
            // A name that is only a filling word ("entry", "item", "level") is found when it is said in full, as a weaker link.
            (content, fillers) = (all.Where(w => !EnglishWords.IsFunction(w)).ToList(), []);
            quality *= 0.9;
            if (content.Count == 0)
                return;
        }
        var key = string.Join(' ', all.Select(WordForms.Singular));
        if (!_seen.Add((key, target.Name)))
            return;
        Store(target, content, fillers, text, quality, allowsParts && content.Count > 1);
        // "e-mail" and "email", "mid market" and "midmarket".
        if (content.Count == 2 && fillers.Count == 0 && content[0].Length + content[1].Length <= 14 && _seen.Add((string.Concat(content), target.Name)))
            Store(target, [string.Concat(content)], [], text, quality, false);
    }

    private void Store(LinkTarget target, List<string> content, List<string> fillers, string text, double quality, bool allowsParts)
    {
        var ids = content.Select(IdOf).ToImmutableArray();
        var phrase = new LexiconPhrase(ids, [.. fillers], target, quality, allowsParts)
        {
            Text = text,
            Subject = fillers.Contains("per") ? SplitWords(text).TakeWhile(w => w != "per").Count(content.Contains) : ids.Length,
        };
        foreach (var id in ids.Distinct())
        {
            _phrasesOfWord[id].Add(_phrases.Count);
            _targetsOfWord[id].Add(target.Name);
        }
        _phrases.Add(phrase);
    }

    private int IdOf(string word)
    {
        var singular = WordForms.Singular(word);
        if (_wordIds.TryGetValue(singular, out var id))
            return id;
        id = _words.Count;
        _wordIds[singular] = id;
        _words.Add(singular);
        _phrasesOfWord.Add([]);
        _targetsOfWord.Add(new HashSet<string>(StringComparer.Ordinal));
        var root = WordForms.Root(word);
        if (!_idsByRoot.TryGetValue(root, out var ids))
            _idsByRoot[root] = ids = [];
        ids.Add(id);
        return id;
    }

    private void Describe(LinkTarget target, string? description)
    {
        if (description is null)
            return;
        if (!_described.TryGetValue(target.Name, out var roots))
            _described[target.Name] = roots = new HashSet<string>(StringComparer.Ordinal);
        var isDenied = false;
        foreach (var word in SplitWords(description))
            if (EnglishWords.IsFunction(word))
                isDenied = word is "without" or "excluding" or "except" or "not" or "no";
            // "without tax" tells nothing of tax.
            else if (!isDenied)
                roots.Add(WordForms.Root(word));
    }

    /// <summary>"New ARR (fiscal)", <c>new_arr</c> and <c>newArr</c> as lower-case words; "top-up" is one (<see cref="Compounds"/>).</summary>
    public static IEnumerable<string> SplitWords(string text)
    {
        List<string> words = [];
        List<bool> isTied = [];
        var end = 0;
        foreach (var (word, at) in SinglesOf(text))
        {
            words.Add(word);
            isTied.Add(at == end + 1 && text[end] is '-' or '_');
            end = at + word.Length;
        }
        return Compounds.OfName(words, isTied);
    }

    /// <summary>Each word and where it begins.</summary>
    private static IEnumerable<(string Word, int At)> SinglesOf(string text)
    {
        var word = new StringBuilder();
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (!char.IsLetterOrDigit(c) && c != '&')
            {
                // "customer's" and "1,000" are one word each.
                if (word.Length > 0 && (c is '\'' or '’' || c == ',' && char.IsDigit(text[i - 1]) && i + 1 < text.Length && char.IsDigit(text[i + 1])))
                    continue;
                if (word.Length > 0)
                    yield return (word.ToString(), i - word.Length);
                word.Clear();
                continue;
            }
            if (char.IsUpper(c) && i > 0 && char.IsLower(text[i - 1]) && word.Length > 0)
            {
                yield return (word.ToString(), i - word.Length);
                word.Clear();
            }
            word.Append(char.ToLowerInvariant(c));
        }
        if (word.Length > 0)
            yield return (word.ToString(), text.Length - word.Length);
    }
}
