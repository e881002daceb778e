using System.Collections.Frozen;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;
using Workbench.Server.Storage;
using Workbench.Shared.Answers;
using Workbench.Shared.Runs;

namespace Workbench.Server.Runs;

/// <summary>Enums are stored as the words that people query by: <c>running</c>.</summary>
internal abstract class EnumText<T>
    where T : struct, Enum
{
    private static readonly FrozenDictionary<T, string> Words = Enum.GetValues<T>().ToFrozenDictionary(v => v, v => SnakeCaseNames.Of(v.ToString()));
    private static readonly FrozenDictionary<string, T> Values = Words.ToFrozenDictionary(p => p.Value, p => p.Key, StringComparer.Ordinal);

    private protected EnumText() { }

    public static ValueConverter<T, string> Converter { get; } = new(value => Of(value), text => Parse(text));

    public static string Of(T value) => Words[value];

    public static T Parse(string text) =>
        Values.TryGetValue(text, out var value) ? value : throw new FormatException($"\"{text}\" is no {typeof(T).Name} that this version knows.");
}

internal sealed class RunStatusText : EnumText<RunStatus>;

internal sealed class RunPriorityText : EnumText<RunPriority>;

internal sealed class StepKindText : EnumText<StepKind>;

internal sealed class StepStatusText : EnumText<StepStatus>;

internal sealed class AnswerStatusText : EnumText<AnswerStatus>;
