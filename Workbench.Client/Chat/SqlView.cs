using System.Globalization;
using System.Text;
using Workbench.Shared.Answers;

namespace Workbench.Client.Chat;

/// <summary>A statement in its two forms: runnable as it is, and as it ran, with the values of its parameters.</summary>
public sealed record SqlView(string Filled, string? AsRun, IReadOnlyList<SqlParameterView> Parameters)
{
    public static SqlView Create(string sql, ParameterizedSql? parameters) =>
        new(
            sql,
            parameters is { Parameters.Count: > 0 } ? parameters.Text : null,
            parameters is null
                ? []
                : [.. parameters.Parameters.Select((p, i) => new SqlParameterView("$" + (i + 1).ToString(CultureInfo.InvariantCulture), p.Type, ValuesOf(p)))]
        );

    private static string ValuesOf(SqlParameterValue parameter)
    {
        if (parameter.Values.Count == 1 && !parameter.Type.EndsWith("[]", StringComparison.Ordinal))
            return parameter.Values[0].ToString();
        return new StringBuilder("{ ").AppendJoin(", ", parameter.Values).Append(" }").ToString();
    }
}

public sealed record SqlParameterView(string Name, string Type, string Value);
