namespace Workbench.Server.Router.Versions;

/// <summary>
/// McNemar's exact test: of the messages that only one of two versions has right, how likely is so unequal a share when each is as good as the other?
/// </summary>
internal static class McNemar
{
    /// <returns>Two-sided; 1 where they differ on no message.</returns>
    public static double P(int onlyFirst, int onlySecond)
    {
        var count = onlyFirst + onlySecond;
        // Each term by its logarithm: 2 to the power of some thousand is beyond a double.
        var term = -count * Math.Log(2);
        var tail = Math.Exp(term);
        for (var i = 1; i <= Math.Min(onlyFirst, onlySecond); i++)
        {
            term += Math.Log((double)(count - i + 1) / i);
            tail += Math.Exp(term);
        }
        return Math.Min(1, 2 * tail);
    }
}
