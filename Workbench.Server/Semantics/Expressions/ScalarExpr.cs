using System.Collections.Immutable;

namespace Workbench.Server.Semantics.Expressions;

/// <summary>An expression as written in a file, with its tree.</summary>
public sealed record LayerExpression(string Text, ScalarExpr Tree, Layer.SourceSpan At);

/// <summary>Scalar SQL: no subqueries, no statements. Lists compare by reference: compare printed text where equality matters.</summary>
public abstract record ScalarExpr
{
    private protected ScalarExpr() { }
}

/// <example><c>mrr_cents</c> is [mrr_cents]; <c>account.name</c> is [account, name]; <c>account.owner.team</c> has three parts.</example>
public sealed record ColumnRef(ImmutableArray<string> Path) : ScalarExpr
{
    public override string ToString() => string.Join('.', Path);
}

public sealed record NumberLiteral(decimal Value, string Text) : ScalarExpr;

public sealed record TextLiteral(string Value) : ScalarExpr;

public sealed record BooleanLiteral(bool Value) : ScalarExpr;

public sealed record NullLiteral : ScalarExpr;

/// <example><c>date '2026-01-01'</c>, <c>interval '30 days'</c></example>
public sealed record TypedLiteral(string Type, string Value) : ScalarExpr;

/// <param name="Op"><c>-</c>, <c>+</c> or <c>not</c>.</param>
public sealed record UnaryExpr(string Op, ScalarExpr Operand) : ScalarExpr;

/// <param name="Op">Lower case: <c>+ - * / % || = &lt;&gt; &lt; &lt;= &gt; &gt;= and or</c>, <c>is distinct from</c>, <c>is not distinct from</c>.</param>
public sealed record BinaryExpr(string Op, ScalarExpr Left, ScalarExpr Right) : ScalarExpr;

public sealed record CaseExpr(ScalarExpr? Operand, ImmutableArray<CaseWhen> Whens, ScalarExpr? Else) : ScalarExpr;

public sealed record CaseWhen(ScalarExpr When, ScalarExpr Then);

/// <param name="Type">A type name of PostgreSQL, normalised: <c>numeric</c>, <c>numeric(12,2)</c>, <c>date</c>.</param>
public sealed record CastExpr(ScalarExpr Operand, string Type) : ScalarExpr;

public sealed record InExpr(ScalarExpr Operand, ImmutableArray<ScalarExpr> Items, bool IsNegated) : ScalarExpr;

public sealed record LikeExpr(ScalarExpr Operand, ScalarExpr Pattern, bool IgnoresCase, bool IsNegated) : ScalarExpr;

public sealed record BetweenExpr(ScalarExpr Operand, ScalarExpr Low, ScalarExpr High, bool IsNegated) : ScalarExpr;

/// <param name="Test"><c>null</c>, <c>true</c> or <c>false</c>.</param>
public sealed record IsExpr(ScalarExpr Operand, string Test, bool IsNegated) : ScalarExpr;

/// <param name="Name">Lower case, of the dialect's list.</param>
public sealed record FunctionExpr(string Name, ImmutableArray<ScalarExpr> Arguments) : ScalarExpr;

/// <example><c>extract(epoch from resolved_at - opened_at)</c></example>
public sealed record ExtractExpr(string Part, ScalarExpr From) : ScalarExpr;

/// <example><c>opened_at at time zone 'UTC'</c></example>
public sealed record AtTimeZoneExpr(ScalarExpr Operand, ScalarExpr Zone) : ScalarExpr;
