using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Workbench.Server.LayerHealth;

internal sealed class MeasurementConfiguration : IEntityTypeConfiguration<Measurement>
{
    public void Configure(EntityTypeBuilder<Measurement> builder)
    {
        builder.ToTable("measurements");
        builder.HasKey(m => m.Id);
        builder.Property(m => m.Kind).HasConversion<string>();
        builder
            .HasIndex(m => new
            {
                m.Account,
                m.Fingerprint,
                m.MeasuredAt,
            })
            .IsDescending(false, false, true)
            .HasDatabaseName("ix_measurements_newest");
    }
}
