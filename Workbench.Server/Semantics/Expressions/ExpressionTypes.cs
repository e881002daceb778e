using System.Collections.Immutable;
using System.Globalization;

namespace Workbench.Server.Semantics.Expressions;

/// <summary>Finds the type of an expression and what does not fit in it. It only objects where PostgreSQL would surely refuse.</summary>
public static class ExpressionTypes
{
    public static ScalarType Of(string sqlType) =>
        SqlTypes.Base(SqlTypes.Normalise(sqlType) ?? "") switch
        {
            "smallint" or "integer" or "bigint" => ScalarType.Integer,
            "numeric" or "real" or "double precision" => ScalarType.Decimal,
            "text" => ScalarType.Text,
            "boolean" => ScalarType.Boolean,
            "date" => ScalarType.Date,
            "timestamp" => ScalarType.Timestamp,
            "timestamptz" => ScalarType.TimestampTz,
            "interval" => ScalarType.Interval,
            _ => ScalarType.Unknown,
        };

    public static ScalarType Infer(ScalarExpr expression, Func<ImmutableArray<string>, ScalarType> columns) => new Inference(columns, null).Of(expression);

    /// <summary>Faults as sentences with the part that they are about.</summary>
    public static IReadOnlyList<TypeFault> Check(ScalarExpr expression, Func<ImmutableArray<string>, ScalarType> columns, out ScalarType type)
    {
        var faults = new List<TypeFault>();
        type = new Inference(columns, faults).Of(expression);
        return faults;
    }

    public static string Words(ScalarType type) =>
        type switch
        {
            ScalarType.Text => "a text",
            ScalarType.Integer or ScalarType.Decimal => "a number",
            ScalarType.Boolean => "true or false",
            ScalarType.Date => "a date",
            ScalarType.Timestamp or ScalarType.TimestampTz => "a timestamp",
            ScalarType.Interval => "a span of time",
            _ => "unknown",
        };

    private static bool IsNumber(ScalarType type) => type is ScalarType.Integer or ScalarType.Decimal;

    private static bool IsTime(ScalarType type) => type is ScalarType.Date or ScalarType.Timestamp or ScalarType.TimestampTz;

    private sealed class Inference(Func<ImmutableArray<string>, ScalarType> columns, List<TypeFault>? faults)
    {
        public ScalarType Of(ScalarExpr e) =>
            e switch
            {
                ColumnRef column => columns(column.Path),
                NumberLiteral number => number.Text.Contains('.', StringComparison.Ordinal) ? ScalarType.Decimal : ScalarType.Integer,
                TextLiteral => ScalarType.Text,
                BooleanLiteral => ScalarType.Boolean,
                TypedLiteral literal => ExpressionTypes.Of(literal.Type),
                UnaryExpr { Op: "not" } not => Condition(not.Operand),
                UnaryExpr sign => Sign(sign),
                BinaryExpr { Op: "and" or "or" } both => Conditions(both.Left, both.Right),
                BinaryExpr { Op: "||" } concat => Walk(concat, ScalarType.Text),
                BinaryExpr { Op: "+" or "-" or "*" or "/" or "%" } arithmetic => Arithmetic(arithmetic),
                BinaryExpr comparison => Comparison(comparison.Left, comparison.Right, comparison),
                CaseExpr choice => Case(choice),
                CastExpr cast => Walk(cast, ExpressionTypes.Of(cast.Type)),
                InExpr isIn => In(isIn),
                LikeExpr like => Like(like),
                BetweenExpr between => Between(between),
                IsExpr { Test: "null" } isNull => Walk(isNull, ScalarType.Boolean),
                IsExpr test => Condition(test.Operand),
                FunctionExpr function => Function(function),
                ExtractExpr extract => Extract(extract),
                AtTimeZoneExpr zoned => AtTimeZone(zoned),
                _ => ScalarType.Unknown,
            };

        private ScalarType Walk(ScalarExpr e, ScalarType result)
        {
            foreach (var part in e.Parts())
                Of(part);
            return result;
        }

        private ScalarType Condition(ScalarExpr e)
        {
            var type = Of(e);
            if (type is not (ScalarType.Boolean or ScalarType.Unknown))
                Fault(e, $"{ExpressionPrinter.Print(e)} is {Words(type)}, not a condition.");
            return ScalarType.Boolean;
        }

        private ScalarType Conditions(ScalarExpr left, ScalarExpr right)
        {
            Condition(left);
            return Condition(right);
        }

        private ScalarType Sign(UnaryExpr sign)
        {
            var type = Of(sign.Operand);
            if (type is ScalarType.Text or ScalarType.Boolean || IsTime(type))
                Fault(sign, $"{ExpressionPrinter.Print(sign.Operand)} is {Words(type)}: it has no sign.");
            return type;
        }

        private ScalarType Arithmetic(BinaryExpr e)
        {
            var left = Of(e.Left);
            var right = Of(e.Right);
            if (left == ScalarType.Unknown || right == ScalarType.Unknown)
                return e.Op == "/" && (IsNumber(left) || IsNumber(right)) ? ScalarType.Decimal : ScalarType.Unknown;
            if (IsNumber(left) && IsNumber(right))
                return e.Op == "/" || left == ScalarType.Decimal || right == ScalarType.Decimal ? ScalarType.Decimal : ScalarType.Integer;
            ScalarType? result = (e.Op, left, right) switch
            {
                ("-", ScalarType.Date, ScalarType.Date) => ScalarType.Integer,
                ("-", _, _) when IsTime(left) && IsTime(right) => ScalarType.Interval,
                ("+" or "-", ScalarType.Date, ScalarType.Integer) => ScalarType.Date,
                ("+", ScalarType.Integer, ScalarType.Date) => ScalarType.Date,
                ("+" or "-", ScalarType.Date, ScalarType.Interval) => ScalarType.Timestamp,
                ("+" or "-", _, ScalarType.Interval) when IsTime(left) => left,
                ("+", ScalarType.Interval, _) when IsTime(right) => right == ScalarType.Date ? ScalarType.Timestamp : right,
                ("+" or "-", ScalarType.Interval, ScalarType.Interval) => ScalarType.Interval,
                ("*" or "/", ScalarType.Interval, _) when IsNumber(right) => ScalarType.Interval,
                ("*", _, ScalarType.Interval) when IsNumber(left) => ScalarType.Interval,
                _ => null,
            };
            if (result is { } known)
                return known;
            Fault(e, $"{ExpressionPrinter.Print(e.Left)} is {Words(left)} and {ExpressionPrinter.Print(e.Right)} is {Words(right)}: \"{e.Op}\" does not fit.");
            return ScalarType.Unknown;
        }

        private ScalarType Comparison(ScalarExpr left, ScalarExpr right, ScalarExpr whole)
        {
            Compare(left, Of(left), right, Of(right), whole);
            return ScalarType.Boolean;
        }

        private void Compare(ScalarExpr left, ScalarType leftType, ScalarExpr right, ScalarType rightType, ScalarExpr whole)
        {
            if (leftType == ScalarType.Unknown || rightType == ScalarType.Unknown || leftType == rightType)
                return;
            if ((IsNumber(leftType) && IsNumber(rightType)) || (IsTime(leftType) && IsTime(rightType)))
                return;
            if (left is TextLiteral first && Fits(first.Value, rightType) || right is TextLiteral second && Fits(second.Value, leftType))
                return;
            Fault(
                whole,
                $"{ExpressionPrinter.Print(left)} is {Words(leftType)} and {ExpressionPrinter.Print(right)} is {Words(rightType)}: they cannot be compared."
            );
        }

        /// <summary>PostgreSQL reads a text literal as what it is compared with.</summary>
        private static bool Fits(string literal, ScalarType type) =>
            type switch
            {
                ScalarType.Integer or ScalarType.Decimal => decimal.TryParse(literal, NumberStyles.Float, CultureInfo.InvariantCulture, out _),
                ScalarType.Boolean => literal.ToLowerInvariant() is "true" or "false" or "t" or "f" or "yes" or "no" or "on" or "off" or "1" or "0",
                ScalarType.Date or ScalarType.Timestamp or ScalarType.TimestampTz => DateTimeOffset.TryParse(
                    literal,
                    CultureInfo.InvariantCulture,
                    DateTimeStyles.AssumeUniversal,
                    out _
                ),
                _ => true,
            };

        private ScalarType Case(CaseExpr choice)
        {
            var operand = choice.Operand is { } o ? Of(o) : ScalarType.Unknown;
            foreach (var (when, _) in choice.Whens)
                if (choice.Operand is null)
                    Condition(when);
                else
                    Compare(choice.Operand, operand, when, Of(when), when);
            var results = choice.Whens.Select(w => w.Then).Concat(choice.Else is { } last ? [last] : Array.Empty<ScalarExpr>());
            return Shared([.. results], "The branches of the case");
        }

        private ScalarType In(InExpr e)
        {
            var operand = Of(e.Operand);
            foreach (var item in e.Items)
                Compare(e.Operand, operand, item, Of(item), item);
            return ScalarType.Boolean;
        }

        private ScalarType Like(LikeExpr e)
        {
            var type = Of(e.Operand);
            if (type is not (ScalarType.Text or ScalarType.Unknown))
                Fault(e, $"{ExpressionPrinter.Print(e.Operand)} is {Words(type)}: like works on texts.");
            Of(e.Pattern);
            return ScalarType.Boolean;
        }

        private ScalarType Between(BetweenExpr e)
        {
            var operand = Of(e.Operand);
            Compare(e.Operand, operand, e.Low, Of(e.Low), e);
            Compare(e.Operand, operand, e.High, Of(e.High), e);
            return ScalarType.Boolean;
        }

        private ScalarType Function(FunctionExpr e)
        {
            var types = e.Arguments.Select(Of).ToList();
            if (SqlFunctions.Find(e.Name) is not { } function)
                return ScalarType.Unknown;
            var takesNumber = e.Name is "abs" or "sign" or "round" or "trunc" or "floor" or "ceil" or "sqrt" or "ln" or "exp" or "mod" or "power";
            var takesText =
                e.Name is "lower" or "upper" or "initcap" or "trim" or "ltrim" or "rtrim" or "length" or "left" or "right" or "split_part" or "lpad" or "rpad";
            if (takesNumber && types[0] is not (ScalarType.Integer or ScalarType.Decimal or ScalarType.Unknown))
                Fault(e, $"{e.Name}() takes a number; {ExpressionPrinter.Print(e.Arguments[0])} is {Words(types[0])}.");
            if (takesText && types[0] is not (ScalarType.Text or ScalarType.Unknown))
                Fault(e, $"{e.Name}() takes a text; {ExpressionPrinter.Print(e.Arguments[0])} is {Words(types[0])}.");
            return function.Result switch
            {
                FunctionResult.Text => ScalarType.Text,
                FunctionResult.Integer => ScalarType.Integer,
                FunctionResult.Date => ScalarType.Date,
                FunctionResult.Timestamp => types[^1] == ScalarType.TimestampTz ? ScalarType.TimestampTz : ScalarType.Timestamp,
                FunctionResult.Number => e.Name is "floor" or "ceil" or "abs" or "mod" && types.TrueForAll(t => t == ScalarType.Integer)
                    ? ScalarType.Integer
                    : ScalarType.Decimal,
                _ => e.Name == "nullif" ? types[0] : Shared(e.Arguments, $"The arguments of {e.Name}()", types),
            };
        }

        private ScalarType Extract(ExtractExpr e)
        {
            var type = Of(e.From);
            if (type is ScalarType.Text or ScalarType.Boolean || (IsNumber(type)))
                Fault(
                    e,
                    $"{ExpressionPrinter.Print(e.From)} is {Words(type)}: extract takes a date, a timestamp or a span of time. Two dates apart are already a number of days."
                );
            return ScalarType.Decimal;
        }

        private ScalarType AtTimeZone(AtTimeZoneExpr e)
        {
            Of(e.Zone);
            return Of(e.Operand) switch
            {
                ScalarType.TimestampTz => ScalarType.Timestamp,
                ScalarType.Timestamp or ScalarType.Date => ScalarType.TimestampTz,
                _ => ScalarType.Unknown,
            };
        }

        private ScalarType Shared(IReadOnlyList<ScalarExpr> parts, string what, List<ScalarType>? known = null)
        {
            var shared = ScalarType.Unknown;
            for (var i = 0; i < parts.Count; i++)
            {
                var type = known is null ? Of(parts[i]) : known[i];
                if (type == ScalarType.Unknown || parts[i] is NullLiteral)
                    continue;
                if (shared == ScalarType.Unknown || shared == type)
                    shared = type;
                else if (IsNumber(shared) && IsNumber(type))
                    shared = ScalarType.Decimal;
                else if (IsTime(shared) && IsTime(type))
                    shared = type == ScalarType.TimestampTz || shared == ScalarType.TimestampTz ? ScalarType.TimestampTz : ScalarType.Timestamp;
                else if (parts[i] is TextLiteral literal && Fits(literal.Value, shared)) { }
                else
                {
                    Fault(
                        parts[i],
                        $"{what} have to be of one type: {ExpressionPrinter.Print(parts[i])} is {Words(type)}, the ones before it {Words(shared)}."
                    );
                    return ScalarType.Unknown;
                }
            }
            return shared;
        }

        private void Fault(ScalarExpr part, string message) => faults?.Add(new TypeFault(message, part));
    }
}
