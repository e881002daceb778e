using System.Collections.Immutable;
using System.Text;
using Workbench.Server.Semantics.Layer;
using Workbench.Shared.Answers;

namespace Workbench.Server.Semantics.Planner;

/// <summary>Questions about the layer itself: what can I ask, how is it defined, which metrics, which tables, how fresh.</summary>
internal static class LayerQuestions
{
    public static PlanOutcome? Answer(ImmutableArray<Token> tokens, LayerLexicon lexicon, CompileScope scope, IValueIndex values)
    {
        var words = tokens.Where(t => t.Kind != TokenKind.Mark).Select(t => t.Word).ToList();
        if (words.Count is 0 or > 16)
            return null;
        var text = $" {string.Join(' ', words)} ";
        var answers = new LayerAnswers(lexicon, scope);
        if (
            IsAny(
                text,
                "what can i ask",
                "what can you do",
                "what can you answer",
                "what do you know",
                "what questions",
                "who are you",
                "what are you",
                "what data do you have",
                "what data is there",
                "what can you tell me",
                "how can you help",
                "what are you able",
                "what is in the data",
                "what topics"
            ) || words is ["help"] or ["hi"] or ["hello"] or ["hey"]
        )
            return answers.Overview();
        var subject = Subject(tokens, lexicon, values, scope.Level);
        if (
            IsAny(text, " tables ")
            && (
                IsAny(
                    text,
                    "what tables",
                    "which tables",
                    "list tables",
                    "list the tables",
                    "list all tables",
                    "show tables",
                    "show me the tables",
                    "tables are there",
                    "tables do"
                )
            )
        )
            return answers.Tables();
        if (
            IsAny(text, " metrics ", " kpis ", " measures ", " kpi ")
            && (
                IsAny(
                    text,
                    "what metrics",
                    "which metrics",
                    "list metrics",
                    "list the metrics",
                    "list all metrics",
                    "all metrics",
                    "show metrics",
                    "metrics do you",
                    "metrics are",
                    "what kpis",
                    "which kpis",
                    "what measures",
                    "which measures",
                    "metrics about",
                    "metrics for",
                    "metrics on"
                )
            )
        )
            return answers.Metrics(Topic(tokens));
        if (
            IsAny(
                text,
                "how fresh",
                "how up to date",
                "how current",
                "how recent is",
                "how old is",
                "last updated",
                "last refreshed",
                "last loaded",
                "until when",
                "data freshness",
                "freshness"
            )
        )
            return answers.Freshness(subject);
        if (
            IsAny(
                text,
                "what dimensions",
                "which dimensions",
                "what can i group",
                "what can i break",
                "how can i break",
                "how can i group",
                "how can i split",
                "how can i slice",
                "by what can",
                "what can i filter",
                "break down by what"
            )
        )
            return answers.Dimensions(subject);
        if (IsAny(text, " glossary ", "what terms"))
            return answers.Glossary();
        return IsDefinition(text, words) && subject.Count > 0 ? answers.Define(subject) : null;
    }

    private static bool IsAny(string text, params ReadOnlySpan<string> phrases)
    {
        foreach (var phrase in phrases)
            if (text.Contains(phrase, StringComparison.Ordinal))
                return true;
        return false;
    }

    /// <summary>"how is churn defined", "what does NRR mean", "what is in ARR", and "what is NRR" with nothing else around it.</summary>
    private static bool IsDefinition(string text, List<string> words) =>
        IsAny(
            text,
            " defined ",
            " calculated ",
            " computed ",
            " definition ",
            " definitions ",
            " meaning ",
            "define ",
            "what counts as",
            "what is in ",
            "what is included in",
            "what goes into",
            "what is inside",
            "explain what",
            "mean by",
            "formula ",
            "how do you calculate",
            "how do you compute",
            "how do you measure",
            "how do we calculate",
            "how do we measure",
            "how do we define",
            "how is it measured"
        )
        || words[^1] is "mean" or "means" or "meant" or "include" or "includes" or "contain" or "measured" or "stand" && words[0] is "what" or "how"
        || IsAny(text, "what does ", "what do ") && IsAny(text, " mean ", " include ", " contain ", " stand for ", " cover ")
        || words[0] is "explain" or "describe"
        || (
            words.Count >= 3
            && words[0] == "what"
            && words[1] is "is" or "are"
            && !IsAny(text, " our ", " my ", " the ", " current ", " total ", " now ", " today ", " we ")
        ) && !words.Skip(2).Any(IsDataWord);

    /// <summary>Words that make "what is …" a question to the data.</summary>
    private static bool IsDataWord(string word) =>
        word
            is "by"
                or "per"
                or "in"
                or "for"
                or "of"
                or "last"
                or "this"
                or "from"
                or "since"
                or "during"
                or "between"
                or "at"
                or "on"
                or "yesterday"
                or "compared"
                or "vs"
                or "average"
                or "median"
                or "number"
                or "with"
                or "percentage"
                or "share"
                or "trend"
                or "monthly"
                or "top"
                or "each"
                or "over"
                or "highest"
                or "lowest"
                or "most";

    private static readonly HashSet<string> AskingWords = new(
        "what is are does do how mean means meant defined definition define calculated calculate computed compute measured measure explain describe in include included includes contain goes into inside counts as the a an of by you we s stand for formula fresh current recent up to date data last updated refreshed loaded when was until old dimensions dimension which can i group break down split slice filter it our your metric term word exactly please tell me and difference between".Split(
            ' '
        ),
        StringComparer.Ordinal
    );

    /// <summary>The objects that the remaining words name, if they name nothing else beside.</summary>
    private static List<LinkTarget> Subject(ImmutableArray<Token> tokens, LayerLexicon lexicon, IValueIndex values, string level)
    {
        var links = new Linker(lexicon, values).Link(tokens, []);
        var targets = new List<(LinkTarget Target, double Score)>();
        var wanted = tokens.Where(t => t.Kind != TokenKind.Mark && !AskingWords.Contains(t.Word)).ToList();
        foreach (var link in links)
        {
            var covered = wanted.Count(t => (link.Mask & (UInt128.One << t.Index)) != 0);
            var extra = tokens.Count(t => t.IsContent && (link.Mask & (UInt128.One << t.Index)) != 0);
            if (covered == 0 || extra == 0)
                continue;
            foreach (var option in link.Options)
                targets.Add(
                    (
                        option.Target,
                        option.Quality
                            + 0.5 * covered
                            - (
                                option.Target is ValueTarget or StoredTarget ? 0.3
                                : option.Target is TermTarget ? -0.45
                                : option.Target is MetricTarget ? -0.05
                                : option.Target is EntityTarget ? 0.04
                                : 0
                            )
                    )
                );
        }
        if (targets.Count == 0)
            return [];
        var best = targets.Max(t => t.Score);
        var picked = targets.Where(t => t.Score > best - 0.25).OrderByDescending(t => t.Score).Select(t => t.Target).DistinctBy(t => t.Name).Take(3).ToList();
        var explained = links.Where(l => l.Options.Any(o => picked.Exists(p => p.Name == o.Target.Name))).Aggregate(UInt128.Zero, (m, l) => m | l.Mask);
        return wanted.Exists(t => t.IsContent && (explained & (UInt128.One << t.Index)) == 0) ? [] : picked;
    }

    private static List<Token> Topic(ImmutableArray<Token> tokens) =>
        [.. tokens.Where(t => t.IsContent && t.Kind == TokenKind.Word && t.Singular is not ("metric" or "kpi" or "measure"))];
}

/// <summary>Writes what the layer says of itself, within the asker's level.</summary>
internal sealed class LayerAnswers(LayerLexicon lexicon, CompileScope scope)
{
    private SemanticLayer Layer => scope.Layer;

    private bool Sees(string? level) => Layer.Access.Allows(scope.Level, level);

    private IEnumerable<Metric> VisibleMetrics => Layer.Metrics.Where(m => !m.IsHidden && Sees(m.Access));

    public PlannedLayerAnswer Overview()
    {
        var text = new StringBuilder($"I answer questions about **{Layer.Name}** from {VisibleMetrics.Count()} metrics:\n\n");
        foreach (var topic in VisibleMetrics.GroupBy(m => TopicOf(m.At.File), StringComparer.Ordinal))
            text.Append($"- **{topic.Key}**: {string.Join(", ", topic.Take(8).Select(m => m.Label))}{(topic.Count() > 8 ? ", …" : "")}\n");
        text.Append("\nAsk for a number, a trend, a ranking or a comparison, by any attribute of ")
            .Append(string.Join(", ", Layer.Entities.Where(e => Sees(e.Access)).Take(8).Select(e => e.LabelPlural.ToLowerInvariant())))
            .Append(". Ask \"how is … defined?\" to see what stands behind a number.");
        return new(text.ToString(), "What can be asked", [.. VisibleMetrics.Take(5).Select(Source)], Suggestions.Examples(scope, 4));
    }

    public PlannedLayerAnswer Metrics(List<Token> topic)
    {
        var all = VisibleMetrics.ToList();
        var chosen = topic.Count == 0 ? all : [.. all.Where(m => topic.TrueForAll(t => Speaks(m, t)))];
        if (chosen.Count == 0)
            chosen = [.. all.Where(m => topic.Exists(t => Speaks(m, t)))];
        if (chosen.Count == 0)
            return new(
                $"There is no metric about {string.Join(' ', topic.Select(t => Refusals.Escape(t.Text)))}. There are {all.Count} in all; ask \"which metrics do you have?\" to see them.",
                "Metrics",
                [],
                Suggestions.Examples(scope, 3)
            );
        var text = new StringBuilder($"{chosen.Count} metric{(chosen.Count == 1 ? "" : "s")}:\n\n");
        foreach (var metric in chosen.Take(40))
            text.Append($"- **{metric.Label}**{(metric.Description is { } d ? $": {d}" : "")}\n");
        if (chosen.Count > 40)
            text.Append($"\nand {chosen.Count - 40} more.");
        return new(
            text.ToString(),
            "Metrics of the layer",
            [.. chosen.Take(10).Select(Source)],
            [.. chosen.Take(3).Select(m => $"{m.Label} over the last 12 months")]
        );
    }

    private bool Speaks(Metric metric, Token token) =>
        LayerLexicon
            .SplitWords(
                $"{metric.Label} {metric.Name} {metric.Description} {string.Join(' ', metric.Synonyms)} {TopicOf(metric.At.File)} {string.Join(' ', lexicon.Reach.HomesOf(metric))}"
            )
            .Any(w => WordForms.Root(w) == token.Root);

    public PlannedLayerAnswer Tables()
    {
        var tables = Layer.Tables.Where(t => Sees(t.Access)).ToList();
        var text = new StringBuilder($"{tables.Count} tables:\n\n");
        foreach (var table in tables)
            text.Append($"- `{table.FullName}`{(table.Description is { } d ? $": {d}" : "")}\n");
        return new(
            text.ToString(),
            "Tables of the warehouse",
            [.. tables.Take(20).Select(t => new AnswerSource(t.FullName, t.Description ?? "", t.At.File, t.At.Line, Fresh(t)))],
            Suggestions.Examples(scope, 3)
        );
    }

    public PlannedLayerAnswer Freshness(List<LinkTarget> subject)
    {
        var homes = subject.SelectMany(HomesOf).ToHashSet(StringComparer.Ordinal);
        var tables = Layer.Tables.Where(t => Sees(t.Access) && t.Freshness is not null && (homes.Count == 0 || homes.Contains(t.FullName))).ToList();
        if (tables.Count == 0)
            tables = [.. Layer.Tables.Where(t => Sees(t.Access) && t.Freshness is not null)];
        var text = new StringBuilder(
            tables.Count == 0
                ? "The layer does not say how fresh its tables should be; complete data ends yesterday."
                : "Complete data ends yesterday. What the layer promises of its tables:\n\n"
        );
        foreach (var table in tables)
            text.Append($"- `{table.FullName}`: {Fresh(table)}\n");
        return new(
            text.ToString(),
            "How fresh the data is",
            [.. tables.Select(t => new AnswerSource(t.FullName, t.Description ?? "", t.At.File, t.At.Line, Fresh(t)))],
            Suggestions.Examples(scope, 3)
        );
    }

    private IEnumerable<string> HomesOf(LinkTarget target)
    {
        IEnumerable<string> entities = target switch
        {
            MetricTarget metric => lexicon.Reach.HomesOf(metric.Metric),
            EntityTarget entity => [entity.Entity.Name],
            DimensionTarget dimension => [dimension.Entity.Name],
            _ => [],
        };
        foreach (var name in entities)
            if (Layer.FindEntity(name)?.Source is TableSource source)
                yield return source.FullName;
        if (target is StoredTarget stored)
            yield return stored.Table.FullName;
    }

    private static string? Fresh(LayerTable table) =>
        table.Freshness is { } f
            ? $"its newest {f.Column.Replace('_', ' ')} is at most {(f.Within.TotalDays >= 2 ? $"{f.Within.TotalDays:0} days" : $"{f.Within.TotalHours:0} hours")} old"
            : null;

    public PlannedLayerAnswer Dimensions(List<LinkTarget> subject)
    {
        var metric = subject.OfType<MetricTarget>().FirstOrDefault(t => Sees(t.RequiredLevel))?.Metric;
        var homes = metric is null ? [] : lexicon.Reach.HomesOf(metric);
        var text = new StringBuilder(metric is null ? "What numbers can be told apart by:\n\n" : $"{metric.Label} can be told apart by:\n\n");
        var sources = ImmutableArray.CreateBuilder<AnswerSource>();
        foreach (var entity in Layer.Entities.Where(e => Sees(e.Access) && homes.All(h => lexicon.Reach.Reaches(h, e.Name))))
        {
            var dimensions = entity.Dimensions.Where(d => !d.IsHidden && Sees(d.Access ?? entity.Access)).ToList();
            if (dimensions.Count == 0)
                continue;
            text.Append($"- **{entity.Label}**: {string.Join(", ", dimensions.Select(d => d.Label.ToLowerInvariant()))}\n");
            sources.Add(new AnswerSource(entity.Name, entity.Description ?? entity.Label, entity.At.File, entity.At.Line, null));
        }
        return new(
            text.ToString(),
            metric is null ? "Dimensions of the layer" : $"Dimensions of {metric.Label}",
            sources.ToImmutable(),
            metric is null
                ? Suggestions.Examples(scope, 3)
                : [.. Suggestions.Dimensions([.. homes], lexicon, scope).Take(3).Select(d => $"{metric.Label} by {d.Dimension.Label.ToLowerInvariant()}")]
        );
    }

    public PlannedLayerAnswer Glossary()
    {
        var terms = Layer.Content.Glossary;
        var text = new StringBuilder(terms.Length == 0 ? "The layer has no glossary." : "The glossary:\n\n");
        foreach (var term in terms)
            text.Append($"- **{term.Term}**: {term.Definition}\n");
        return new(
            text.ToString(),
            "The glossary",
            [.. terms.Take(10).Select(t => new AnswerSource(t.Term, t.Definition, t.At.File, t.At.Line, null))],
            Suggestions.Examples(scope, 3)
        );
    }

    public PlanOutcome Define(List<LinkTarget> subject)
    {
        var visible = subject.Where(t => Sees(t.RequiredLevel)).ToList();
        if (visible.Count == 0)
        {
            var level = subject[0].RequiredLevel;
            var contact = Layer.Access.Levels.FirstOrDefault(l => l.Name == level)?.Contact;
            return new PlannedDenial(
                contact is null
                    ? "Your level does not cover this. Ask whoever looks after the access levels."
                    : $"Your level does not cover this; ask {contact}."
            );
        }
        var text = new StringBuilder();
        var sources = ImmutableArray.CreateBuilder<AnswerSource>();
        foreach (var target in visible)
        {
            if (text.Length > 0)
                text.Append("\n\n");
            Append(target, text, sources);
        }
        var metrics = visible.OfType<MetricTarget>().Select(m => m.Metric).ToList();
        return new PlannedLayerAnswer(
            text.ToString(),
            $"What {NameOf(visible[0])} means",
            sources.ToImmutable(),
            metrics.Count > 0 ? [$"{metrics[0].Label} over the last 12 months", $"What can I group {metrics[0].Label} by?"] : Suggestions.Examples(scope, 3)
        );
    }

    private static string NameOf(LinkTarget target) =>
        target switch
        {
            MetricTarget m => m.Metric.Label,
            TermTarget t => t.Term.Term,
            EntityTarget e => e.Entity.Label,
            DimensionTarget d => d.Dimension.Label,
            ProductTarget p => p.Product.Name,
            SegmentTarget s => s.Segment.Label,
            ValueTarget v => v.Stored,
            _ => target.Name,
        };

    private void Append(LinkTarget target, StringBuilder text, ImmutableArray<AnswerSource>.Builder sources)
    {
        switch (target)
        {
            case MetricTarget { Metric: var metric }:
                text.Append($"**{metric.Label}**: {metric.Description ?? "no description."}\n\n{MetricText.Of(metric, Layer)}");
                sources.Add(Source(metric));
                break;
            case TermTarget { Term: var term }:
                text.Append($"**{term.Term}**: {term.Definition}");
                sources.Add(new AnswerSource(term.Term, term.Definition, term.At.File, term.At.Line, null));
                break;
            case EntityTarget { Entity: var entity }:
                text.Append(
                    $"**{entity.Label}**: {entity.Description ?? "no description."}\n\nOne row of {(entity.Source is TableSource table ? $"`{table.FullName}`" : "a query of its own")}{(entity.Where is { } w ? $" where `{w.Text}`" : "")}."
                );
                foreach (var segment in entity.Segments)
                    text.Append($"\n\n{(segment.IsDefault ? "By default only" : "Segment")} {segment.Label.ToLowerInvariant()}: `{segment.Where.Text}`.");
                sources.Add(new AnswerSource(entity.Name, entity.Description ?? entity.Label, entity.At.File, entity.At.Line, null));
                break;
            case DimensionTarget { Dimension: var dimension, Entity: var owner }:
                text.Append($"**{dimension.Label}** of {owner.LabelPlural.ToLowerInvariant()}: {dimension.Description ?? $"`{dimension.Expr.Text}`"}");
                if (dimension.Values.Declared.Length > 0)
                    text.Append($"\n\nValues: {string.Join(", ", dimension.Values.Declared.Select(v => v.Label ?? v.Stored))}.");
                sources.Add(
                    new AnswerSource($"{owner.Name}.{dimension.Name}", dimension.Description ?? dimension.Label, dimension.At.File, dimension.At.Line, null)
                );
                break;
            case ProductTarget { Product: var product }:
                text.Append(
                    $"**{product.Name}** ({product.Kind}): {product.Description ?? "no description."}\n\nIn the data: {string.Join(" and ", product.Means.Select(m => $"`{m.Field}` is {string.Join(" or ", m.Is)}"))}."
                );
                sources.Add(new AnswerSource(product.Name, product.Description ?? product.Name, product.At.File, product.At.Line, null));
                break;
            case SegmentTarget { Segment: var named }:
                text.Append($"**{named.Label}**: {named.Description ?? ""} `{named.Where.Text}`{(named.IsDefault ? ", applied unless switched off" : "")}.");
                sources.Add(new AnswerSource(named.Name, named.Description ?? named.Label, named.At.File, named.At.Line, null));
                break;
            case StoredTarget { Table: var stored, Column: var column }:
                text.Append(
                    $"`{stored.FullName}{(column is null ? "" : $".{column.Name}")}`: {column?.Description ?? stored.Description ?? "no description."}"
                );
                sources.Add(
                    new AnswerSource(stored.FullName, stored.Description ?? "", (column?.At ?? stored.At).File, (column?.At ?? stored.At).Line, Fresh(stored))
                );
                break;
            case ValueTarget value:
                text.Append($"**{value.Stored}** is a {value.Dimension.Label.ToLowerInvariant()} of {value.Entity.LabelPlural.ToLowerInvariant()}.");
                sources.Add(
                    new AnswerSource(
                        $"{value.Entity.Name}.{value.Dimension.Name}",
                        value.Dimension.Description ?? value.Dimension.Label,
                        value.Dimension.At.File,
                        value.Dimension.At.Line,
                        null
                    )
                );
                break;
            default:
                text.Append(target.Name);
                break;
        }
    }

    private static AnswerSource Source(Metric metric) => new(metric.Name, metric.Description ?? metric.Label, metric.At.File, metric.At.Line, null);

    private static string TopicOf(string file)
    {
        var name = Path.GetFileNameWithoutExtension(file).Replace('-', ' ').Replace('_', ' ');
        return name.Length == 0 ? "Metrics" : char.ToUpperInvariant(name[0]) + name[1..];
    }
}
