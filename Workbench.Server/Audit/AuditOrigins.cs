namespace Workbench.Server.Audit;

/// <summary>From where somebody acts at this moment. A page's circuit lives within the request that opened its connection, and what it starts goes on in it.</summary>
/// <param name="fallback">Where no request has come in.</param>
internal sealed class AuditOrigins(string fallback)
{
    public const string Cli = "cli";
    public const string Server = "server";
    private const string Page = "page";

    private readonly AsyncLocal<string?> _current = new();

    public string Current => _current.Value ?? fallback;

    /// <summary>For as long as the request goes on.</summary>
    public void Enter(PathString path) =>
        _current.Value =
            path.StartsWithSegments("/api", StringComparison.OrdinalIgnoreCase) ? "api"
            : path.StartsWithSegments("/v1", StringComparison.OrdinalIgnoreCase) ? "gateway"
            : Page;
}
