using System.Globalization;
using Microsoft.Extensions.AI;
using Workbench.Server.Models.Catalog;

namespace Workbench.Server.Models.Policy;

/// <summary>What a call needs of the model that answers it.</summary>
/// <param name="Abilities">Of <see cref="ModelAbilities.Tools"/>, <see cref="ModelAbilities.Images"/> and <see cref="ModelAbilities.Structured"/>.</param>
internal readonly record struct CallNeeds(PromptSize Size, ModelAbilities Abilities)
{
    public static CallNeeds Of(PromptSize size, bool hasTools, bool hasSchema) =>
        new(
            size,
            (hasTools ? ModelAbilities.Tools : ModelAbilities.None)
                | (size.Images > 0 ? ModelAbilities.Images : ModelAbilities.None)
                | (hasSchema ? ModelAbilities.Structured : ModelAbilities.None)
        );

    public static CallNeeds Of(PromptSize size, ChatOptions options) =>
        Of(size, options.Tools is { Count: > 0 }, options.ResponseFormat is ChatResponseFormatJson { Schema: not null });

    /// <summary>A model of which no capabilities are told is taken to have them: what is wrong then its provider says.</summary>
    /// <returns>In words that follow on the model's name; null: it can.</returns>
    public string? WhyNot(LiveModel model) =>
        Size.IsTooLongFor(model)
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"takes {model.Settings.Context:n0} tokens, and the prompt has about {Size.Likely:n0}: ask for less at once, or choose a model with a longer context"
            )
        : model.Settings.Abilities is { } able && (Abilities & ~able) is not ModelAbilities.None and var missing
            ? $"cannot take it: the call needs {string.Join(" and ", ModelSettings.NamesOf(missing))}, which its `capabilities` in models.yml do not name"
        : null;
}
