using System.Globalization;

namespace Workbench.Server.Runs;

/// <summary>What processes tell each other over NOTIFY: a word and its parts, short enough for a payload of 8,000 bytes.</summary>
internal abstract record RunSignal
{
    /// <summary>Characters of text in one signal: at most four bytes each.</summary>
    public const int MaxText = 1_800;

    private const char Separator = '|';

    private protected RunSignal() { }

    public abstract string Payload { get; }

    public static string Changed(Guid conversation, Guid run) => $"changed|{conversation:N}|{run:N}";

    /// <returns>Null for a word that only a newer version knows.</returns>
    public static RunSignal? Parse(string payload)
    {
        var parts = payload.Split(Separator, 4);
        return parts switch
        {
            ["changed", var conversation, var run] => new RunChanged(Id(conversation), Id(run)),
            ["conversation", var conversation] => new ConversationChanged(Id(conversation)),
            ["queued", var run] => new RunQueued(Id(run)),
            ["cancel", var run, var by] => new CancelAsked(Id(run), by),
            ["follow", var run] => new FollowAsked(Id(run)),
            ["text", var run, var offset, var text] => new TextStreamed(Id(run), int.Parse(offset, CultureInfo.InvariantCulture), text),
            _ => null,
        };
    }

    private static Guid Id(string text) => Guid.ParseExact(text, "N");
}

/// <summary>The journal says more of it now.</summary>
internal sealed record RunChanged(Guid Conversation, Guid Run) : RunSignal
{
    public override string Payload => Changed(Conversation, Run);
}

/// <summary>Its title changed, or whether it is there at all.</summary>
internal sealed record ConversationChanged(Guid Conversation) : RunSignal
{
    public override string Payload => $"conversation|{Conversation:N}";
}

/// <summary>Waits for an executor.</summary>
internal sealed record RunQueued(Guid Run) : RunSignal
{
    public override string Payload => $"queued|{Run:N}";
}

internal sealed record CancelAsked(Guid Run, string By) : RunSignal
{
    public override string Payload => $"cancel|{Run:N}|{By}";
}

/// <summary>Somebody in another process looks at the run: its owner sends the streamed text.</summary>
internal sealed record FollowAsked(Guid Run) : RunSignal
{
    public override string Payload => $"follow|{Run:N}";
}

/// <param name="Offset">Characters before it; 0 begins anew.</param>
internal sealed record TextStreamed(Guid Run, int Offset, string Text) : RunSignal
{
    public override string Payload => string.Create(CultureInfo.InvariantCulture, $"text|{Run:N}|{Offset}|{Text}");
}
