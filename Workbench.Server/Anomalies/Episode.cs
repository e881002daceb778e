namespace Workbench.Server.Anomalies;

/// <summary>From the first unusual hour of a series to the second calm one after it: one alarm, however long it lasts.</summary>
/// <param name="Calm">Whole hours one after the other that are usual again.</param>
internal readonly record struct Episode(bool IsHigh, int Calm)
{
    /// <summary>An hour is calm well inside of the band only: what swings about its edge stays one episode.</summary>
    private const double CalmShare = 0.5;

    private const int CalmHours = 2;

    public bool IsOver => Calm >= CalmHours;

    /// <param name="open">Null: nothing is open.</param>
    /// <param name="judgement">Null: there was too little to judge.</param>
    /// <returns>Null: nothing is open.</returns>
    public static Episode? Next(Episode? open, Judgement? judgement, bool isWholeHour)
    {
        if (open is not { } now)
            return judgement is { IsAlarm: true } ? new Episode(judgement.Score > 0, 0) : null;
        if (judgement is null || !isWholeHour)
            return judgement is { IsAlarm: true } ? now with { Calm = 0 } : now;
        var side = now.IsHigh ? judgement.Score : -judgement.Score;
        return now with { Calm = side < CalmShare * judgement.Threshold ? now.Calm + 1 : 0 };
    }
}
