using Microsoft.Extensions.Options;
using Workbench.Shared.Retention;

namespace Workbench.Server.Retention;

/// <summary>How long runs of an agent are kept: the rules of the configuration, and before them one that is only tried.</summary>
internal sealed class RetentionRules(RetentionOptions options, RetentionTrial? trial)
{
    private readonly RetentionRule? _trial = trial is null ? null : new RetentionRule { Agent = trial.Agent, Days = trial.Days };

    /// <returns>Null: for ever.</returns>
    public int? DaysOf(string agent) =>
        _trial?.Fits(agent) == true
            ? _trial.Days is > 0 and var days
                ? days
                : null
            : options.DaysOf(agent);
}

internal sealed class RetentionRulesCheck : IValidateOptions<RetentionOptions>
{
    public ValidateOptionsResult Validate(string? name, RetentionOptions options) =>
        options.Problem() is { } problem ? ValidateOptionsResult.Fail(problem) : ValidateOptionsResult.Success;
}
