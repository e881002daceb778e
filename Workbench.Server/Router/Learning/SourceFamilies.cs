using System.Collections.Frozen;

namespace Workbench.Server.Router.Learning;

/// <summary>Which sources are variants of one thing: <c>mgsm</c> translates problems like those of <c>gsm8k</c>.</summary>
internal static class SourceFamilies
{
    private static readonly FrozenDictionary<string, string> Families = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["spider"] = "questions to data",
        ["spider2"] = "questions to data",
        ["wikitablequestions"] = "questions to data",
        ["gsm8k"] = "mathematics",
        ["mgsm"] = "mathematics",
        ["mathqa"] = "mathematics",
        ["aqua-rat"] = "mathematics",
        ["humaneval"] = "code",
        ["mbxp"] = "code",
        ["exercism"] = "code",
        ["awesome-chatgpt-prompts"] = "roles",
        ["awesome-chatgpt-prompts-zh"] = "roles",
        ["canard"] = "conversations",
        ["trec-cast"] = "conversations",
        ["nq-open"] = "facts",
        ["triviaqa"] = "facts",
        ["sgd"] = "dialogues",
        ["taskmaster"] = "dialogues",
        ["tau-bench"] = "dialogues",
        ["restaurant8k"] = "dialogues",
        ["clinc150"] = "intents",
        ["nlu-eval-home"] = "intents",
        ["ifeval"] = "instructions",
        ["followbench"] = "instructions",
        ["self-instruct"] = "instructions",
        ["vicuna-bench"] = "instructions",
        ["written-mathematics"] = "mathematics",
        ["written-code"] = "code",
        ["written-programming-help"] = "code",
        ["written-data-questions"] = "questions to data",
        ["written-advice"] = "roles",
        ["written-texts"] = "instructions",
        ["written-conversations"] = "conversations",
        ["written-assistants"] = "dialogues",
        ["written-exams"] = "facts",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>A source that is like no other is a family of its own.</summary>
    public static string Of(string source) => Families.GetValueOrDefault(source, source);
}
