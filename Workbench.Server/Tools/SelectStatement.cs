namespace Workbench.Server.Tools;

/// <summary>Tells one reading statement from anything else before the warehouse is asked. The database enforces; this only gives the better message.</summary>
internal static class SelectStatement
{
    /// <param name="statement">Without a semicolon at its end.</param>
    /// <param name="problem">What is wrong and what to send.</param>
    public static bool TryRead(string sql, out string statement, out string problem)
    {
        statement = "";
        var (firstWord, end, isTerminated) = ("", 0, false);
        for (var i = 0; i < sql.Length; )
        {
            var next = SkipQuotedOrComment(sql, i);
            if (next < 0)
            {
                problem = "The statement has a quote or a comment that is never closed.";
                return false;
            }
            var isComment = next > i && (sql[i] == '-' || sql[i] == '/');
            if (next == i)
            {
                next = i + 1;
                if (sql[i] == ';')
                {
                    isTerminated = true;
                    i = next;
                    continue;
                }
            }
            if (!isComment && !char.IsWhiteSpace(sql[i]))
            {
                if (isTerminated)
                {
                    problem = "Send one statement only.";
                    return false;
                }
                if (firstWord.Length == 0 && char.IsLetter(sql[i]))
                {
                    while (next < sql.Length && (char.IsLetterOrDigit(sql[next]) || sql[next] == '_'))
                        next++;
                    firstWord = sql[i..next].ToLowerInvariant();
                }
                else if (firstWord.Length == 0 && sql[i] != '(')
                    firstWord = "?";
                end = next;
            }
            i = next;
        }
        if (firstWord is not ("select" or "with" or "values"))
        {
            problem = "Only a statement that reads (select, with … select, values) can run here: nothing in the warehouse can be changed.";
            return false;
        }
        statement = sql[..end].Trim();
        problem = "";
        return true;
    }

    /// <returns>The index behind the quoted text or comment that starts at <paramref name="i"/>, <paramref name="i"/> if none does, -1 if it never ends.</returns>
    private static int SkipQuotedOrComment(string sql, int i)
    {
        var rest = sql.AsSpan(i);
        if (rest.StartsWith("--", StringComparison.Ordinal))
            return rest.IndexOf('\n') is var line && line < 0 ? sql.Length : i + line + 1;
        if (rest.StartsWith("/*", StringComparison.Ordinal))
            return SkipBlockComment(sql, i);
        if (rest[0] is '\'' or '"')
        {
            // E'…' takes a backslash before a quote.
            var hasEscapes = rest[0] == '\'' && i > 0 && sql[i - 1] is 'e' or 'E' && (i == 1 || !char.IsLetterOrDigit(sql[i - 2]));
            for (var j = i + 1; j < sql.Length; j++)
            {
                if (hasEscapes && sql[j] == '\\')
                    j++;
                else if (sql[j] == rest[0])
                    return j + 1;
            }
            return -1;
        }
        if (rest[0] == '$' && (i == 0 || !char.IsLetterOrDigit(sql[i - 1])) && DollarTag(rest) is { } tag)
            return sql.IndexOf(tag, i + tag.Length, StringComparison.Ordinal) is var close && close < 0 ? -1 : close + tag.Length;
        return i;
    }

    /// <summary>Block comments nest in PostgreSQL.</summary>
    private static int SkipBlockComment(string sql, int i)
    {
        for (var (j, depth) = (i, 0); j < sql.Length - 1; j++)
        {
            if (sql[j] == '/' && sql[j + 1] == '*')
            {
                depth++;
                j++;
            }
            else if (sql[j] == '*' && sql[j + 1] == '/')
            {
                j++;
                if (--depth == 0)
                    return j + 1;
            }
        }
        return -1;
    }

    private static string? DollarTag(ReadOnlySpan<char> rest)
    {
        for (var j = 1; j < rest.Length; j++)
        {
            if (rest[j] == '$')
                return rest[..(j + 1)].ToString();
            if (!(char.IsLetter(rest[j]) || rest[j] == '_' || (j > 1 && char.IsDigit(rest[j]))))
                return null;
        }
        return null;
    }
}
