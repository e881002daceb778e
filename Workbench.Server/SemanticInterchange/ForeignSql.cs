using System.Collections.Frozen;
using System.Text;
using Workbench.Server.Semantics.Expressions;

namespace Workbench.Server.SemanticInterchange;

/// <summary>Scalar SQL of other dialects in the words that the layer's expressions have.</summary>
internal static class ForeignSql
{
    /// <summary>Stands for what is too long to be read: a name that no function has.</summary>
    public const string TooLong = "too_long_to_be_read(0)";

    private const int MaxDepth = 200;

    private static readonly FrozenDictionary<string, string> Types = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["number"] = "numeric",
        ["bignumeric"] = "numeric",
        ["int64"] = "bigint",
        ["tinyint"] = "smallint",
        ["float64"] = "double precision",
        ["nvarchar"] = "text",
        ["datetime"] = "timestamp",
        ["timestamp_ntz"] = "timestamp",
        ["timestamp_ltz"] = "timestamptz",
        ["timestamp_tz"] = "timestamptz",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    private static readonly FrozenSet<string> Parts = new[] { "year", "quarter", "month", "week", "day", "hour", "minute" }.ToFrozenSet(StringComparer.Ordinal);

    /// <returns>Null, with the reason, when the layer has no such expression.</returns>
    public static ScalarExpr? Parse(string sql, out string? whyNot)
    {
        if (!IsReadable(sql))
        {
            whyNot = "It is too long, or nested too deeply, to be read.";
            return null;
        }
        switch (ExpressionParser.Parse(Translate(sql.Trim().TrimEnd(';'))))
        {
            case ParsedExpression parsed:
                whyNot = null;
                return SqlText.Bare(parsed.Tree);
            case FaultyExpression fault:
                whyNot = fault.Message;
                return null;
            default:
                throw new System.Diagnostics.UnreachableException();
        }
    }

    /// <summary>Short and flat enough to be taken apart call by call. What comes from a file has no such bound.</summary>
    public static bool IsReadable(string sql)
    {
        if (sql.Length > ExpressionParser.MaxLength)
            return false;
        var (at, depth) = (0, 0);
        while (at < sql.Length)
        {
            if (sql[at] is '\'' or '"' or '`')
            {
                at = EndOfQuoted(sql, at);
                continue;
            }
            if (sql[at] == '(' && ++depth > MaxDepth)
                return false;
            if (sql[at] == ')')
                depth = Math.Max(0, depth - 1);
            at++;
        }
        return true;
    }

    /// <summary>Calls that say their arguments twice would grow without end.</summary>
    public static bool IsLong(List<string> arguments) => arguments.Sum(a => a.Length) > ExpressionParser.MaxLength;

    /// <summary>The name of a stored type in the words of PostgreSQL.</summary>
    public static string? TypeOf(string written)
    {
        var lower = written.Trim().ToLowerInvariant();
        var bracket = lower.IndexOf('(', StringComparison.Ordinal);
        var name = bracket < 0 ? lower : lower[..bracket].Trim();
        var size = bracket < 0 ? "" : lower[bracket..];
        if (name is "number" or "numeric" or "decimal" && size.Replace(" ", "", StringComparison.Ordinal).EndsWith(",0)", StringComparison.Ordinal))
            return "bigint";
        return SqlTypes.Normalise(Types.TryGetValue(name, out var known) ? known + size : lower) ?? (Types.TryGetValue(name, out known) ? known : null);
    }

    private static string Translate(string sql)
    {
        var text = new StringBuilder();
        var at = 0;
        while (at < sql.Length)
        {
            var c = sql[at];
            if (c is '\'' or '"' or '`')
            {
                var end = EndOfQuoted(sql, at);
                text.Append(c == '`' ? $"\"{sql[(at + 1)..Math.Max(at + 1, end - 1)]}\"" : sql[at..end]);
                at = end;
            }
            else if (char.IsAsciiLetter(c) || c == '_')
            {
                var end = at;
                while (end < sql.Length && (char.IsAsciiLetterOrDigit(sql[end]) || sql[end] == '_'))
                    end++;
                var word = sql[at..end].ToLowerInvariant();
                var open = SkipBlanks(sql, end);
                if (open < sql.Length && sql[open] == '(' && Call(word, sql, open, out var after) is { } call)
                {
                    text.Append(call);
                    at = after;
                    continue;
                }
                var isType = IsTypePlace(text);
                text.Append(isType && Types.TryGetValue(word, out var type) ? type : sql[at..end]);
                at = end;
                // A size that PostgreSQL's name of the type does not take.
                if (isType && Types.TryGetValue(word, out var named) && open < sql.Length && sql[open] == '(' && named != "numeric")
                    at = EndOfGroup(sql, open);
            }
            else
            {
                text.Append(c);
                at++;
            }
        }
        return text.ToString();
    }

    internal static bool IsTypePlace(StringBuilder before)
    {
        var text = before.ToString().TrimEnd();
        return text.EndsWith("::", StringComparison.Ordinal) || text.EndsWith(" as", StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>A call of a function that the layer writes in another way; null for all others.</summary>
    private static string? Call(string name, string sql, int open, out int after)
    {
        after = EndOfGroup(sql, open);
        if (
            after > sql.Length
            || name
                is not (
                    "iff"
                    or "if"
                    or "div0"
                    or "div0null"
                    or "safe_divide"
                    or "zeroifnull"
                    or "nullifzero"
                    or "date_trunc"
                    or "to_number"
                    or "to_varchar"
                    or "to_decimal"
                    or "to_numeric"
                )
                && !Parts.Contains(name)
        )
            return null;
        var arguments = Arguments(sql[(open + 1)..(after - 1)]).Select(Translate).ToList();
        if (IsLong(arguments))
            return TooLong;
        return (name, arguments) switch
        {
            ("iff" or "if", [var test, var then, var otherwise]) => $"case when {test} then {then} else {otherwise} end",
            ("div0", [var over, var under]) => $"case when ({under}) = 0 then 0 else ({over}) / ({under}) end",
            ("div0null", [var over, var under]) => $"case when ({under}) = 0 or ({under}) is null then 0 else ({over}) / ({under}) end",
            ("safe_divide", [var over, var under]) => $"(({over}) / ({under}))",
            ("zeroifnull", [var value]) => $"coalesce({value}, 0)",
            ("nullifzero", [var value]) => $"nullif({value}, 0)",
            ("to_number" or "to_decimal" or "to_numeric", [var value]) => $"cast({value} as numeric)",
            ("to_varchar", [var value]) => $"cast({value} as text)",
            ("date_trunc", [var unit, var value]) when Parts.Contains(unit.Trim().ToLowerInvariant()) =>
                $"date_trunc('{unit.Trim().ToLowerInvariant()}', {value})",
            ("date_trunc", [var value, var unit]) when Parts.Contains(unit.Trim().ToLowerInvariant()) =>
                $"date_trunc('{unit.Trim().ToLowerInvariant()}', {value})",
            (_, [var value]) when Parts.Contains(name) => $"extract({name} from {value})",
            // What it is called with is not translated a second time: calls in calls would take for ever.
            _ => $"{name}({string.Join(", ", arguments)})",
        };
    }

    /// <summary>What stands between commas, outside of brackets and quotes.</summary>
    public static List<string> Arguments(string inside)
    {
        var arguments = new List<string>();
        var (start, at) = (0, 0);
        while (at < inside.Length)
        {
            if (inside[at] is '\'' or '"' or '`')
                at = EndOfQuoted(inside, at);
            else if (inside[at] == '(')
                at = Math.Min(EndOfGroup(inside, at), inside.Length);
            else if (inside[at++] == ',')
            {
                arguments.Add(inside[start..(at - 1)].Trim());
                start = at;
            }
        }
        arguments.Add(inside[start..].Trim());
        return arguments;
    }

    public static int SkipBlanks(string text, int at)
    {
        while (at < text.Length && char.IsWhiteSpace(text[at]))
            at++;
        return at;
    }

    /// <summary>The place after the closing quote, or the end.</summary>
    public static int EndOfQuoted(string text, int at)
    {
        var quote = text[at++];
        while (at < text.Length)
        {
            if (text[at++] != quote)
                continue;
            if (at >= text.Length || text[at] != quote)
                return at;
            at++;
        }
        return at;
    }

    /// <summary>The place after the closing bracket; beyond the end when there is none.</summary>
    public static int EndOfGroup(string text, int open)
    {
        var depth = 0;
        var at = open;
        while (at < text.Length)
        {
            if (text[at] is '\'' or '"' or '`')
            {
                at = EndOfQuoted(text, at);
                continue;
            }
            if (text[at] == '(')
                depth++;
            else if (text[at] == ')' && --depth == 0)
                return at + 1;
            at++;
        }
        return text.Length + 1;
    }
}
