using Npgsql;
using Workbench.Server.Runs;
using Workbench.Shared.Comparisons;
using Workbench.Shared.Runs;
using Workbench.Shared.Traces;

namespace Workbench.Server.Comparisons;

/// <summary>Journals of two runs, laid side by side by what was asked in each step.</summary>
internal sealed class RunComparisons(ITraces traces, JournalReader journals, NpgsqlDataSource store) : IRunComparisons
{
    private const int MostSuggested = 10;

    // Of kind and name; and of the request as well.
    private const int Alike = 2;
    private const int SameRequest = 3;

    public async Task<ComparisonOutcome> CompareAsync(string a, string b, CancellationToken cancellationToken)
    {
        if (await traces.FindAsync(a, cancellationToken) is not { Line: var first })
            return new NotCompared($"There is no run {a}, or more than one begins so.");
        if (await traces.FindAsync(b, cancellationToken) is not { Line: var second })
            return new NotCompared($"There is no run {b}, or more than one begins so.");
        if (first.Run == second.Run)
            return new NotCompared("Both are the same run. Choose another one.");
        var (left, right) = (await StepsAsync(first.Run, cancellationToken), await StepsAsync(second.Run, cancellationToken));
        var pairs = Alignment.Of(left.Count, right.Count, (i, j) => LikenessOf(left[i], right[j]), SameRequest);
        return new RunComparison(first, second, [.. pairs.Select(p => Pair(p.A is { } i ? left[i] : null, p.B is { } j ? right[j] : null))]);
    }

    public async Task<IReadOnlyList<ComparableRun>> SuggestAsync(Guid run, CancellationToken cancellationToken)
    {
        await using var command = store.CreateCommand(
            """
            with this as (select * from runs where id = $1), found as (
                select r.id, r.asked_at, case
                    when r.id = t.fork_of then 1 when r.fork_of = t.id then 2 when r.id = t.retry_of or r.retry_of = t.id then 3
                    when r.id = t.edit_of or r.edit_of = t.id then 4 else 5 end as rank
                from this t join runs r on r.id <> t.id and (r.id in (t.fork_of, t.retry_of, t.edit_of) or r.fork_of = t.id or r.retry_of = t.id or r.edit_of = t.id
                    or (r.conversation_id = t.conversation_id and r.question = t.question))
            )
            select id, asked_at, rank from found order by rank, asked_at desc limit $2
            """
        );
        command.Parameters.Add(new() { Value = run });
        command.Parameters.Add(new() { Value = MostSuggested });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        List<ComparableRun> found = [];
        while (await reader.ReadAsync(cancellationToken))
            found.Add(new ComparableRun(reader.GetGuid(0), WhyOf(reader.GetInt32(2)), reader.GetFieldValue<DateTimeOffset>(1)));
        return found;
    }

    private static string WhyOf(int rank) =>
        rank switch
        {
            1 => "the run that it was forked from",
            2 => "a fork of it",
            3 => "the same question, asked again",
            4 => "the question before or after its edit",
            _ => "the same question in this conversation",
        };

    private async Task<IReadOnlyList<StepEndRow>> StepsAsync(Guid run, CancellationToken cancellationToken)
    {
        var journal = await journals.ReadAsync(run, cancellationToken);
        return [.. journal.Steps.Concat(journal.Open.Select(s => StepEndRow.Of(s) with { Status = StepStatus.Running })).OrderBy(s => s.Seq)];
    }

    private static int LikenessOf(StepEndRow a, StepEndRow b) =>
        a.Kind != b.Kind || (a.Kind is StepKind.Tool && a.Name != b.Name) ? 0
        : a.Name == b.Name && IsSameRequest(a, b) ? SameRequest
        : a.Name == b.Name ? Alike
        : 1;

    /// <summary>Of a model step: what is new in its prompt, and the tools that it was offered.</summary>
    private static bool IsSameRequest(StepEndRow a, StepEndRow b) =>
        BlobHash.Comparer.Equals(a.RequestHash, b.RequestHash)
        && BlobHash.Comparer.Equals(a.ToolsHash, b.ToolsHash)
        && (a.PromptAdded ?? []).SequenceEqual(b.PromptAdded ?? [], BlobHash.Comparer);

    private static StepPair Pair(StepEndRow? a, StepEndRow? b) => new(Told(a), Told(b), a is null || b is null ? [] : [.. DifferencesOf(a, b)]);

    private static IEnumerable<string> DifferencesOf(StepEndRow a, StepEndRow b)
    {
        if (a.Name != b.Name)
            yield return a.Kind is StepKind.Model or StepKind.Route ? "model" : "name";
        if (!IsSameRequest(a, b))
            yield return a.Kind == StepKind.Model ? "prompt"
            : a.Kind == StepKind.Sql ? "SQL"
            : "request";
        if (a.Status != b.Status)
            yield return "status";
        // An answer holds its run's id and time: its words and rows are what is held side by side.
        if (
            a.Kind == StepKind.Answer
                ? a.Summary != b.Summary || !BlobHash.Comparer.Equals(a.RowsHash, b.RowsHash)
                : !BlobHash.Comparer.Equals(a.ResponseHash, b.ResponseHash) || !BlobHash.Comparer.Equals(a.RowsHash, b.RowsHash)
        )
            yield return "result";
        if (a.Error != b.Error)
            yield return "error";
    }

    private static ComparedStep? Told(StepEndRow? step) =>
        step is null
            ? null
            : new ComparedStep(step.Seq, step.Kind, step.Status, step.Name, step.Error ?? step.Summary, step.DurationMs, step.Tokens, step.CostUsd);
}
