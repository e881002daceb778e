using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Globalization;

namespace Workbench.Server.Semantics.Expressions;

/// <summary>Reads scalar SQL with PostgreSQL's precedence: names, literals, operators, case, cast, in, like, between, is, functions. No subqueries, no statements.</summary>
public static class ExpressionParser
{
    /// <summary>Characters of an expression that are still read.</summary>
    internal const int MaxLength = 20_000;

    internal static readonly FrozenSet<string> Reserved = new[]
    {
        "and",
        "or",
        "not",
        "case",
        "when",
        "then",
        "else",
        "end",
        "cast",
        "in",
        "like",
        "ilike",
        "between",
        "is",
        "null",
        "true",
        "false",
        "distinct",
        "from",
        "as",
        "select",
        "exists",
        "where",
        "having",
        "union",
        "over",
        "any",
        "all",
        "array",
        "current_date",
        "current_timestamp",
        "current_time",
        "localtime",
        "localtimestamp",
    }.ToFrozenSet(StringComparer.Ordinal);

    public static ExpressionOutcome Parse(string text)
    {
        if (text.Length > MaxLength)
            return new FaultyExpression($"The expression is {text.Length:N0} characters long; {MaxLength:N0} are read.", 0);
        try
        {
            var cursor = new Cursor(ExpressionTokens.Read(text));
            if (cursor.Current.Kind == TokenKind.End)
                return new FaultyExpression("The expression is empty.", 0);
            var tree = cursor.Or();
            if (cursor.Current.Kind != TokenKind.End)
                throw cursor.Unexpected("an operator or the end");
            return new ParsedExpression(tree, cursor.Names.ToImmutable());
        }
        catch (ExpressionFaultException fault)
        {
            return new FaultyExpression(fault.Message, fault.Offset);
        }
    }

    private sealed class Cursor(ImmutableArray<Token> tokens)
    {
        /// <summary>Nodes above the current one, long chains of operators included: the tree is walked by recursion.</summary>
        private const int MaxDepth = 250;

        private static readonly FrozenSet<string> LiteralTypes = new[] { "date", "timestamp", "timestamptz", "time", "interval" }.ToFrozenSet(
            StringComparer.Ordinal
        );

        private int _at;
        private int _depth;

        public ImmutableArray<NamePosition>.Builder Names { get; } = ImmutableArray.CreateBuilder<NamePosition>();
        public Token Current => tokens[_at];

        public ExpressionFaultException Unexpected(string expected) =>
            new(
                Current.Is("over") ? "Window functions (over …) do not belong into an expression." : $"{expected} was expected here, not {Current}.",
                Current.Offset
            );

        public ScalarExpr Or() => Chain(And, "or");

        private ScalarExpr And() => Chain(Not, "and");

        private ScalarExpr Chain(Func<ScalarExpr> operand, string word)
        {
            var left = operand();
            var depth = _depth;
            while (TakeWord(word))
            {
                Deepen();
                left = new BinaryExpr(word, left, operand());
            }
            _depth = depth;
            return left;
        }

        private ScalarExpr Not()
        {
            if (!TakeWord("not"))
                return Is();
            Deepen();
            var operand = Not();
            _depth--;
            return new UnaryExpr("not", operand);
        }

        private ScalarExpr Is()
        {
            var left = Comparison();
            var depth = _depth;
            while (TakeWord("is"))
            {
                Deepen();
                var isNegated = TakeWord("not");
                if (TakeWord("distinct"))
                {
                    Expect("from");
                    left = new BinaryExpr(isNegated ? "is not distinct from" : "is distinct from", left, Comparison());
                }
                else if (Current.Is("null") || Current.Is("true") || Current.Is("false"))
                    left = new IsExpr(left, Take().Value, isNegated);
                else
                    throw Unexpected("null, true, false or distinct from");
            }
            _depth = depth;
            return left;
        }

        private ScalarExpr Comparison()
        {
            var left = Between();
            if (!IsComparison())
                return left;
            var op = Take().Value;
            var comparison = new BinaryExpr(op, left, Between());
            if (IsComparison())
                throw new ExpressionFaultException("Comparisons do not chain: write a < b and b < c.", Current.Offset);
            return comparison;
        }

        private bool IsComparison() => Current is { Kind: TokenKind.Symbol, Value: "=" or "<>" or "<" or ">" or "<=" or ">=" };

        private ScalarExpr Between()
        {
            var left = Concat();
            var isNegated = Current.Is("not");
            if (isNegated)
                _at++;
            if (TakeWord("between"))
            {
                var low = Concat();
                Expect("and");
                return new BetweenExpr(left, low, Concat(), isNegated);
            }
            if (Current.Is("like") || Current.Is("ilike"))
                return new LikeExpr(left, IgnoresCase: Take().Value == "ilike", Pattern: Concat(), IsNegated: isNegated);
            if (TakeWord("in"))
            {
                ExpectSymbol("(");
                return new InExpr(left, Arguments("in"), isNegated);
            }
            return isNegated ? throw Unexpected("in, like, ilike or between") : left;
        }

        private ScalarExpr Concat() => Operators(Sum, "||");

        private ScalarExpr Sum() => Operators(Product, "+", "-");

        private ScalarExpr Product() => Operators(AtTimeZone, "*", "/", "%");

        private ScalarExpr Operators(Func<ScalarExpr> operand, params ReadOnlySpan<string> symbols)
        {
            var left = operand();
            var depth = _depth;
            while (Current.Kind == TokenKind.Symbol && symbols.Contains(Current.Value))
            {
                Deepen();
                var op = Take().Value;
                left = new BinaryExpr(op, left, operand());
            }
            _depth = depth;
            return left;
        }

        private ScalarExpr AtTimeZone()
        {
            var operand = Sign();
            var depth = _depth;
            while (Current.Is("at") && tokens[_at + 1].Is("time"))
            {
                Deepen();
                _at += 2;
                Expect("zone");
                operand = new AtTimeZoneExpr(operand, Sign());
            }
            _depth = depth;
            return operand;
        }

        private ScalarExpr Sign()
        {
            if (!Current.IsSymbol("-") && !Current.IsSymbol("+"))
                return Cast();
            var op = Take().Value;
            Deepen();
            var operand = Sign();
            _depth--;
            return new UnaryExpr(op, operand);
        }

        private ScalarExpr Cast()
        {
            var operand = Primary();
            var depth = _depth;
            while (TakeSymbol("::"))
            {
                Deepen();
                operand = new CastExpr(operand, TypeName());
            }
            _depth = depth;
            return operand;
        }

        private ScalarExpr Primary()
        {
            Deepen();
            var primary = ReadPrimary();
            _depth--;
            return primary;
        }

        private ScalarExpr ReadPrimary()
        {
            var token = Current;
            switch (token.Kind)
            {
                case TokenKind.Number:
                    _at++;
                    return decimal.TryParse(token.Value, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)
                        ? new NumberLiteral(number, token.Value)
                        : throw new ExpressionFaultException($"The number {token.Value} is too large.", token.Offset);
                case TokenKind.Text:
                    _at++;
                    return new TextLiteral(token.Value);
                case TokenKind.QuotedName:
                    return Column();
                case TokenKind.Symbol when token.Value == "(":
                    _at++;
                    var inner = Or();
                    ExpectSymbol(")");
                    return inner;
                case TokenKind.Symbol when token.Value == "*":
                    throw new ExpressionFaultException("\"*\" is no value: count rows with `agg: count` and no expr.", token.Offset);
                case TokenKind.Name:
                    return Word();
                default:
                    throw Unexpected("A value");
            }
        }

        private ScalarExpr Word()
        {
            var word = Current.Value;
            switch (word)
            {
                case "null":
                    _at++;
                    return new NullLiteral();
                case "true" or "false":
                    _at++;
                    return new BooleanLiteral(word == "true");
                case "case":
                    return Case();
                case "cast" when tokens[_at + 1].IsSymbol("("):
                    _at += 2;
                    var operand = Or();
                    Expect("as");
                    var type = TypeName();
                    ExpectSymbol(")");
                    return new CastExpr(operand, type);
                case "extract" when tokens[_at + 1].IsSymbol("("):
                    _at += 2;
                    var part = Current.Kind is TokenKind.Name or TokenKind.Text ? Take().Value : throw Unexpected("A part such as year or epoch");
                    Expect("from");
                    var from = Or();
                    ExpectSymbol(")");
                    return new ExtractExpr(part.ToLowerInvariant(), from);
                case "select" or "exists" or "any" or "all" or "array":
                    throw new ExpressionFaultException(
                        $"\"{word}\": an expression holds no subqueries or arrays; derive the entity with `sql:` instead.",
                        Current.Offset
                    );
            }
            if (LiteralTypes.Contains(word) && tokens[_at + 1].Kind == TokenKind.Text)
            {
                _at++;
                return new TypedLiteral(word, Take().Value);
            }
            if (tokens[_at + 1].IsSymbol("("))
                return Function();
            if (SqlFunctions.IsClock(word) && Reserved.Contains(word))
                throw new ExpressionFaultException(SqlFunctions.WhyNot(word), Current.Offset);
            return Reserved.Contains(word) ? throw Unexpected("A value") : Column();
        }

        private FunctionExpr Function()
        {
            var name = Take();
            if (SqlFunctions.Find(name.Value) is not { } function)
                throw new ExpressionFaultException(SqlFunctions.WhyNot(name.Value), name.Offset);
            _at++;
            if (Current.Is("distinct") || Current.IsSymbol("*"))
                throw Unexpected("An argument");
            var arguments = Arguments(function.Name);
            if (Current.Is("over") || Current.Is("filter"))
                throw new ExpressionFaultException("Window functions and filters do not belong into an expression.", Current.Offset);
            return arguments.Length >= function.MinArguments && arguments.Length <= function.MaxArguments
                ? new FunctionExpr(function.Name, arguments)
                : throw new ExpressionFaultException($"{function.Name}() was given {arguments.Length} arguments: {function.Usage}.", name.Offset);
        }

        /// <summary>After the opening parenthesis, up to and with the closing one; at least one.</summary>
        private ImmutableArray<ScalarExpr> Arguments(string of)
        {
            var arguments = ImmutableArray.CreateBuilder<ScalarExpr>();
            if (Current.IsSymbol(")"))
                throw new ExpressionFaultException($"{of} () is empty.", Current.Offset);
            do arguments.Add(Or());
            while (TakeSymbol(","));
            ExpectSymbol(")");
            return arguments.DrainToImmutable();
        }

        private CaseExpr Case()
        {
            _at++;
            var operand = Current.Is("when") ? null : Or();
            var whens = ImmutableArray.CreateBuilder<CaseWhen>();
            while (TakeWord("when"))
            {
                var when = Or();
                Expect("then");
                whens.Add(new CaseWhen(when, Or()));
            }
            if (whens.Count == 0)
                throw Unexpected("when");
            var otherwise = TakeWord("else") ? Or() : null;
            Expect("end");
            return new CaseExpr(operand, whens.DrainToImmutable(), otherwise);
        }

        private ColumnRef Column()
        {
            var offset = Current.Offset;
            var path = ImmutableArray.CreateBuilder<string>();
            path.Add(Take().Value);
            while (TakeSymbol("."))
            {
                if (Current.Kind is not (TokenKind.Name or TokenKind.QuotedName))
                    throw Unexpected("A name");
                path.Add(Take().Value);
            }
            var column = new ColumnRef(path.DrainToImmutable());
            Names.Add(new NamePosition(column, offset));
            return column;
        }

        private string TypeName()
        {
            var start = Current;
            var words = new List<string>();
            while (
                Current.Kind == TokenKind.Name
                && (
                    words.Count == 0
                    || (words[^1], Current.Value) is ("double", "precision") or ("character", "varying") or (_, "with" or "without" or "time" or "zone")
                )
            )
                words.Add(Take().Value);
            var written = string.Join(' ', words);
            if (TakeSymbol("("))
            {
                var sizes = new List<string>();
                do sizes.Add(Current.Kind == TokenKind.Number ? Take().Value : throw Unexpected("A number"));
                while (TakeSymbol(","));
                ExpectSymbol(")");
                written += $"({string.Join(',', sizes)})";
            }
            return SqlTypes.Normalise(written)
                ?? throw new ExpressionFaultException($"{start} is not a type.{NearestNames.Suggest(start.Value, SqlTypes.Names)}", start.Offset);
        }

        private Token Take() => tokens[_at++];

        private bool TakeWord(string word)
        {
            if (!Current.Is(word))
                return false;
            _at++;
            return true;
        }

        private bool TakeSymbol(string symbol)
        {
            if (!Current.IsSymbol(symbol))
                return false;
            _at++;
            return true;
        }

        private void Expect(string word)
        {
            if (!TakeWord(word))
                throw Unexpected($"\"{word}\"");
        }

        private void ExpectSymbol(string symbol)
        {
            if (!TakeSymbol(symbol))
                throw Unexpected($"\"{symbol}\"");
        }

        private void Deepen()
        {
            if (++_depth > MaxDepth)
                throw new ExpressionFaultException("The expression is nested too deeply: derive a dimension for a part of it.", Current.Offset);
        }
    }
}
