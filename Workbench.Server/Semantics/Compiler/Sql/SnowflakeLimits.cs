namespace Workbench.Server.Semantics.Compiler.Sql;

/// <summary>What a layer may say to PostgreSQL and nothing in Snowflake means.</summary>
internal static class SnowflakeLimits
{
    /// <summary>The first such thing with a way out; null: there is none.</summary>
    public static string? WhyNot(SelectPlan plan)
    {
        foreach (var expr in PlanExpressions.Of(plan))
            if (Fault(expr) is { } fault)
                return fault;
        return null;
    }

    private static string? Fault(SqlExpr expr) =>
        expr switch
        {
            SqlCall { Name: "to_char" or "to_date" } call => call.Arguments is [_, SqlText { Value: var format }] && SnowflakeFunctions.IsSharedFormat(format)
                ? null
                : $"{call.Name}() has a format that Snowflake reads differently; use YYYY, MM, DD, HH24, MI and SS, or extract.",
            SqlCall
            {
                Name: "date_trunc",
                Arguments: [SqlText { Value: "year" or "quarter" or "month" or "week" or "day" or "hour" or "minute" or "second" }, _]
            } => null,
            SqlCall { Name: "date_trunc" } =>
                "date_trunc() is cut in a way that Snowflake does not know; use year, quarter, month, week, day, hour, minute or second.",
            SqlCall { Name: "date_part", Arguments: [SqlText { Value: var part }, _] } => Part(part),
            SqlCall { Name: "date_part" } => "date_part() needs its part as a text in Snowflake.",
            SqlCall { Name: "regexp_replace", Arguments.Count: 4, Arguments: var arguments } when arguments[3] is not SqlText =>
                "regexp_replace() needs its flags as a text in Snowflake.",
            SqlExtract { Part: "epoch", From: SqlBinary { Op: "-" } } => null,
            SqlExtract { From: SqlBinary { Op: "-" } } extract =>
                $"A span of time has no part \"{extract.Part}\" in Snowflake; use extract(epoch from …) and divide.",
            SqlExtract extract => Part(extract.Part),
            _ => null,
        };

    private static string? Part(string part) =>
        part is "epoch" or "dow" || SnowflakeFunctions.PartOf(part) is not null ? null : $"Snowflake has no part \"{part}\" of a time.";
}
