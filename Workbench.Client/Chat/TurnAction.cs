using Workbench.Shared.Runs;

namespace Workbench.Client.Chat;

/// <summary>What a person does with a turn.</summary>
public abstract record TurnAction
{
    private protected TurnAction() { }

    public required Guid Run { get; init; }
}

public sealed record RetryTurn : TurnAction
{
    /// <summary>Null: as it was chosen before.</summary>
    public string? Model { get; init; }
}

public sealed record BeginEdit : TurnAction;

public sealed record CancelEdit : TurnAction;

public sealed record EditTurn(string Question) : TurnAction;

public sealed record ChooseReading(int Alternative) : TurnAction;

/// <param name="Feedback">Null takes it back.</param>
public sealed record GiveFeedback(Feedback? Feedback) : TurnAction;
