using Workbench.Shared.Queries;

namespace Workbench.Tests.Semantics.Compiler.RandomCases;

/// <summary>What the operators of a query mean, value by value.</summary>
internal static class NaiveCondition
{
    public static bool Holds(object? value, string op, IReadOnlyList<QueryValue> operands)
    {
        var given = operands.Select(o => Plain(o, value)).ToList();
        var isListed = given.Exists(g => value is null ? g is null : g is not null && Compare(value, g) == 0);
        return op switch
        {
            "is_null" => value is null,
            "is_not_null" => value is not null,
            "=" or "in" => isListed,
            "<>" or "not in" => !isListed,
            _ when value is null => false,
            "contains" => ((string)value).Contains((string)given[0]!, StringComparison.OrdinalIgnoreCase),
            "starts_with" => ((string)value).StartsWith((string)given[0]!, StringComparison.OrdinalIgnoreCase),
            "<" => Compare(value, given[0]!) < 0,
            "<=" => Compare(value, given[0]!) <= 0,
            ">" => Compare(value, given[0]!) > 0,
            ">=" => Compare(value, given[0]!) >= 0,
            "between" => Compare(value, given[0]!) >= 0 && Compare(value, given[1]!) <= 0,
            _ => throw new NotSupportedException(op),
        };
    }

    private static object? Plain(QueryValue operand, object? beside) =>
        operand.IsNull ? null
        : beside is DateOnly ? DateOnly.Parse(operand.Text!, System.Globalization.CultureInfo.InvariantCulture)
        : operand.Number ?? (object?)operand.Boolean ?? operand.Text;

    private static int Compare(object value, object other) =>
        value switch
        {
            string text => string.Compare(text, (string)other, StringComparison.OrdinalIgnoreCase),
            bool flag => flag.CompareTo((bool)other),
            DateOnly day => day.CompareTo((DateOnly)other),
            _ => Math.Round(Convert.ToDecimal(value), 9).CompareTo(Math.Round(Convert.ToDecimal(other), 9)),
        };
}
