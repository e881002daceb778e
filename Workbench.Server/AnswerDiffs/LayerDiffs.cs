using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.Options;
using Workbench.Server.Access;
using Workbench.Server.Evaluation;
using Workbench.Server.Semantics;
using Workbench.Server.Semantics.Layer;
using Workbench.Server.SemanticWorkspace;
using Workbench.Server.Warehouses;
using Workbench.Server.Workspace;
using Workbench.Shared.AnswerDiffs;
using Workbench.Shared.Answers;
using Workbench.Shared.Evals;
using Workbench.Shared.SemanticLayer;
using LayerFolder = Workbench.Server.Semantics.Layer.LayerFolder;

namespace Workbench.Server.AnswerDiffs;

/// <summary>Compares two layers: plans without the warehouse, runs what compiles otherwise, judges.</summary>
internal sealed class LayerDiffs(
    ISemanticLayers layers,
    ILayerRevisionStore revisions,
    LayerDisk disk,
    LayerPermissions permissions,
    ISemanticCompiler compiler,
    GroupableFields fields,
    IPlanner planner,
    IVerifiedMatching matching,
    IValueIndexes values,
    PairRuns runs,
    PastAnswerReader pastAnswers,
    EvalAnswers evals,
    IWarehouseAccounts accounts,
    IAsker asker,
    Today today,
    WorkspaceStartup startup,
    IOptions<AnswerDiffsOptions> options,
    TimeProvider time
) : ILayerDiffs
{
    public const string InUse = "in use";
    private const string Unsaved = "unsaved texts";

    public async Task<SideReading> FindAsync(LayerState state, CancellationToken cancellationToken) =>
        state switch
        {
            LayerInUse => layers.TryCurrent is { } current
                ? new UsableSide(new LayerSide(InUse, current.Id, current.Layer))
                : new UnusableSide(InUse, "There is no layer in use: mend its files first.", []),
            LayerRevisionState revision when layers.TryCurrent is { } current && current.Id == revision.Id => new UsableSide(
                new LayerSide(Short(current.Id), current.Id, current.Layer)
            ),
            LayerRevisionState revision => await revisions.FindAsync(revision.Id, cancellationToken) is { } files
                ? AsOfNow(LayerSide.Read(Short(revision.Id), files))
                : new UnusableSide(Short(revision.Id), $"There is no revision {revision.Id} of the layer here.", []),
            UnsavedLayer unsaved => Read(disk.Read(), unsaved.Changes),
            _ => throw new System.Diagnostics.UnreachableException(),
        };

    public async Task<AnswerDiff> CompareAsync(
        LayerSide from,
        LayerSide to,
        AnswerDiffSettings settings,
        bool withHistory,
        Action<AnswerDiffProgress> told,
        CancellationToken cancellationToken
    )
    {
        var began = time.GetTimestamp();
        var level = LevelOf(settings.Level);
        var account = settings.Account ?? from.Layer.Account;
        if (settings.WithValues && accounts.Find(account) is null)
            throw new NotComparableException($"There is no warehouse account \"{account}\"; there are: {string.Join(", ", accounts.All.Select(a => a.Name))}.");
        var scope = new DiffScope(account, level, today.In(from.Layer.Calendar.TimeZone), startup.DataThrough, settings.WithValues);

        if (withHistory)
            told(new AnswerDiffProgress("Reading past answers", 0, 0));
        var history = withHistory ? await HistoryAsync(from.Layer.Access, level, cancellationToken) : AnswerHistory.None;
        told(new AnswerDiffProgress("Compiling on both sides", 0, 0));
        // Thousands of compilations: not on the thread of a page.
        var readings = withHistory ? await ReadingsAsync(from, to, scope, cancellationToken) : null;
        var plan = await Task.Run(() => DiffPlan.Create(from, to, scope, history, compiler, fields, readings), cancellationToken);

        var results = PairResults.None;
        if (settings.WithValues && plan.Pairs.Count > 0)
        {
            const string step = "Running what compiles otherwise";
            told(new AnswerDiffProgress(step, 0, plan.Pairs.Count));
            results = await runs.RunAsync(
                plan.Pairs,
                scope.DataThrough,
                settings.Again,
                done => told(new AnswerDiffProgress(step, done, plan.Pairs.Count)),
                cancellationToken
            );
        }
        var diff = plan.Judge(results);
        if (settings.WithValues)
            diff = await EvalAnswers.ScoredAsync(diff, plan, results, accounts, cancellationToken);
        diff = await WithSeenValuesAsync(diff, history.Past, cancellationToken);
        if (from.Layer.Account != to.Layer.Account)
            diff = diff with
            {
                NextAccount = to.Layer.Account,
                Notes =
                [
                    $"The layer asks the account {to.Layer.Account} instead of {from.Layer.Account}; both sides were compared on {account}. Compare it on {to.Layer.Account} as well.",
                    .. diff.Notes,
                ],
            };
        return diff with { DurationMs = time.GetElapsedTime(began).TotalMilliseconds };
    }

    /// <summary>Null: every question is read on both sides by the same words.</summary>
    private async Task<QuestionReadings?> ReadingsAsync(LayerSide from, LayerSide to, DiffScope scope, CancellationToken cancellationToken)
    {
        if (options.Value.Readings == 0 || !QuestionReadings.MayDiffer(from.Layer, to.Layer))
            return null;
        async ValueTask<IValueIndex> ValuesAsync(LayerSide side) =>
            scope.WithValues
                ? await values.GetAsync(new LayerRevision(side.Revision, side.Layer), scope.Account, cancellationToken)
                : values.Declared(side.Layer);
        return new QuestionReadings(
            from,
            to,
            await ValuesAsync(from),
            await ValuesAsync(to),
            planner,
            matching,
            options.Value.Readings,
            options.Value.ReadingPatience,
            time
        );
    }

    /// <exception cref="NotComparableException">It is none of the layer's, or above the asker's.</exception>
    private string LevelOf(string? given)
    {
        var own = asker.Current.Level;
        if (given is null || given == own)
            return own;
        var access = layers.Current.Layer.Access;
        return access.RankOf(given) < 0 ? throw new NotComparableException($"There is no access level \"{given}\".")
            : access.RankOf(given) > access.RankOf(own) ? throw new NotComparableException($"Your access level is {own}; {given} is above it.")
            : given;
    }

    private async Task<AnswerHistory> HistoryAsync(LayerAccess access, string level, CancellationToken cancellationToken)
    {
        var known = layers.TryCurrent?.Layer.Access ?? access;
        // By the layer in use and by the old side: what one of them sets above the level stays so.
        string[] levels = [.. known.Levels.Select(l => l.Name).Where(l => known.Allows(level, l) && access.Allows(level, l))];
        var past = await pastAnswers.ReadAsync(levels, cancellationToken);
        var cases = await evals.ReadAsync(levels, cancellationToken);
        List<string> notes = [];
        if (past.Rejected > 0)
            notes.Add($"{Count(past.Rejected, "past answer", "past answers")} with a 👎 left out.");
        if (past.Answers.Count(a => a.Query is null) is > 0 and var without)
            notes.Add($"{Count(without, "past answer rests", "past answers rest")} on no metric: no change of the layer moves what somebody wrote as SQL.");
        notes.Add(
            past.IsCut
                ? $"Past answers: the newest {Count(options.Value.PastAnswers, "answer", "answers")} of the last {options.Value.PastDays} days; older ones were not looked at."
                : $"Past answers: those of the last {options.Value.PastDays} days."
        );
        return new AnswerHistory(past, cases, [.. notes]);
    }

    private async Task<AnswerDiff> WithSeenValuesAsync(AnswerDiff diff, PastAnswers past, CancellationToken cancellationToken)
    {
        var shown = diff.Items.SelectMany(i => i.Seen?.Answers ?? []).Select(a => a.Run).ToHashSet();
        var seenValues = await pastAnswers.ValuesAsync(past.Answers.Where(a => shown.Contains(a.Run)), cancellationToken);
        return diff with
        {
            Items =
            [
                .. diff.Items.Select(item =>
                    item.Seen is { } seen
                        ? item with
                        {
                            Seen = seen with { Answers = [.. seen.Answers.Select(a => a with { Value = seenValues.GetValueOrDefault(a.Run) })] },
                        }
                        : item
                ),
            ],
        };
    }

    /// <summary>What compiles on a side shows what it is made of: a text takes no place that its author may not change.</summary>
    private SideReading Read(DiskState state, IReadOnlyList<LayerFileChange> changes) =>
        changes.Select(c => permissions.WhyNotTried(c.Path, state, asker.Current.Level)).FirstOrDefault(r => r is not null) is { } reason
            ? new UnusableSide(Unsaved, reason, [])
            : LayerSide.Read(Unsaved, LayerFolder.With(state.Files, changes.Select(c => (c.Path, c.Text))));

    /// <summary>The levels of then would show what was hidden since; whoever sees everything sees it as it was.</summary>
    private SideReading AsOfNow(SideReading reading) =>
        reading is UsableSide { Side: var side } && layers.TryCurrent is { Layer: var now } && !now.Access.IsHighest(asker.Current.Level)
            ? new UsableSide(side with { Layer = AccessSince.Raise(side.Layer, now) })
            : reading;

    private static string Short(string revision) => revision.Length > 8 ? revision[..8] : revision;

    private static string Count(int number, string one, string many) => $"{number.ToString("#,0", CultureInfo.InvariantCulture)} {(number == 1 ? one : many)}";
}
