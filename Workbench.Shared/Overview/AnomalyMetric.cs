namespace Workbench.Shared.Overview;

/// <summary>What is watched of each agent, hour by hour.</summary>
public enum AnomalyMetric
{
    /// <summary>How many were asked.</summary>
    Runs,

    /// <summary>US dollars, against what so many runs usually cost.</summary>
    Cost,

    /// <summary>95th percentile of how long runs took that are done, in milliseconds.</summary>
    Latency,

    /// <summary>Share of failed runs among those that are over.</summary>
    Errors,

    /// <summary>Tokens, against what so many runs usually use.</summary>
    Tokens,

    /// <summary>Share of answered runs among those that are over and did not fail: the rest are "I can't" and questions back.</summary>
    Answers,
}
