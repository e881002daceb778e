using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Workbench.Server.Semantics;
using Workbench.Shared;
using Workbench.Shared.Gateway;

namespace Workbench.Server.Cli;

/// <summary><c>keys create | list | rotate | revoke</c>: with which other programs call models through the workbench.</summary>
internal static partial class KeysCommands
{
    private static readonly Option<bool> Json = new("--json") { Description = "Prints one JSON document." };

    public static Command Create() => new("keys", "Keys with which other programs call models at /v1.") { CreateKey(), List(), Rotate(), Revoke() };

    private static Command CreateKey()
    {
        var name = new Argument<string>("name") { Description = "What the key is for. Traces and costs show its calls as key:NAME." };
        var models = new Option<string[]>("--model") { Description = "A model or tier that it may use; several are allowed. Default: all." };
        var endpoints = new Option<GatewayEndpoint[]>("--endpoint")
        {
            Description = "chat, messages, embeddings or traces; several are allowed. Default: all.",
        };
        var expires = new Option<string>("--expires")
        {
            Description = "When it ends: in 90d or 12h, or as a day such as 2027-01-31 begins in the layer's time zone. Default: never.",
        };
        var command = new Command("create", "Makes a key, and shows its secret once.") { name, models, endpoints, expires, Json };
        command.SetAction(
            (parsed, cancellationToken) =>
                ChangeAsync(
                    parsed.GetValue(Json),
                    (keys, now, zone, token) =>
                        keys.CreateAsync(
                            new NewGatewayKey(
                                parsed.GetRequiredValue(name),
                                parsed.GetValue(models) ?? [],
                                parsed.GetValue(endpoints) ?? [],
                                parsed.GetValue(expires) is { } text ? EndOf(text, now, zone) : null
                            ),
                            token
                        ),
                    cancellationToken
                )
        );
        return command;
    }

    private static Command List()
    {
        var command = new Command("list", "Lists the keys.") { Json };
        command.SetAction((parsed, cancellationToken) => ListAsync(parsed.GetValue(Json), cancellationToken));
        return command;
    }

    private static Command Rotate()
    {
        var name = new Argument<string>("name") { Description = "The key's name." };
        var overlap = new Option<string>("--overlap")
        {
            Description = "How long the old secret goes on working: 24h, 7d, 0h.",
            DefaultValueFactory = _ => "24h",
        };
        var command = new Command("rotate", "Gives a key a new secret, and shows it once.") { name, overlap, Json };
        command.SetAction(
            (parsed, cancellationToken) =>
                ChangeAsync(
                    parsed.GetValue(Json),
                    async (keys, _, _, token) =>
                        await FindAsync(keys, parsed.GetRequiredValue(name), token) is { } key
                            ? await keys.RotateAsync(key.Id, SpanOf(parsed.GetValue(overlap)!), token)
                            : Unknown(parsed.GetRequiredValue(name)),
                    cancellationToken
                )
        );
        return command;
    }

    private static Command Revoke()
    {
        var name = new Argument<string>("name") { Description = "The key's name." };
        var command = new Command("revoke", "Ends a key at once and for good.") { name, Json };
        command.SetAction(
            (parsed, cancellationToken) =>
                ChangeAsync(
                    parsed.GetValue(Json),
                    async (keys, _, _, token) =>
                        await FindAsync(keys, parsed.GetRequiredValue(name), token) is { } key
                            ? await keys.RevokeAsync(key.Id, token)
                            : Unknown(parsed.GetRequiredValue(name)),
                    cancellationToken
                )
        );
        return command;
    }

    private static KeyRejected Unknown(string name) => new($"There is no key {name} that is still good. `./workbench keys list` shows them all.");

    private static async Task<GatewayKey?> FindAsync(IGatewayKeys keys, string name, CancellationToken cancellationToken) =>
        (await keys.ListAsync(cancellationToken)).FirstOrDefault(k => k.RevokedAt is null && string.Equals(k.Name, name, StringComparison.OrdinalIgnoreCase));

    private static async Task<int> ChangeAsync(
        bool json,
        Func<IGatewayKeys, DateTimeOffset, TimeZoneInfo, CancellationToken, Task<KeyOutcome>> change,
        CancellationToken cancellationToken
    )
    {
        await using var host = await CommandHost.OpenAsync(cancellationToken);
        var keys = host.Services.GetRequiredService<IGatewayKeys>();
        var zone = CompanyDays.ZoneOf(host.Services.GetRequiredService<ISemanticLayers>());
        var outcome = await change(keys, host.Services.GetRequiredService<TimeProvider>().GetUtcNow(), zone, cancellationToken);
        switch (outcome)
        {
            case KeyIssued issued:
                await Console.Out.WriteLineAsync(json ? JsonSerializer.Serialize(new { issued.Key, issued.Secret }, WireJson.Indented) : issued.Secret);
                await Console.Error.WriteLineAsync(
                    $"This is the key {issued.Key.Name}. It cannot be shown again."
                        + (issued.Key.ExpiresAt is { } end ? $" It ends on {Moment(end, zone)}." : "")
                        + (issued.Key.OldSecretUntil is { } until ? $" The one before it works until {Moment(until, zone)}." : "")
                );
                return ExitCode.Done;
            case KeyRevoked revoked:
                if (json)
                    await Console.Out.WriteLineAsync(JsonSerializer.Serialize(revoked.Key, WireJson.Indented));
                await Console.Error.WriteLineAsync($"The key {revoked.Key.Name} is revoked. A running server knows within seconds.");
                return ExitCode.Done;
            case KeyRejected rejected:
                await Console.Error.WriteLineAsync(rejected.Message);
                return ExitCode.WrongUsage;
            default:
                throw new System.Diagnostics.UnreachableException(outcome.GetType().Name);
        }
    }

    private static async Task<int> ListAsync(bool json, CancellationToken cancellationToken)
    {
        await using var host = await CommandHost.OpenAsync(cancellationToken);
        var keys = await host.Services.GetRequiredService<IGatewayKeys>().ListAsync(cancellationToken);
        if (json)
        {
            await Console.Out.WriteLineAsync(JsonSerializer.Serialize(keys, WireJson.Indented));
            return ExitCode.Done;
        }
        if (keys.Count == 0)
            await Console.Error.WriteLineAsync("There is no key yet. `./workbench keys create NAME` makes one.");
        var now = host.Services.GetRequiredService<TimeProvider>().GetUtcNow();
        var zone = CompanyDays.ZoneOf(host.Services.GetRequiredService<ISemanticLayers>());
        foreach (var key in keys)
            await Console.Out.WriteLineAsync(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{key.Name, -24} {key.Beginning}…  {key.StateAt(now).ToString().ToLowerInvariant(), -8} {Last(key, zone), -22} {End(key, zone), -22} {(key.Models.Count == 0 ? "all models" : string.Join(", ", key.Models))}"
                )
            );
        return ExitCode.Done;
    }

    private static string Last(GatewayKey key, TimeZoneInfo zone) => key.LastUsedAt is { } at ? $"used {Clock(at, zone)}" : "never used";

    private static string End(GatewayKey key, TimeZoneInfo zone) => key.ExpiresAt is { } at ? $"ends {Clock(at, zone)}" : "never ends";

    private static string Moment(DateTimeOffset at, TimeZoneInfo zone) => $"{Clock(at, zone)} ({zone.Id})";

    private static string Clock(DateTimeOffset at, TimeZoneInfo zone) =>
        TimeZoneInfo.ConvertTime(at, zone).ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);

    /// <exception cref="FormatException">Neither a time span nor a day.</exception>
    private static DateTimeOffset EndOf(string text, DateTimeOffset now, TimeZoneInfo zone) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
            ? CompanyDays.Midnight(day, zone)
            : now + SpanOf(text);

    /// <exception cref="FormatException">Not hours or days.</exception>
    private static TimeSpan SpanOf(string text)
    {
        if (Span().Match(text) is not { Success: true } match || !int.TryParse(match.Groups["count"].ValueSpan, CultureInfo.InvariantCulture, out var count))
            throw new FormatException($"\"{text}\" is no time. Write hours or days, such as 24h or 90d, or a day such as 2027-01-31.");
        return match.Groups["unit"].Value == "h" ? TimeSpan.FromHours(count) : TimeSpan.FromDays(count);
    }

    [GeneratedRegex(@"^(?<count>\d{1,5})(?<unit>[hd])\z", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Span();
}
