namespace Workbench.Server.Models.Wire;

/// <summary>A provider took the call and sent something that is no reply, or only part of one.</summary>
/// <param name="message">What it did, to be read after its name: <c>it ended its stream in the middle of the reply</c>.</param>
internal sealed class BrokenReplyException(string message) : Exception(message)
{
    /// <summary>Whether it came from something that is no model at all: nothing was generated that could be charged.</summary>
    public bool IsOfNoModel { get; init; }
}
