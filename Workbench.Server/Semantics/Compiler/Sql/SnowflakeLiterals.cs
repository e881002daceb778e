using System.Globalization;
using System.Text;
using Workbench.Shared.Queries;

namespace Workbench.Server.Semantics.Compiler.Sql;

/// <summary>Prints values so that no text can leave its quotes: in Snowflake a backslash escapes inside them too.</summary>
internal static class SnowflakeLiterals
{
    public static void AppendText(StringBuilder text, string value)
    {
        text.Append('\'');
        foreach (var character in value)
            _ = character switch
            {
                '\'' => text.Append("''"),
                '\\' => text.Append(@"\\"),
                _ => text.Append(character),
            };
        text.Append('\'');
    }

    public static void Append(StringBuilder text, string type, QueryValue value)
    {
        if (value.Number is { } number)
            text.Append(number < 0 ? "(" : "").Append(number.ToString(CultureInfo.InvariantCulture)).Append(number < 0 ? ")" : "");
        else if (value.Boolean is { } boolean)
            text.Append(boolean ? "true" : "false");
        else if (value.IsNull)
            text.Append("cast(null as ").Append(SnowflakeTypes.Of(type)).Append(')');
        else if (type is "text" or "uuid")
            AppendText(text, value.Text!);
        else
            AppendTyped(text, type, value.Text!);
    }

    public static void AppendTyped(StringBuilder text, string type, string value)
    {
        text.Append(
            type switch
            {
                "date" => "date ",
                "interval" => "interval ",
                _ => "cast(",
            }
        );
        AppendText(text, value);
        if (type is not ("date" or "interval"))
            text.Append(" as ").Append(SnowflakeTypes.Of(type)).Append(')');
    }
}
