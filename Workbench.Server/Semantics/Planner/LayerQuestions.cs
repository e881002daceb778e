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
        var text = $" {string.Join(' ', words.Where(w => w is not ("exactly" or "actually" or "really" or "precisely")))} ";
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
            ) || words is ["help"] or ["hi"] or ["hello"] or ["hey"] or ["what", "can", "you"] or ["what", "can", "you", "tell"]
        )
            return answers.Overview();
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
                "how old is the data",
                "how old are the",
                "last updated",
                "last refreshed",
                "last loaded",
                "until when",
                "data freshness",
                "freshness"
            )
        )
            return answers.Freshness(Subject(tokens, lexicon, values, scope.Level));
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
            return answers.Dimensions(Subject(tokens, lexicon, values, scope.Level));
        if (IsAny(text, " glossary ", "what terms"))
            return answers.Glossary();
        return IsDefinition(text, words) && Subject(tokens, lexicon, values, scope.Level) is { Count: > 0 } subject
            ? new LayerDefinitions(scope).Define(subject)
            : null;
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
            " worked out ",
            " work out ",
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
        "what is are does do how mean means meant defined definition define calculated calculate computed compute measured measure explain describe in include included includes contain work worked out goes into inside counts as the a an of by you we s stand for formula fresh current recent up to date data last updated refreshed loaded when was until old dimensions dimension which can i group break down split slice filter it our your metric term word exactly please tell me and difference between".Split(
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
        bool IsExplained(int i) => (explained & (UInt128.One << i)) != 0;
        if (wanted.Exists(t => !IsExplained(t.Index) && (t.IsContent || !EnglishWords.IsFunction(t.Word) && IsExplained(t.Index + 1))))
            return [];
        // "on-time rate" is no other rate: half a name defines nothing, unless it is all that was said.
        var named = wanted.Where(t => !EnglishWords.IsFunction(t.Word)).Aggregate(UInt128.Zero, (mask, t) => mask | (UInt128.One << t.Index));
        return links.Exists(l =>
            (l.Mask & named) == named || l.Options.Any(o => o is { IsWhole: true, Quality: >= 0.9 } && picked.Exists(p => p.Name == o.Target.Name))
        )
            ? picked
            : [];
    }

    private static List<Token> Topic(ImmutableArray<Token> tokens) =>
        [.. tokens.Where(t => t.IsContent && t.Kind == TokenKind.Word && t.Singular is not ("metric" or "kpi" or "measure"))];
}
