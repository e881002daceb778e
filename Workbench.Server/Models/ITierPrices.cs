namespace Workbench.Server.Models;

/// <summary>What calls would have cost in a tier.</summary>
public interface ITierPrices
{
    /// <returns>Null: there is no such tier, or its first model has no price now.</returns>
    ITierPrice? Find(string tier);
}

/// <summary>The first model of a tier, as a price for tokens that another one used.</summary>
public interface ITierPrice
{
    string Model { get; }

    /// <returns>Null: it had no price at that moment.</returns>
    decimal? CostOf(DateTimeOffset at, TokenUsage usage);
}
