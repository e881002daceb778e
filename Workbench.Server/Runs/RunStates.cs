using Workbench.Shared.Answers;
using Workbench.Shared.Runs;

namespace Workbench.Server.Runs;

/// <summary>Folds the journal of a run that somebody else began.</summary>
internal sealed class RunStates(BlobReader blobs)
{
    public async Task<RunState> FoldAsync(RunJournal journal, CancellationToken cancellationToken)
    {
        var content = await blobs.ReadAsync(journal.Steps.SelectMany(Needed).Concat(journal.Open.SelectMany(Needed)), cancellationToken);
        var state = new RunState();
        foreach (var usage in journal.Usage)
            state.Count(usage);
        foreach (var step in journal.Steps)
            Apply(state, step, content);
        foreach (var open in journal.Open)
        {
            // The prompt that was on its way is sent again word by word.
            if (open.Kind == StepKind.Model)
                Prompted(state, open, content);
            if (open.Kind == StepKind.Question && open.RequestHash is { } hash)
                state.Asked(Question(open, content[hash]));
        }
        return state;
    }

    public static OpenQuestion Question(StepStartRow step, byte[] request)
    {
        var asked = StoredResults.Unpack<AskedQuestion>(request);
        return new OpenQuestion(step, asked.CallId, asked.Question, asked.UnknownStep);
    }

    private static byte[]?[] Needed(StepEndRow step) =>
        step.Kind switch
        {
            StepKind.Model => [.. step.PromptAdded ?? [], step.ResponseHash],
            StepKind.Tool => [step.RequestHash, step.ResponseHash, step.DataHash, step.RowsHash],
            StepKind.Question => [step.RequestHash, step.ResponseHash],
            StepKind.Answer => [step.DataHash, step.RowsHash],
            _ => [],
        };

    private static byte[]?[] Needed(StepStartRow start) =>
        start.Kind switch
        {
            StepKind.Model => [.. start.PromptAdded ?? []],
            StepKind.Question => [start.RequestHash],
            _ => [],
        };

    private static void Apply(RunState state, StepEndRow step, IReadOnlyDictionary<byte[], byte[]> content)
    {
        switch (step.Kind, step.Outcome)
        {
            case (StepKind.Route, StepOutcome.Routed):
                state.Routed(step.Name);
                break;
            case (StepKind.Model, StepOutcome.Replied):
                Prompted(state, step.AsStart(), content);
                state.Replied(step.Seq, Part(step.ResponseHash!, content), step.Model);
                break;
            case (StepKind.Tool, StepOutcome.Returned or StepOutcome.Refused):
                var call = StoredResults.Unpack<ToolCall>(content[step.RequestHash!]);
                var data = step.DataHash is { } hash ? StoredResults.UnpackData(content[hash], step.RowsHash is { } rows ? content[rows] : null) : null;
                state.Counted();
                state.Returned(call.CallId, Part(step.ResponseHash!, content), data);
                break;
            case (StepKind.Question, StepOutcome.Chosen):
                state.QuestionClosed(step.DurationMs);
                state.Returned(Question(step.AsStart(), content[step.RequestHash!]).CallId, Part(step.ResponseHash!, content), null);
                break;
            case (StepKind.Question, StepOutcome.Approved):
                state.QuestionClosed(step.DurationMs);
                state.Approved(Question(step.AsStart(), content[step.RequestHash!]).CallId);
                break;
            case (StepKind.Question, _):
                state.QuestionClosed(step.DurationMs);
                break;
            case (StepKind.Wait, _):
                state.Waited(step.DurationMs);
                break;
            case (StepKind.Answer, StepOutcome.Answered):
                state.Answered(StoredResults.UnpackAnswer(content[step.DataHash!], step.RowsHash is { } answerRows ? content[answerRows] : null));
                break;
            default:
                state.Counted();
                break;
        }
    }

    /// <summary>What followed the reply before it is there already; the first prompt comes whole, and so does one that was shortened.</summary>
    private static void Prompted(RunState state, StepStartRow step, IReadOnlyDictionary<byte[], byte[]> content)
    {
        var parts = Parts(step.PromptAdded, content);
        if (step.PromptParent is null && state.ModelSteps > 0)
            state.Shortened(parts);
        else
            state.Append(parts.Skip(state.Messages.Count - state.Prompted));
    }

    private static IEnumerable<PromptPart> Parts(byte[][]? hashes, IReadOnlyDictionary<byte[], byte[]> content) => (hashes ?? []).Select(h => Part(h, content));

    private static PromptPart Part(byte[] hash, IReadOnlyDictionary<byte[], byte[]> content) =>
        new(StoredResults.UnpackMessage(content[hash]), hash, content[hash].Length);
}

/// <summary>What a question step holds.</summary>
internal sealed record AskedQuestion(string CallId, Answer Question, int? UnknownStep);
