namespace Workbench.Server.Models.Policy;

/// <summary>Whether a model, or a provider as a whole, is to be left alone for a while after its faults.</summary>
/// <param name="jitter">0 to 1: spreads those who come back.</param>
internal sealed class Health(TimeProvider time, Func<double> jitter)
{
    private static readonly TimeSpan Shortest = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);

    /// <summary>However long a provider wants to be left alone: it is asked again after this.</summary>
    private static readonly TimeSpan LongestTold = TimeSpan.FromMinutes(15);
    private readonly Lock _gate = new();
    private volatile int _faults;
    private ModelFault _last;
    private DateTimeOffset _lastAt = DateTimeOffset.MinValue;
    private DateTimeOffset _until = DateTimeOffset.MinValue;
    private DateTimeOffset _toldUntil = DateTimeOffset.MinValue;
    private volatile string? _reason;

    /// <summary>The last fault in words; null since the last success.</summary>
    public string? Reason => _reason;

    /// <summary>The kind of <see cref="Reason"/>; null since the last success.</summary>
    public ModelFault? Last => _reason is null ? null : _last;

    /// <summary>Until when it is better asked only if there is nobody else; in the past when it is well.</summary>
    public DateTimeOffset CoolingUntil
    {
        get
        {
            lock (_gate)
                return _until;
        }
    }

    /// <summary>From when it may be asked if there is nobody else: not before it said itself, but earlier than we guessed.</summary>
    public DateTimeOffset ProbeFrom
    {
        get
        {
            lock (_gate)
            {
                var probe = _lastAt < _until ? _lastAt + Shortest : _until;
                return probe > _toldUntil ? probe : _toldUntil;
            }
        }
    }

    public bool IsCooling(DateTimeOffset now) => _faults > 0 && CoolingUntil > now;

    /// <summary>Whether waiting will hardly help: somebody has to mend a key or a name.</summary>
    public bool IsHopeless(DateTimeOffset now) => IsCooling(now) && _last == ModelFault.Permission;

    public void Succeeded()
    {
        if (_faults == 0)
            return;
        lock (_gate)
        {
            _faults = 0;
            _until = _toldUntil = DateTimeOffset.MinValue;
            _reason = null;
        }
    }

    /// <param name="retryAfter">What the provider said.</param>
    /// <param name="startedAt">When the failed call began: many that fail together are one fault.</param>
    public void Failed(ModelFault fault, TimeSpan? retryAfter, string reason, DateTimeOffset startedAt)
    {
        lock (_gate)
        {
            var now = time.GetUtcNow();
            if (_faults == 0 || startedAt >= _lastAt)
                _faults = Math.Min(_faults + 1, 30);
            (_lastAt, _last, _reason) = (now, fault, reason);
            var until = now + (retryAfter > LongestTold ? LongestTold : retryAfter ?? Rest(fault));
            if (until > _until)
                _until = until;
            if (retryAfter is not null && until > _toldUntil)
                _toldUntil = until;
        }
    }

    /// <summary>A single hiccup is none; who is overloaded is left alone at once, and longer each time.</summary>
    private TimeSpan Rest(ModelFault fault)
    {
        if (fault == ModelFault.Permission)
            return Longest; // A wrong key does not mend itself.
        var power = fault is ModelFault.RateLimited or ModelFault.Overloaded ? _faults - 1 : _faults - 2;
        if (power < 0)
            return TimeSpan.Zero;
        var rest = Shortest * Math.Pow(2, Math.Min(power, 5));
        return (rest < Longest ? rest : Longest) * (0.5 + (jitter() / 2));
    }
}
