using System.Text;
using System.Text.Json;
using Microsoft.Extensions.AI;
using Npgsql;
using Workbench.Server.Runs;
using Workbench.Server.StepNotes;
using Workbench.Server.Tools;
using Workbench.Shared;
using Workbench.Shared.Runs;
using Workbench.Shared.Traces;

namespace Workbench.Server.Traces;

/// <summary>Steps of a run, as rows of the tree and one by one.</summary>
internal sealed class StepDetails(NpgsqlDataSource store, JournalReader journals, BlobReader blobs, StepFileReader files)
{
    /// <summary>A table of more rows is exported, not looked at.</summary>
    private const int MaxRows = 1_000;

    /// <remarks>Numbers of steps have no holes, so a range of rows is a range of the key.</remarks>
    public async Task<IReadOnlyList<StepRow>> RowsAsync(Guid run, int skip, int count, CancellationToken cancellationToken)
    {
        var trees = await Subtrees.ReadAsync(store, run, cancellationToken);
        var labels = await StepRemarks.LabelsAsync(store, [run], cancellationToken);
        await using var command = store.CreateCommand(
            """
            select s.seq, s.parent, s.kind, e.status, s.name,
                case when e.error is not null then e.error when s.kind = 'sql' and e.row_count is not null then e.row_count || case e.row_count when 1 then ' row' else ' rows' end
                    else coalesce(e.summary, e.title, s.title) end,
                extract(epoch from s.started_at - r.asked_at)::float8 * 1000, e.duration_ms, coalesce(e.tokens, 0), e.cost_usd,
                -- Each try at a provider is a row of usage, also where the gateway went to the next one by itself.
                greatest(
                    coalesce(e.attempts, 1 + (select count(*)::int from step_attempts a where a.run_id = s.run_id and a.seq = s.seq)),
                    (select count(*)::int from usage u where u.run_id = s.run_id and u.seq = s.seq)
                ),
                (select count(*)::int from step_notes n where n.run_id = s.run_id and n.seq = s.seq and n.removed_at is null)
            from step_starts s
            join runs r on r.id = s.run_id
            left join steps e on e.run_id = s.run_id and e.seq = s.seq
            where s.run_id = $1 and s.seq > $2 and s.seq <= $3
            order by s.seq
            """
        );
        command.Parameters.Add(new() { Value = run });
        command.Parameters.Add(new() { Value = skip });
        command.Parameters.Add(new() { Value = skip + count });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        List<StepRow> rows = [];
        while (await reader.ReadAsync(cancellationToken))
        {
            var seq = reader.GetInt32(0);
            var below = trees.Below(seq);
            rows.Add(
                new StepRow(
                    seq,
                    reader.IsDBNull(1) ? null : reader.GetInt32(1),
                    trees.DepthOf(seq),
                    StepKindText.Parse(reader.GetString(2)),
                    reader.IsDBNull(3) ? StepStatus.Running : StepStatusText.Parse(reader.GetString(3)),
                    reader.GetString(4),
                    reader.IsDBNull(5) ? null : InWords(reader.GetString(5)),
                    reader.GetDouble(6),
                    reader.IsDBNull(7) ? null : reader.GetDouble(7),
                    reader.GetInt64(8),
                    reader.IsDBNull(9) ? null : reader.GetDecimal(9),
                    reader.GetInt32(10),
                    HasChildren: below is not null
                )
                {
                    Below = below,
                    Labels = [.. labels[(run, seq)]],
                    Notes = reader.GetInt32(11),
                }
            );
        }
        return rows;
    }

    /// <param name="user">Who reads: some of the notes may be theirs.</param>
    public async Task<StepDetail?> FindAsync(Guid run, int seq, string user, CancellationToken cancellationToken)
    {
        if (await RowsAsync(run, seq - 1, 1, cancellationToken) is not [var row])
            return null;
        var step = await journals.FindStepAsync(run, seq, cancellationToken);
        var prompt = step.Step.Kind == StepKind.Model ? await journals.PromptAsync(run, seq, cancellationToken) : [];
        var end = step.IsEnded ? step.Step : null;
        var content = await blobs.ReadAsync(
            [.. prompt.Select(p => p.Hash), step.Step.RequestHash, step.Step.ToolsHash, end?.ResponseHash, end?.DataHash, end?.RowsHash],
            cancellationToken
        );
        byte[]? Content(byte[]? hash) => hash is null ? null : content[hash];
        var notes =
            step.Step.Kind == StepKind.Model && Content(end?.DataHash) is { } noted ? StoredResults.Unpack<ModelStepNotes>(noted) : new ModelStepNotes();
        var left = notes.Masked is [.., var last] ? last.Messages.ToDictionary(m => m.Key, m => Convert.FromHexString(m.Value)) : [];
        var masked = await blobs.ReadAsync(left.Values, cancellationToken);
        var reply = Content(end?.ResponseHash) is { } response ? StoredResults.UnpackMessage(response) : null;
        return new StepDetail
        {
            Row = row,
            Prompt =
            [
                .. prompt.Select(
                    (p, i) =>
                        left.TryGetValue(i, out var sent)
                            ? PromptOf(StoredResults.UnpackMessage(masked[sent]), p.IsNew, sent, masked[sent].Length) with
                            {
                                IsMasked = true,
                            }
                            : PromptOf(StoredResults.UnpackMessage(content[p.Hash]), p.IsNew, p.Hash, content[p.Hash].Length)
                ),
            ],
            Redactions = [.. notes.Masked.Select(m => new RedactionRow(m.Provider, m.Values)).DistinctBy(m => m.Provider)],
            Shortened = notes.Shortened,
            Tools = Content(step.Step.ToolsHash) is { } tools ? ToolsOf(tools) : [],
            Request = RequestOf(step.Step, Content(step.Step.RequestHash)),
            Response =
                reply is not null ? TextOf(reply)
                : step.Step.Kind != StepKind.Model && Content(end?.DataHash) is { } data ? ResultOf(step.Step.Kind, data)
                : end?.Summary,
            Reasoning = ReasoningOf(reply),
            Sql =
                step.Step.Kind == StepKind.Sql && Content(step.Step.RequestHash) is { } statement
                    ? SqlOf(statement, end, Content(end?.DataHash), Content(end?.RowsHash))
                    : null,
            Usage =
            [
                .. step.Usage.Select(u => new UsageRow(u.Provider, u.Model, u.Input, u.CacheRead, u.CacheWrite, u.Output, u.Reasoning, u.IsEstimated, u.CostUsd)
                {
                    At = u.At,
                    IsSent = u.IsSent,
                    CacheWriteLong = u.CacheWriteLong,
                    Audio = u.AudioInput + u.AudioOutput,
                    Images = u.ImageInput + u.ImageOutput,
                    Searches = u.Searches,
                    ReportedCostUsd = u.ReportedCostUsd,
                    ServiceTier = u.ServiceTier,
                    Mismatch = u.Mismatch,
                    Tier = u.Tier,
                    Decision = u.Decision,
                    FirstTokenMs = u.FirstTokenMs,
                    DurationMs = u.DurationMs,
                    IsFromCache = u.IsCached,
                    Error = u.Error,
                }),
            ],
            Attempts = AttemptsOf(step, end),
            Files = step.Step.Kind is StepKind.Tool or StepKind.Sandbox ? await files.ListAsync(run, seq, cancellationToken) : [],
            Notes = row.Notes == 0 ? [] : await StepRemarks.NotesAsync(store, run, seq, user, cancellationToken),
            Log = await LogAsync(run, seq, cancellationToken),
            Error = end?.Error is { } error ? InWords(error) : null,
            IdempotencyKey = step.Step.IdempotencyKey,
            Raw = step.Raw,
        };
    }

    private async Task<List<StepLogLine>> LogAsync(Guid run, int seq, CancellationToken cancellationToken)
    {
        await using var command = store.CreateCommand(
            """
            select extract(epoch from l.at - r.asked_at)::float8 * 1000, l.level, l.category, l.text
            from step_logs l join runs r on r.id = l.run_id where l.run_id = $1 and l.seq = $2 order by l.id
            """
        );
        command.Parameters.Add(new() { Value = run });
        command.Parameters.Add(new() { Value = seq });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        List<StepLogLine> lines = [];
        while (await reader.ReadAsync(cancellationToken))
            lines.Add(new StepLogLine(reader.GetDouble(0), reader.GetString(1), reader.GetString(2), reader.GetString(3)));
        return lines;
    }

    /// <summary>A message in words: its text, its calls, the result that it carries.</summary>
    public static string TextOf(ChatMessage message)
    {
        var text = new StringBuilder();
        foreach (var content in message.Contents)
        {
            var part = content switch
            {
                TextReasoningContent => null,
                TextContent words => words.Text,
                FunctionCallContent call => $"{call.Name}({JsonSerializer.Serialize(call.Arguments, WireJson.Indented)})",
                FunctionResultContent { Result: { } result } => result.ToString(),
                _ => null,
            };
            if (part is null)
                continue;
            if (text.Length > 0)
                text.Append("\n\n");
            text.Append(part);
        }
        return text.ToString();
    }

    private static PromptMessage PromptOf(ChatMessage message, bool isNew, byte[] hash, int bytes) =>
        new(message.Role.Value, TextOf(message), isNew, Convert.ToHexStringLower(hash), bytes);

    private static IReadOnlyList<string> ToolsOf(byte[] tools)
    {
        using var document = JsonDocument.Parse(tools);
        return [.. document.RootElement.EnumerateArray().Select(t => JsonSerializer.Serialize(t, WireJson.Indented))];
    }

    private static string? RequestOf(StepEndRow step, byte[]? request) =>
        (step.Kind, request) switch
        {
            (_, null) => null,
            (StepKind.Tool, _) => JsonSerializer.Serialize(StoredResults.Unpack<ToolCall>(request).Arguments, WireJson.Indented),
            (StepKind.Sql, _) => null,
            _ => Indented(request),
        };

    private static string? ResultOf(StepKind kind, byte[] data) => kind is StepKind.Sql ? null : Indented(data);

    private static string Indented(byte[] json)
    {
        using var document = JsonDocument.Parse(json);
        return JsonSerializer.Serialize(document.RootElement, WireJson.Indented);
    }

    private static string? ReasoningOf(ChatMessage? reply) =>
        reply is not null && string.Concat(reply.Contents.OfType<TextReasoningContent>().Select(r => r.Text)) is { Length: > 0 } reasoning ? reasoning : null;

    private static SqlDetail SqlOf(byte[] request, StepEndRow? end, byte[]? data, byte[]? rows)
    {
        var statement = StoredResults.Unpack<SqlStatement>(request);
        var shape = data is null ? null : StoredResults.Unpack<SqlResultShape>(data);
        return new SqlDetail(
            statement.Sql,
            statement.SqlWithValues,
            statement.Account,
            statement.Login,
            shape?.Columns ?? [],
            [.. StoredResults.UnpackRows(rows).Take(MaxRows)],
            end?.RowCount ?? 0,
            shape?.IsTruncated ?? false
        );
    }

    /// <summary>A tool's refusal is written for models; its form is among the response.</summary>
    private static string InWords(string text) => ToolRefusal.TryRead(text)?.Message ?? text;

    private static IReadOnlyList<AttemptRow> AttemptsOf(JournaledStep step, StepEndRow? end)
    {
        var failed = step.Attempts.Select(a => new AttemptRow(a.Number, a.StartedAt, a.DurationMs, a.Outcome, a.Error)).ToList();
        if (end is null)
            return failed;
        var began = step.Attempts.Count == 0 ? end.StartedAt : step.Attempts[^1].StartedAt.AddMilliseconds(step.Attempts[^1].DurationMs);
        return [.. failed, new AttemptRow(failed.Count + 1, began, (end.EndedAt - began).TotalMilliseconds, end.Outcome, end.Error)];
    }
}
