namespace Workbench.Server.Semantics.SecondOpinion;

/// <summary>The message is for people: what of the query has no second way.</summary>
internal sealed class NotExpressibleException(string reason) : InvalidOperationException(reason);
