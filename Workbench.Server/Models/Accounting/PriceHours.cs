namespace Workbench.Server.Models.Accounting;

/// <summary>Hours of each day, UTC. They may go past midnight.</summary>
/// <param name="Until">The first moment that they do not hold any more.</param>
public sealed record PriceHours(TimeOnly From, TimeOnly Until)
{
    public bool Hold(DateTimeOffset at) => TimeOnly.FromDateTime(at.UtcDateTime).IsBetween(From, Until);
}
