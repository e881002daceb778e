using System.Collections.Immutable;
using Workbench.Shared.Answers;
using Workbench.Shared.Queries;

namespace Workbench.Server.Semantics;

/// <summary>
/// Another way to the same numbers: plain SQL over single rows, one aggregate of one entity at a time, put together here and not by the database. It reads
/// the query with the compiler's eyes (names, ranges, filters) and shares nothing with how the compiler plans and prints. Pure.
/// </summary>
public interface ISecondPlanner
{
    SecondPlanning Plan(SemanticQuery query, CompileScope scope, AnsweredRows answered);

    /// <summary>How many rows count in the query's range, and how many of these have a value.</summary>
    ValueCounting CountValues(SemanticQuery query, CompileScope scope);
}

/// <param name="IsTruncated">There were more rows than were read.</param>
public sealed record AnsweredRows(IReadOnlyList<ResultColumn> Columns, IReadOnlyList<IReadOnlyList<Cell>> Rows, bool IsTruncated);

public abstract record SecondPlanning
{
    private protected SecondPlanning() { }
}

/// <param name="Reason">One sentence.</param>
public sealed record CannotExpress(string Reason) : SecondPlanning;

/// <summary>What to run, and what to make of it.</summary>
public sealed record SecondPlan(ImmutableArray<SecondStatement> Statements, ISecondComparison Comparison) : SecondPlanning;

/// <param name="SqlWithValues">The same with literals printed in.</param>
public sealed record SecondStatement(string Title, ParameterizedSql Sql, string SqlWithValues);

public abstract record ValueCounting
{
    private protected ValueCounting() { }
}

/// <param name="Statement">Gives one row: all rows that count, and those with a value.</param>
/// <param name="Of">Label of the one whose values are counted, where the query has several; null: it is the only one.</param>
public sealed record CountWith(SecondStatement Statement, string? Of) : ValueCounting;

/// <summary>Rows are counted and nothing of them: there is no value that could be missing.</summary>
public sealed record CountsRows : ValueCounting;

/// <param name="Reason">One sentence.</param>
public sealed record CannotCount(string Reason) : ValueCounting;

public interface ISecondComparison
{
    /// <param name="results">Rows of each statement, in the order of the statements.</param>
    SecondAgreement Compare(IReadOnlyList<IReadOnlyList<IReadOnlyList<Cell>>> results);
}

/// <param name="Cells">How many were compared.</param>
/// <param name="Differences">The first of those that differ by more than one in a thousand million.</param>
/// <param name="Notes">What was not compared, and why.</param>
public sealed record SecondAgreement(int Cells, int DifferentCells, ImmutableArray<CellDifference> Differences, ImmutableArray<string> Notes);

/// <param name="Row">Its keys: "Europe, 2026-08-01"; empty for a single row.</param>
/// <param name="First">As answered.</param>
/// <param name="Second">As computed the other way.</param>
public sealed record CellDifference(string Column, string Row, string First, string Second);
