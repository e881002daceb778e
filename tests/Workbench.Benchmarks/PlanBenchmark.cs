using System.Diagnostics;
using Workbench.Server.Semantics;
using Workbench.Server.Semantics.Compiler;
using Workbench.Server.Semantics.Planner;
using Workbench.Server.Semantics.Values;

namespace Workbench.Benchmarks;

/// <summary>Time to plan one question on a layer of 500 metrics, 300 entities and a million values, beside a scan of all values for its words.</summary>
internal static class PlanBenchmark
{
    /// <summary>The runtime compiles what is used often anew: what it takes until then is a figure of its own.</summary>
    private const int EarlyRounds = 5;

    private const int Rounds = 10;
    private const double GoalMs = 10;
    private const int ScannedQuestions = 20;
    private const int LongestName = 4;

    public static int Run()
    {
        var layer = LargeLayer.Read();
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var watch = Stopwatch.StartNew();
        var index = new ValueIndex(LayerValues.Of(layer).Concat(LargeLayer.Names()));
        var indexing = watch.Elapsed;
        var memory = (GC.GetTotalMemory(forceFullCollection: true) - before) / 1e6;

        var planner = new QuestionPlanner(new SemanticCompiler());
        var scope = new CompileScope(layer, "internal", new DateOnly(2026, 11, 21));
        var questions = LargeLayer.Questions();
        watch.Restart();
        planner.Plan(new PlanRequest(questions[0], [], scope, index));
        var first = watch.Elapsed;
        var answered = questions.Count(question => planner.Plan(new PlanRequest(question, [], scope, index)) is PlannedQuery);

        var early = Time(EarlyRounds);
        var times = Time(Rounds);
        var p95 = At(times, 0.95);
        var scan = Scan(questions);

        Console.Error.WriteLine(
            $"{layer.Entities.Length} entities, {layer.Metrics.Length} metrics, {index.Count} values; {answered} of {questions.Count} questions answered; index made in {indexing.TotalSeconds:f1} s, first question {first.TotalMilliseconds:f0} ms."
        );
        foreach (var (ms, question) in Enumerable.Reverse(times).DistinctBy(t => t.Question).Take(3))
            Console.Error.WriteLine($"  slowest {ms:f1} ms: {question}");
        new Figure("plan", "time_per_question_p95", "ms", p95, "value <= 10", p95 <= GoalMs, times.Count)
        {
            Baseline = "one scan of all values for each run of up to four words",
            BaselineValue = Math.Round(scan, 2),
            Ratio = Math.Round(scan / p95, 1),
        }.Print();
        new Figure("plan", "time_per_question_p50", "ms", At(times, 0.5), Runs: times.Count).Print();
        new Figure("plan", "time_per_question_p95_of_the_first_thousand", "ms", At(early, 0.95), Runs: early.Count).Print();
        new Figure("plan", "memory_of_value_index", "MB", memory).Print();
        return 0;

        List<(double Ms, string Question)> Time(int rounds)
        {
            var taken = new List<(double Ms, string Question)>(rounds * questions.Count);
            for (var round = 0; round < rounds; round++)
                foreach (var question in questions)
                {
                    var start = Stopwatch.GetTimestamp();
                    planner.Plan(new PlanRequest(question, [], scope, index));
                    taken.Add((Stopwatch.GetElapsedTime(start).TotalMilliseconds, question));
                }
            taken.Sort((a, b) => a.Ms.CompareTo(b.Ms));
            return taken;
        }

        static double At(List<(double Ms, string Question)> sorted, double share) => sorted[(int)(sorted.Count * share)].Ms;
    }

    /// <summary>What looking for names costs without an index: each run of words against each value. Median of some questions, in ms.</summary>
    private static double Scan(IReadOnlyList<string> questions)
    {
        var names = LargeLayer.Names().Select(value => value.Stored).ToArray();
        var times = new List<double>();
        foreach (var question in questions.Take(ScannedQuestions))
        {
            var start = Stopwatch.GetTimestamp();
            var words = question.TrimEnd('?').Split(' ');
            var found = 0;
            for (var first = 0; first < words.Length; first++)
            for (var count = 1; count <= LongestName && first + count <= words.Length; count++)
            {
                var phrase = string.Join(' ', words, first, count);
                foreach (var name in names)
                    if (name.Equals(phrase, StringComparison.OrdinalIgnoreCase))
                        found++;
            }
            times.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
            GC.KeepAlive(found);
        }
        times.Sort();
        return times[times.Count / 2];
    }
}
