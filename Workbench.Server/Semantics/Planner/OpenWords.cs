using System.Collections.Immutable;
using Workbench.Server.Semantics.Layer;
using Workbench.Shared.Queries;

namespace Workbench.Server.Semantics.Planner;

/// <summary>What has been read of a sentence and waits for its use: a limit without its number, a "not" that nothing has followed.</summary>
internal sealed class OpenWords(ImmutableArray<Mention> mentions)
{
    public ImmutableArray<Mention> Mentions { get; } = mentions;
    public ThresholdCue? Threshold { get; set; }

    /// <summary>The mention that the limit stands at.</summary>
    public int ThresholdAt { get; set; }

    /// <summary>How many "but", "while" have been read.</summary>
    public int Clause { get; set; }

    /// <summary>"without", "no": none of what follows.</summary>
    public bool IsAbsence { get; set; }

    /// <summary>The last word of grouping was "each", "within each".</summary>
    public bool IsWithin { get; set; }

    /// <summary>A "not" that nothing has followed yet.</summary>
    public bool IsNegationOpen { get; set; }
    public List<(PeriodReference Period, int Clause, int At, bool IsJoined)> Periods { get; } = [];
    public List<(Metric Metric, LinkContext Context, int Position)> Metrics { get; } = [];

    /// <summary>Numbers that only a verb names.</summary>
    public List<(Metric Metric, LinkContext Context, int Position)> Verbs { get; } = [];
    public LinkTarget? LastTarget { get; set; }
    public Metric? LastMetric { get; set; }
}
