using System.Collections.Immutable;
using Microsoft.Extensions.AI;
using Workbench.Server.Yaml;

namespace Workbench.Server.Models.Redaction;

/// <summary>What may not leave the house for a provider.</summary>
/// <param name="Kinds">Found by their form, in everything that is sent.</param>
/// <param name="Levels">Levels whose columns are masked, joined by commas so that two policies compare by value; null: the layer's highest, where it has several.</param>
/// <param name="ForPrograms">Whether it holds for calls of other programs too, and not for runs and the playground alone.</param>
public sealed record RedactionPolicy(SensitiveKinds Kinds, string? Levels, bool ForPrograms)
{
    /// <summary>Of a hosted provider that says nothing of it.</summary>
    public static RedactionPolicy Usual { get; } = new(SensitiveKinds.All, Levels: null, ForPrograms: true);

    public bool IsOff => Kinds == SensitiveKinds.None && Levels is "";

    private static readonly ImmutableArray<(string Name, SensitiveKinds Kind)> Names =
    [
        ("email", SensitiveKinds.Email),
        ("phone", SensitiveKinds.Phone),
        ("card", SensitiveKinds.Card),
        ("iban", SensitiveKinds.Iban),
        ("key", SensitiveKinds.Key),
    ];

    /// <summary>
    /// The value of <c>redaction</c> under a provider: <c>{ kinds: [email, phone, card, iban, key], levels: [restricted], programs: true }</c>. A key that is left out is as usual, an empty
    /// list masks none of it. Levels are those of the semantic layer.
    /// </summary>
    /// <param name="map">Null: as usual.</param>
    /// <exception cref="YamlFileException">With file, line and column, and what to write instead.</exception>
    internal static RedactionPolicy Read(SettingsMap? map)
    {
        if (map is null)
            return Usual;
        map.Allow("kinds", "levels", "programs");
        var kinds = map.Has("kinds") ? SensitiveKinds.None : SensitiveKinds.All;
        var given = map.Texts("kinds");
        for (var i = 0; i < given.Count; i++)
            kinds |= Names.FirstOrDefault(n => string.Equals(n.Name, given[i], StringComparison.Ordinal)) is { Name: not null } known
                ? known.Kind
                : throw map.ItemProblem("kinds", i, $"There is no kind \"{given[i]}\". There are: {string.Join(", ", Names.Select(n => n.Name))}.");
        return new RedactionPolicy(kinds, map.Has("levels") ? string.Join(',', map.Texts("levels")) : null, IsForPrograms(map));
    }

    private static bool IsForPrograms(SettingsMap map) =>
        map.Text("programs") switch
        {
            null or "true" => true,
            "false" => false,
            var other => throw map.Problem("programs", $"`programs` is true or false, not \"{other}\"."),
        };

    /// <summary>Why messages may not leave, masked or not, in words that follow on who would get them; null: they may.</summary>
    internal string? WhyNot(IEnumerable<ChatMessage> messages, RedactionContext? context) =>
        IsOffFor(context)
            ? null
            : messages
                .SelectMany(m => m.Contents)
                .OfType<UriContent>()
                .Select(content => MediaAddress.WhyNot(content.Uri.OriginalString, Kinds))
                .FirstOrDefault(why => why is not null);

    internal bool IsOffFor(RedactionContext? context) => IsOff || (context is { IsOfProgram: true } && !ForPrograms);

    /// <summary>Whether it is what values found by their form, or texts that look like placeholders, are called.</summary>
    public static bool IsName(string kind) => kind == MaskVault.Literal || Names.Any(n => n.Name == kind);

    public static string NameOf(SensitiveKinds kind) => Names.First(n => n.Kind == kind).Name;
}
