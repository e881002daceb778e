using System.Collections.Immutable;

namespace Workbench.Server.Semantics.Compiler;

/// <summary>What is wrong with a query, in the order in which it was found.</summary>
internal sealed class ProblemList
{
    private readonly List<QueryProblem> _problems = [];

    public bool IsEmpty => _problems.Count == 0;

    public ImmutableArray<QueryProblem> ToImmutable() => [.. _problems.DistinctBy(p => (p.Code, p.Path, p.Message))];

    public void Add(string code, string path, string message, params ImmutableArray<string> nearest) =>
        _problems.Add(new QueryProblem(code, path, message, nearest));
}
