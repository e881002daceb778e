namespace Workbench.Server.Semantics.Expressions;

/// <param name="Value">A name in lower case (as written when quoted), the content of a text, or the symbol.</param>
internal readonly record struct Token(TokenKind Kind, string Value, int Offset)
{
    public bool Is(string word) => Kind == TokenKind.Name && Value == word;

    public bool IsSymbol(string symbol) => Kind == TokenKind.Symbol && Value == symbol;

    public override string ToString() =>
        Kind switch
        {
            TokenKind.End => "the end",
            TokenKind.Text => $"'{Value}'",
            _ => $"\"{Value}\"",
        };
}

internal enum TokenKind
{
    Name,
    QuotedName,
    Number,
    Text,
    Symbol,
    End,
}
