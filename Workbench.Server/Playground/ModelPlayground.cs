using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.AI;
using Workbench.Server.Access;
using Workbench.Server.Models;
using Workbench.Server.Runs;
using Workbench.Server.Semantics;
using Workbench.Server.Storage;
using Workbench.Server.Tools;
using Workbench.Server.Warehouses;
using Workbench.Server.Workspace;
using Workbench.Shared;
using Workbench.Shared.Models;
using Workbench.Shared.Playground;

namespace Workbench.Server.Playground;

/// <summary>Prompts of a person to any model, through the gateway like d0's own calls: held to budgets, counted, and each of them a run in the traces.</summary>
internal sealed class ModelPlayground(
    IModelGateway models,
    IModelSettings settings,
    ISemanticLayers layers,
    IWarehouseAccounts accounts,
    IAsker asker,
    Today today,
    CallJournal journal,
    TimeProvider time
) : IPlayground
{
    public IReadOnlyList<PlaygroundModel> Models
    {
        get
        {
            var setup = settings.Current;
            return [.. models.Choices.Select(c => Offer(c, setup))];
        }
    }

    public async IAsyncEnumerable<PlaygroundUpdate> RunAsync(
        PlaygroundPrompt prompt,
        string model,
        Guid comparison,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var offer = Models.FirstOrDefault(m => m.Name == model);
        if (WhyNot(prompt, offer) is { } problem)
        {
            yield return new PlaygroundEnded(problem, FinishReason: null, TimeSpan.Zero, Run: null, []);
            yield break;
        }
        var (started, startedAt) = (time.GetTimestamp(), time.GetUtcNow());
        var own = asker.Current;
        var caller = new ModelCaller(IPlayground.Agent, AgentVersion: "", own.User, comparison, Guid.CreateVersion7(startedAt), Step: 1) { Level = own.Level };
        List<ChatMessage> messages = prompt.System is { } system
            ? [new(ChatRole.System, system), new(ChatRole.User, prompt.User)]
            : [new(ChatRole.User, prompt.User)];
        var attempts = new Attempts();
        var redaction = new RedactionContext(layers.TryCurrent?.Layer, own.Level, messages);
        var call = new ModelCall(model, messages, OptionsOf(prompt, offer!, own, redaction), caller) { Attempted = attempts.Add };

        var reply = new Reply();
        var end = RecordedEnd.HungUp;
        try
        {
            await using var updates = models.StreamAsync(call, cancellationToken).GetAsyncEnumerator(cancellationToken);
            while (await NextAsync(updates, cancellationToken) is { } update)
            {
                reply.Add(update);
                foreach (var shown in Shown(update, reply.HasAnswered))
                    yield return shown;
                end = update switch
                {
                    ModelReplied => RecordedEnd.Replied,
                    ModelFailed failed => RecordedEnd.Failed(SnakeCaseNames.Of(failed.Fault.ToString()), failed.Message),
                    _ => end,
                };
            }
        }
        finally
        {
            journal.Record(
                new RecordedCall(caller, model, startedAt, time.GetUtcNow(), end)
                {
                    Attempts = attempts.All,
                    Bytes = 2L * (prompt.User.Length + (prompt.System?.Length ?? 0) + reply.Length),
                    Content = () => new RecordedContent(messages, Tools: null, reply.Message) { Masked = redaction.Sent },
                }
            );
        }
        yield return new PlaygroundEnded(
            end.Message,
            end == RecordedEnd.HungUp ? PlaygroundEnded.Stopped : reply.FinishReason,
            time.GetElapsedTime(started),
            caller.Run,
            [.. attempts.All.Select(Attempt)]
        );
    }

    private static PlaygroundModel Offer(ModelChoice choice, ModelSetup setup)
    {
        var name = choice.IsDefault ? setup.Auto.Means : choice.Name;
        var members =
            setup.Tiers.FirstOrDefault(t => t.Name == name)?.Groups.SelectMany(g => g.Members).Select(m => m.Model).ToHashSet(StringComparer.Ordinal) ?? [name];
        var lines = setup.Models.Where(m => members.Contains(m.Name)).ToList();
        bool IsLocal(ModelLine line) => setup.Providers.Any(p => p.IsLocal && p.Name == line.Provider);
        return new PlaygroundModel(
            choice.Name,
            choice.Label,
            choice.Note,
            // Models that reason choose it themselves, and refuse a call that says one.
            lines.Count > 0
                && !lines.Exists(m => IsLocal(m) || m.Capabilities?.Contains("reasoning") == true)
        )
        {
            IsLocal = lines.Count > 0 && lines.TrueForAll(IsLocal),
        };
    }

    /// <returns>Why nothing can be asked; takes a place in the journal where it can be.</returns>
    private string? WhyNot(PlaygroundPrompt prompt, PlaygroundModel? model) =>
        model is null ? "This model is not offered any more. Choose another one."
        : string.IsNullOrWhiteSpace(prompt.User) ? "Write a prompt first."
        : Math.Max(prompt.User.Length, prompt.System?.Length ?? 0) > PlaygroundPrompt.LongestText
            ? FormattableString.Invariant($"A prompt may have {PlaygroundPrompt.LongestText:#,0} characters at most.")
        : model.IsLocal && layers.TryCurrent is null
            ? "The semantic layer cannot be read now, and the local model answers over it. Its problems are on the semantic layer page."
        : model.IsLocal && Account is null ? "No account is open to be asked, and the local model answers about one."
        : !journal.TryEnter() ? "More calls wait to be recorded than may. Try again in a moment."
        : null;

    private string? Account => accounts.All.FirstOrDefault(a => accounts.WhyClosed(a.Name) is null)?.Name;

    private ChatOptions OptionsOf(PlaygroundPrompt prompt, PlaygroundModel model, Asker own, RedactionContext redaction)
    {
        var options = redaction.AddTo(
            new ChatOptions { MaxOutputTokens = prompt.MaxOutput, Temperature = model.TakesTemperature ? (float?)prompt.Temperature : null }
        );
        if (layers.TryCurrent is { } layer && Account is { } account)
            new LocalModelContext(layer, account, new CompileScope(layer.Layer, own.Level, today.In(layer.Layer.Calendar.TimeZone)), []).AddTo(options);
        return options;
    }

    /// <returns>Null: it has ended, or was stopped.</returns>
    private static async ValueTask<ModelUpdate?> NextAsync(IAsyncEnumerator<ModelUpdate> updates, CancellationToken cancellationToken)
    {
        try
        {
            return await updates.MoveNextAsync() ? updates.Current : null;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return null;
        }
    }

    /// <param name="hasAnswered">An answer's text came already, so the call that held it is not shown as well.</param>
    private static IEnumerable<PlaygroundUpdate> Shown(ModelUpdate update, bool hasAnswered) =>
        update switch
        {
            TextDelta text => [new PlaygroundText(text.Text)],
            AnswerTextDelta text => [new PlaygroundText(text.Text)],
            ReasoningDelta reasoning => [new PlaygroundReasoning(reasoning.Text)],
            ModelReplied replied => replied
                .Message.Contents.OfType<FunctionCallContent>()
                .Where(c => !hasAnswered || c.Name != AnswerTool.ToolName)
                .Select(c => new PlaygroundToolCall(c.Name, Json(c.Arguments))),
            _ => [],
        };

    private static string Json(IDictionary<string, object?>? arguments) =>
        JsonSerializer.Serialize(arguments ?? new Dictionary<string, object?>(StringComparer.Ordinal), Indented);

    private static readonly JsonSerializerOptions Indented = new(WireJson.Options) { WriteIndented = true };

    private static PlaygroundAttempt Attempt(ModelAttempt a) =>
        new(
            a.Number,
            a.Provider,
            a.Model,
            a.Decision,
            a.Duration,
            a.FirstTokenAfter,
            a.Usage.Input,
            a.Usage.CacheRead,
            a.Usage.Output,
            a.Usage.Reasoning,
            a.Usage.IsEstimated,
            a.CostUsd,
            a.Error
        );

    /// <summary>Told from whatever thread a call ends on.</summary>
    private sealed class Attempts
    {
        private ImmutableArray<ModelAttempt> _all = [];

        public ImmutableArray<ModelAttempt> All => [.. _all.OrderBy(a => a.Number)];

        public void Add(ModelAttempt attempt) => ImmutableInterlocked.Update(ref _all, (all, one) => all.Add(one), attempt);
    }

    /// <summary>What came, as far as it came.</summary>
    private sealed class Reply
    {
        private readonly StringBuilder _text = new();
        private ChatMessage? _whole;

        public string? FinishReason { get; private set; }
        public int Length => _text.Length;
        public bool HasAnswered { get; private set; }
        public ChatMessage? Message => _whole ?? (_text.Length > 0 ? new ChatMessage(ChatRole.Assistant, _text.ToString()) : null);

        public void Add(ModelUpdate update)
        {
            switch (update)
            {
                case TextDelta text:
                    _text.Append(text.Text);
                    break;
                case AnswerTextDelta text:
                    _text.Append(text.Text);
                    HasAnswered = true;
                    break;
                case ModelReplied replied:
                    (_whole, FinishReason) = (replied.Message, replied.FinishReason);
                    break;
            }
        }
    }
}
