namespace Workbench.Server.Semantics.Planner;

/// <summary>What speaks against a reading, in numbers.</summary>
/// <param name="Doubts">Sum of what the reading took for granted or left open.</param>
/// <param name="Unused">Content words that it did not use.</param>
/// <param name="Weak">Content words that only a description explains.</param>
/// <param name="Losses">How far its words are from the names they were linked to, added up.</param>
/// <param name="IsClose">Another reading that asks something else is about as good.</param>
internal sealed record Evidence(double Doubts, int Unused, int Weak, double Losses, bool IsClose)
{
    public double[] ToArray() => [1, Doubts, Unused, Weak, Losses, IsClose ? 1 : 0];
}
