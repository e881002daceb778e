using Npgsql;
using Workbench.Shared.Answers;

namespace Workbench.Server.Runs;

/// <summary>What was asked and answered in the conversation before a run; without what an edit or a retry replaced, and without rows.</summary>
internal sealed class RunHistory(NpgsqlDataSource store, BlobReader blobs)
{
    /// <summary>Nobody refers further back than this.</summary>
    private const int Turns = 10;

    /// <summary>Oldest first.</summary>
    public async Task<IReadOnlyList<(string Question, Answer? Answer)>> BeforeAsync(RunRow run, CancellationToken cancellationToken)
    {
        await using var command = store.CreateCommand(
            """
            select r.question, result.kind, result.hash
            from (
                select id, question, asked_at from runs
                where conversation_id = $1 and asked_at < $2 and id <> $3 and not is_replaced and status in ('done', 'superseded')
                order by asked_at desc limit $4
            ) r
            left join lateral (
                select s.kind, case s.kind when 'answer' then s.data_hash else s.request_hash end as hash
                from steps s where s.run_id = r.id and s.kind in ('answer', 'question')
                order by s.seq desc limit 1
            ) result on true
            order by r.asked_at
            """
        );
        command.Parameters.Add(new() { Value = run.ConversationId });
        command.Parameters.Add(new() { Value = run.HistoryUntil ?? run.AskedAt });
        command.Parameters.Add(new() { Value = run.Id });
        command.Parameters.Add(new() { Value = Turns });
        List<(string Question, bool IsAnswer, byte[]? Hash)> found = [];
        await using (var reader = await command.ExecuteReaderAsync(cancellationToken))
        {
            while (await reader.ReadAsync(cancellationToken))
                found.Add(
                    (reader.GetString(0), !reader.IsDBNull(1) && reader.GetString(1) == "answer", reader.IsDBNull(2) ? null : reader.GetFieldValue<byte[]>(2))
                );
        }
        var content = await blobs.ReadAsync(found.Select(f => f.Hash), cancellationToken);
        return
        [
            .. found.Select(f =>
                (
                    f.Question,
                    f.Hash is null ? null
                    : f.IsAnswer ? StoredResults.UnpackAnswer(content[f.Hash], rows: null)
                    : StoredResults.Unpack<AskedQuestion>(content[f.Hash]).Question
                )
            ),
        ];
    }
}
