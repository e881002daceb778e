using Microsoft.Extensions.Logging.Abstractions;
using Workbench.Server.StepLogs;

namespace Workbench.Server.Agents;

/// <summary>What the loop logs of its steps, and which step it logs for. A replay does neither: nothing happens in it.</summary>
internal sealed partial class AgentLog(ILogger<AgentLog> logger)
{
    private readonly bool _isKept = true;

    private AgentLog(bool isKept)
        : this(NullLogger<AgentLog>.Instance) => _isKept = isKept;

    public static AgentLog None { get; } = new(isKept: false);

    /// <summary>What is logged from now on, until the end, is kept with the step.</summary>
    public IDisposable? Begin(Guid run, int step) => _isKept ? StepLogScope.Begin(run, step) : null;

    [LoggerMessage(Level = LogLevel.Warning, Message = "Try {Number} at {Model} failed, {Fault}: {Reason} The next one is in {Seconds:0.0} s")]
    public partial void ModelFailed(int number, string model, string fault, string reason, double seconds);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Try {Number} of the statement failed, {Fault}: {Reason} The next one is in {Seconds:0.0} s")]
    public partial void StatementFailed(int number, string fault, string reason, double seconds);

    [LoggerMessage(Level = LogLevel.Error, Message = "The tool {Tool} broke")]
    public partial void ToolBroke(string tool, Exception exception);
}
