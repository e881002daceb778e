namespace Workbench.Server.Tools;

/// <summary>The result of an <c>ask_user</c> call.</summary>
/// <param name="Chosen">Index into the alternatives, from 0.</param>
public sealed record AskUserChoice(int Chosen, string Label);
