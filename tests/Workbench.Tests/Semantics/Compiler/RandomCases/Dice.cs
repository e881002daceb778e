namespace Workbench.Tests.Semantics.Compiler.RandomCases;

/// <summary>Choices of one seed.</summary>
internal sealed class Dice(int seed)
{
    private readonly Random random = new(seed);

    public int Below(int count) => random.Next(count);

    public int Between(int least, int most) => random.Next(least, most + 1);

    /// <param name="percent">0 to 100.</param>
    public bool Chance(int percent) => random.Next(100) < percent;

    public T Pick<T>(IReadOnlyList<T> from) => from[random.Next(from.Count)];

    public List<T> Some<T>(IEnumerable<T> from, int count)
    {
        var rest = from.ToList();
        var taken = new List<T>();
        while (taken.Count < count && rest.Count > 0)
        {
            var i = random.Next(rest.Count);
            taken.Add(rest[i]);
            rest.RemoveAt(i);
        }
        return taken;
    }
}
