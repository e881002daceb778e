using System.Text;
using System.Text.Json;
using Microsoft.Extensions.AI;
using Workbench.Server.Tools;
using Workbench.Shared;

namespace Workbench.Server.Models.Wire;

/// <summary>A tool call of which pieces arrive.</summary>
internal sealed class PartialCall(int index)
{
    private readonly StringBuilder _arguments = new();
    private AnswerTextReader? _answer;
    private WholeCharacters _characters;
    private bool _isTold;

    public string Id { get; set; } = "";
    public string Name { get; set; } = "";

    /// <returns>The piece for who follows the call, and new text of the answer, if the call is one.</returns>
    public IEnumerable<AIContent> Take(string arguments)
    {
        if (Id.Length == 0)
            Id = $"call_{Guid.CreateVersion7():n}"; // Some endpoints name no calls; results must find theirs.
        arguments = _characters.Add(arguments);
        if (_isTold && arguments.Length == 0)
            yield break;
        yield return new ToolArgumentsContent(index, _isTold ? null : Id, _isTold ? null : Name, arguments);
        _isTold = true;
        _arguments.Append(arguments);
        if (Name == AnswerTool.ToolName && (_answer ??= new AnswerTextReader()).Read(arguments) is { Length: > 0 } text)
            yield return new AnswerTextContent(text);
    }

    /// <summary>Arguments that are no JSON object go on as they are, so that the tool's refusal tells the model what is wrong with them.</summary>
    public FunctionCallContent Complete()
    {
        try
        {
            var read = _arguments.Length == 0 ? [] : JsonSerializer.Deserialize<Dictionary<string, object?>>(_arguments.ToString(), WireJson.Options);
            return new FunctionCallContent(Id, Name, read);
        }
        catch (JsonException)
        {
            return new FunctionCallContent(Id, Name, new Dictionary<string, object?>(StringComparer.Ordinal) { ["not_json"] = _arguments.ToString() });
        }
    }
}
