using Microsoft.EntityFrameworkCore;

namespace Workbench.Server.Storage;

/// <summary>
/// The store. It knows no feature: each one brings its rows as <see cref="IEntityTypeConfiguration{TEntity}"/> in its own folder and reads them
/// by <see cref="DbContext.Set{TEntity}()"/>. Take one from <see cref="IDbContextFactory{TContext}"/> per operation.
/// </summary>
public sealed class WorkbenchDb(DbContextOptions<WorkbenchDb> options) : DbContext(options)
{
    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.ApplyConfigurationsFromAssembly(typeof(WorkbenchDb).Assembly);
        SnakeCaseNames.Apply(modelBuilder);
    }
}
