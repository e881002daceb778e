using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.Extensions.AI;
using Workbench.Server.Tools;
using Workbench.Shared;
using Workbench.Shared.Answers;

namespace Workbench.Server.Runs;

/// <summary>
/// How answers and results are kept: the proof in one blob, the rows in another, so that rows which a statement returned, a tool passed on
/// and an answer shows are stored once.
/// </summary>
internal static class StoredResults
{
    /// <summary>As on the wire, but what a later version no longer knows is skipped.</summary>
    private static readonly JsonSerializerOptions Options = new(WireJson.Options) { UnmappedMemberHandling = JsonUnmappedMemberHandling.Skip };

    /// <summary>The same rows are asked for up to three times in a row; packing 10,000 of them takes milliseconds.</summary>
    private static readonly ConditionalWeakTable<object, byte[]> PackedRows = [];

    public static byte[] Pack(Answer answer) => JsonSerializer.SerializeToUtf8Bytes(answer with { Rows = [] }, Options);

    public static byte[] Pack(ToolData data) => JsonSerializer.SerializeToUtf8Bytes(data with { Rows = [] }, Options);

    public static byte[] Pack(SqlStatement statement) => JsonSerializer.SerializeToUtf8Bytes(statement, Options);

    public static byte[] Pack(SqlResultShape shape) => JsonSerializer.SerializeToUtf8Bytes(shape, Options);

    public static byte[] Pack(IReadOnlyList<IReadOnlyList<Cell>> rows) => PackedRows.GetValue(rows, r => JsonSerializer.SerializeToUtf8Bytes(r, Options));

    public static byte[] Pack(ChatMessage message) => JsonSerializer.SerializeToUtf8Bytes(message, AIJsonUtilities.DefaultOptions);

    public static byte[] Pack(AskedQuestion asked) => JsonSerializer.SerializeToUtf8Bytes(asked, Options);

    public static byte[] Pack(ModelStepNotes notes) => JsonSerializer.SerializeToUtf8Bytes(notes, Options);

    public static byte[] Pack(ToolCall call) => JsonSerializer.SerializeToUtf8Bytes(call, Options);

    public static Answer UnpackAnswer(byte[] data, byte[]? rows) => Unpack<Answer>(data) with { Rows = UnpackRows(rows) };

    public static ToolData UnpackData(byte[] data, byte[]? rows) => Unpack<ToolData>(data) with { Rows = UnpackRows(rows) };

    public static IReadOnlyList<IReadOnlyList<Cell>> UnpackRows(byte[]? rows) => rows is null ? [] : Unpack<List<List<Cell>>>(rows);

    public static ChatMessage UnpackMessage(byte[] message) =>
        JsonSerializer.Deserialize<ChatMessage>(message, AIJsonUtilities.DefaultOptions) ?? throw new InvalidDataException("A message of the journal is null.");

    public static T Unpack<T>(byte[] content) =>
        JsonSerializer.Deserialize<T>(content, Options) ?? throw new InvalidDataException($"A {typeof(T).Name} of the journal is null.");
}

/// <summary>What a tool step was asked to do.</summary>
internal sealed record ToolCall(string CallId, string Name, JsonElement Arguments);

/// <summary>What a <c>sql</c> step was asked to run.</summary>
/// <param name="Login">The access level whose login runs it.</param>
internal sealed record SqlStatement(
    ParameterizedSql Sql,
    string SqlWithValues,
    string Account,
    string Login,
    IReadOnlyList<ResultColumn>? Columns,
    int MaxRows
);

/// <summary>What came back, beside its rows.</summary>
internal sealed record SqlResultShape(IReadOnlyList<ResultColumn> Columns, bool IsTruncated, double DurationMs);
