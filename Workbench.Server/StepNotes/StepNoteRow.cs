using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Workbench.Server.StepNotes;

internal sealed class StepNoteRow
{
    public Guid Id { get; init; }
    public Guid RunId { get; init; }
    public int Seq { get; init; }
    public required string Text { get; set; }
    public required string Author { get; init; }
    public DateTimeOffset At { get; init; }

    /// <summary>Null: it is as it was written.</summary>
    public DateTimeOffset? ChangedAt { get; set; }

    /// <summary>Null: it is shown.</summary>
    public DateTimeOffset? RemovedAt { get; set; }
}

internal sealed class StepNoteRowConfiguration : IEntityTypeConfiguration<StepNoteRow>
{
    public void Configure(EntityTypeBuilder<StepNoteRow> builder)
    {
        builder.ToTable("step_notes");
        builder.HasKey(n => n.Id);
        builder.HasIndex(n => new { n.RunId, n.Seq }).HasDatabaseName("ix_step_notes_step");
    }
}
