using FsCheck;
using FsCheck.Fluent;
using Shouldly;
using Workbench.Server.Comparisons;

namespace Workbench.Tests.Comparisons;

public sealed class WhenStepsAreAligned
{
    [Theory]
    [InlineData("abc", "abc", "aa bb cc")]
    [InlineData("abc", "ac", "aa b- cc")]
    [InlineData("ac", "abc", "aa -b cc")]
    [InlineData("", "ab", "-a -b")]
    [InlineData("ab", "", "a- b-")]
    [InlineData("axbyc", "abc", "aa x- bb y- cc")]
    public void Like_stands_beside_like(string a, string b, string expected) =>
        string.Join(" ", Align(a, b).Select(p => $"{(p.A is { } i ? a[i] : '-')}{(p.B is { } j ? b[j] : '-')}")).ShouldBe(expected);

    [Fact]
    public void Each_is_there_once_in_its_order()
    {
        var words = Gen.Elements('a', 'b', 'c').ListOf().Select(letters => string.Concat(letters));
        Prop.ForAll(
                Gen.Two(words).ToArbitrary(),
                pair =>
                {
                    var (a, b) = pair;
                    var pairs = Align(a, b);
                    return pairs.Select(p => p.A).OfType<int>().SequenceEqual(Enumerable.Range(0, a.Length))
                        && pairs.Select(p => p.B).OfType<int>().SequenceEqual(Enumerable.Range(0, b.Length))
                        && pairs.TrueForAll(p => p is not { A: { } i, B: { } j } || a[i] == b[j]);
                }
            )
            .QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Long_runs_that_differ_are_laid_side_by_side_as_they_come()
    {
        var (a, b) = (new string('a', 5_000) + "x", "y" + new string('a', 5_000));

        var pairs = Align(a, b);

        pairs.Count(p => p is { A: not null, B: not null }).ShouldBe(4_999);
        pairs.Select(p => p.B).OfType<int>().ShouldBe(Enumerable.Range(0, b.Length));
    }

    private static List<(int? A, int? B)> Align(string a, string b) => Alignment.Of(a.Length, b.Length, (i, j) => a[i] == b[j] ? 3 : 0, 3);
}
