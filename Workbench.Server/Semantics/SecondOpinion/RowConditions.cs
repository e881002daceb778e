using Workbench.Server.Semantics.Compiler;
using Workbench.Shared.Queries;

namespace Workbench.Server.Semantics.SecondOpinion;

/// <summary>Conditions of a query on a value, as contracts.md states them: text without case, "is not" keeps NULL.</summary>
internal static class RowConditions
{
    /// <param name="operand">Its SQL; of a moment, in the layer's zone.</param>
    public static string Print(FieldCondition condition, string operand, RowText text)
    {
        var isMoment = condition.Type is "timestamp" or "timestamptz";
        if (isMoment && condition.Values.Any(v => v.Text is { Length: not 10 }))
            throw new NotExpressibleException("It filters by a moment of a day.");
        if (isMoment)
            operand = $"({operand})::date";
        var type = condition.Type switch
        {
            "integer" or "decimal" => "numeric",
            "string" => "text",
            "timestamp" or "timestamptz" => "date",
            var other => other,
        };
        var isText = condition.Type == "string";
        if (isText)
            operand = $"lower({operand})";
        QueryValue[] given = [.. condition.Values.Where(v => !v.IsNull)];
        var hasNull = given.Length < condition.Values.Count;
        string One(QueryValue value) => isText ? $"lower({text.Value(type, value)})" : text.Value(type, value);
        string Any() => given.Length == 0 ? "false" : string.Join(" or ", given.Select(v => $"{operand} = {One(v)}"));
        return condition.Op switch
        {
            "is_null" => $"({operand} is null)",
            "is_not_null" => $"({operand} is not null)",
            "=" or "in" => hasNull ? $"({Any()} or {operand} is null)" : $"({Any()})",
            "<>" or "not in" => hasNull ? $"({operand} is not null and not ({Any()}))" : $"({operand} is null or not ({Any()}))",
            "contains" => $"(position({One(given[0])} in {operand}) > 0)",
            "starts_with" => $"(left({operand}, length({One(given[0])})) = {One(given[0])})",
            _ when isText => throw new NotExpressibleException("It compares texts by their order."),
            "between" => $"({operand} >= {One(given[0])} and {operand} <= {One(given[1])})",
            "<" or "<=" or ">" or ">=" => $"({operand} {condition.Op} {One(given[0])})",
            _ => throw new NotExpressibleException($"It filters by \"{condition.Op}\"."),
        };
    }
}
