using Microsoft.EntityFrameworkCore;
using Npgsql;
using Workbench.Server.Access;
using Workbench.Server.Audit;
using Workbench.Server.Runs;
using Workbench.Server.Storage;
using Workbench.Shared.Traces;

namespace Workbench.Server.StepNotes;

/// <summary>Notes and labels, a row each. Whatever is written to a step puts its run before the search again.</summary>
internal sealed class StoredStepNotes(IDbContextFactory<WorkbenchDb> databases, NpgsqlDataSource store, IAsker asker, IAuditLog audit, TimeProvider time)
    : IStepNotes
{
    private const int LongestNote = 4_000;
    private const int LongestLabel = 40;
    private const int MostNotes = 100;
    private const int MostLabels = 20;

    /// <summary>Of those that are offered.</summary>
    private const int Offered = 200;

    /// <summary>The run's row is held, so that a run on its way out takes its notes along.</summary>
    private const string Step = """
        select r.id as "Value" from runs r where r.id = {0} and exists (select from step_starts s where s.run_id = r.id and s.seq = {1}) for key share
        """;

    private static readonly NoteRefused NotYours = new("This note was removed, or somebody else wrote it. Add one of your own.");
    private static readonly NoteRefused NoStep = new("There is no such step any more: the run was deleted.");
    private static readonly LabelRefused NoStepToLabel = new(NoStep.Reason);

    public async Task<NoteOutcome> AddAsync(Guid run, int step, string text, CancellationToken cancellationToken)
    {
        if (Problem(text) is { } problem)
            return problem;
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        await using var transaction = await database.Database.BeginTransactionAsync(cancellationToken);
        if (!await HoldAsync(database, run, step, cancellationToken))
            return NoStep;
        if (await database.Set<StepNoteRow>().CountAsync(n => n.RunId == run && n.Seq == step && n.RemovedAt == null, cancellationToken) >= MostNotes)
            return new NoteRefused($"A step has up to {MostNotes} notes. Change one of yours, or remove it.");
        var row = new StepNoteRow
        {
            Id = Guid.CreateVersion7(),
            RunId = run,
            Seq = step,
            Text = Kept(text),
            Author = asker.Current.User,
            At = time.GetUtcNow(),
        };
        database.Add(row);
        return await WriteAsync(database, row, "note added", cancellationToken);
    }

    public async Task<NoteOutcome> ChangeAsync(Guid note, string text, CancellationToken cancellationToken) =>
        Problem(text)
        ?? await ChangeAsync(
            note,
            row => row.RemovedAt is null,
            row => (row.Text, row.ChangedAt) = (Kept(text), time.GetUtcNow()),
            "note changed",
            cancellationToken
        );

    public Task<NoteOutcome> RemoveAsync(Guid note, CancellationToken cancellationToken) =>
        ChangeAsync(note, row => row.RemovedAt is null, row => row.RemovedAt = time.GetUtcNow(), "note removed", cancellationToken);

    public Task<NoteOutcome> RestoreAsync(Guid note, CancellationToken cancellationToken) =>
        ChangeAsync(note, _ => true, row => row.RemovedAt = null, "note restored", cancellationToken);

    public async Task<LabelOutcome> LabelAsync(Guid run, int step, string label, CancellationToken cancellationToken)
    {
        var name = string.Join(' ', label.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)).ToLowerInvariant();
        if (name.Length is 0 or > LongestLabel || name.Any(char.IsControl))
            return new LabelRefused($"A label has 1 to {LongestLabel} characters.");
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        await using var transaction = await database.Database.BeginTransactionAsync(cancellationToken);
        if (!await HoldAsync(database, run, step, cancellationToken))
            return NoStepToLabel;
        var labels = await database.Set<StepLabelRow>().Where(l => l.RunId == run && l.Seq == step).Select(l => l.Name).ToListAsync(cancellationToken);
        if (labels.Contains(name))
            return new LabelSaved(name);
        if (labels.Count >= MostLabels)
            return new LabelRefused($"A step has up to {MostLabels} labels. Take one away first.");
        // Two may give the same label at once.
        await database.Database.ExecuteSqlAsync(
            $"insert into step_labels (run_id, seq, name, author, at) values ({run}, {step}, {name}, {asker.Current.User}, {time.GetUtcNow()}) on conflict do nothing",
            cancellationToken
        );
        await EndAsync(database, run, step, "label given", cancellationToken);
        return new LabelSaved(name);
    }

    public async Task<LabelOutcome> UnlabelAsync(Guid run, int step, string label, CancellationToken cancellationToken)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        await using var transaction = await database.Database.BeginTransactionAsync(cancellationToken);
        if (!await HoldAsync(database, run, step, cancellationToken))
            return NoStepToLabel;
        await database.Set<StepLabelRow>().Where(l => l.RunId == run && l.Seq == step && l.Name == label).ExecuteDeleteAsync(cancellationToken);
        await EndAsync(database, run, step, "label taken away", cancellationToken);
        return new LabelSaved(label);
    }

    public async Task<IReadOnlyList<string>> LabelsAsync(CancellationToken cancellationToken)
    {
        // From one name to the next in the index: what counts is how many there are, not how many steps have them.
        await using var command = store.CreateCommand(
            """
            with recursive names as (
                (select name, 1 as number from step_labels order by name limit 1)
                union all
                select (select l.name from step_labels l where l.name > n.name order by l.name limit 1), number + 1 from names n where n.name is not null and number < $1
            )
            select name from names where name is not null order by name
            """
        );
        command.Parameters.Add(new() { Value = Offered });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        List<string> names = [];
        while (await reader.ReadAsync(cancellationToken))
            names.Add(reader.GetString(0));
        return names;
    }

    private async Task<NoteOutcome> ChangeAsync(
        Guid note,
        Func<StepNoteRow, bool> isRight,
        Action<StepNoteRow> change,
        string what,
        CancellationToken cancellationToken
    )
    {
        var user = asker.Current.User;
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        await using var transaction = await database.Database.BeginTransactionAsync(cancellationToken);
        if (await database.Set<StepNoteRow>().SingleOrDefaultAsync(n => n.Id == note && n.Author == user, cancellationToken) is not { } row || !isRight(row))
            return NotYours;
        if (!await HoldAsync(database, row.RunId, row.Seq, cancellationToken))
            return NoStep;
        change(row);
        return await WriteAsync(database, row, what, cancellationToken);
    }

    /// <returns>False: there is no such step.</returns>
    private static async Task<bool> HoldAsync(WorkbenchDb database, Guid run, int step, CancellationToken cancellationToken) =>
        await database.Database.SqlQueryRaw<Guid>(Step, run, step).ToListAsync(cancellationToken) is not [];

    private async Task<NoteOutcome> WriteAsync(WorkbenchDb database, StepNoteRow row, string what, CancellationToken cancellationToken)
    {
        await database.SaveChangesAsync(cancellationToken);
        await EndAsync(database, row.RunId, row.Seq, what, cancellationToken);
        return new NoteSaved(new StepNote(row.Id, row.Text, row.Author, IsMine: true, row.At, row.ChangedAt));
    }

    private async Task EndAsync(WorkbenchDb database, Guid run, int step, string what, CancellationToken cancellationToken)
    {
        await database.Database.ExecuteSqlAsync($"insert into run_text_queue (run_id) values ({run})", cancellationToken);
        await database.Database.CommitTransactionAsync(cancellationToken);
        audit.Note(
            new AuditEntry(AuditVerb.Changed, AuditKinds.Run, run.ToString())
            {
                Details = new() { ["what"] = what, ["step"] = step },
            }
        );
    }

    private static string Kept(string text) => JournalSql.Storable(text.Trim());

    private static NoteRefused? Problem(string text) =>
        text.Trim() is { Length: > 0 and <= LongestNote } ? null : new NoteRefused($"A note has 1 to {LongestNote:#,0} characters.");
}
