using System.Collections.Immutable;
using Workbench.Server.Gateway.Forms;
using Workbench.Server.Models;
using Workbench.Server.Router;
using Workbench.Server.Runs;

namespace Workbench.Server.Gateway;

/// <summary>What is written down of a call. It is written exactly once.</summary>
/// <param name="model">As it was asked for.</param>
/// <param name="routed">How <c>auto</c> became a tier; null: the call named its model.</param>
internal sealed class CallRecord(CallJournal journal, ModelCaller caller, string model, RoutedMessageRow? routed, DateTimeOffset startedAt, TimeProvider time)
{
    private readonly Lock _lock = new();
    private ImmutableArray<ModelAttempt> _attempts = [];
    private bool _isWritten;

    public ModelCaller Caller => caller;

    /// <summary>For the gateway of models, which tells every attempt, also when the program has hung up.</summary>
    public void Attempted(ModelAttempt attempt)
    {
        lock (_lock)
            _attempts = _attempts.Add(attempt);
    }

    /// <param name="attempts">As the gateway of models tells them at the end; those that it told on the way otherwise.</param>
    public void Write(RecordedEnd end, ImmutableArray<ModelAttempt> attempts, long bytes, Func<RecordedContent> content)
    {
        lock (_lock)
        {
            if (_isWritten)
                return;
            _isWritten = true;
            if (attempts.IsDefaultOrEmpty)
                attempts = _attempts;
        }
        journal.Record(
            new RecordedCall(caller, model, startedAt, time.GetUtcNow(), end)
            {
                Routed = routed,
                Attempts = attempts,
                Bytes = bytes,
                Content = content,
            }
        );
    }

    public static RecordedEnd EndOf(FormError error) => RecordedEnd.Failed(Storage.SnakeCaseNames.Of(error.Kind.ToString()), error.Message);
}
