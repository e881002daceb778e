namespace Workbench.Server.Semantics.Planner;

/// <summary>What speaks against a reading, in numbers.</summary>
/// <param name="Doubts">Sum of what the reading took for granted or left open.</param>
/// <param name="Unused">Content words that it did not use.</param>
/// <param name="Weak">Content words that only a description explains.</param>
/// <param name="Losses">How far its words are from the whole names that they were linked to, added up: typos, other words for the same.</param>
/// <param name="IsClose">Another reading that asks something else is about as good.</param>
/// <param name="Halves">The same for words that are only a part of a name.</param>
/// <param name="Unsaid">What it takes that the question does not say (<see cref="Planner.Unsaid"/>), added up.</param>
internal sealed record Evidence(double Doubts, int Unused, int Weak, double Losses, bool IsClose, double Halves, double Unsaid)
{
    // The first doubts cost an answer its "high" confidence; more of them say little more.
    private const double FirstDoubts = 0.2;
    private const double FirstHalves = 0.25;

    public double[] ToArray() =>
        [
            1,
            Math.Min(Doubts, FirstDoubts),
            Math.Max(0, Doubts - FirstDoubts),
            Unused,
            Weak,
            Losses,
            IsClose ? 1 : 0,
            Math.Min(Halves, FirstHalves),
            Math.Max(0, Halves - FirstHalves),
            Math.Min(Unsaid, 1),
            Math.Max(0, Unsaid - 1),
        ];
}
