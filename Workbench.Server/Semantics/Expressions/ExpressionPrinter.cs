using System.Text;

namespace Workbench.Server.Semantics.Expressions;

/// <summary>Writes an expression as the layer's files hold it: <c>Parse(Print(x))</c> is <c>x</c>. SQL of a dialect is the compiler's to print.</summary>
public static class ExpressionPrinter
{
    private enum Level
    {
        Or,
        And,
        Not,
        Is,
        Comparison,
        Between,
        Concat,
        Sum,
        Product,
        TimeZone,
        Sign,
        Cast,
        Primary,
    }

    public static string Print(ScalarExpr expression)
    {
        var text = new StringBuilder();
        Write(text, expression, Level.Or);
        return text.ToString();
    }

    private static void Write(StringBuilder text, ScalarExpr expression, Level atLeast)
    {
        var isWrapped = LevelOf(expression) < atLeast;
        if (isWrapped)
            text.Append('(');
        WriteBare(text, expression);
        if (isWrapped)
            text.Append(')');
    }

    private static void WriteBare(StringBuilder text, ScalarExpr expression)
    {
        switch (expression)
        {
            case ColumnRef column:
                text.AppendJoin('.', column.Path.Select(Name));
                break;
            case NumberLiteral number:
                text.Append(number.Text);
                break;
            case TextLiteral literal:
                text.Append(Quote(literal.Value));
                break;
            case BooleanLiteral literal:
                text.Append(literal.Value ? "true" : "false");
                break;
            case NullLiteral:
                text.Append("null");
                break;
            case TypedLiteral literal:
                text.Append(literal.Type).Append(' ').Append(Quote(literal.Value));
                break;
            case UnaryExpr { Op: "not" } not:
                text.Append("not ");
                Write(text, not.Operand, Level.Not);
                break;
            case UnaryExpr sign:
                text.Append(sign.Op);
                // Two minus signs side by side would be a comment.
                if (sign.Operand is UnaryExpr { Op: "-" or "+" })
                    text.Append(' ');
                Write(text, sign.Operand, Level.Sign);
                break;
            case BinaryExpr binary:
                var level = LevelOf(binary);
                Write(text, binary.Left, level == Level.Comparison ? level + 1 : level);
                text.Append(' ').Append(binary.Op).Append(' ');
                Write(text, binary.Right, level + 1);
                break;
            case CaseExpr choice:
                WriteCase(text, choice);
                break;
            case CastExpr cast:
                Write(text, cast.Operand, Level.Cast);
                text.Append("::").Append(cast.Type);
                break;
            case InExpr isIn:
                Write(text, isIn.Operand, Level.Concat);
                text.Append(isIn.IsNegated ? " not in (" : " in (");
                WriteList(text, isIn.Items);
                text.Append(')');
                break;
            case LikeExpr like:
                Write(text, like.Operand, Level.Concat);
                text.Append(like.IsNegated ? " not " : " ").Append(like.IgnoresCase ? "ilike " : "like ");
                Write(text, like.Pattern, Level.Concat);
                break;
            case BetweenExpr between:
                Write(text, between.Operand, Level.Concat);
                text.Append(between.IsNegated ? " not between " : " between ");
                Write(text, between.Low, Level.Concat);
                text.Append(" and ");
                Write(text, between.High, Level.Concat);
                break;
            case IsExpr test:
                Write(text, test.Operand, Level.Is);
                text.Append(test.IsNegated ? " is not " : " is ").Append(test.Test);
                break;
            case FunctionExpr function:
                text.Append(function.Name).Append('(');
                WriteList(text, function.Arguments);
                text.Append(')');
                break;
            case ExtractExpr extract:
                text.Append("extract(").Append(IsPlain(extract.Part) ? extract.Part : Quote(extract.Part)).Append(" from ");
                Write(text, extract.From, Level.Or);
                text.Append(')');
                break;
            case AtTimeZoneExpr zoned:
                Write(text, zoned.Operand, Level.TimeZone);
                text.Append(" at time zone ");
                Write(text, zoned.Zone, Level.Sign);
                break;
            default:
                throw new InvalidOperationException($"{expression.GetType().Name} has no written form.");
        }
    }

    private static void WriteCase(StringBuilder text, CaseExpr choice)
    {
        text.Append("case");
        if (choice.Operand is { } operand)
        {
            text.Append(' ');
            Write(text, operand, Level.Or);
        }
        foreach (var (when, then) in choice.Whens)
        {
            text.Append(" when ");
            Write(text, when, Level.Or);
            text.Append(" then ");
            Write(text, then, Level.Or);
        }
        if (choice.Else is { } otherwise)
        {
            text.Append(" else ");
            Write(text, otherwise, Level.Or);
        }
        text.Append(" end");
    }

    private static void WriteList(StringBuilder text, IEnumerable<ScalarExpr> items)
    {
        var isFirst = true;
        foreach (var item in items)
        {
            if (!isFirst)
                text.Append(", ");
            isFirst = false;
            Write(text, item, Level.Or);
        }
    }

    private static Level LevelOf(ScalarExpr expression) =>
        expression switch
        {
            BinaryExpr binary => binary.Op switch
            {
                "or" => Level.Or,
                "and" => Level.And,
                "is distinct from" or "is not distinct from" => Level.Is,
                "=" or "<>" or "<" or "<=" or ">" or ">=" => Level.Comparison,
                "||" => Level.Concat,
                "+" or "-" => Level.Sum,
                "*" or "/" or "%" => Level.Product,
                _ => throw new InvalidOperationException($"\"{binary.Op}\" is not an operator of the layer."),
            },
            UnaryExpr { Op: "not" } => Level.Not,
            UnaryExpr => Level.Sign,
            IsExpr => Level.Is,
            InExpr or LikeExpr or BetweenExpr => Level.Between,
            AtTimeZoneExpr => Level.TimeZone,
            CastExpr => Level.Cast,
            _ => Level.Primary,
        };

    private static string Quote(string value) => $"'{value.Replace("'", "''", StringComparison.Ordinal)}'";

    private static string Name(string name) =>
        IsPlain(name) && !ExpressionParser.Reserved.Contains(name) ? name : $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    private static bool IsPlain(string name) =>
        name.Length > 0
        && (char.IsAsciiLetterLower(name[0]) || name[0] == '_')
        && name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '_');
}
