using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Workbench.Server.StepNotes;

internal sealed class StepLabelRow
{
    public Guid RunId { get; init; }
    public int Seq { get; init; }

    /// <summary>In small letters.</summary>
    public required string Name { get; init; }

    public required string Author { get; init; }
    public DateTimeOffset At { get; init; }
}

internal sealed class StepLabelRowConfiguration : IEntityTypeConfiguration<StepLabelRow>
{
    public void Configure(EntityTypeBuilder<StepLabelRow> builder)
    {
        builder.ToTable("step_labels");
        builder.HasKey(l => new
        {
            l.RunId,
            l.Seq,
            l.Name,
        });
        builder.HasIndex(l => new { l.Name, l.RunId }).HasDatabaseName("ix_step_labels_name");
    }
}
