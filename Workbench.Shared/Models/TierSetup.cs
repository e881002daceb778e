namespace Workbench.Shared.Models;

/// <param name="Groups">In order: a later one is asked when no member of those before it can answer.</param>
/// <param name="HedgeAfter">When a second member is asked as well; null: never.</param>
public sealed record TierSetup(string Name, IReadOnlyList<TierGroup> Groups, TimeSpan? HedgeAfter);

public sealed record TierGroup(IReadOnlyList<TierMember> Members);

/// <param name="ShareNow">Of the calls that begin now, 0 to 1; 0: it would not be asked.</param>
public sealed record TierMember(string Model, int Weight, double ShareNow);
