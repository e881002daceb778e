using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Workbench.Server.SavedViews;

internal sealed class SavedViewRow
{
    public Guid Id { get; init; }
    public required string Name { get; set; }

    /// <summary>The same for names that differ in case alone.</summary>
    public required string NameKey { get; set; }

    public required string Query { get; set; }
    public required string Owner { get; init; }
    public bool IsShared { get; set; }

    /// <summary>Null: it is in use.</summary>
    public DateTimeOffset? RemovedAt { get; set; }
}

internal sealed class SavedViewRowConfiguration : IEntityTypeConfiguration<SavedViewRow>
{
    public void Configure(EntityTypeBuilder<SavedViewRow> builder)
    {
        builder.ToTable("saved_views");
        builder.HasKey(v => v.Id);
        builder.HasIndex(v => new { v.Owner, v.NameKey }).IsUnique().HasFilter("removed_at is null").HasDatabaseName("ix_saved_views_owner_name");
    }
}
