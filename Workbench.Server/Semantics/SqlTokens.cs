namespace Workbench.Server.Semantics;

/// <summary>Words, quoted texts and signs of a PostgreSQL statement; comments and blanks are left out.</summary>
internal static class SqlTokens
{
    public static IEnumerable<string> Of(string sql)
    {
        for (var at = 0; at < sql.Length; )
        {
            var end = End(sql, at);
            if (!IsBlank(sql, at))
                yield return sql[at..end];
            at = end;
        }
    }

    private static bool IsBlank(string sql, int at) => char.IsWhiteSpace(sql[at]) || IsAt(sql, at, "--") || IsAt(sql, at, "/*");

    private static int End(string sql, int at) =>
        sql[at] switch
        {
            _ when IsAt(sql, at, "--") => sql.IndexOf('\n', at) is >= 0 and var line ? line : sql.Length,
            _ when IsAt(sql, at, "/*") => EndOfComment(sql, at),
            '\'' => EndOfQuoted(sql, at, isEscaped: false),
            '"' => EndOfQuoted(sql, at, isEscaped: false),
            'e' or 'E' when IsAt(sql, at + 1, "'") => EndOfQuoted(sql, at + 1, isEscaped: true),
            '$' when TagOf(sql, at) is { } tag => sql.IndexOf(tag, at + tag.Length, StringComparison.Ordinal) is >= 0 and var close
                ? close + tag.Length
                : sql.Length,
            var c when IsWord(c) || c == '$' => EndOfWord(sql, at),
            _ => at + 1,
        };

    private static bool IsWord(char c) => char.IsLetterOrDigit(c) || c == '_';

    private static int EndOfWord(string sql, int at)
    {
        var end = at + 1;
        while (end < sql.Length && (IsWord(sql[end]) || sql[end] == '$'))
            end++;
        return end;
    }

    /// <summary>A quote is doubled inside; with <paramref name="isEscaped"/> a backslash keeps what follows.</summary>
    private static int EndOfQuoted(string sql, int at, bool isEscaped)
    {
        var quote = sql[at];
        for (var i = at + 1; i < sql.Length; i++)
        {
            if (isEscaped && sql[i] == '\\')
                i++;
            else if (sql[i] == quote)
            {
                if (i + 1 >= sql.Length || sql[i + 1] != quote)
                    return i + 1;
                i++;
            }
        }
        return sql.Length;
    }

    /// <summary>Comments of PostgreSQL stand in each other.</summary>
    private static int EndOfComment(string sql, int at)
    {
        var depth = 0;
        for (var i = at; i < sql.Length; i++)
        {
            if (IsAt(sql, i, "/*"))
                (depth, i) = (depth + 1, i + 1);
            else if (IsAt(sql, i, "*/"))
            {
                i++;
                if (--depth == 0)
                    return i + 1;
            }
        }
        return sql.Length;
    }

    /// <summary><c>$tag$</c>; a parameter (<c>$1</c>) is none.</summary>
    private static string? TagOf(string sql, int at)
    {
        var end = at + 1;
        while (end < sql.Length && IsWord(sql[end]))
            end++;
        return end < sql.Length && sql[end] == '$' && !(end > at + 1 && char.IsDigit(sql[at + 1])) ? sql[at..(end + 1)] : null;
    }

    private static bool IsAt(string sql, int at, string what) => at < sql.Length && string.CompareOrdinal(sql, at, what, 0, what.Length) == 0;
}
