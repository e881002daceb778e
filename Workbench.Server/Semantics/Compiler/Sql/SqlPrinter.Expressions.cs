namespace Workbench.Server.Semantics.Compiler.Sql;

internal abstract partial class SqlPrinter
{
    protected abstract void WriteText(string value);

    protected abstract void WriteNull(string type);

    protected abstract void WriteTyped(SqlTypedText typed);

    protected abstract void WriteCast(SqlCast cast, int binding);

    protected abstract void WriteDivision(SafeDivide divide);

    protected abstract void WriteExtract(SqlExtract extract);

    protected abstract void WriteAtZone(SqlAtZone zoned, int binding);

    protected abstract void WriteDayStart(DayStartsAt start);

    protected abstract void WritePeriodStart(PeriodStart period);

    protected abstract void WritePeriodPart(PeriodPart part);

    protected abstract void WriteAggregate(SqlAggregate aggregate);

    protected virtual void WriteColumn(SqlColumn column) => Text.Append(Quote(column.Source)).Append('.').Append(Quote(column.Name));

    protected virtual void WriteCall(SqlCall call) => WriteFunction(call.Name, call.Arguments);

    protected virtual void WriteIs(SqlIs test, int binding)
    {
        Write(test.Operand, binding + 1);
        Text.Append(test.IsNegated ? " is not " : " is ").Append(test.Test);
    }

    /// <summary>After the pattern.</summary>
    protected virtual void EndLike(SqlLike like) { }

    protected void WriteFunction(string name, EquatableArray<SqlExpr> arguments)
    {
        Text.Append(name).Append('(');
        WriteList(arguments, a => Write(a, 0));
        Text.Append(')');
    }

    /// <param name="outer">How tightly the place binds: anything looser gets parentheses.</param>
    protected void Write(SqlExpr expr, int outer)
    {
        var binding = BindingOf(expr);
        if (binding < outer)
            Text.Append('(');
        WriteBare(expr, binding);
        if (binding < outer)
            Text.Append(')');
    }

    /// <summary>How tightly an expression binds as this dialect writes it.</summary>
    protected virtual int BindingOf(SqlExpr expr) =>
        expr switch
        {
            SqlUnary { Op: "not" } or SqlExists { IsNegated: true } => SqlPrecedence.Not,
            SqlUnary => SqlPrecedence.Unary,
            SqlBinary binary => SqlPrecedence.Of(binary.Op),
            SafeDivide => SqlPrecedence.Multiplicative,
            SqlIn or SqlLike or SqlBetween or SqlInBlock => SqlPrecedence.Like,
            SqlIs => SqlPrecedence.Is,
            SqlNumber { Text: ['-', ..] } => SqlPrecedence.Unary,
            _ => int.MaxValue,
        };

    private void WriteBare(SqlExpr expr, int binding)
    {
        switch (expr)
        {
            case SqlColumn { Source: "" } column:
                Text.Append(QuoteOutput(column.Name));
                break;
            case SqlColumn column:
                WriteColumn(column);
                break;
            case SqlParameter parameter:
                WriteParameter(parameter);
                break;
            case SqlNumber number:
                Text.Append(number.Text);
                break;
            case SqlText text:
                WriteText(text.Value);
                break;
            case SqlBoolean boolean:
                Text.Append(boolean.Value ? "true" : "false");
                break;
            case SqlNull { Type: null }:
                Text.Append("null");
                break;
            case SqlNull typed:
                WriteNull(typed.Type);
                break;
            case SqlTypedText typed:
                WriteTyped(typed);
                break;
            case SqlUnary unary:
                Text.Append(unary.Op == "not" ? "not " : unary.Op);
                Write(unary.Operand, unary.Op == "not" ? binding : binding + 1);
                break;
            case SqlBinary binary:
                Write(binary.Left, IsChained(binary.Op) ? binding : binding + 1);
                Text.Append(' ').Append(binary.Op).Append(' ');
                Write(binary.Right, binary.Op is "and" or "or" ? binding : binding + 1);
                break;
            case SafeDivide divide:
                WriteDivision(divide);
                break;
            case SqlCase cases:
                WriteCase(cases);
                break;
            case SqlCast cast:
                WriteCast(cast, binding);
                break;
            case SqlIn isIn:
                Write(isIn.Operand, binding + 1);
                Text.Append(isIn.IsNegated ? " not in (" : " in (");
                WriteList(isIn.Items, i => Write(i, 0));
                Text.Append(')');
                break;
            case SqlLike like:
                Write(like.Operand, binding + 1);
                Text.Append(like.IsNegated ? " not" : "").Append(like.IgnoresCase ? " ilike " : " like ");
                Write(like.Pattern, binding + 1);
                EndLike(like);
                break;
            case SqlBetween between:
                Write(between.Operand, binding + 1);
                Text.Append(between.IsNegated ? " not between " : " between ");
                Write(between.Low, binding + 1);
                Text.Append(" and ");
                Write(between.High, binding + 1);
                break;
            case SqlIs test:
                WriteIs(test, binding);
                break;
            case SqlCall call:
                WriteCall(call);
                break;
            case SqlExtract extract:
                WriteExtract(extract);
                break;
            case SqlAtZone zoned:
                WriteAtZone(zoned, binding);
                break;
            case DayStartsAt start:
                WriteDayStart(start);
                break;
            case PeriodStart period:
                WritePeriodStart(period);
                break;
            case PeriodPart part:
                WritePeriodPart(part);
                break;
            case SqlAggregate aggregate:
                WriteAggregate(aggregate);
                break;
            case SqlRank rank:
                Text.Append("rank()");
                WriteWindow(rank.PartitionBy, rank.OrderBy);
                break;
            case SqlWindow window:
                Text.Append(window.Function).Append('(');
                Write(window.Of, 0);
                Text.Append(')');
                WriteWindow(window.PartitionBy, window.OrderBy);
                break;
            case SqlInBlock block:
                Write(block.Operand, binding + 1);
                Text.Append(" in (select ").Append(Quote(block.Column)).Append(" from ").Append(Quote(block.Block)).Append(')');
                break;
            case SqlExists exists:
                Text.Append(exists.IsNegated ? "not exists (\n" : "exists (\n");
                _indent += 2;
                WriteSelect(exists.Query);
                _indent--;
                Indent().Append(')');
                _indent--;
                break;
            default:
                throw new System.Diagnostics.UnreachableException(expr.GetType().Name);
        }
    }

    private static bool IsChained(string op) => op is "and" or "or" or "+" or "-" or "*" or "||";

    private void WriteCase(SqlCase cases)
    {
        Text.Append("case");
        if (cases.Operand is { } operand)
        {
            Text.Append(' ');
            Write(operand, 0);
        }
        foreach (var when in cases.Whens)
        {
            Text.Append(" when ");
            Write(when.When, 0);
            Text.Append(" then ");
            Write(when.Then, 0);
        }
        if (cases.Else is { } other)
        {
            Text.Append(" else ");
            Write(other, 0);
        }
        Text.Append(" end");
    }

    private void WriteWindow(EquatableArray<SqlExpr> partitionBy, EquatableArray<SqlOrder> orderBy)
    {
        Text.Append(" over (");
        for (var i = 0; i < partitionBy.Count; i++)
        {
            Text.Append(i == 0 ? "partition by " : ", ");
            Write(partitionBy[i], 0);
        }
        Text.Append(partitionBy.Count > 0 ? " order by " : "order by ");
        WriteOrderItems(orderBy);
        Text.Append(')');
    }
}
