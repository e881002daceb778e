using Npgsql;
using Workbench.Shared.Traces;

namespace Workbench.Server.Traces;

/// <summary>Where the steps of a run stand in its tree, and what is below each. Only steps that stand in another one are read: in most runs these are few.</summary>
internal sealed class Subtrees
{
    private static readonly StepSum Nothing = new(0, 0, null, 0, 0);

    private readonly Dictionary<int, int> _parents = [];
    private readonly Dictionary<int, StepSum> _below = [];

    private Subtrees() { }

    public static async Task<Subtrees> ReadAsync(NpgsqlDataSource store, Guid run, CancellationToken cancellationToken)
    {
        await using var command = store.CreateCommand(
            """
            select s.seq, s.parent, coalesce(e.tokens, 0), e.cost_usd, s.kind = 'model' and e.status is not null and e.cost_usd is null, coalesce(e.status = 'failed', false)
            from step_starts s left join steps e on e.run_id = s.run_id and e.seq = s.seq
            where s.run_id = $1 and s.parent is not null
            order by s.seq desc
            """
        );
        command.Parameters.Add(new() { Value = run });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var trees = new Subtrees();
        while (await reader.ReadAsync(cancellationToken))
            trees.Add(
                reader.GetInt32(0),
                reader.GetInt32(1),
                new StepSum(1, reader.GetInt64(2), reader.IsDBNull(3) ? null : reader.GetDecimal(3), reader.GetBoolean(4) ? 1 : 0, reader.GetBoolean(5) ? 1 : 0)
            );
        return trees;
    }

    /// <summary>0 at the top.</summary>
    public int DepthOf(int seq)
    {
        var depth = 0;
        while (_parents.TryGetValue(seq, out var parent))
            (depth, seq) = (depth + 1, parent);
        return depth;
    }

    /// <summary>All steps under it, however deep; null: there are none.</summary>
    public StepSum? Below(int seq) => _below.GetValueOrDefault(seq);

    /// <summary>Latest first: a parent stands before its children, so what is below a step is known when its own turn comes.</summary>
    private void Add(int seq, int parent, StepSum own)
    {
        _parents[seq] = parent;
        _below[parent] = _below.GetValueOrDefault(parent, Nothing) + own + _below.GetValueOrDefault(seq, Nothing);
    }
}
