using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Workbench.Server.Semantics;
using Workbench.Shared;
using Workbench.Shared.Answers;

namespace Workbench.Server.AnswerDiffs;

/// <summary>A statement without what changes no number: comments, and how it is broken into lines. Two statements of one form give the same rows on the same data.</summary>
internal sealed class SqlForm
{
    private readonly ImmutableArray<string> _tokens;
    private readonly string _parameters;

    private SqlForm(ImmutableArray<string> tokens, string parameters)
    {
        (_tokens, _parameters) = (tokens, parameters);
        Hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{string.Join('\u001f', tokens)}\u001e{parameters}")).AsSpan(0, 16));
    }

    /// <summary>Of the form and its parameters.</summary>
    public string Hash { get; }

    public static SqlForm Of(ParameterizedSql sql) => new([.. SqlTokens.Of(sql.Text)], JsonSerializer.Serialize(sql.Parameters, WireJson.Options));

    /// <summary>Whether the other statement is this one with one name in place of another.</summary>
    public bool IsSameBut(SqlForm other, string name, string otherName) =>
        _parameters == other._parameters
        && _tokens.Length == other._tokens.Length
        && _tokens.Zip(other._tokens).All(pair => pair.First == pair.Second || IsRenamed(pair.First, pair.Second, name, otherName));

    /// <summary>The compiler builds names of its own on a metric's: <c>mrr_dates</c>.</summary>
    private static bool IsRenamed(string token, string other, string name, string otherName) =>
        token.Trim('"') is var own
        && own.StartsWith(name, StringComparison.Ordinal)
        && own[name.Length..] is var rest
        && (rest.Length == 0 || rest[0] is '_' or '.')
        && other.Trim('"') == otherName + rest;
}
