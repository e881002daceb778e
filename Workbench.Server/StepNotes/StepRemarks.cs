using Npgsql;
using Workbench.Shared.Traces;

namespace Workbench.Server.StepNotes;

/// <summary>What was written to steps, for those who show them.</summary>
internal static class StepRemarks
{
    public static async Task<IReadOnlyList<StepNote>> NotesAsync(NpgsqlDataSource store, Guid run, int step, string user, CancellationToken cancellationToken)
    {
        await using var command = store.CreateCommand(
            "select id, text, author, at, changed_at from step_notes where run_id = $1 and seq = $2 and removed_at is null order by at, id"
        );
        command.Parameters.Add(new() { Value = run });
        command.Parameters.Add(new() { Value = step });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        List<StepNote> notes = [];
        while (await reader.ReadAsync(cancellationToken))
            notes.Add(
                new StepNote(
                    reader.GetGuid(0),
                    reader.GetString(1),
                    reader.GetString(2),
                    reader.GetString(2) == user,
                    reader.GetFieldValue<DateTimeOffset>(3),
                    reader.IsDBNull(4) ? null : reader.GetFieldValue<DateTimeOffset>(4)
                )
            );
        return notes;
    }

    /// <summary>Labels of all steps of some runs.</summary>
    public static async Task<ILookup<(Guid Run, int Step), StepLabel>> LabelsAsync(NpgsqlDataSource store, Guid[] runs, CancellationToken cancellationToken)
    {
        await using var command = store.CreateCommand("select run_id, seq, name, author, at from step_labels where run_id = any($1) order by name");
        command.Parameters.Add(new() { Value = runs });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        List<((Guid, int) Step, StepLabel Label)> labels = [];
        while (await reader.ReadAsync(cancellationToken))
            labels.Add(
                ((reader.GetGuid(0), reader.GetInt32(1)), new StepLabel(reader.GetString(2), reader.GetString(3), reader.GetFieldValue<DateTimeOffset>(4)))
            );
        return labels.ToLookup(l => l.Step, l => l.Label);
    }
}
