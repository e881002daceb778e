using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Workbench.Server.Telemetry;

/// <summary>Whether anybody exports runs: one row.</summary>
internal sealed class RunExportRow
{
    public int Id { get; init; }
    public DateTimeOffset? SeenAt { get; init; }
}

internal sealed class RunExportRowConfiguration : IEntityTypeConfiguration<RunExportRow>
{
    public void Configure(EntityTypeBuilder<RunExportRow> builder)
    {
        builder.ToTable("run_export");
        builder.HasKey(r => r.Id);
        builder.Property(r => r.Id).ValueGeneratedNever();
    }
}

/// <summary>A run that is over and not exported yet.</summary>
internal sealed class QueuedExportRow
{
    public Guid RunId { get; init; }
    public DateTimeOffset QueuedAt { get; init; }

    /// <summary>A server is at it until then; null: none.</summary>
    public DateTimeOffset? TakenUntil { get; init; }

    public int Tries { get; init; }
}

internal sealed class QueuedExportRowConfiguration : IEntityTypeConfiguration<QueuedExportRow>
{
    public void Configure(EntityTypeBuilder<QueuedExportRow> builder)
    {
        builder.ToTable("run_exports");
        builder.HasKey(r => r.RunId);
        builder.Property(r => r.RunId).ValueGeneratedNever();
        builder.HasIndex(r => r.QueuedAt).HasDatabaseName("ix_run_exports_queued_at");
    }
}
