using System.Globalization;
using System.Text;
using Workbench.Shared.Queries;

namespace Workbench.Server.Semantics.Compiler.Sql;

/// <summary>Prints values so that no text can leave its quotes.</summary>
internal static class PostgresLiterals
{
    public static void Append(StringBuilder text, SqlParameter parameter)
    {
        if (!parameter.Type.EndsWith("[]", StringComparison.Ordinal))
        {
            AppendValue(text, parameter.Type, parameter.Values[0]);
            return;
        }
        var element = parameter.Type[..^2];
        text.Append("array[");
        for (var i = 0; i < parameter.Values.Count; i++)
        {
            if (i > 0)
                text.Append(", ");
            if (parameter.Values[i].IsNull)
                text.Append("null");
            else if (parameter.Values[i].Text is { } value)
                AppendText(text, value);
            else
                AppendValue(text, element, parameter.Values[i]);
        }
        text.Append("]::").Append(parameter.Type);
    }

    /// <summary>Escape-string syntax where a backslash could be read two ways, by <c>standard_conforming_strings</c>.</summary>
    public static void AppendText(StringBuilder text, string value)
    {
        var hasBackslash = value.Contains('\\', StringComparison.Ordinal);
        text.Append(hasBackslash ? "E'" : "'");
        foreach (var character in value)
        {
            if (character == '\'')
                text.Append("''");
            else if (character == '\\')
                text.Append(@"\\");
            else
                text.Append(character);
        }
        text.Append('\'');
    }

    private static void AppendValue(StringBuilder text, string type, QueryValue value)
    {
        if (value.Number is { } number)
            text.Append(number < 0 ? "(" : "").Append(number.ToString(CultureInfo.InvariantCulture)).Append(number < 0 ? ")" : "");
        else if (value.Boolean is { } boolean)
            text.Append(boolean ? "true" : "false");
        else if (value.IsNull)
            text.Append("null::").Append(type);
        else if (type == "text")
            AppendText(text, value.Text!);
        else
        {
            text.Append(type).Append(' ');
            AppendText(text, value.Text!);
        }
    }
}
