namespace Workbench.Shared.Gateway;

/// <summary>Calls of other programs that were refused before a model was asked. Those that a model or a budget refused are runs.</summary>
public interface IRefusedCalls
{
    /// <summary>Since this server started; the latest first. Bounded, however many there are.</summary>
    IReadOnlyList<RefusedCalls> Latest { get; }
}

/// <summary>Refused calls that are alike.</summary>
/// <param name="Key">The key's name; null: none that is good was given.</param>
/// <param name="Call">The route: <c>/v1/chat/completions</c></param>
/// <param name="Status">Of HTTP, as the program was told.</param>
/// <param name="Message">What the last of them was told, what looks like a secret taken out.</param>
/// <param name="From">The address that the last of them came from.</param>
public sealed record RefusedCalls(
    string? Key,
    string Call,
    int Status,
    string Message,
    string? From,
    long Count,
    DateTimeOffset FirstAt,
    DateTimeOffset LastAt
);
