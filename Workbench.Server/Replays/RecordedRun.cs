using Microsoft.Extensions.AI;
using Workbench.Server.Runs;
using Workbench.Server.Tools;
using Workbench.Shared.Runs;

namespace Workbench.Server.Replays;

/// <summary>What a journal says that models, tools and people replied, in the order in which they were asked.</summary>
internal sealed class RecordedRun
{
    private readonly RunJournal _journal;
    private readonly IReadOnlyDictionary<byte[], byte[]> _content;
    private readonly Queue<StepEndRow> _models;
    private readonly Dictionary<string, Queue<StepEndRow>> _tools = new(StringComparer.Ordinal);
    private readonly Dictionary<string, StepEndRow> _questions = new(StringComparer.Ordinal);

    private RecordedRun(RunRow run, RunJournal journal, IReadOnlyDictionary<byte[], byte[]> content, IReadOnlyDictionary<int, byte[][]> prompts)
    {
        (Run, _journal, _content, Prompts) = (run, journal, content, prompts);
        _models = new Queue<StepEndRow>(journal.Steps.Where(s => s.Kind == StepKind.Model && s.Outcome is StepOutcome.Replied or StepOutcome.Failed));
        foreach (var step in journal.Steps.Where(s => s.Kind == StepKind.Tool && s.Outcome != StepOutcome.Unknown && s.RequestHash is not null))
        {
            var call = CallOf(step).CallId;
            if (!_tools.TryGetValue(call, out var ofCall))
                _tools[call] = ofCall = new Queue<StepEndRow>();
            ofCall.Enqueue(step);
        }
        foreach (var step in journal.Steps.Where(s => s is { Kind: StepKind.Question, Outcome: StepOutcome.Chosen }))
            _questions[AskedOf(step).CallId] = step;
    }

    public RunRow Run { get; }

    /// <summary>Of each model step, the hashes of its messages.</summary>
    public IReadOnlyDictionary<int, byte[][]> Prompts { get; }

    public static async Task<RecordedRun> ReadAsync(RunRow run, JournalReader journals, BlobReader blobs, CancellationToken cancellationToken)
    {
        var journal = await journals.ReadAsync(run.Id, cancellationToken);
        var prompts = PromptsOf(journal);
        var content = await blobs.ReadAsync(
            journal
                .Steps.SelectMany(s => (byte[]?[])[s.RequestHash, s.ToolsHash, s.ResponseHash, s.DataHash, s.RowsHash])
                .Concat(journal.Open.SelectMany(s => (byte[]?[])[s.RequestHash, s.ToolsHash]))
                .Concat(prompts.Values.SelectMany(p => p)),
            cancellationToken
        );
        return new RecordedRun(run, journal, content, prompts);
    }

    /// <summary>The model that the run's route chose; null: it came not so far.</summary>
    public StepEndRow? Route => _journal.Steps.FirstOrDefault(s => s is { Kind: StepKind.Route, Outcome: StepOutcome.Routed });

    /// <summary>With what the run began: its first prompt, as it was sent.</summary>
    public IEnumerable<PromptPart> FirstPrompt => Prompts.Count == 0 ? [] : PromptOf(Prompts.Keys.Min());

    public byte[]? ToolsDocument => _journal.Steps.FirstOrDefault(s => s.ToolsHash is not null)?.ToolsHash is { } hash ? _content[hash] : null;

    /// <summary>Names of the tools that were called, and whether they were repeatable.</summary>
    public IEnumerable<(string Name, bool IsRepeatable)> Tools =>
        _journal.Steps.Where(s => s.Kind == StepKind.Tool).Select(s => (s.Name, s.IsRepeatable)).DistinctBy(t => t.Name, StringComparer.Ordinal);

    public StepEndRow? Answer => _journal.Steps.LastOrDefault(s => s is { Kind: StepKind.Answer, Outcome: StepOutcome.Answered });

    /// <summary>A prompt that does not follow from what was said before, where the run is a fork: somebody wrote it for this fork, or for one that it goes on from.</summary>
    public bool IsGiven(StepEndRow model) => model.PromptParent is null && model.Seq <= Run.ForkCopied + 1 && model.Seq > Prompts.Keys.Min();

    /// <summary>What a model step was sent.</summary>
    public IEnumerable<PromptPart> PromptOf(int step) =>
        Prompts[step].Select(h => new PromptPart(StoredResults.UnpackMessage(_content[h]), h, _content[h].Length));

    /// <summary>The model step whose turn it is; null: none was finished any more.</summary>
    public StepEndRow? NextModel() => _models.TryDequeue(out var step) ? step : null;

    /// <summary>Its bill, attempt by attempt.</summary>
    public IEnumerable<UsageEntryRow> UsageOf(int seq) => _journal.Usage.Where(u => u.Seq == seq);

    /// <summary>After this step the run waited for a time.</summary>
    public bool WaitsAfter(int seq) => _journal.Steps.Any(s => s.Seq == seq + 1 && s.Kind == StepKind.Wait);

    /// <summary>What came of a call; null: it was not finished.</summary>
    public StepEndRow? NextTool(string callId) => _tools.TryGetValue(callId, out var steps) && steps.TryDequeue(out var step) ? step : null;

    /// <summary>What a person said to the question that the call asked; null: nothing yet.</summary>
    public ChatMessage? ChosenFor(string callId) =>
        _questions.TryGetValue(callId, out var step) && step.ResponseHash is { } hash ? StoredResults.UnpackMessage(_content[hash]) : null;

    /// <summary>The question that the call asked.</summary>
    public AskedQuestion? QuestionOf(string callId) =>
        _journal
            .Steps.Where(s => s.Kind == StepKind.Question)
            .Select(AskedOf)
            .Concat(_journal.Open.Where(s => s.Kind == StepKind.Question).Select(s => StoredResults.Unpack<AskedQuestion>(_content[s.RequestHash!])))
            .FirstOrDefault(q => q.CallId == callId && q.UnknownStep is null);

    public ToolCall CallOf(StepEndRow step) => StoredResults.Unpack<ToolCall>(_content[step.RequestHash!]);

    public ChatMessage ResponseOf(StepEndRow step) => StoredResults.UnpackMessage(_content[step.ResponseHash!]);

    public ToolData? DataOf(StepEndRow step) =>
        step.DataHash is { } data ? StoredResults.UnpackData(_content[data], step.RowsHash is { } rows ? _content[rows] : null) : null;

    public Shared.Answers.Answer AnswerOf(StepEndRow step) =>
        StoredResults.UnpackAnswer(_content[step.DataHash!], step.RowsHash is { } rows ? _content[rows] : null);

    public string TextOf(byte[] hash) => System.Text.Encoding.UTF8.GetString(_content[hash]);

    private AskedQuestion AskedOf(StepEndRow step) => StoredResults.Unpack<AskedQuestion>(_content[step.RequestHash!]);

    private static Dictionary<int, byte[][]> PromptsOf(RunJournal journal)
    {
        Dictionary<int, byte[][]> prompts = [];
        foreach (
            var step in journal.Steps.Where(s => s.Kind == StepKind.Model).Select(s => s.AsStart()).Concat(journal.Open.Where(s => s.Kind == StepKind.Model))
        )
            prompts[step.Seq] = [.. step.PromptParent is { } parent ? prompts[parent] : [], .. step.PromptAdded ?? []];
        return prompts;
    }
}
