namespace Workbench.Benchmarks.Fuzz;

/// <summary>Chance that is the same for the same seed, on every machine and version of .NET (splitmix64).</summary>
internal sealed class FuzzDice(ulong seed)
{
    private ulong _state = seed * 0x9E3779B97F4A7C15 + 0x1234567;

    public ulong Next()
    {
        var z = _state += 0x9E3779B97F4A7C15;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }

    /// <summary>0 up to and without <paramref name="below"/>.</summary>
    public int Below(int below) => below <= 1 ? 0 : (int)(Next() % (ulong)below);

    public bool OneIn(int count) => Below(count) == 0;

    public T Of<T>(IReadOnlyList<T> items) => items[Below(items.Count)];

    /// <summary>Mostly small, now and then much larger.</summary>
    public int Size(int usual, int most) => OneIn(50) ? Below(most) + 1 : Below(usual) + 1;
}
