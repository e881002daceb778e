namespace Workbench.Server.Runs;

/// <summary>Words of <see cref="StepEndRow.Outcome"/>: what the fold has to know of a step that ended.</summary>
internal static class StepOutcome
{
    public const string Routed = "routed";
    public const string Replied = "replied";
    public const string Rows = "rows";

    /// <summary>A tool's result, or its refusal: the model sees it.</summary>
    public const string Returned = "returned";
    public const string Refused = "refused";

    /// <summary>The tool asked a person: a question step follows, and its end is the result of the call.</summary>
    public const string Asked = "asked";
    public const string Chosen = "chosen";

    /// <summary>A person allowed the call that asked for it.</summary>
    public const string Approved = "approved";

    /// <summary>The person said to do the unknown step again.</summary>
    public const string DoAgain = "do_again";

    /// <summary>The time came that a run waited for.</summary>
    public const string Woken = "woken";
    public const string Answered = "answered";
    public const string Failed = "failed";
    public const string Cancelled = "cancelled";
    public const string Superseded = "superseded";

    /// <summary>Began before a crash; nobody knows whether it took effect.</summary>
    public const string Unknown = "unknown";
}
