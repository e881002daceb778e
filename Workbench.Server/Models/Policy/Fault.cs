namespace Workbench.Server.Models.Policy;

/// <summary>Why an attempt failed, in words that name who failed.</summary>
internal sealed record Fault(ModelFault Kind, string Message)
{
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>The provider's refusal, where there was one.</summary>
    public ModelRefusedException? Refusal { get; init; }

    /// <summary>Whether a reply was under way: the provider took the call and will want to be paid.</summary>
    public bool IsCharged { get; init; }

    /// <summary>The provider does not know the model.</summary>
    public bool IsMissing { get; init; }

    /// <summary>The model cannot do what the call needs, or may not be sent it.</summary>
    public bool IsUnable { get; init; }

    /// <summary>The prompt is too long for the model.</summary>
    public bool IsTooLong { get; init; }
}
