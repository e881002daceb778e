using System.Collections.Immutable;
using Workbench.Server.Semantics.Expressions;

namespace Workbench.Server.SemanticLanguage;

/// <summary>The columns that an expression names, part by part, each with its place; quotes belong to a part.</summary>
internal static class ExpressionNames
{
    public static IEnumerable<ImmutableArray<NamePart>> Of(string expression)
    {
        if (ExpressionParser.Parse(expression) is not ParsedExpression parsed || parsed.Names.IsEmpty)
            yield break;
        var tokens = ExpressionTokens.Read(expression);
        var at = 0;
        foreach (var name in parsed.Names.OrderBy(n => n.Offset))
        {
            while (at < tokens.Length && tokens[at].Offset < name.Offset)
                at++;
            var parts = ImmutableArray.CreateBuilder<NamePart>();
            for (var i = 0; i < name.Column.Path.Length && at + 2 * i < tokens.Length; i++)
            {
                var token = tokens[at + 2 * i];
                parts.Add(new NamePart(token.Value, token.Offset, LengthOf(token, expression)));
            }
            yield return parts.DrainToImmutable();
        }
    }

    /// <summary>A name as an expression has to write it: in double quotes unless it is a plain small word.</summary>
    public static string Write(string name) => IsPlain(name) ? name : $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    private static bool IsPlain(string name) =>
        name.Length > 0
        && (char.IsAsciiLetterLower(name[0]) || name[0] == '_')
        && name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '_')
        && !ExpressionParser.Reserved.Contains(name);

    private static int LengthOf(Token token, string expression)
    {
        if (token.Kind != TokenKind.QuotedName)
            return token.Value.Length;
        var end = token.Offset + 1;
        while (end < expression.Length)
        {
            if (expression[end] != '"')
                end++;
            else if (end + 1 < expression.Length && expression[end + 1] == '"')
                end += 2;
            else
                break;
        }
        return end + 1 - token.Offset;
    }
}

internal readonly record struct NamePart(string Name, int From, int Length);
