using System.Collections.Immutable;
using System.Text;

namespace Workbench.Server.Semantics.Expressions;

/// <summary>Cuts an expression into words, literals and symbols.</summary>
internal static class ExpressionTokens
{
    private static readonly ImmutableArray<string> Symbols = ["::", "||", "<>", "!=", "<=", ">=", "+", "-", "*", "/", "%", "=", "<", ">", "(", ")", ",", "."];

    public static ImmutableArray<Token> Read(string text)
    {
        var tokens = ImmutableArray.CreateBuilder<Token>();
        var at = 0;
        while (true)
        {
            while (at < text.Length && char.IsWhiteSpace(text[at]))
                at++;
            if (at == text.Length)
                break;
            tokens.Add(ReadOne(text, ref at));
        }
        tokens.Add(new Token(TokenKind.End, "", text.Length));
        return tokens.DrainToImmutable();
    }

    private static Token ReadOne(string text, ref int at)
    {
        var start = at;
        var c = text[at];
        if (char.IsAsciiLetter(c) || c == '_')
        {
            while (at < text.Length && (char.IsAsciiLetterOrDigit(text[at]) || text[at] == '_'))
                at++;
            return new Token(TokenKind.Name, text[start..at].ToLowerInvariant(), start);
        }
        if (char.IsAsciiDigit(c) || (c == '.' && at + 1 < text.Length && char.IsAsciiDigit(text[at + 1])))
            return ReadNumber(text, ref at);
        if (c == '\'')
            return new Token(TokenKind.Text, ReadQuoted(text, ref at, '\'', "This text has no closing quote."), start);
        if (c == '"')
        {
            var name = ReadQuoted(text, ref at, '"', "This quoted name has no closing quote.");
            if (name.Length == 0)
                throw new ExpressionFaultException("A quoted name is empty.", start);
            return new Token(TokenKind.QuotedName, name, start);
        }
        var rest = text.AsSpan(at);
        if (rest.StartsWith("--", StringComparison.Ordinal) || rest.StartsWith("/*", StringComparison.Ordinal))
            throw new ExpressionFaultException("An expression holds no comments: write them as `description`, or write two minus signs apart.", start);
        foreach (var symbol in Symbols)
        {
            if (!rest.StartsWith(symbol, StringComparison.Ordinal))
                continue;
            at += symbol.Length;
            return new Token(TokenKind.Symbol, symbol == "!=" ? "<>" : symbol, start);
        }
        var message = c switch
        {
            ';' => "An expression is one value: statements and \";\" do not belong here.",
            '`' => "A name in quotes is written with double quotes.",
            '$' or '{' or '}' => $"\"{c}\" does not belong into an expression: there are no templates or parameters here.",
            _ when char.IsControl(c) || char.IsSurrogate(c) => $"The character {Layer.LayerFileBytes.Name(c)} does not belong into an expression: remove it.",
            _ => $"\"{c}\" does not belong into an expression: a name with such a character stands in double quotes, a text in single ones.",
        };
        throw new ExpressionFaultException(message, start);
    }

    private static Token ReadNumber(string text, ref int at)
    {
        var start = at;
        while (at < text.Length && char.IsAsciiDigit(text[at]))
            at++;
        if (at < text.Length && text[at] == '.')
        {
            at++;
            while (at < text.Length && char.IsAsciiDigit(text[at]))
                at++;
        }
        if (at < text.Length && (char.IsAsciiLetter(text[at]) || text[at] == '_'))
            throw new ExpressionFaultException(
                $"\"{text[start..(at + 1)]}…\" is neither a number nor a name; a name that starts with a digit stands in double quotes.",
                start
            );
        return new Token(TokenKind.Number, text[start..at], start);
    }

    private static string ReadQuoted(string text, ref int at, char quote, string unclosed)
    {
        var start = at++;
        var content = new StringBuilder();
        while (at < text.Length)
        {
            if (text[at] == quote)
            {
                if (at + 1 < text.Length && text[at + 1] == quote)
                    at++;
                else
                {
                    at++;
                    return content.ToString();
                }
            }
            if (text[at] == '\0')
                throw new ExpressionFaultException("The character NUL cannot be part of an expression.", at);
            if (char.IsHighSurrogate(text[at]) && at + 1 < text.Length && char.IsLowSurrogate(text[at + 1]))
                content.Append(text[at++]);
            else if (char.IsSurrogate(text[at]))
                throw new ExpressionFaultException("Half of a character cannot be part of an expression: remove it.", at);
            content.Append(text[at++]);
        }
        throw new ExpressionFaultException(unclosed, start);
    }
}
