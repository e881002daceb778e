using Workbench.Shared.Chat;

namespace Workbench.Client.Chat;

/// <summary>What goes with a question: null leaves it to the conversation and the agent.</summary>
public sealed record ComposerSettings(string? Model, string? Account, string? Level)
{
    /// <param name="conversationAccount">The account of the open conversation.</param>
    public static ComposerSettings Create(ComposerChoices choices, string? conversationAccount) =>
        new(
            DefaultOf(choices.Models),
            choices.Accounts.Any(a => a.Name == conversationAccount) ? conversationAccount : DefaultOf(choices.Accounts),
            DefaultOf(choices.Levels)
        );

    private static string? DefaultOf(IReadOnlyList<Choice> choices) => choices.FirstOrDefault(c => c.IsDefault)?.Name;
}
