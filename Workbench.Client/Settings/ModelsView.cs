using System.Globalization;
using Workbench.Client.Components;
using Workbench.Shared.Models;

namespace Workbench.Client.Settings;

/// <summary>Providers, models and tiers as the page writes them.</summary>
public sealed record ModelsView
{
    public required string Path { get; init; }
    public required DateTimeOffset? ReadAt { get; init; }
    public required string? Problem { get; init; }
    public required string? ProblemPlace { get; init; }
    public required string Auto { get; init; }
    public required string AutoNote { get; init; }
    public required bool IsLocalOnly { get; init; }
    public required IReadOnlyList<ProviderRow> Providers { get; init; }
    public required IReadOnlyList<ModelRow> Models { get; init; }
    public required IReadOnlyList<TierView> Tiers { get; init; }

    public static ModelsView Create(ModelSetup setup) =>
        new()
        {
            Path = setup.File.Path,
            ReadAt = setup.File.ReadAt,
            Problem = setup.File.Problem?.Message,
            ProblemPlace = setup.File.Problem is { Line: { } line } problem
                ? string.Create(CultureInfo.InvariantCulture, $"{System.IO.Path.GetFileName(setup.File.Path)}, line {line}, column {problem.Column}")
                : null,
            Auto = setup.Auto.Tiers.Count > 0 ? string.Join(", ", setup.Auto.Tiers) : setup.Auto.Means,
            AutoNote = setup.Auto.TakesNow switch
            {
                _ when setup.Auto.Tiers.Count > 0 => "The router chooses for each message the cheapest that is good enough.",
                [] => "It cannot be used now.",
                [var only] when only == setup.Auto.Means => "",
                [var only] => $"A call now would go to {only}.",
                var several => $"A call now would go to one of {string.Join(", ", several)}.",
            },
            IsLocalOnly = setup.IsLocalOnly,
            Providers = [.. setup.Providers.Select(ProviderRow.Create)],
            Models = [.. setup.Models.Select(ModelRow.Create)],
            Tiers = [.. setup.Tiers.Select(TierView.Create)],
        };
}

/// <param name="Until">Of a rest.</param>
/// <param name="Reason">Why it is not well.</param>
public sealed record StateView(string Words, string Tone, DateTimeOffset? Until, string? Reason)
{
    public static StateView Create(ProviderState state) =>
        state switch
        {
            Healthy => new("Healthy", "good", null, null),
            CoolingDown cooling => new(cooling.Until is null ? "Cooling down" : "Cooling down until", "warning", cooling.Until, cooling.Reason),
            KeyMissing missing => new("No key", "bad", null, Sentence(missing.Reason)),
            Refused refused => new("Wrong", "bad", null, refused.Reason),
            _ => throw new System.Diagnostics.UnreachableException(),
        };

    private static string Sentence(string text) => string.Concat(text[..1].ToUpperInvariant(), text.AsSpan(1));
}

public sealed record ProviderRow(
    string Name,
    string Kind,
    string Where,
    string Key,
    string KeyTone,
    string KeyWords,
    StateView State,
    string Load,
    bool CanTest
)
{
    public static ProviderRow Create(ProviderSetup provider) =>
        new(
            provider.Name,
            provider.Kind switch
            {
                "openai" => "OpenAI",
                "azure" => "Azure",
                "anthropic" => "Anthropic",
                _ => "Local",
            },
            provider.Address ?? "In this program: no network, $0",
            provider.Key.Source ?? (provider.IsLocal ? "None needed" : "None named"),
            provider.Key.Source is null ? ""
                : provider.Key.IsThere ? "good"
                : "bad",
            provider.Key.Source is null ? ""
                : provider.Key.IsThere ? "there"
                : "missing",
            StateView.Create(provider.State),
            string.Join(
                ", ",
                new[]
                {
                    provider.Limits,
                    provider.Running > 0 ? $"{Amounts.Count(provider.Running)} running" : null,
                    provider.Waiting > 0 ? $"{Amounts.Count(provider.Waiting)} waiting" : null,
                }.Where(w => w is not null)
            ),
            !provider.IsLocal && provider.State is not KeyMissing
        );
}

/// <param name="PriceNote">Its date and source; for hovering and reading.</param>
public sealed record ModelRow(
    string Name,
    string? Label,
    string Provider,
    string Id,
    string Context,
    string MaxOutput,
    string Capabilities,
    string Input,
    string Cached,
    string Output,
    string PriceNote,
    bool IsUnpriced,
    StateView State
)
{
    public static ModelRow Create(ModelLine model) =>
        new(
            model.Name,
            model.Label == model.Name ? null : model.Label,
            model.Provider,
            model.Id,
            model.Context is { } context ? Amounts.Count(context) : "–",
            model.MaxOutput is { } output ? Amounts.Count(output) : "–",
            model.Capabilities is not { } can ? "not said"
                : can.Count == 0 ? "text"
                : string.Join(", ", can),
            model.Price is { } p ? Price(p.Input) : "",
            model.Price is { } c ? Price(c.CacheRead ?? c.Input) : "",
            model.Price is { } o ? Price(o.Output) : "",
            model.Price is { } price
                ? $"Since {price.From.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)}{(price.Source is null ? "" : $", {price.Source}")}{Others(price.Others)}"
                : "",
            model.Price is null,
            StateView.Create(model.State)
        );

    private static string Others(int count) =>
        count == 0 ? "" : $"; {Amounts.Count(count, "further row", "further rows")} for long prompts, service tiers or hours";

    /// <summary>A price list's own decimals, two at least.</summary>
    private static string Price(decimal usd) => usd == 0 ? "$0" : "$" + usd.ToString("#,0.00####", CultureInfo.InvariantCulture);
}

public sealed record TierView(string Name, string? Hedge, IReadOnlyList<TierGroupView> Groups)
{
    public static TierView Create(TierSetup tier) =>
        new(
            tier.Name,
            tier.HedgeAfter is { } after ? $"A second member is asked as well after {Amounts.Duration(after.TotalMilliseconds)} without a token." : null,
            [
                .. tier.Groups.Select(
                    (group, at) =>
                        new TierGroupView(
                            at == 0 ? "First" : $"If none before can answer ({at + 1})",
                            [.. group.Members.Select(m => new TierMemberView(m.Model, Weight(m.Weight, group), ShareOf(m), m.ShareNow > 0))]
                        )
                ),
            ]
        );

    private static string Weight(int weight, TierGroup group) => group.Members.Count == 1 ? "" : $"weight {Amounts.Count(weight)}";

    private static string ShareOf(TierMember member) =>
        member.ShareNow switch
        {
            0 => "",
            1 => "taken now",
            var share => $"takes {Math.Round(share * 100).ToString("0", CultureInfo.InvariantCulture)}% now",
        };
}

public sealed record TierGroupView(string Words, IReadOnlyList<TierMemberView> Members);

public sealed record TierMemberView(string Model, string Weight, string Now, bool IsTaken);
