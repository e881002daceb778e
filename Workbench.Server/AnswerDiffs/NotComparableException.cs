namespace Workbench.Server.AnswerDiffs;

/// <summary>Two layers cannot be compared as was asked; the message says why and what can.</summary>
internal sealed class NotComparableException(string message, Exception? inner = null) : Exception(message, inner);
