namespace Workbench.Tests.Semantics.Compiler.RandomCases;

/// <summary>Choices of one seed.</summary>
internal sealed class Dice(int seed)
{
    private readonly Random _random = new(seed);

    public int Below(int count) => _random.Next(count);

    public int Between(int least, int most) => _random.Next(least, most + 1);

    /// <param name="percent">0 to 100.</param>
    public bool Chance(int percent) => _random.Next(100) < percent;

    public T Pick<T>(IReadOnlyList<T> from) => from[_random.Next(from.Count)];

    public List<T> Some<T>(IEnumerable<T> from, int count)
    {
        var rest = from.ToList();
        var taken = new List<T>();
        while (taken.Count < count && rest.Count > 0)
        {
            var i = _random.Next(rest.Count);
            taken.Add(rest[i]);
            rest.RemoveAt(i);
        }
        return taken;
    }
}
