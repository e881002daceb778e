namespace Workbench.Shared.Traces;

/// <summary>What people write to the steps of runs. Everybody who sees the run sees it; it goes when the run goes.</summary>
public interface IStepNotes
{
    Task<NoteOutcome> AddAsync(Guid run, int step, string text, CancellationToken cancellationToken);

    /// <summary>Of the asker's own notes, as the next two.</summary>
    Task<NoteOutcome> ChangeAsync(Guid note, string text, CancellationToken cancellationToken);
    Task<NoteOutcome> RemoveAsync(Guid note, CancellationToken cancellationToken);

    /// <summary>Takes a removal back, for as long as the run is there.</summary>
    Task<NoteOutcome> RestoreAsync(Guid note, CancellationToken cancellationToken);

    /// <summary>A label that the step has already stays as it is.</summary>
    Task<LabelOutcome> LabelAsync(Guid run, int step, string label, CancellationToken cancellationToken);

    /// <summary>Anybody's: labels belong to the step.</summary>
    Task<LabelOutcome> UnlabelAsync(Guid run, int step, string label, CancellationToken cancellationToken);

    /// <summary>All that are in use, by name.</summary>
    Task<IReadOnlyList<string>> LabelsAsync(CancellationToken cancellationToken);
}

/// <param name="ChangedAt">Null: it is as it was written.</param>
public sealed record StepNote(Guid Id, string Text, string Author, bool IsMine, DateTimeOffset At, DateTimeOffset? ChangedAt);

public sealed record StepLabel(string Name, string By, DateTimeOffset At);

public abstract record NoteOutcome
{
    private protected NoteOutcome() { }
}

public sealed record NoteSaved(StepNote Note) : NoteOutcome;

/// <param name="Reason">A sentence for whoever wrote the note.</param>
public sealed record NoteRefused(string Reason) : NoteOutcome;

public abstract record LabelOutcome
{
    private protected LabelOutcome() { }
}

/// <param name="Name">As it is kept: in small letters.</param>
public sealed record LabelSaved(string Name) : LabelOutcome;

/// <param name="Reason">A sentence for whoever chose the label.</param>
public sealed record LabelRefused(string Reason) : LabelOutcome;
