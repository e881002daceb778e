using System.Globalization;
using System.Text;
using Workbench.Shared.Answers;
using Workbench.Shared.Queries;

namespace Workbench.Server.Semantics.SecondOpinion;

/// <summary>SQL on its way: values of the query are kept apart, and become <c>$1</c>… or literals at the end.</summary>
internal sealed class RowText
{
    /// <summary>In no name and no value: both are refused with it.</summary>
    private const char Mark = '\u0001';

    private readonly List<SqlParameterValue> _parameters = [];

    public string Value(string type, params ReadOnlySpan<QueryValue> values)
    {
        _parameters.Add(new SqlParameterValue(type, [.. values]));
        return string.Create(CultureInfo.InvariantCulture, $"{Mark}{_parameters.Count}{Mark}");
    }

    public string Day(DateOnly day) => Value("date", Iso(day));

    public string Days(IEnumerable<DateOnly> days) => Value("date[]", [.. days.Select(d => (QueryValue)Iso(d))]);

    public ParameterizedSql Parameterized(string sql) =>
        new(Replace(sql, i => $"${(i + 1).ToString(CultureInfo.InvariantCulture)}::{_parameters[i].Type}"), _parameters);

    public string WithValues(string sql) => Replace(sql, i => Literal(_parameters[i]));

    private static string Iso(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static string Literal(SqlParameterValue parameter) =>
        parameter.Type.EndsWith("[]", StringComparison.Ordinal)
            ? $"array[{string.Join(", ", parameter.Values.Select(One))}]::{parameter.Type}"
            : $"{One(parameter.Values[0])}::{parameter.Type}";

    private static string One(QueryValue value) =>
        value.IsNull ? "null"
        : value.Text is { } text ? RowExpressions.Text(text)
        : value.Number is < 0 ? $"({value})"
        : value.ToString();

    private static string Replace(string sql, Func<int, string> parameter)
    {
        var parts = sql.Split(Mark);
        var text = new StringBuilder(sql.Length);
        for (var i = 0; i < parts.Length; i++)
            text.Append(i % 2 == 0 ? parts[i] : parameter(int.Parse(parts[i], CultureInfo.InvariantCulture) - 1));
        return text.ToString();
    }
}
