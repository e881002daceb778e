using System.IO.Compression;
using System.Text.Json;
using Npgsql;
using Workbench.Server.Audit;
using Workbench.Server.Traces;
using Workbench.Shared;
using Workbench.Shared.Audit;
using Workbench.Shared.People;

namespace Workbench.Server.People;

/// <summary>All that there is of a person, as a .zip of JSON: lines for what there is much of, and a document for each run with its steps.</summary>
internal sealed class PersonExport(NpgsqlDataSource store, PersonFinder finder, TraceExport traces, AuditReader entries, IAuditLog audit, TimeProvider time)
{
    /// <summary>A file of the .zip, and the rows in it as JSON; <c>$1</c> is the name.</summary>
    private static readonly (string File, string Rows)[] Lines =
    [
        ("conversations.jsonl", "select to_jsonb(c) from conversations c where user_name = $1 order by created_at"),
        (
            "questions.jsonl",
            """
            select jsonb_build_object('run', id, 'conversation', conversation_id, 'asked_at', asked_at, 'question', question, 'status', status, 'answer_status', answer_status,
                'answer', answer_text, 'cost_usd', cost_usd, 'tokens', tokens)
            from runs where user_name = $1 order by asked_at, id
            """
        ),
        (
            "feedback.jsonl",
            """
            select jsonb_build_object('run', id, 'good', feedback_good, 'reason', feedback_reason) from runs
            where user_name = $1 and feedback_good is not null order by asked_at, id
            """
        ),
        ("calls.jsonl", "select to_jsonb(u) from usage u where user_name = $1 order by at"),
        (
            "layer_history.jsonl",
            "select jsonb_build_object('entry', id, 'at', at, 'message', message, 'origin', origin, 'content', content) from layer_entries where author = $1 order by id"
        ),
        ("router_labels.jsonl", "select to_jsonb(l) - 'text_hash' from router_labels l where labelled_by = $1 or done_by = $1 order by id"),
        ("eval_questions.jsonl", "select to_jsonb(c) from eval_cases c where added_by = $1 order by position"),
        ("second_opinions.jsonl", "select to_jsonb(o) from second_opinions o where asked_by = $1 or resolved_by = $1 order by at"),
        ("step_notes.jsonl", "select to_jsonb(n) from step_notes n where author = $1 order by at"),
        ("step_labels.jsonl", "select to_jsonb(l) from step_labels l where author = $1 order by at"),
        ("saved_views.jsonl", "select to_jsonb(v) - 'name_key' from saved_views v where owner = $1 order by id"),
        ("budgets.jsonl", "select to_jsonb(b) from budgets b where set_by = $1 or (scope = 'user' and subject = $1) order by id"),
        (
            "keys.jsonl",
            "select jsonb_build_object('id', id, 'name', name, 'created_at', created_at) from gateway_keys where created_by = $1 order by created_at"
        ),
    ];

    /// <returns>Runs that were written; null: nobody of this name is known.</returns>
    public async Task<long?> WriteAsync(string name, Stream to, CancellationToken cancellationToken)
    {
        await audit.FlushAsync(cancellationToken);
        if (await finder.FindAsync(name, cancellationToken) is not { } person)
            return null;
        audit.Note(new AuditEntry(AuditVerb.Exported, AuditKinds.Person, "all") { About = name });
        using var zip = new ZipArchive(to, ZipArchiveMode.Create, leaveOpen: true);
        await WriteAsync(zip, "person.json", JsonSerializer.Serialize(new { person, exported_at = time.GetUtcNow() }, WireJson.Indented), cancellationToken);
        foreach (var (file, rows) in Lines)
            await WriteRowsAsync(zip, file, rows, name, cancellationToken);
        await WriteAuditAsync(zip, name, cancellationToken);
        return await WriteRunsAsync(zip, name, cancellationToken);
    }

    private async Task WriteRowsAsync(ZipArchive zip, string file, string rows, string name, CancellationToken cancellationToken)
    {
        await using var command = store.CreateCommand(rows);
        command.CommandTimeout = 0;
        command.Parameters.Add(new() { Value = name });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        await using var writer = new StreamWriter(zip.CreateEntry(file).Open());
        while (await reader.ReadAsync(cancellationToken))
            await writer.WriteLineAsync(reader.GetString(0).AsMemory(), cancellationToken);
    }

    private async Task WriteAuditAsync(ZipArchive zip, string name, CancellationToken cancellationToken)
    {
        var (last, _) = await entries.LastAsync(cancellationToken);
        await using var writer = new StreamWriter(zip.CreateEntry("audit.jsonl").Open());
        foreach (var filter in (AuditFilter[])[new AuditFilter(name), new AuditFilter(About: name)])
        await foreach (var line in entries.ReadAsync(filter, last, cancellationToken))
            await writer.WriteLineAsync(JsonSerializer.Serialize(line, WireJson.Options).AsMemory(), cancellationToken);
    }

    private async Task<long> WriteRunsAsync(ZipArchive zip, string name, CancellationToken cancellationToken)
    {
        List<Guid> runs = [];
        await using (var command = store.CreateCommand("select id from runs where user_name = $1 order by asked_at, id"))
        {
            command.Parameters.Add(new() { Value = name });
            await using var reader = await command.ExecuteReaderAsync(cancellationToken);
            while (await reader.ReadAsync(cancellationToken))
                runs.Add(reader.GetGuid(0));
        }
        foreach (var run in runs)
            if (await traces.WriteAsync(run, cancellationToken) is { } document)
                using (document)
                    await WriteAsync(zip, $"runs/{run}.json", JsonSerializer.Serialize(document, WireJson.Indented), cancellationToken);
        return runs.Count;
    }

    private static async Task WriteAsync(ZipArchive zip, string file, string text, CancellationToken cancellationToken)
    {
        await using var writer = new StreamWriter(zip.CreateEntry(file).Open());
        await writer.WriteAsync(text.AsMemory(), cancellationToken);
    }
}
