using System.Collections.Immutable;
using Workbench.Server.Models.Catalog;

namespace Workbench.Server.Models.Policy;

/// <summary>Whom one call may still ask: weighted choice among the well ones of the first group that has any, each once a round.</summary>
internal sealed class Candidates(ModelRoute route, long tokens, TimeProvider time, Func<double> random)
{
    private readonly HashSet<LiveModel> _askedThisRound = [];
    private readonly HashSet<LiveModel> _excluded = [];
    private Fault? _why;

    /// <summary>The last fault of those asked by this call, or why one was not asked.</summary>
    public Fault? LastFault { get; private set; }

    /// <summary>Whether anybody was asked in this round.</summary>
    public bool HasAsked => _askedThisRound.Count > 0;

    /// <returns>Null: nobody is left in this round.</returns>
    public LiveModel? Take()
    {
        var open = Next();
        if (open.IsEmpty)
            return null;
        var chosen = Weighted(open);
        _askedThisRound.Add(chosen);
        return chosen;
    }

    /// <summary>Those of whom <see cref="Take"/> takes one.</summary>
    public ImmutableArray<RoutedModel> Next()
    {
        var now = time.GetUtcNow();
        return Open(m => IsWell(m, now)) is { IsEmpty: false } well ? well : Open(m => IsAskable(m, now));
    }

    private ImmutableArray<RoutedModel> Open(Func<LiveModel, bool> condition)
    {
        foreach (var group in route.Groups)
        {
            var open = group.Where(m => !_askedThisRound.Contains(m.Model) && !_excluded.Contains(m.Model) && condition(m.Model)).ToImmutableArray();
            if (open.IsEmpty)
                continue;
            var roomy = open.Length == 1 ? open : [.. open.Where(m => m.Model.Provider.Slots.HasRoom(tokens))];
            return roomy.IsEmpty ? open : roomy;
        }
        return [];
    }

    /// <summary>Leaves out those of whom it is known that they cannot answer, as long as there are others who can.</summary>
    public void ExcludeHopeless(Func<LiveModel, bool> canAnswer)
    {
        var now = time.GetUtcNow();
        foreach (var model in All.Where(m => m.Health.IsHopeless(now) || m.Provider.Health.IsHopeless(now)))
            _excluded.Add(model);
        if (_excluded.Count > 0 && !All.Any(m => !_excluded.Contains(m) && canAnswer(m)))
            _excluded.Clear();
    }

    public void Failed(LiveModel model, Fault fault)
    {
        LastFault = fault;
        if (Severity(fault) >= Severity(_why))
            _why = fault.IsUnable && _why is not null ? fault with { Message = $"{_why.Message} {fault.Message}" } : fault;
        if (fault.IsMissing || fault.IsUnable || fault.Kind == ModelFault.BudgetSpent)
            _excluded.Add(model);
        else if (fault.Kind == ModelFault.Permission)
            ExcludeAll(m => m.Provider == model.Provider);
        else if (fault.IsTooLong)
            ExcludeAll(m => m == model || (model.Settings.Context is { } size && m.Settings.Context <= size));
    }

    private static int Severity(Fault? fault) =>
        fault switch
        {
            null or { IsUnable: true } => 0,
            { Kind: ModelFault.BudgetSpent } => 1,
            _ => 2,
        };

    /// <returns>How long until the first of them may be asked again; null: none ever.</returns>
    public TimeSpan? UntilNext()
    {
        var now = time.GetUtcNow();
        TimeSpan? first = null;
        foreach (var model in All.Where(m => !_excluded.Contains(m)))
        {
            var until =
                model.IsBroken ? BrokenRest
                : Later(model.Health.ProbeFrom, model.Provider.Health.ProbeFrom) is var at && at > now ? at - now
                : TimeSpan.Zero;
            if (first is null || until < first)
                first = until;
        }
        return first;
    }

    public void NextRound() => _askedThisRound.Clear();

    /// <summary>
    /// Why the call as a whole fails: rather for a fault that may pass than for money, which one of them may have enough of, and for what they cannot do only if nobody
    /// is left who can.
    /// </summary>
    public Fault Why => _why is { IsUnable: false } || (_why is not null && UntilNext() is null) ? _why : WhyNobody();

    /// <summary>Why nobody is asked although this call has asked nobody yet.</summary>
    private Fault WhyNobody()
    {
        var left = All.Where(m => !_excluded.Contains(m)).ToList();
        var resting = left.Find(m => m.Health.Reason is not null || m.Provider.Health.Reason is not null);
        return new Fault(
            ModelFault.Overloaded,
            resting is null
                ? $"{string.Join(" and ", left.Select(m => m.Provider.Name).Distinct(StringComparer.Ordinal))} is cooling down after faults."
                : $"{resting.Provider.Name} is cooling down after a fault: {resting.Health.Reason ?? resting.Provider.Health.Reason}"
        );
    }

    private static TimeSpan BrokenRest => TimeSpan.FromSeconds(1);

    private IEnumerable<LiveModel> All => route.Groups.SelectMany(g => g).Select(m => m.Model);

    private static bool IsWell(LiveModel model, DateTimeOffset now) => !model.IsBroken && !model.Health.IsCooling(now) && !model.Provider.Health.IsCooling(now);

    /// <summary>If there is nobody else: one that rests only because we think that it should, or whose fault no rest mends.</summary>
    private static bool IsAskable(LiveModel model, DateTimeOffset now) =>
        !model.IsBroken
        && (model.Health.ProbeFrom <= now || model.Health.IsHopeless(now))
        && (model.Provider.Health.ProbeFrom <= now || model.Provider.Health.IsHopeless(now));

    private LiveModel Weighted(ImmutableArray<RoutedModel> among)
    {
        if (among.Length == 1)
            return among[0].Model;
        var at = random() * among.Sum(m => m.Weight);
        foreach (var (model, weight) in among)
            if ((at -= weight) < 0)
                return model;
        return among[^1].Model;
    }

    private void ExcludeAll(Func<LiveModel, bool> condition)
    {
        foreach (var model in All.Where(condition))
            _excluded.Add(model);
    }

    private static DateTimeOffset Later(DateTimeOffset a, DateTimeOffset b) => a > b ? a : b;
}
