using System.Globalization;

namespace Workbench.Client.Components;

/// <summary>A small line without axes: its shape, and its words for who cannot see it.</summary>
/// <param name="Path">SVG path data on a canvas of <see cref="Width"/> by <see cref="Height"/>; empty: all zero.</param>
public sealed record Sparkline(string Path, string Words)
{
    public const int Width = 80;
    public const int Height = 20;

    /// <summary>Half of the line's width, so that a peak is not cut off.</summary>
    private const double Edge = 1;

    /// <param name="what">The beginning of the words: "Runs of the last hour".</param>
    public static Sparkline Create(string what, IReadOnlyList<double> values, Func<double, string> write)
    {
        var most = values.Count == 0 ? 0 : values.Max();
        if (most <= 0)
            return new Sparkline("", $"{what}: none");
        var step = values.Count > 1 ? Width / (double)(values.Count - 1) : 0;
        var points = values.Select(
            (v, i) => string.Create(CultureInfo.InvariantCulture, $"{i * step:0.#} {Height - Edge - (v / most * (Height - 2 * Edge)):0.#}")
        );
        return new Sparkline("M" + string.Join("L", points), $"{what}: now {write(values[^1])}, at most {write(most)}");
    }
}
