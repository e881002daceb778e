using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Workbench.Shared.SecondOpinions;

namespace Workbench.Server.SecondOpinions;

/// <summary>One second opinion. Written once; of a disagreement its resolution is added.</summary>
internal sealed record OpinionRow
{
    public required Guid Id { get; init; }
    public required Guid RunId { get; init; }
    public required DateTimeOffset At { get; init; }
    public required string AskedBy { get; init; }
    public required string Question { get; init; }
    public required string Metrics { get; init; }
    public required string Account { get; init; }

    /// <summary>Access level that it ran at, the run's.</summary>
    public required string Level { get; init; }
    public required string LayerRevision { get; init; }
    public required OpinionOutcome Outcome { get; init; }
    public required string Words { get; init; }
    public int Cells { get; init; }
    public int DifferentCells { get; init; }

    /// <summary>JSON.</summary>
    public required string Differences { get; init; }

    /// <summary>JSON.</summary>
    public required string Notes { get; init; }
    public required string FirstSql { get; init; }
    public required string SecondSql { get; init; }
    public double DurationMs { get; init; }
    public DateTimeOffset? ResolvedAt { get; init; }
    public string? ResolvedBy { get; init; }
    public string? Note { get; init; }
}

internal sealed class OpinionRowConfiguration : IEntityTypeConfiguration<OpinionRow>
{
    public void Configure(EntityTypeBuilder<OpinionRow> builder)
    {
        builder.ToTable("second_opinions");
        builder.HasKey(o => o.Id);
        builder.Property(o => o.Id).ValueGeneratedNever();
        builder.Property(o => o.Outcome).HasConversion<string>();
        builder.HasIndex(o => new { o.RunId, o.At }).IsDescending(false, true).HasDatabaseName("ix_second_opinions_run");
        builder.HasIndex(o => o.At).IsDescending().HasFilter("outcome = 'Differs'").HasDatabaseName("ix_second_opinions_differs");
    }
}
