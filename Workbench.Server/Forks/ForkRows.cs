using System.Globalization;
using Npgsql;
using Workbench.Server.Runs;
using Workbench.Shared.Runs;

namespace Workbench.Server.Forks;

/// <summary>
/// The rows that a fork begins with: those of the other run under their own numbers, with the same content and without what they cost, so that
/// nothing is on two bills. Fence 0 says that no executor of this run wrote them.
/// </summary>
internal static class ForkRows
{
    private const string Numbers = "unnest($2::int[]) with ordinality";

    // They took no time of this run, and stand at its beginning.
    private const string CopyStarts = $"""
        insert into step_starts ({JournalReader.StartColumns})
        select $3, m.place, p.place, s.kind, s.name, s.title, translate($3::text, '-', '') || ':' || m.place, s.is_repeatable, 0, $4,
            s.request_hash, q.place, s.prompt_added, s.tools_hash
        from {Numbers} m(seq, place)
        join step_starts s on s.run_id = $1 and s.seq = m.seq
        left join {Numbers} p(seq, place) on p.seq = s.parent
        left join {Numbers} q(seq, place) on q.seq = s.prompt_parent
        where m.seq <> all($5)
        """;

    private const string CopyEnds = $"""
        insert into steps ({JournalReader.StartColumns}, {JournalReader.EndColumns})
        select $3, m.place, p.place, s.kind, s.name, s.title, translate($3::text, '-', '') || ':' || m.place, s.is_repeatable, 0, $4,
            s.request_hash, q.place, s.prompt_added, s.tools_hash,
            s.status, s.outcome, $4, 0, 1, s.summary, s.error_code, s.error, s.response_hash, s.data_hash, s.rows_hash, s.row_count, s.model, 0,
            case when s.cost_usd is not null then 0 end
        from {Numbers} m(seq, place)
        join steps s on s.run_id = $1 and s.seq = m.seq
        left join {Numbers} p(seq, place) on p.seq = s.parent
        left join {Numbers} q(seq, place) on q.seq = s.prompt_parent
        where m.seq <> all($5)
        """;

    private const string CopyFiles = $"""
        insert into step_files (run_id, seq, number, name, media_type, size, hash)
        select $3, m.place, f.number, f.name, f.media_type, f.size, f.hash
        from {Numbers} m(seq, place)
        join step_files f on f.run_id = $1 and f.seq = m.seq
        where m.seq <> all($5) and $4::timestamptz is not null
        """;

    /// <param name="kept">Steps of the origin, in order.</param>
    /// <param name="changed">Of them, those that are written otherwise.</param>
    public static IEnumerable<NpgsqlBatchCommand> Copy(Guid origin, RunRow fork, IReadOnlyList<int> kept, IReadOnlyList<int> changed)
    {
        foreach (var sql in (string[])[CopyStarts, CopyEnds, CopyFiles])
            yield return new NpgsqlBatchCommand(sql)
            {
                Parameters =
                {
                    new() { Value = origin },
                    new() { Value = kept.ToArray() },
                    new() { Value = fork.Id },
                    new() { Value = fork.AskedAt },
                    new() { Value = changed.ToArray() },
                },
            };
    }

    /// <summary>A copied step that is told otherwise.</summary>
    public static IEnumerable<NpgsqlBatchCommand> Write(RunRow fork, StepEndRow step, IReadOnlyList<int> kept)
    {
        var start = Begin(fork, step.AsStart(), kept.ToList().IndexOf(step.Seq) + 1, kept);
        yield return JournalSql.Write(fork.Id, new StepBegan(start));
        yield return JournalSql.Write(
            fork.Id,
            new StepEnded(
                step with
                {
                    RunId = fork.Id,
                    Seq = start.Seq,
                    Parent = start.Parent,
                    PromptParent = start.PromptParent,
                    IdempotencyKey = start.IdempotencyKey,
                    Fence = start.Fence,
                    StartedAt = start.StartedAt,
                    EndedAt = start.StartedAt,
                    DurationMs = 0,
                    Attempts = 1,
                    Tokens = 0,
                }
            )
        );
    }

    /// <summary>A step of the origin as one that the fork has still to do.</summary>
    public static StepStartRow Begin(RunRow fork, StepStartRow step, int seq, IReadOnlyList<int> kept)
    {
        int? NumberOf(int? old) => old is { } there && kept.ToList().IndexOf(there) is >= 0 and var place ? place + 1 : null;
        return step with
        {
            RunId = fork.Id,
            Seq = seq,
            Parent = NumberOf(step.Parent),
            PromptParent = NumberOf(step.PromptParent),
            IdempotencyKey = string.Create(CultureInfo.InvariantCulture, $"{fork.Id:N}:{seq}"),
            Fence = 0,
            StartedAt = fork.AskedAt,
        };
    }
}
