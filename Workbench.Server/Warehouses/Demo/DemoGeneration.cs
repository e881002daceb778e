namespace Workbench.Server.Warehouses.Demo;

/// <summary>What the demo database holds after a call.</summary>
/// <param name="Start">First day of the data; stays when days are appended.</param>
/// <param name="Through">Last day of the data: the day before the "today" it was made for.</param>
public sealed record DemoGeneration(int Seed, DateOnly Start, DateOnly Through, DemoOutcome Outcome);

/// <summary>What a call had to do.</summary>
public enum DemoOutcome
{
    /// <summary>The data was complete up to yesterday.</summary>
    Current,

    /// <summary>Days were missing and have been added.</summary>
    Appended,

    /// <summary>There was nothing usable: all was written from the start.</summary>
    Created,
}
