using Workbench.Server.Budgets;
using Workbench.Server.Models.Catalog;

namespace Workbench.Server.Models.Policy;

/// <summary>One try at one model, from the money that is held back for it to the row that it leaves.</summary>
/// <param name="startedAt">Whose price it was held back at, and is billed by.</param>
internal sealed class Attempt<T>(
    LiveModel model,
    string decision,
    PolicyCall<T> call,
    int number,
    IBudgetHold hold,
    DateTimeOffset startedAt,
    TimeProvider time
)
{
    private readonly Lock _gate = new();
    private readonly List<T> _begun = [];
    private readonly CancellationTokenSource _stop = new(Timeout.InfiniteTimeSpan, time);
    private ProviderStream<T>? _stream;
    private CancellationTokenRegistration _caller;
    private CancellationToken _callerToken;
    private long _started = time.GetTimestamp();
    private TimeSpan? _firstTokenAfter;
    private bool _isWhole;
    private bool _isCalledOff;

    /// <summary>Whether the time that runs is that of the whole reply. Timers are early by a little: the clock cannot be asked afterwards.</summary>
    private bool _isLastLimit;

    private TaskCompletionSource<ModelAttempt>? _end;

    /// <summary>While it is called off: what it waits with is kept until then.</summary>
    private Task _calledOff = Task.CompletedTask;

    public LiveModel Model => model;

    /// <summary>Its place at the provider, to be given back at its end.</summary>
    public ProviderSlots.Slot? Slot { get; init; }

    /// <summary>Not even sent.</summary>
    public void Refuse(Fault fault) => Fault = fault;

    public Fault? Fault { get; private set; }

    public ProviderStream<T> Stream => _stream!;

    /// <summary>Sends the call, and reads on to its first token.</summary>
    public async ValueTask<Began> BeginAsync(CancellationToken cancellationToken)
    {
        // Who hung up while money or a place was waited for is not sent.
        cancellationToken.ThrowIfCancellationRequested();
        if (call.Sending is { } sending)
            await sending();
        _callerToken = cancellationToken;
        _caller = cancellationToken.UnsafeRegister(static state => ((CancellationTokenSource)state!).Cancel(), _stop);
        _started = time.GetTimestamp();
        _stream = call.Open(model, _stop.Token);
        while (await MoveNextAsync())
        {
            _begun.Add(_stream!.Current);
            if (_firstTokenAfter is not null)
                break;
        }
        return Fault is null ? Began.Well : new Began(Fault.Kind);
    }

    /// <returns>False at the end of the reply, or at a <see cref="Fault"/>.</returns>
    private async ValueTask<bool> MoveNextAsync()
    {
        if (_isWhole || Fault is not null)
            return false;
        try
        {
            _stop.CancelAfter(TimeLeft());
            if (await _stream!.MoveNextAsync())
            {
                // The time that the reader of the reply takes is not the provider's.
                _stop.CancelAfter(Timeout.InfiniteTimeSpan);
                if (_firstTokenAfter is null && _stream.IsToken)
                    _firstTokenAfter = time.GetElapsedTime(_started);
                return true;
            }
            _isWhole = true;
            model.Health.Succeeded();
            model.Provider.Health.Succeeded();
        }
        catch (Exception e) when (_stop.IsCancellationRequested && e is OperationCanceledException or IOException or HttpRequestException)
        {
            _callerToken.ThrowIfCancellationRequested();
            if (_isCalledOff)
                throw new OperationCanceledException(e.Message, e);
            Fail(TimedOut());
        }
        catch (Exception e) when (ModelFaults.Of(e, model, _begun.Count > 0, _firstTokenAfter is not null || _stream!.IsMetered) is { } fault)
        {
            Fail(fault);
        }
        return false;
    }

    /// <summary>From the first piece to the last one that comes. It is ended with them, also when nobody asks for more.</summary>
    public async IAsyncEnumerable<T> PiecesAsync()
    {
        try
        {
            foreach (var piece in _begun)
                yield return piece;
            while (await MoveNextAsync())
                yield return _stream!.Current;
        }
        finally
        {
            await EndAsync(ModelPolicy.HungUp);
        }
    }

    /// <summary>Stops it: somebody else was faster.</summary>
    public void CallOff()
    {
        lock (_gate)
        {
            if (_end is not null || _isCalledOff)
                return;
            _isCalledOff = true;
            // What it sets off runs elsewhere, and not under the lock.
            _calledOff = _stop.CancelAsync();
        }
    }

    /// <summary>Lets go of everything that it held, counts what it cost, and tells of it. Once, however many ask.</summary>
    /// <param name="cutShort">Why it ended before its end, where it has no fault.</param>
    public async Task<ModelAttempt> EndAsync(string? cutShort = null)
    {
        TaskCompletionSource<ModelAttempt>? ending;
        lock (_gate)
        {
            ending = _end;
            _end ??= new TaskCompletionSource<ModelAttempt>(TaskCreationOptions.RunContinuationsAsynchronously);
        }
        if (ending is not null)
            return await ending.Task;
        try
        {
            var ended = await EndOnceAsync(cutShort);
            _end.SetResult(ended);
            return ended;
        }
        catch (Exception e)
        {
            _end.SetException(e);
            throw;
        }
    }

    private async Task<ModelAttempt> EndOnceAsync(string? cutShort)
    {
        // Until it is known what it cost, it is the most that it could.
        var (cost, tokens) = (WorstCase(), 0L);
        ModelAttempt ended;
        try
        {
            var usage = IsCharged ? _stream!.Measure(_isWhole) : TokenUsage.None;
            tokens = usage.Input + usage.Output;
            var parts = call.Prices.PartsOf(model.Provider.Name, model.Name, startedAt, usage);
            ended = new ModelAttempt(
                number,
                model.Provider.Name,
                model.Name,
                startedAt,
                time.GetElapsedTime(_started),
                usage,
                IsCharged ? parts?.Total : 0,
                Fault?.Message ?? (_isWhole ? null : cutShort),
                Fault?.Kind
            )
            {
                Tier = call.Route.Tier,
                Decision = decision,
                FirstTokenAfter = _firstTokenAfter,
                Parts = parts,
                Held = hold.Mark,
                IsSent = _stream is not null,
            };
            cost = ended.CostUsd ?? cost;
        }
        finally
        {
            await CloseAsync(cost ?? 0, tokens);
        }
        call.Attempted?.Invoke(ended);
        return ended;
    }

    private async ValueTask CloseAsync(decimal cost, long tokens)
    {
        await _caller.DisposeAsync();
        try
        {
            if (_stream is not null)
                await _stream.DisposeAsync();
        }
        // A connection that is torn down may complain about it.
        catch (Exception e) when (e is IOException or HttpRequestException or OperationCanceledException) { }
        finally
        {
            Slot?.GiveBack(tokens);
            await using (hold)
                await hold.SettleAsync(cost);
            await _calledOff;
            _stop.Dispose();
        }
    }

    /// <summary>Usage that does not reconcile has no price, but its budget must not be overrun by it.</summary>
    private decimal? WorstCase() => call.WorstCaseOf(model, startedAt);

    /// <summary>Whether the provider took the call. What it refused, or what never reached it, costs nothing.</summary>
    private bool IsCharged => _stream is not null && (_stream.IsSent || _begun.Count > 0) && (Fault?.IsCharged ?? true);

    private TimeSpan TimeLeft()
    {
        var limits = model.Provider.Settings.Timeouts;
        var whole = limits.Whole - time.GetElapsedTime(_started);
        var next =
            !call.IsStreamed ? whole
            : _firstTokenAfter is null ? limits.FirstToken - time.GetElapsedTime(_started)
            : limits.BetweenTokens;
        var left = next < whole ? next : whole;
        _isLastLimit = whole <= next;
        return left > TimeSpan.Zero ? left : TimeSpan.Zero;
    }

    private Fault TimedOut()
    {
        var limits = model.Provider.Settings.Timeouts;
        var name = model.Provider.Name;
        var message =
            _isLastLimit ? $"{name} did not finish within {Words(limits.Whole)}."
            : _firstTokenAfter is null ? $"{name} sent no token within {Words(limits.FirstToken)}."
            : $"{name} sent nothing more for {Words(limits.BetweenTokens)}.";
        return new Fault(ModelFault.TimedOut, message) { IsCharged = true };
    }

    private void Fail(Fault fault)
    {
        Fault = fault;
        if (fault.IsMissing)
            model.Health.Failed(ModelFault.Permission, fault.RetryAfter, fault.Message, startedAt);
        else if (fault.Kind == ModelFault.Permission)
            model.Provider.Health.Failed(fault.Kind, fault.RetryAfter, fault.Message, startedAt);
        else if (fault.Kind != ModelFault.BadRequest)
            model.Health.Failed(fault.Kind, fault.RetryAfter, fault.Message, startedAt);
    }

    private static string Words(TimeSpan span) =>
        span.TotalSeconds >= 1
            ? string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{span.TotalSeconds:0.#} s")
            : $"{span.TotalMilliseconds:0} ms";
}
