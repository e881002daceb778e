using System.ComponentModel.DataAnnotations;

namespace Workbench.Server.Retention;

public sealed class RetentionOptions
{
    /// <summary>Budgets of a month are added up from its calls.</summary>
    public const int FewestDays = 32;

    public const int MostDays = 3650;

    /// <summary>Days that a run is kept after its end, where no rule says otherwise; 32 to 3650. 0, the default: for ever.</summary>
    [Range(0, MostDays)]
    public int Days { get; set; }

    /// <summary>For some agents otherwise; the first rule that fits holds.</summary>
    public IReadOnlyList<RetentionRule> Rules { get; set; } = [];

    /// <summary>When runs are deleted, as a Quartz cron expression in the layer's time zone; empty: never by itself. Default: every night at 2:40.</summary>
    public string Schedule { get; set; } = "0 40 2 * * ?";

    /// <summary>Runs deleted in one transaction, 1 to 2,000; whole conversations, so that it may be some more. Who writes to them waits that long. Default 200.</summary>
    [Range(1, 2_000)]
    public int Together { get; set; } = 200;

    /// <summary>Pause between two such transactions, as a share of the time that the one before took; 0 to 100. Default 1: half of the time belongs to others.</summary>
    [Range(0, 100)]
    public double Pause { get; set; } = 1;

    /// <returns>Null: for ever.</returns>
    public int? DaysOf(string agent) => (Rules.FirstOrDefault(r => r.Fits(agent))?.Days ?? Days) is > 0 and var days ? days : null;

    /// <returns>What is wrong with it; null: nothing.</returns>
    public string? Problem()
    {
        if (Days != 0 && Days < FewestDays)
            return $"Retention:Days is {Days}. Runs are kept for ever (0), or for {FewestDays} days and more: budgets of a month are added up from its calls.";
        for (var i = 0; i < Rules.Count; i++)
        {
            if (Rules[i].Agent.Length == 0)
                return $"Retention:Rules:{i}:Agent is missing: the name of an agent, or a beginning with a star, such as key:*.";
            if (Rules[i].Days is not (0 or (>= FewestDays and <= MostDays)))
                return $"Retention:Rules:{i}:Days is {Rules[i].Days}. Runs are kept for ever (0), or for {FewestDays} to {MostDays} days.";
        }
        return null;
    }
}

public sealed class RetentionRule
{
    /// <summary>Its name as the costs page tells it, such as <c>d0</c> or <c>otel:concierge</c>; or a beginning of names with a star, such as <c>key:*</c>.</summary>
    public string Agent { get; set; } = "";

    /// <summary>As <see cref="RetentionOptions.Days"/>.</summary>
    public int Days { get; set; }

    public bool Fits(string agent) =>
        Agent is [.. var beginning, '*']
            ? agent.StartsWith(beginning, StringComparison.OrdinalIgnoreCase)
            : string.Equals(agent, Agent, StringComparison.OrdinalIgnoreCase);
}
