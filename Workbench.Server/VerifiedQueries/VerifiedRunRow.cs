using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Workbench.Server.VerifiedQueries;

/// <summary>One run of a verified query: first the claim of a server, then what came out.</summary>
internal sealed record VerifiedRunRow
{
    public required Guid Id { get; init; }
    public required string Account { get; init; }

    /// <summary>Of what was verified and when: another query, or a new look at it, begins anew.</summary>
    public required string Fingerprint { get; init; }
    public required string Question { get; init; }

    /// <summary>What it is run for, once among all servers: <c>layer 3fa9…</c>, <c>clock 2026-11-21 2026-11-21 03:30</c>, <c>asked 019a…</c>.</summary>
    public required string Occasion { get; init; }
    public required string LayerRevision { get; init; }
    public required string ClaimedBy { get; init; }

    /// <summary>The store's clock.</summary>
    public required DateTimeOffset ClaimedAt { get; init; }
    public DateTimeOffset? EndedAt { get; init; }
    public double DurationMs { get; init; }

    /// <summary>Why there is no result; null when there is one.</summary>
    public string? Failure { get; init; }
    public DateOnly? PeriodFrom { get; init; }
    public DateOnly? PeriodTo { get; init; }
    public string? PeriodLabel { get; init; }

    /// <summary>The period was over: its result has no reason to change.</summary>
    public bool IsClosed { get; init; }

    /// <summary>Hash of the rows.</summary>
    public string? Digest { get; init; }

    /// <summary>The first number, shortened.</summary>
    public string? Value { get; init; }
    public long RowCount { get; init; }

    // The first result of the same period, which later ones are held against.
    public string? FirstDigest { get; init; }
    public string? FirstValue { get; init; }
    public DateTimeOffset? FirstAt { get; init; }

    /// <summary>The result of a period that was over is another one than it was; of this period, or of one before it.</summary>
    public bool IsChanged { get; init; }

    /// <summary>What changed is an earlier period's result: this one's is the first of its own.</summary>
    public bool IsOfEarlierPeriod => IsChanged && FirstDigest == Digest;
}

internal sealed class VerifiedRunRowConfiguration : IEntityTypeConfiguration<VerifiedRunRow>
{
    public void Configure(EntityTypeBuilder<VerifiedRunRow> builder)
    {
        builder.ToTable("verified_runs");
        builder.HasKey(r => r.Id);
        builder.Property(r => r.Id).ValueGeneratedNever();
        builder.Ignore(r => r.IsOfEarlierPeriod);
        builder
            .HasIndex(r => new
            {
                r.Account,
                r.Fingerprint,
                r.Occasion,
            })
            .IsUnique()
            .HasDatabaseName("ix_verified_runs_occasion");
    }
}

/// <summary>An answer that was given by a verified query.</summary>
internal sealed record VerifiedUseRow
{
    public required Guid RunId { get; init; }
    public required string Question { get; init; }
    public required DateTimeOffset At { get; init; }
}

internal sealed class VerifiedUseRowConfiguration : IEntityTypeConfiguration<VerifiedUseRow>
{
    public void Configure(EntityTypeBuilder<VerifiedUseRow> builder)
    {
        builder.ToTable("verified_uses");
        builder.HasKey(u => u.RunId);
        builder.Property(u => u.RunId).ValueGeneratedNever();
        builder.HasIndex(u => new { u.Question, u.At }).HasDatabaseName("ix_verified_uses_question");
    }
}
