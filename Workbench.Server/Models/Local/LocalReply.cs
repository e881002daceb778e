using System.Collections.Immutable;
using Workbench.Server.Tools;
using Workbench.Shared.Queries;

namespace Workbench.Server.Models.Local;

/// <summary>What the local model does next.</summary>
internal abstract record LocalReply
{
    private protected LocalReply() { }
}

internal sealed record ComputeReadings(ImmutableArray<SemanticQuery> Queries) : LocalReply;

internal sealed record RunSql(string Title, string Sql) : LocalReply;

internal sealed record AskBack(AskUserArguments Arguments) : LocalReply;

internal sealed record GiveAnswer(AnswerArguments Arguments) : LocalReply;
