using Workbench.Server.Telemetry.Names;
using Workbench.Shared.Runs;

namespace Workbench.Server.Telemetry.Ingest;

/// <summary>The spans of a trace: each once, in the order of their beginning, a parent before what is in it.</summary>
internal sealed class SpanTree
{
    private readonly Dictionary<ulong, ReadSpan> _byId = [];
    private readonly Dictionary<ulong, int> _seqs = [];
    private readonly HashSet<ulong> _aboveModels = [];
    private readonly ILookup<string, ReadSpan> _attempts;

    private SpanTree(IEnumerable<ReadSpan> spans)
    {
        // A span that came twice is the same one; where the two differ, the one that ended later knows more.
        foreach (var span in spans)
            if (!_byId.TryGetValue(span.Id, out var known) || span.EndedAt > known.EndedAt || (span.EndedAt == known.EndedAt && Size(span) > Size(known)))
                _byId[span.Id] = span;
        Spans = [.. _byId.Values.OrderBy(s => s.Wire.StartTimeUnixNano).ThenBy(s => s.Id)];
        var tops = Spans.Where(s => Known(s) is null).ToList();
        HasRoot = tops.Exists(s => s.Parent is null);
        Root = tops.Find(s => s.Parent is null) ?? tops.FirstOrDefault() ?? Spans[0];
        // What our own export wrote for the run stands for the run, and for no step of it.
        if (Root.Has(Fact.Run))
            IsRunItself = true;
        var told = Spans.Where(s => !s.Has(Fact.Attempt)).Select(s => s.Text(Fact.Step)).OfType<string>().ToHashSet(StringComparer.Ordinal);
        _attempts = Spans.Where(s => s.Has(Fact.Attempt) && s.Text(Fact.Step) is { } step && told.Contains(step)).ToLookup(s => s.Text(Fact.Step)!);
        Steps = Order(tops, [.. _attempts.SelectMany(a => a).Select(a => a.Id)]);
        foreach (var span in Spans)
            if (span.Kind == StepKind.Model)
                MarkAbove(span);
    }

    public static SpanTree Of(IEnumerable<ReadSpan> spans) => new(spans);

    /// <summary>By their beginning.</summary>
    public IReadOnlyList<ReadSpan> Spans { get; }

    /// <summary>What the trace began with, as far as it is known.</summary>
    public ReadSpan Root { get; }

    /// <summary>False: the span that has no parent has not come.</summary>
    public bool HasRoot { get; }

    private bool IsRunItself { get; }

    public IReadOnlyList<(ReadSpan Span, int Seq)> Steps { get; }

    /// <summary>The number of the step that a span is in; null: in none that is known.</summary>
    public int? ParentOf(ReadSpan span) => Known(span) is { } parent && _seqs.TryGetValue(parent.Id, out var seq) && seq < _seqs[span.Id] ? seq : null;

    /// <summary>Earlier tries of a step, as our own export tells them, in their order.</summary>
    public IEnumerable<ReadSpan> AttemptsOf(ReadSpan span) =>
        span.Text(Fact.Step) is { } step && !span.Has(Fact.Attempt) ? _attempts[step].OrderBy(a => a.Number(Fact.Attempt)) : [];

    /// <summary>Whether the calls that it tells are told once more by spans inside of it, which know better.</summary>
    public bool HoldsModelCalls(ReadSpan span) => _aboveModels.Contains(span.Id);

    /// <param name="attempts">Spans that are part of another one's step.</param>
    private List<(ReadSpan Span, int Seq)> Order(List<ReadSpan> tops, HashSet<ulong> attempts)
    {
        var inside = Spans.Where(s => Known(s) is not null).ToLookup(s => s.Parent!.Value);
        var next = new PriorityQueue<ReadSpan, (ulong, ulong)>();
        foreach (var top in tops)
            Add(top);
        List<(ReadSpan, int)> steps = new(Spans.Count);
        var seen = new HashSet<ulong>();
        while (true)
        {
            if (next.Count == 0)
            {
                // Parents of each other, which no program has: any of them may come first.
                if (Spans.FirstOrDefault(s => !seen.Contains(s.Id)) is not { } left)
                    return steps;
                Add(left);
            }
            var span = next.Dequeue();
            if (!seen.Add(span.Id))
                continue;
            if (!attempts.Contains(span.Id) && (!IsRunItself || span != Root))
            {
                _seqs[span.Id] = steps.Count + 1;
                steps.Add((span, steps.Count + 1));
            }
            foreach (var child in inside[span.Id])
                Add(child);
        }

        void Add(ReadSpan span) => next.Enqueue(span, (span.Wire.StartTimeUnixNano, span.Id));
    }

    private void MarkAbove(ReadSpan span)
    {
        while (Known(span) is { } parent && _aboveModels.Add(parent.Id))
            span = parent;
    }

    private ReadSpan? Known(ReadSpan span) => span.Parent is { } parent && parent != span.Id && _byId.TryGetValue(parent, out var found) ? found : null;

    private static int Size(ReadSpan span) => span.Wire.CalculateSize();
}
