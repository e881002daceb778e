using Npgsql;
using Workbench.Server.Semantics;
using Workbench.Server.Semantics.Compiler;
using Workbench.Server.Semantics.Layer;

namespace Workbench.Tests.Conformance;

/// <summary>The compiler of this repository, and PostgreSQL.</summary>
internal sealed class WorkbenchEngine : IConformanceEngine
{
    private static readonly SemanticCompiler Compiler = new();

    public async Task<ConformanceAnswer> AnswerAsync(ConformanceCase given, NpgsqlDataSource warehouse, CancellationToken cancellationToken)
    {
        var reading = LayerReader.Read(given.LayerFiles);
        if (reading.Problems.FirstOrDefault(p => p.Severity == ProblemSeverity.Error) is { } problem)
            throw new InvalidOperationException($"The layer of {given.Trap} cannot be read: {problem}");
        var scope = new CompileScope(new SemanticLayer(reading.Content), "everyone", given.Today);
        return Compiler.Compile(given.Query, scope) switch
        {
            Compiled compiled => await SqlRows.ReadAsync(compiled.Sql, warehouse, cancellationToken),
            Rejected { Problems: [var first, ..] } => new RefusedQuery(first.Code, first.Message),
            _ => throw new System.Diagnostics.UnreachableException(),
        };
    }
}
