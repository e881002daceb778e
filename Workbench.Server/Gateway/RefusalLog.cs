using Microsoft.AspNetCore.Routing;
using Workbench.Server.Gateway.Forms;
using Workbench.Server.Models.Redaction;
using Workbench.Server.Models.Wire;
using Workbench.Shared.Gateway;

namespace Workbench.Server.Gateway;

/// <summary>
/// Counts calls that are refused before they are anybody's run. Alike ones are one line, told in the server's log when it is new and again after an hour: a storm of them
/// fills neither memory nor disk. Why they are no runs: docs/decisions/0019.
/// </summary>
internal sealed partial class RefusalLog(TimeProvider time, ILogger log) : IRefusedCalls
{
    /// <summary>In a call's items: the name of its key, once it was found to be good.</summary>
    public const string KeyItem = "gateway.key";

    /// <summary>More than there are routes, faults and keys in use.</summary>
    public const int MaxLines = 500;

    private const int MaxMessage = 300;
    private static readonly TimeSpan TellAgain = TimeSpan.FromHours(1);

    private readonly Lock _gate = new();
    private readonly Dictionary<Alike, Line> _lines = [];

    public IReadOnlyList<RefusedCalls> Latest
    {
        get
        {
            lock (_gate)
                return [.. _lines.Values.Select(l => l.Calls).OrderByDescending(c => c.LastAt)];
        }
    }

    public void Add(HttpContext http, FormError error)
    {
        var route = (http.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText ?? "/v1";
        Add(http.Items[KeyItem] as string, route, error, http.Connection.RemoteIpAddress?.ToString());
    }

    /// <param name="key">Null: nobody knows whose call it is.</param>
    /// <param name="call">Of a few: never the path or the method that a caller wrote.</param>
    public void Add(string? key, string call, FormError error, string? from)
    {
        var now = time.GetUtcNow();
        var message = Shown(error.Message);
        // What is told of keys says whose key it was, and nothing that the caller wrote.
        var alike = new Alike(key, call, error.Kind, error.Kind == ErrorKind.NoKey ? message : null);
        Line line;
        lock (_gate)
        {
            if (!_lines.TryGetValue(alike, out var known) && _lines.Count >= MaxLines)
                _lines.Remove(_lines.MinBy(l => l.Value.Calls.LastAt).Key);
            var calls = new RefusedCalls(key, call, (int)error.Status, message, from, 1 + (known?.Calls.Count ?? 0), known?.Calls.FirstAt ?? now, now);
            var isTold = known is not null && now - known.ToldAt < TellAgain;
            _lines[alike] = line = new Line(calls, isTold ? known!.ToldAt : now);
            if (isTold)
                return;
        }
        Refused(line.Calls.Count, call, key ?? "no good key", line.Calls.Status, message);
    }

    /// <summary>A program may send a secret anywhere, and a name may be anything.</summary>
    private static string Shown(string message)
    {
        var text = KeyWords.Hide(new MaskVault(SensitiveKinds.All, hasColumns: false).Mask(message));
        text = string.Concat(text.Select(c => char.IsControl(c) ? ' ' : c));
        return text.Length <= MaxMessage ? text : $"{text.AsSpan(0, MaxMessage)}…";
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Count} calls to {Call} with {Key} were refused so far, with {Status}: {Reason}")]
    private partial void Refused(long count, string call, string key, int status, string reason);

    private readonly record struct Alike(string? Key, string Call, ErrorKind Kind, string? Message);

    private sealed record Line(RefusedCalls Calls, DateTimeOffset ToldAt);
}
