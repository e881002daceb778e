using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Shouldly;
using Workbench.Server.Semantics.Planner;

namespace Workbench.Tests.Demo;

/// <summary>
/// How often answers of each confidence were right, each set under slopes that were fitted on the others: <c>tests/questions/reliability.csv</c> holds what
/// spoke against each answer of the sets, and of the first runs of companies of strangers before anybody had seen their questions. docs/evaluation.md has the table.
/// </summary>
public sealed class WhenConfidenceIsBelieved
{
    private const double High = 0.8;

    /// <summary>Asked once after the rules of what "high" means had been chosen, by planners that had not seen them: what decides about "high" is left out with these alone.</summary>
    private static readonly ImmutableArray<string> Unseen = ["publisher first run", "carshare first run", "cinema first run"];

    private static readonly ImmutableArray<(string Set, Judged Answer)> Answers =
    [
        .. File.ReadLines(Path.Combine(AppContext.BaseDirectory, "questions", "reliability.csv"))
            .Skip(1)
            .Select(line => line.Split(','))
            .Select(cells => (cells[0], new Judged(EvidenceOf(cells[2..]), cells[1] == "right", 1))),
    ];

    public static TheoryData<string> Sets => [.. Answers.Select(answer => answer.Set).Distinct().Except(Unseen)];

    [Theory, MemberData(nameof(Sets))]
    public void High_is_right_on_a_set_that_the_slopes_were_not_fitted_on(string set)
    {
        var weights = ConfidenceFit.Of([.. Answers.Where(answer => Family(answer.Set) != Family(set)).Select(answer => answer.Answer)]);
        ImmutableArray<Judged> own = [.. Answers.Where(answer => answer.Set == set).Select(answer => answer.Answer)];

        TestContext.Current.TestOutputHelper?.WriteLine($"{set}, left out: {Table(own, weights)}; in use: {Table(own, Confidence.Weights.ToArray())}");
        ImmutableArray<Judged> high = [.. own.Where(answer => ConfidenceFit.Probability(weights, answer.Evidence.ToArray()) >= High)];
        high.Count(answer => !answer.IsRight).ShouldBeLessThanOrEqualTo((int)Math.Ceiling(0.03 * own.Length));
    }

    [Fact]
    public void High_is_right_on_strangers_whom_the_rules_had_not_met()
    {
        ImmutableArray<Judged> own = [.. Answers.Where(answer => Unseen.Contains(answer.Set)).Select(answer => answer.Answer)];

        own.Count(answer => !answer.IsRight && Confidence.Of(answer.Evidence) >= High).ShouldBeLessThanOrEqualTo((int)(0.03 * own.Length));
    }

    [Fact]
    public void What_is_said_of_first_runs_comes_true_in_each_band()
    {
        ImmutableArray<Judged> first = [.. Answers.Where(answer => answer.Set.EndsWith("first run", StringComparison.Ordinal)).Select(answer => answer.Answer)];
        foreach (var (from, to) in ConfidenceFit.Bands)
        {
            ImmutableArray<Judged> band = [.. first.Where(a => Confidence.Of(a.Evidence) is var p && p >= from && p < to)];
            if (band.IsEmpty)
                continue;
            var said = band.Average(a => Confidence.Of(a.Evidence));
            var deviation = Math.Sqrt(said * (1 - said) / band.Length);
            ((double)band.Count(a => a.IsRight) / band.Length).ShouldBeInRange(said - 2 * deviation, said + 2 * deviation);
        }
    }

    [Fact]
    public void Of_all_answers_that_are_called_high_97_in_a_hundred_are_right()
    {
        ImmutableArray<Judged> high = [.. Answers.Select(answer => answer.Answer).Where(answer => Confidence.Of(answer.Evidence) >= High)];

        ((double)high.Count(answer => answer.IsRight) / high.Length).ShouldBeGreaterThanOrEqualTo(0.97);
        // The question is not dodged by calling nothing high.
        ((double)high.Length / Answers.Length).ShouldBeGreaterThanOrEqualTo(0.6);
    }

    private static string Table(ImmutableArray<Judged> answers, double[] weights)
    {
        var text = new StringBuilder();
        foreach (var (from, to) in ConfidenceFit.Bands)
        {
            ImmutableArray<Judged> band = [.. answers.Where(a => ConfidenceFit.Probability(weights, a.Evidence.ToArray()) is var p && p >= from && p < to)];
            text.Append(CultureInfo.InvariantCulture, $" {band.Count(a => a.IsRight)}/{band.Length}");
        }

        return text.ToString();
    }

    /// <summary>Sets of one company are left out together.</summary>
    private static string Family(string set) => set is "hundred" ? "demo" : set.Split(' ')[0];

    private static Evidence EvidenceOf(string[] cells)
    {
        double Number(int i) => double.Parse(cells[i], CultureInfo.InvariantCulture);
        return new Evidence(Number(0), (int)Number(1), (int)Number(2), Number(3), Number(4) > 0, Number(5), Number(6));
    }
}
