namespace Workbench.Shared.Answers;

/// <summary>Words of the question and what they were linked to.</summary>
/// <param name="Kind">metric, dimension, value, entity, time …; empty for words that were not used.</param>
/// <param name="Name">As the layer names it: <c>arr</c>, <c>account.region = EMEA</c>, <c>last_quarter</c>.</param>
/// <param name="Sure">0 to 1: how near the words are to a name of it.</param>
public sealed record AnswerWord(string Words, string Kind, string Name, double Sure);
