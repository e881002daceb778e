using Workbench.Shared.Queries;

namespace Workbench.Server.AnswerDiffs;

/// <summary>How a question is read on the new side, when that is not what it was answered by.</summary>
internal abstract record NewReading
{
    private protected NewReading() { }
}

/// <param name="Sentence">In plain words.</param>
internal sealed record ReadAs(SemanticQuery Query, string Sentence) : NewReading;

/// <summary>The new side answers it by no query.</summary>
/// <param name="Words">What it does instead, as a sentence.</param>
internal sealed record NotRead(string Words) : NewReading;
