using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Workbench.Server.StepLogs;

/// <summary>A line that the code of a step wrote to the log.</summary>
internal sealed record StepLogRow
{
    public long Id { get; init; }
    public Guid RunId { get; init; }
    public int Seq { get; init; }
    public DateTimeOffset At { get; init; }

    /// <summary>In small letters: <c>warning</c>.</summary>
    public required string Level { get; init; }

    /// <summary>The type that wrote it.</summary>
    public required string Category { get; init; }

    /// <summary>With the exception, if there is one.</summary>
    public required string Text { get; init; }
}

internal sealed class StepLogRowConfiguration : IEntityTypeConfiguration<StepLogRow>
{
    public void Configure(EntityTypeBuilder<StepLogRow> builder)
    {
        builder.ToTable("step_logs");
        builder.HasKey(l => l.Id);
        builder.Property(l => l.Id).UseIdentityAlwaysColumn();
        builder.HasIndex(l => new { l.RunId, l.Seq }).HasDatabaseName("ix_step_logs_step");
    }
}
