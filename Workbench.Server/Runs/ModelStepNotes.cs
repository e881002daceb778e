using Workbench.Server.Models;

namespace Workbench.Server.Runs;

/// <summary>What a model step holds beside its prompt and its reply.</summary>
internal sealed record ModelStepNotes
{
    /// <summary>Prompts that left otherwise than the journal's messages say, one for each provider that was tried.</summary>
    public IReadOnlyList<MaskedPromptNote> Masked { get; init; } = [];

    /// <summary>How many older results the prompt holds notes for since this step; 0: it goes on as it was.</summary>
    public int Shortened { get; init; }
}

/// <param name="Messages">Blobs of the messages as they left, by their place in the prompt; the others left as they are.</param>
/// <param name="Values">How many different values of each kind were masked.</param>
internal sealed record MaskedPromptNote(string Provider, IReadOnlyDictionary<int, string> Messages, IReadOnlyDictionary<string, int> Values)
{
    /// <param name="keep">Keeps a message, and gives its hash.</param>
    public static MaskedPromptNote Of(MaskedPrompt prompt, Func<byte[], byte[]> keep) =>
        new(prompt.Provider, prompt.Messages.ToDictionary(m => m.Key, m => Convert.ToHexStringLower(keep(StoredResults.Pack(m.Value)))), prompt.Values);
}
