using Npgsql;

namespace Workbench.Tests.Conformance;

/// <summary>Whatever answers a semantic query over a layer: plug another one in by a class of this form. The format of the cases: tests/conformance/README.md.</summary>
public interface IConformanceEngine
{
    /// <param name="warehouse">Holds the schema and rows of every trap.</param>
    Task<ConformanceAnswer> AnswerAsync(ConformanceCase given, NpgsqlDataSource warehouse, CancellationToken cancellationToken);
}

public abstract record ConformanceAnswer
{
    private protected ConformanceAnswer() { }
}

/// <param name="Cells">As the driver gives them, NULL as null.</param>
public sealed record AnsweredRows(IReadOnlyList<string> Columns, IReadOnlyList<object?[]> Cells) : ConformanceAnswer;

/// <param name="Code">As <c>QueryProblem.Code</c>: <c>fan_out</c>, <c>unreachable_filter</c>, …</param>
public sealed record RefusedQuery(string Code, string Message) : ConformanceAnswer;
