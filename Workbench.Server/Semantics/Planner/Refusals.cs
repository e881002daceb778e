using System.Collections.Immutable;
using System.Text;
using Workbench.Server.Semantics.Layer;
using Workbench.Shared.Queries;

namespace Workbench.Server.Semantics.Planner;

/// <summary>Says what cannot be answered, why, and the closest thing that can.</summary>
internal sealed class Refusals(LayerLexicon lexicon, IValueIndex values, CompileScope scope)
{
    private SemanticLayer Layer => scope.Layer;

    public PlannedRefusal TooLong() =>
        new("That is more than I can read as one question. Say in a sentence or two what you would like to know.", Suggestions.Examples(scope, 3));

    public PlannedDenial Denied(Interpretation reading)
    {
        var needed = reading
            .Draft.Links.Select(l => l.Option.Target.RequiredLevel)
            .Concat(reading.Draft.Metrics.Select(m => m.Access))
            .Where(l => !Layer.Access.Allows(scope.Level, l))
            .OrderByDescending(l => l is null ? -1 : Layer.Access.RankOf(l))
            .FirstOrDefault();
        var contact = Layer.Access.Levels.FirstOrDefault(l => l.Name == needed)?.Contact;
        return new PlannedDenial(
            contact is null ? "Your level does not cover this. Ask whoever looks after the access levels." : $"Your level does not cover this; ask {contact}."
        );
    }

    public PlannedRefusal Future(Metric? metric) =>
        metric is null
            ? new("I answer from data that has been recorded; I do not forecast.", Suggestions.Examples(scope, 3))
            : new(
                $"I do not forecast: the data ends yesterday. What I can show is how {metric.Label} has developed so far.",
                [$"{metric.Label} over the last 12 months", $"{metric.Label} last quarter compared with a year ago"]
            );

    public PlannedRefusal Why(SemanticQuery? about)
    {
        if (about is null || about.Metrics.Count == 0 || Layer.FindMetric(about.Metrics[0]) is not { } metric)
            return new(
                "I can show what changed and where, but not why: causes are not in the data. Name a number and I will break it down.",
                Suggestions.Examples(scope, 3)
            );
        var homes = lexicon.Reach.HomesOf(metric).ToList();
        var dimensions = Suggestions
            .Dimensions(homes, lexicon, scope)
            .Select(d => d.Dimension.Label.ToLowerInvariant())
            .Distinct(StringComparer.Ordinal)
            .Take(3)
            .ToList();
        var period = about.Time?.Range is NamedRange named ? $" {named.Name.Replace('_', ' ')}" : " last quarter";
        return new(
            $"Causes are not in the data, so I cannot say why. I can show where {metric.Label} changed the most{(dimensions.Count > 0 ? $": by {string.Join(", ", dimensions)}" : "")}.",
            [.. dimensions.Select(d => $"Change of {metric.Label} by {d}{period} compared with the previous period")]
        );
    }

    /// <summary>A name that nothing in the layer or the data answers to is never dropped.</summary>
    public PlannedRefusal? UnknownName(Interpretation best, ImmutableArray<Token> tokens)
    {
        var name = best
            .Unexplained.Except(best.Unplaced)
            .Where(t => t.IsNameLike || t.Kind == TokenKind.Quoted || t.Kind == TokenKind.Number || IsInFilterPosition(t, tokens) || StandsBefore(t, best))
            .ToList();
        if (name.Count == 0)
            return null;
        var text = string.Join(' ', name.Select(t => t.Text));
        var near = values
            .Find(text, 4)
            .Where(m => m.Score >= 0.4 && IsVisible(m.Field))
            .Select(m => m.Stored)
            .Where(s => !string.Equals(s, text, StringComparison.OrdinalIgnoreCase))
            .Distinct(StringComparer.OrdinalIgnoreCase)
            .Take(3)
            .ToList();
        var message = new StringBuilder($"I do not know \"{Escape(text)}\" in this data, so I did not answer without it.");
        if (near.Count > 0)
            message.Append(" Did you mean ").Append(string.Join(", ", near.Select(n => $"\"{Escape(n)}\""))).Append('?');
        var followUps =
            near.Count > 0 ? near.Select(n => Replace(tokens, name, n)).ToImmutableArray()
            : best.Query is { } query ? [QueryReading.Describe(query, scope)]
            : [];
        return new PlannedRefusal(message.ToString(), followUps);
    }

    /// <summary>"weekend deployments": a word right before a named thing narrows it.</summary>
    private static bool StandsBefore(Token token, Interpretation best) => best.Draft.Links.Exists(l => l.Mention.First == token.Index + 1);

    private bool IsVisible(string field) => lexicon.FindDimension(field) is { } dimension && Layer.Access.Allows(scope.Level, dimension.RequiredLevel);

    /// <summary>"of Foobar", "for foobar", "in atlantis": what stands there picks rows.</summary>
    private static bool IsInFilterPosition(Token token, ImmutableArray<Token> tokens)
    {
        if (EnglishVerbs.IsLight(token.Word))
            return false;
        var i = token.Index - 1;
        while (i >= 0 && tokens[i].Word is "the" or "our" or "a" or "an" or "all")
            i--;
        return i >= 0
            && tokens[i].Word
                is "of"
                    or "for"
                    or "in"
                    or "from"
                    or "at"
                    or "with"
                    or "only"
                    or "by"
                    or "per"
                    or "not"
                    or "without"
                    or "except"
                    or "excluding"
                    or "about"
                    or "on"
                    or "to";
    }

    private static string Replace(ImmutableArray<Token> tokens, List<Token> name, string with) =>
        string.Join(' ', tokens.Where(t => t.Kind != TokenKind.Mark && (t == name[0] || !name.Contains(t))).Select(t => t == name[0] ? with : t.Text)) + "?";

    public PlannedRefusal CannotCombine(Interpretation best, string problem, ImmutableArray<string> nearest)
    {
        var message = new StringBuilder("I understood the words, but the data cannot answer it that way: ").Append(problem.TrimEnd('.')).Append('.');
        var followUps = new List<string>();
        if (best.Draft.Metrics.Count > 0)
        {
            var metric = best.Draft.Metrics[0];
            var homes = lexicon.Reach.HomesOf(metric).ToList();
            var dimensions = Suggestions
                .Dimensions(homes, lexicon, scope)
                .Select(d => d.Dimension.Label.ToLowerInvariant())
                .Distinct(StringComparer.Ordinal)
                .Take(4)
                .ToList();
            if (dimensions.Count > 0)
                message.Append($" {metric.Label} can be shown by {string.Join(", ", dimensions)}.");
            followUps.AddRange(dimensions.Take(3).Select(d => $"{metric.Label} by {d}"));
        }
        else if (nearest.Length > 0)
            message.Append($" Closest: {string.Join(", ", nearest)}.");
        return new PlannedRefusal(message.ToString(), [.. followUps]);
    }

    public PlannedRefusal NotUnderstood(ImmutableArray<Token> tokens, ImmutableArray<Token> unexplained, Interpretation? best = null)
    {
        var words = unexplained
            .Where(t => t.Kind != TokenKind.Mark)
            .Select(t => $"\"{Escape(t.Text)}\"")
            .Distinct(StringComparer.OrdinalIgnoreCase)
            .Take(4)
            .ToList();
        var closest = best?.Draft.Metrics.Count > 0 ? best.Draft.Metrics : Closest(tokens);
        closest = [.. closest.Where(m => Layer.Access.Allows(scope.Level, m.Access))];
        var unused = best?.Unplaced.Select(t => $"\"{Escape(t.Text)}\"").Distinct(StringComparer.OrdinalIgnoreCase).Take(4).ToList() ?? [];
        words = [.. words.Except(unused)];
        var against = words.Count == 0 && unused.Count == 0 && best is { Query: not null, IsHidden: false } ? Against(best, tokens) : [];
        var picked = best is { Query: null, IsHidden: false, Draft: { Metrics.Count: 0 } draft }
            ? draft.Filters.Select(f => $"\"{Escape(f.Words)}\"").Distinct(StringComparer.OrdinalIgnoreCase).Take(4).ToList()
            : [];
        var message = new StringBuilder(
            against.Count > 0
                ? $"I understood \"{Escape(QueryReading.Describe(best!.Query!, scope), 400)}\", but not surely enough to answer with it. What speaks against it: {string.Join("; ", against)}."
            : words.Count == 0 && unused.Count > 0
                ? $"I know {string.Join(", ", unused)}, but found no way to use it in this question, and did not answer without it."
            : words.Count > 0 ? $"I cannot answer that from this data: I found nothing for {string.Join(", ", words)}."
            : picked.Count > 0
                ? $"I cannot answer that from this data: I know {string.Join(", ", picked)} as a value to pick rows by, but nothing in the question names a number that I have."
            : "I cannot answer that from this data: I found no number in it that I could compute."
        );
        if (closest.Count > 0)
            message.Append($" The closest that I have: {string.Join(", ", closest.Take(3).Select(m => m.Label))}.");
        else
            message.Append($" I know about {Topics()}.");
        return new PlannedRefusal(
            message.ToString(),
            closest.Count > 0 ? [.. closest.Take(3).Select(m => $"{m.Label} over the last 12 months")] : Suggestions.Examples(scope, 3)
        );
    }

    /// <summary>What weighs most against a reading: what it leaves out or takes for granted, and words that are far from the names that they were read as.</summary>
    private static List<string> Against(Interpretation best, ImmutableArray<Token> tokens) =>
        [
            .. best
                .Draft.Doubts.Concat(best.Draft.Cautions)
                .Concat(
                    best.Draft.Links.Select(l =>
                        (
                            Reason: $"\"{Escape(string.Join(' ', tokens.Where(t => (l.Mention.Mask & (UInt128.One << t.Index)) != 0).Select(t => t.Text)))}\" read as {Escape(l.Option.Target.Name)}",
                            Amount: 0.98 - l.Option.Quality
                        )
                    )
                )
                .Where(d => d.Amount >= 0.1)
                .OrderByDescending(d => d.Amount)
                .Select(d => d.Reason)
                .Distinct(StringComparer.Ordinal)
                .Take(2),
        ];

    /// <summary>Metrics whose name or description shares a word with the question.</summary>
    private List<Metric> Closest(ImmutableArray<Token> tokens)
    {
        var content = tokens.Where(t => t.IsContent && t.Kind == TokenKind.Word).ToList();
        return
        [
            .. Layer
                .Metrics.Where(m => !m.IsHidden)
                .Select(m =>
                    (
                        Metric: m,
                        Hits: content.Count(t =>
                            lexicon.Describes(new MetricTarget(m), t.Root) || LayerLexicon.SplitWords(m.Label).Any(w => WordForms.Root(w) == t.Root)
                        )
                    )
                )
                .Where(m => m.Hits > 0)
                .OrderByDescending(m => m.Hits)
                .Take(3)
                .Select(m => m.Metric),
        ];
    }

    private string Topics()
    {
        var entities = Layer.Entities.Where(e => Layer.Access.Allows(scope.Level, e.Access)).Select(e => e.LabelPlural.ToLowerInvariant()).Take(6).ToList();
        return entities.Count == 0 ? Layer.Name : string.Join(", ", entities);
    }

    /// <summary>Words of the asker as text, not as Markdown.</summary>
    public static string Escape(string text, int most = 80)
    {
        var escaped = new StringBuilder(text.Length);
        foreach (var c in text.Length > most ? text[..most] : text)
        {
            if (c is '*' or '_' or '`' or '[' or ']' or '<' or '>' or '#' or '|' or '\\' or '~' or '!' or '&')
                escaped.Append('\\');
            escaped.Append(c);
        }
        return escaped.ToString();
    }
}
