using Workbench.Server.Access;
using Workbench.Server.Audit;
using Workbench.Server.Semantics;
using Workbench.Server.Semantics.Layer;
using Workbench.Server.Tools;
using Workbench.Server.Workspace;
using Workbench.Server.Yaml;
using Workbench.Shared.SemanticLayer;
using Workbench.Shared.VerifiedQueries;

namespace Workbench.Server.VerifiedQueries;

/// <summary>Verified queries for the pages: read, tried, saved into the layer and run.</summary>
internal sealed partial class VerifiedQueriesPage(
    ISemanticLayers layers,
    VerifiedBook book,
    VerifiedDrafting drafting,
    VerifiedRunning running,
    VerifiedRounds rounds,
    StoredVerifiedRuns store,
    IVerifiedMatching matching,
    ILayerEditing editing,
    IAsker asker,
    IAuditLog audit,
    Today today,
    StartupProgress startup,
    IHostApplicationLifetime lifetime,
    TimeProvider time,
    ILogger<VerifiedQueriesPage> logger
) : IVerifiedQueries
{
    /// <summary>Rows that a preview shows.</summary>
    private const int PreviewRows = 20;

    /// <summary>Somebody may save the same file in between: then it is read and changed once more.</summary>
    private const int Tries = 3;

    private static readonly VerifiedNotSaved SaysSo = new("It says so already: there is nothing to change.");

    public async Task<VerifiedOverview> OverviewAsync(CancellationToken cancellationToken) =>
        new(editing.Rights(), asker.Current.User, Day(), await book.LinesAsync(cancellationToken), Shown(rounds.Round));

    public async Task<VerifiedCounts> CountsAsync(CancellationToken cancellationToken) => VerifiedCounts.Of(await book.LinesAsync(cancellationToken));

    public async Task<VerifiedDraft?> DraftAsync(Guid run, CancellationToken cancellationToken)
    {
        if (await drafting.OfRunAsync(run, cancellationToken) is not var (entry, problem))
            return null;
        var existing = problem is null ? await book.TwinAsync(entry, Read(entry, out _), cancellationToken) : null;
        return new VerifiedDraft(entry, editing.Rights(), problem, existing);
    }

    public async Task<VerifiedPreview> PreviewAsync(VerifiedEntry entry, CancellationToken cancellationToken)
    {
        if (Read(entry, out var problem) is not { } verified)
            return Without(problem);
        if (layers.TryCurrent is not { Layer: var layer })
            return Without("There is no layer to compute it with: mend its files first.");
        var scope = running.ScopeOf(layer, asker.Current.Level);
        var existing = await book.TwinAsync(entry, verified, cancellationToken);
        var reading = verified.Query is { } query ? matching.Describe(query, scope) : null;
        return await running.TakeAsync(verified, scope, cancellationToken) switch
        {
            TakenRows rows => new VerifiedPreview(
                null,
                rows.Value,
                VerifiedRunning.LabelOf(rows.Data.Period),
                reading,
                rows.Data.Columns,
                [.. rows.Data.Rows.Take(PreviewRows)],
                existing
            ),
            TakenFault fault => Without(fault.Message) with { Reading = reading, Existing = existing },
            _ => throw new System.Diagnostics.UnreachableException(),
        };
    }

    public async Task<VerifiedOutcome> SaveAsync(VerifiedEntry entry, VerifiedSaveAs saveAs, CancellationToken cancellationToken)
    {
        if (string.IsNullOrWhiteSpace(entry.Question))
            return new VerifiedNotSaved("Write the question that it answers.");
        entry = entry with
        {
            Question = YamlScalar.OneLine(entry.Question),
            AlsoAsked = [.. entry.AlsoAsked.Select(YamlScalar.OneLine).Where(w => w.Length > 0).Distinct(StringComparer.OrdinalIgnoreCase)],
        };
        if (entry.Expires is { } expires && expires < entry.VerifiedOn)
            return new VerifiedNotSaved("It would expire before the day on which it was verified: choose a later day.");
        if (Read(entry, out var problem) is not { } verified)
            return new VerifiedNotSaved(problem);
        if (layers.TryCurrent is { } current && !matching.IsVisible(verified, current.Layer.Content, asker.Current.Level))
            return new VerifiedNotSaved("It speaks of something that your access level does not cover.");
        if (saveAs is SaveAsNew && await book.TwinAsync(entry, verified, cancellationToken) is { } twin)
            return new AlreadyVerified(twin);
        if (verified.Sql is { } sql && !SelectStatement.TryRead(sql, out _, out var fault))
            return new VerifiedNotSaved(fault);
        if (saveAs is SaveInPlaceOf or SaveAsNew && layers.TryCurrent is { } revision && running.WhyNot(verified, revision.Layer) is { } reason)
            return new VerifiedNotSaved(reason);
        var outcome = saveAs switch
        {
            SaveAsNew => await ChangeAsync(f => f.Add(entry), null, $"Verified: {entry.Question}", cancellationToken),
            SaveInPlaceOf(var question) => await ChangeAsync(f => f.Replace(question, entry), question, $"Verified: {entry.Question}", cancellationToken),
            SaveAsWordingOf(var question) => await ChangeAsync(
                f => f.AddWordings(question, [entry.Question, .. entry.AlsoAsked]),
                question,
                $"Verified: {question}, also asked as {entry.Question}",
                cancellationToken
            ),
            _ => throw new System.Diagnostics.UnreachableException(),
        };
        return Noted(outcome, AuditVerb.Changed);
    }

    public Task<VerifiedOutcome> RenewAsync(string question, VerifiedRenewal renewal, CancellationToken cancellationToken) =>
        renewal.Expires is { } expires && expires < renewal.VerifiedOn
            ? Task.FromResult<VerifiedOutcome>(new VerifiedNotSaved("It would expire before the day on which it was verified: choose a later day."))
            : NotedAsync(RenewedAsync(question, renewal, cancellationToken));

    public async Task<VerifiedOutcome> RemoveAsync(string question, CancellationToken cancellationToken) =>
        Noted(await ChangeAsync(f => f.Remove(question), question, $"No longer verified: {question}", cancellationToken), AuditVerb.Removed);

    public async Task<VerifiedOutcome> UndoAsync(string entry, CancellationToken cancellationToken) =>
        Noted(OutcomeOf(await editing.RevertAsync(entry, "Taken back", cancellationToken)), AuditVerb.Restored);

    public string? Run(string? question)
    {
        if (layers.TryCurrent is not { } revision)
            return "There is no layer to run them with: mend its files first.";
        if (!startup.Current.IsReady)
            return "The workbench is not ready yet; try again when it is.";
        List<VerifiedQuery> chosen = [.. book.Visible(revision.Layer).Where(v => question is null || v.Question == question)];
        if (chosen.Count == 0)
            return question is null ? "There is nothing to run." : "It is not there any more: somebody removed it.";
        // One by itself waits for the round that goes on.
        if (question is null && rounds.Round.IsRunning)
            return "They are run already; wait for the end.";
        var occasion = $"asked {Guid.CreateVersion7(time.GetUtcNow())}";
        _ = Task.Run(() => RunAsync(chosen, revision, occasion, lifetime.ApplicationStopping), CancellationToken.None);
        return null;
    }

    public async IAsyncEnumerable<VerifiedRound> FollowAsync([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var round in rounds.FollowAsync(cancellationToken))
            yield return Shown(round);
    }

    private async Task RunAsync(List<VerifiedQuery> chosen, LayerRevision revision, string occasion, CancellationToken cancellationToken)
    {
        try
        {
            await rounds.RunAsync(chosen, revision, occasion, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The process stops.
        }
        catch (Exception e)
        {
            // The round has said so on the page.
            NotRun(e);
        }
    }

    private async Task<VerifiedOutcome> RenewedAsync(string question, VerifiedRenewal renewal, CancellationToken cancellationToken)
    {
        var revision = layers.TryCurrent;
        var outcome = await ChangeAsync(f => f.Renew(question, renewal), question, $"Verified again: {question}", cancellationToken);
        // Renewed on the day on which it was verified, it goes on with the results of that day: what came out last is what it is held against.
        return
            (outcome is VerifiedSaved || outcome == SaysSo)
            && revision?.Layer.Content.Verified.FirstOrDefault(v => v.Question == question) is { } verified
            && verified.VerifiedOn == renewal.VerifiedOn
            && await store.AcceptAsync(revision.Layer.Account, VerifiedFingerprint.Of(verified), cancellationToken)
            && outcome == SaysSo
            ? new VerifiedSaved(null)
            : outcome;
    }

    private async Task<VerifiedOutcome> ChangeAsync(Func<VerifiedFile, string> change, string? question, string message, CancellationToken cancellationToken)
    {
        if (editing.Rights() is { CanEdit: false, Reason: var reason })
            return new VerifiedNotSaved(reason ?? "You may not change the layer.");
        // Nothing is said of one that the asker may not see, and nothing is done to it.
        if (question is not null && (layers.TryCurrent is not { } current || book.Visible(current.Layer).All(v => v.Question != question)))
            return new VerifiedNotSaved("It is not there any more: somebody removed it, or gave it another question.");
        for (var attempt = 1; ; attempt++)
        {
            var open = await editing.ReadAsync(VerifiedFile.Path, cancellationToken);
            if (open is { IsReadOnly: true })
                return new VerifiedNotSaved(
                    $"Parts of {VerifiedFile.Path} are above your access level, so you cannot change it. Ask somebody who sees all of it."
                );
            if (VerifiedFile.Read(open?.Text ?? "", out var problem) is not { } file)
                return new VerifiedNotSaved(problem);
            if (question is not null && !file.Has(question))
                return new VerifiedNotSaved("It is not there any more: somebody removed it, or gave it another question.");
            var changed = change(file);
            if (changed == open?.Text)
                return SaysSo;
            var outcome = await editing.SaveAsync(
                new LayerSave([new LayerFileChange(VerifiedFile.Path, open?.Hash, changed)], message.Length > 200 ? message[..199] + "…" : message)
                {
                    KeepsDrafts = true,
                },
                cancellationToken
            );
            if (outcome is not LayerConflict || attempt == Tries)
                return OutcomeOf(outcome);
        }
    }

    private async Task<VerifiedOutcome> NotedAsync(Task<VerifiedOutcome> renewed) => Noted(await renewed, AuditVerb.Changed);

    /// <summary>The words stand in the history of the layer, where they can be changed: here is its number.</summary>
    private VerifiedOutcome Noted(VerifiedOutcome outcome, AuditVerb verb)
    {
        if (outcome is VerifiedSaved saved)
            audit.Note(new AuditEntry(verb, AuditKinds.VerifiedQuery, saved.Entry ?? ""));
        return outcome;
    }

    private static VerifiedOutcome OutcomeOf(LayerSaveOutcome outcome) =>
        outcome switch
        {
            LayerSaved saved => new VerifiedSaved(saved.Entry) { Waits = saved.WaitsInWords },
            LayerInvalid invalid => new VerifiedNotSaved(
                invalid.Problems.FirstOrDefault(p => p.IsError) is { } first
                    ? $"The layer could not be used with it: {first.File}, line {first.Line}: {first.Message} {invalid.WhatToDo}".TrimEnd()
                    : "The layer could not be used with it."
            ),
            LayerConflict conflict => new VerifiedNotSaved(
                $"{conflict.Files.Select(f => f.By).FirstOrDefault(b => b is not null) ?? "Somebody"} changed the same lines meanwhile. Look at the file and do it again."
            ),
            LayerNotSaved refused => new VerifiedNotSaved(refused.Reason),
            _ => throw new System.Diagnostics.UnreachableException(),
        };

    /// <summary>The entry as the layer would read it; null: it is no query, and the problem says why.</summary>
    private static VerifiedQuery? Read(VerifiedEntry entry, out string problem)
    {
        problem = "";
        var at = new SourceSpan(VerifiedFile.Path, 1, 1);
        if (!string.IsNullOrWhiteSpace(entry.Sql))
            return new VerifiedQuery(
                entry.Question,
                [.. entry.AlsoAsked],
                null,
                entry.Sql.Trim().TrimEnd(';'),
                entry.Owner,
                entry.VerifiedOn,
                entry.Expires,
                at
            );
        if (string.IsNullOrWhiteSpace(entry.Query))
        {
            problem = "Write the query that answers it.";
            return null;
        }
        return VerifiedText.Read(entry.Query, out problem) is { } query
            ? new VerifiedQuery(entry.Question, [.. entry.AlsoAsked], query, null, entry.Owner, entry.VerifiedOn, entry.Expires, at)
            : null;
    }

    private static VerifiedPreview Without(string problem) => new(problem, null, null, null, [], [], null);

    private DateOnly Day() => today.In(layers.TryCurrent?.Layer.Calendar.TimeZone ?? "UTC");

    /// <summary>A round may run what is above the asker's level: its names and faults are not his.</summary>
    private VerifiedRound Shown(VerifiedRound round)
    {
        if (layers.TryCurrent is { } revision && book.Visible(revision.Layer).Count() == revision.Layer.Content.Verified.Length)
            return round;
        return round with { Current = null, Ended = round.Ended is null ? null : "It ended before all was run." };
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The verified queries that somebody asked for could not be run")]
    private partial void NotRun(Exception exception);
}
