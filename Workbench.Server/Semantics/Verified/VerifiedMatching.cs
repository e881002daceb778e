using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Workbench.Server.Semantics.Layer;
using Workbench.Server.Semantics.Planner;
using Workbench.Shared.Queries;

namespace Workbench.Server.Semantics.Verified;

/// <summary>
/// The same wording, or the same reading. The planner's reading counts as a proof in two ways alone: it is the verified query itself, or both
/// questions are read alike with every word accounted for and the words that it did not link are the same.
/// </summary>
internal sealed class VerifiedMatching(ISemanticCompiler compiler, IPlanner planner) : IVerifiedMatching
{
    /// <summary>A reading below this may have lost a word that matters.</summary>
    private const double Sure = 0.8;

    /// <summary>Of a question that a person has put beside the query.</summary>
    private const double SameWords = 0.98;
    private const double SameMeaning = 0.95;

    // What is verified is compiled once a revision, level and day; its wordings are planned once for each state of the values.
    private readonly ConditionalWeakTable<SemanticLayer, ConcurrentDictionary<(string Level, DateOnly Today), ImmutableArray<Known>>> _known = [];
    private readonly ConditionalWeakTable<IValueIndex, ConcurrentDictionary<Known, ImmutableArray<Read>>> _wordings = [];

    public ImmutableArray<VerifiedMatch> OfQuestion(PlanRequest request, PlanOutcome plan)
    {
        // Definitions that come with a question may change what its words mean.
        if (request.Scope.Layer.Content.Verified.IsEmpty || request.Instructions is not null)
            return [];
        var asked = Wording.NormalForm(request.Question);
        var read = new Lazy<Read?>(() => ReadOf(request.Question, plan, request.Scope));
        var found = ImmutableArray.CreateBuilder<VerifiedMatch>();
        foreach (var known in KnownIn(request.Scope))
        {
            var isSameWords = known.Wordings.Contains(asked);
            if (!isSameWords && !(read.Value is { } reading && MayBe(known, reading) && Readings(known, request).Any(r => r.IsSameAs(reading))))
                continue;
            if (request.History.IsDefaultOrEmpty || IsItself(request, plan))
                found.Add(Match(known, plan, isSameWords ? SameWords : SameMeaning, request.Scope));
        }
        return found.ToImmutable();
    }

    public ImmutableArray<VerifiedMatch> OfQuery(SemanticQuery query, CompileScope scope)
    {
        var all = KnownIn(scope);
        if (all.IsEmpty || QueryMeaning.Of(compiler, query, scope) is not { } meaning)
            return [];
        var same = all.Where(k => k.Meaning == meaning).Select(k => new VerifiedMatch(k.Verified)).ToImmutableArray();
        return same.IsEmpty ? [.. all.Select(k => WithOwn(k, query, meaning, scope)).OfType<VerifiedMatch>()] : same;
    }

    public ImmutableArray<VerifiedMatch> OfSql(string sql, CompileScope scope)
    {
        // Blanks count within quotes, and nowhere else; a comment says nothing, and what stands behind it does.
        ImmutableArray<string> asked = [.. SqlTokens.Of(sql.Trim().TrimEnd(';'))];
        return
        [
            .. KnownIn(scope)
                .Where(k => k.Verified.Sql is { } proven && SqlTokens.Of(proven.Trim().TrimEnd(';')).SequenceEqual(asked, StringComparer.Ordinal))
                .Select(k => new VerifiedMatch(k.Verified)),
        ];
    }

    public bool IsVisible(VerifiedQuery verified, LayerContent content, string level) =>
        verified.Query is { } query
            ? content.Allows(level, NameAccess.NamesOf(query))
            : NameAccess.OfSql(content, verified.Sql ?? "").All(required => content.Access.Allows(level, required));

    public bool AreSame(SemanticQuery one, SemanticQuery other, CompileScope scope) =>
        QueryMeaning.Of(compiler, one, scope) is { } meaning && meaning == QueryMeaning.Of(compiler, other, scope);

    public bool AreSameWording(string one, string other) => Wording.NormalForm(one) == Wording.NormalForm(other);

    public string Describe(SemanticQuery query, CompileScope scope) => QueryReading.Describe(query, scope);

    /// <summary>In a conversation: the question means without the turns before it what it means after them.</summary>
    private bool IsItself(PlanRequest request, PlanOutcome plan)
    {
        var alone = planner.Plan(request with { History = [] });
        return (plan, alone) switch
        {
            (PlannedQuery { Best.Query: var here }, PlannedQuery { Best.Query: var there }) => AreSame(here, there, request.Scope),
            (PlannedQuery, _) or (_, PlannedQuery) => false,
            _ => true,
        };
    }

    private VerifiedMatch Match(Known known, PlanOutcome plan, double p, CompileScope scope)
    {
        var verified = known.Verified;
        if (verified.Query is not { } query)
            return new VerifiedMatch(verified);
        var planned = plan as PlannedQuery;
        var label = QueryReading.Label(query, scope);
        return new VerifiedMatch(verified)
        {
            IsAsRead = planned is not null && known.Meaning is not null && QueryMeaning.Of(compiler, planned.Best.Query, scope) == known.Meaning,
            Reading = new PlanReading(label, QueryReading.Describe(query, scope), query, p, planned?.Best.Chart, planned?.Best.FollowUps ?? []),
        };
    }

    private VerifiedMatch? WithOwn(Known known, SemanticQuery asked, string meaning, CompileScope scope)
    {
        if (
            known is not { Verified.Query: { } verified, Compiled: { } proven }
            || !verified.Metrics.Order(StringComparer.Ordinal).SequenceEqual(asked.Metrics.Order(StringComparer.Ordinal), StringComparer.Ordinal)
            || OwnParts.Put(verified, asked) is not var (query, hasPeriod, filters)
            || QueryMeaning.Of(compiler, query, scope) != meaning
            || compiler.Compile(query, scope) is not Compiled compiled
        )
            return null;
        // What is not over yet was not verified by somebody who looked at what is.
        if (hasPeriod && (compiled.Period is not { From: not null, To: not null } period || (period.IsPartial && proven.Period is not { IsPartial: true })))
            return null;
        List<string> own = [];
        if (hasPeriod)
            own.Add($"Its own period: {compiled.Period!.Label}.");
        if (filters.Count > 0)
            own.Add($"Fewer groups: only {string.Join(", ", filters.SelectMany(f => f.Values).Select(v => v.ToString()))}.");
        return new VerifiedMatch(known.Verified) { Own = string.Join(' ', own) };
    }

    private ImmutableArray<Known> KnownIn(CompileScope scope)
    {
        var content = scope.Layer.Content;
        if (content.Verified.IsEmpty)
            return [];
        var ofLayer = _known.GetValue(scope.Layer, static _ => []);
        // A process that answers for years of days keeps those of the last ones.
        if (ofLayer.Count > 64)
            ofLayer.Clear();
        return ofLayer.GetOrAdd(
            (scope.Level, scope.Today),
            static (_, at) =>
                [
                    .. at
                        .scope.Layer.Content.Verified.Where(v => at.self.IsVisible(v, at.scope.Layer.Content, at.scope.Level))
                        .Select(v => at.self.KnownOf(v, at.scope)),
                ],
            (self: this, scope)
        );
    }

    private Known KnownOf(VerifiedQuery verified, CompileScope scope)
    {
        var compiled = verified.Query is { } query ? compiler.Compile(query, scope) as Compiled : null;
        return new Known(
            verified,
            [verified.Question, .. verified.AlsoAsked],
            [.. verified.AlsoAsked.Prepend(verified.Question).Select(Wording.NormalForm)],
            compiled,
            compiled is null ? null : QueryMeaning.Of(compiler, verified.Query!, scope)
        );
    }

    /// <summary>Whether it is worth planning its wordings.</summary>
    private static bool MayBe(Known known, Read reading) =>
        known.Verified.Query is not { } query || query.Metrics.Intersect(reading.Metrics, StringComparer.Ordinal).Any();

    private ImmutableArray<Read> Readings(Known known, PlanRequest request) =>
        _wordings
            .GetValue(request.Values, static _ => [])
            .GetOrAdd(
                known,
                static (k, at) =>
                    [
                        .. k
                            .Texts.Select(text => at.self.ReadOf(text, at.self.Plan(at.request with { Question = text, History = [] }), at.request.Scope))
                            .OfType<Read>(),
                    ],
                (self: this, request)
            );

    private PlanOutcome Plan(PlanRequest request) => planner.Plan(request);

    /// <summary>Null: not read surely, or not in every word.</summary>
    private Read? ReadOf(string question, PlanOutcome plan, CompileScope scope) =>
        plan is PlannedQuery { Best: { P: >= Sure } best } planned
        && planned.Links.All(l => l.Target.Length > 0)
        && QueryMeaning.Of(compiler, best.Query, scope) is { } meaning
            ? new Read(
                meaning,
                string.Join('\n', Wording.Left(question, planned.Links.Select(l => l.Words)).Order(StringComparer.Ordinal)),
                string.Join('\n', planned.Links.Select(l => l.Target).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)),
                best.Query.Metrics
            )
            : null;

    /// <param name="compiled">Null: it is SQL, or the layer cannot compute it any more.</param>
    private sealed class Known(VerifiedQuery verified, ImmutableArray<string> texts, ImmutableHashSet<string> wordings, Compiled? compiled, string? meaning)
    {
        public VerifiedQuery Verified { get; } = verified;
        public ImmutableArray<string> Texts { get; } = texts;
        public ImmutableHashSet<string> Wordings { get; } = wordings;
        public Compiled? Compiled { get; } = compiled;
        public string? Meaning { get; } = meaning;
    }

    /// <param name="Left">Roots of the words that no part of the layer was linked to.</param>
    /// <param name="Targets">What the others were linked to.</param>
    private sealed record Read(string Meaning, string Left, string Targets, IReadOnlyList<string> Metrics)
    {
        public bool IsSameAs(Read other) => Meaning == other.Meaning && Left == other.Left && Targets == other.Targets;
    }
}
