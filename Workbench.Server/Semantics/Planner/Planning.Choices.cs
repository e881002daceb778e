using System.Collections.Immutable;
using Workbench.Server.Semantics.Layer;
using Workbench.Shared.Queries;

namespace Workbench.Server.Semantics.Planner;

/// <summary>Asks back where a question names no number.</summary>
internal sealed partial class Planning
{
    /// <summary>"How is Enterprise doing?": which number is meant has to be asked.</summary>
    private PlannedChoice? ChoiceOfMetrics(Interpretation best)
    {
        // "the names of the patients on ward 3" asks for no number.
        if (_tokens.Any(t => t.Word is "names" or "name" or "list"))
            return null;
        // "the average age of the cars": of something else than the numbers that are offered.
        if (best.Draft.WantsAverage || best.Draft.Links.Exists(l => l.Option.Target is DimensionTarget { Dimension.Type: not "boolean" }))
            return null;
        // "market share in Oslo", "weather in Oslo": what is asked for is none of the numbers that can merely be picked by a value that was named.
        if (best.WeaklyExplained > 0 || best.Draft.Share is not null || best.Draft.Links.Exists(l => l.Option.Target is StoredTarget))
            return null;
        if (best.Draft.Filters.Select(f => f.Dimension).Distinct().Skip(1).Any() && !best.Draft.WantsAmount && !Conversation.AsksHowItGoes(_tokens))
            return null;
        // "website visits last month", "payments in francs": of what was named a number is asked that is not here. A value alone, or how it goes, asks for any.
        if (!Conversation.AsksHowItGoes(_tokens) && (best.Draft.Rank is not null || AsksOfIt(best)))
            return null;
        var readings = new List<PlanReading>();
        foreach (var metric in Headlines())
        {
            foreach (var (use, entity, dimension, values) in best.Draft.Filters.SelectMany(Meanings))
            {
                var homes = lexicon.Reach.HomesOf(metric);
                if (lexicon.Reach.FieldFor(homes, entity.Name, dimension.Name) is not { } field)
                    continue;
                var query = new SemanticQuery
                {
                    Metrics = [metric.Name],
                    Where = [DraftCompletion.FilterOf(use with { Entity = entity, Dimension = dimension, Values = [.. values] }, field)],
                    Time = best.Draft.Period is { } period ? new QueryTime(period.Range) : null,
                };
                if (compiler.Compile(query, _scope) is Compiled)
                    readings.Add(Reading(QueryReading.Label(query, _scope), query, 0.3, null));
            }
            if (readings.Count >= 4)
                break;
        }
        return readings.Count < 2 ? null : new PlannedChoice("Which number would you like to see?", [.. readings.Take(4)]) { Links = Links(best) };
    }

    /// <summary>A word that stands for something in the world and for nothing in the reading, or a value that only another word for it names.</summary>
    private bool AsksOfIt(Interpretation best)
    {
        var used = best.Cover.Mentions.Aggregate(UInt128.Zero, (mask, m) => mask | m.Mask);
        return _tokens.Any(t => (used & (UInt128.One << t.Index)) == 0 && t.Kind == TokenKind.Word && EnglishVerbs.IsLight(t.Word) && t.Word.EndsWith('s'))
            || best.Draft.Links.Exists(l =>
                l.Option is { Target: ValueTarget, Quality: < 0.95, IsWhole: true }
                && l.Mention.First == l.Mention.Last
                && _tokens[l.Mention.First].Also.Length > 0
            )
            || best.Draft.Links.Exists(l => l.Option is { Target: ValueTarget, IsWhole: false });
    }

    /// <summary>Amounts of several currencies are never added up: what asks for them without a word on it is told each currency apart.</summary>
    private Interpretation? ByCurrency(Interpretation reading, ImmutableArray<QueryProblem> problems)
    {
        // A limit on such an amount has no currency to be told apart by.
        if (reading.Unexplained.Length > 0 || problems.Any(p => p is not { Code: "mixed_currency", Path: "metrics", Nearest: [_, ..] }))
            return null;
        var fields = problems.Select(p => p.Nearest[0]).Distinct(StringComparer.Ordinal).ToList();
        var query = reading.Query! with { GroupBy = [.. reading.Query.GroupBy, .. fields] };
        // "top 3 cities by rent": three of each currency, for no two of them can be compared.
        if (query.Limit is not null)
        {
            query = query with { Within = [.. query.Within ?? [], .. fields] };
            reading.Draft.Unsaid.Add(("The first of each currency.", 1));
        }
        if (query.Having.Any(h => query.Metrics.Contains(h.Metric)))
            reading.Draft.Unsaid.Add(("The limit is one of each currency.", 1));
        if (compiler.Compile(query, _scope) is not Compiled)
            return null;
        reading.Draft.Assume("Amounts are in several currencies, which are never added up: each is told apart.");
        return reading with { Completed = reading.Completed with { Query = query } };
    }

    /// <summary>
    /// A default segment that the rows reach in several ways applies to none of them (semantic-layer.md, §3 rule 9).
    /// Whoever declared "real customers" may think that it does: it is said.
    /// </summary>
    private void SayUnapplied(Interpretation best)
    {
        foreach (
            var home in best.Query!.Metrics.Select(_scope.Layer.FindMetric).OfType<Metric>().SelectMany(lexicon.Reach.HomesOf).Distinct(StringComparer.Ordinal)
        )
        foreach (var entity in _scope.Layer.Entities)
        foreach (var segment in entity.Segments.Where(s => s.IsDefault && !best.Query.Segments.ContainsKey($"{entity.Name}.{s.Name}")))
            if (
                IsAllowed(entity.Access)
                && IsAllowed(segment.Access)
                && lexicon.Reach.Between(home, entity.Name) is { Length: > 1 } ways
                && ways.All(w => IsOpen(home, w))
            )
                best.Draft.Assume(
                    $"{segment.Label} is not applied: from {_scope.Layer.FindEntity(home)?.Label.ToLowerInvariant()} it is reached as {string.Join(" and as ", ways.Select(w => string.Join('.', w.Joins)).Take(3))}."
                );
    }

    private bool IsOpen(string home, JoinPath way) => lexicon.Reach.Steps(home, way).All(j => IsAllowed(_scope.Layer.FindEntity(j.To)?.Access));

    private bool IsAllowed(string? level) => _scope.Layer.Access.Allows(_scope.Level, level);

    /// <summary>"Who is our best customer?": by which number has to be asked.</summary>
    private PlannedChoice? ChoiceOfRanking(Interpretation best)
    {
        if (
            best.Draft.Rank is not { } rank
            || (best.Draft.Listed ?? (best.Draft.Metrics is [var named] ? lexicon.Search.Rows.CountedBy(named) : null)) is not { } listed
            || best.Unexplained.Length > 0
            || !best.Draft.Doubts.Exists(d => d.Reason is "a ranking of nothing" or "a form that needs a number" or "which of them left out")
            || best.Draft.Metrics.Exists(m => lexicon.Search.Rows.CountedBy(m) != listed)
        )
            return null;
        var readings = new List<PlanReading>();
        var group = listed.Title is { } title ? (IReadOnlyList<string>)[$"{listed.Name}.{title}", listed.Name] : [listed.Name];
        foreach (var metric in Headlines().Where(m => m.Unit != "percent" && lexicon.Search.Rows.CountedBy(m) is null).Take(12))
        {
            var query = new SemanticQuery
            {
                Metrics = [metric.Name],
                GroupBy = group,
                Where = [.. best.Query!.Where],
                Time = best.Draft.Period is { } period ? new QueryTime(period.Range) : null,
                OrderBy = [new QueryOrder(metric.Name, rank.Descending)],
                Limit = rank.Count ?? 10,
            };
            if (compiler.Compile(query, _scope) is Compiled)
                readings.Add(Reading(metric.Label, query, 0.3, null));
            if (readings.Count >= 4)
                break;
        }
        return readings.Count < 2 ? null : new PlannedChoice("By which number?", [.. readings]) { Links = Links(best) };
    }

    /// <summary>
    /// All words have their names, and the number does not know what it is to be told apart by: "deposits held by agency". A reading that is much worse, since it passes over one of them, is no
    /// way out.
    /// </summary>
    private PlannedRefusal? Unreachable(Interpretation best, Interpretation usable) =>
        best is { Query: null, Unexplained.Length: 0, WeaklyExplained: 0, Completed.Problem: { } problem }
        && problem.Contains("cannot be told apart", StringComparison.Ordinal)
        && best.Score - usable.Score > MuchWorse
        && best.Draft.Links.TrueForAll(l => l.Option is { IsWhole: true, Quality: >= 0.85 })
            ? _refusals.CannotCombine(best, problem, [])
            : null;

    /// <summary>"sales by doctor" asks for each doctor: where the number knows none, somebody who is a doctor elsewhere is no way out.</summary>
    private PlannedRefusal? UnreachableGroup(Interpretation best, ImmutableArray<Interpretation> readings)
    {
        foreach (var (mention, option, _) in best.Draft.Links)
        {
            if (option.Target is not ValueTarget || !StandsBehindBy(mention))
                continue;
            var named = mention.Options.FirstOrDefault(o =>
                o is { IsWhole: true, Target: EntityTarget or JoinTarget } && o.Quality >= option.Quality - 0.05 && IsAllowed(o.Target.RequiredLevel)
            );
            if (
                named is null
                || readings.Any(r =>
                    r is { Query: not null, Unplaced.Length: 0 }
                    && r.Unexplained.Length <= best.Unexplained.Length
                    && r.Draft.Links.Exists(l => l.Mention.First == mention.First && IsThing(l.Option.Target))
                )
            )
                continue;
            var label = named.Target switch
            {
                EntityTarget { Entity: var entity } => entity.Label,
                JoinTarget { Join: var join } => join.Label ?? join.Name.Replace('_', ' '),
                _ => named.Target.Name,
            };
            var what = best.Draft.Metrics.Count == 0 ? "this" : string.Join(" and ", best.Draft.Metrics.Select(m => m.Label));
            return _refusals.CannotCombine(best, $"{what} cannot be told apart by {label.ToLowerInvariant()}", []);
        }
        return null;
    }

    /// <summary>"… by courier", "… per courier"; not "carried by couriers", which says who did it.</summary>
    private bool StandsBehindBy(LinkMention mention)
    {
        var at = mention.First - 1;
        while (at >= 0 && _tokens[at].Word is "the" or "our" or "each" or "every")
            at--;
        if (at < 1 || _tokens[at].Word is not ("by" or "per"))
            return false;
        var before = _tokens[at - 1].Word;
        return _tokens[at].Word == "per"
            || !(
                before.EndsWith("ed", StringComparison.Ordinal)
                || before
                    is "sold"
                        or "made"
                        or "given"
                        or "taken"
                        or "done"
                        or "paid"
                        or "sent"
                        or "brought"
                        or "held"
                        or "led"
                        or "run"
                        or "won"
                        or "lost"
                        or "written"
            );
    }

    private static bool IsThing(LinkTarget target) => target is EntityTarget or JoinTarget or DimensionTarget;

    private static IEnumerable<(FilterUse Use, Entity Entity, Dimension Dimension, IReadOnlyList<string> Values)> Meanings(FilterUse use) =>
        [(use, use.Entity, use.Dimension, use.Values), .. use.Others.Select(o => (use, o.Entity, o.Dimension, o.Values))];

    /// <summary>The metrics that examples and verified questions speak of most, then in the order of the files.</summary>
    private IEnumerable<Metric> Headlines()
    {
        var content = _scope.Layer.Content;
        var questions = content
            .Examples.Select(e => e.Question)
            .Concat(content.Verified.Select(v => v.Question))
            .Select(q => $" {string.Join(' ', LayerLexicon.SplitWords(q))} ")
            .ToList();
        return _scope
            .Layer.Metrics.Where(m => !m.IsHidden && IsAllowed(m.Access))
            .OrderByDescending(m => questions.Count(q => q.Contains($" {string.Join(' ', LayerLexicon.SplitWords(m.Label))} ", StringComparison.Ordinal)));
    }
}
