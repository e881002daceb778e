using Microsoft.EntityFrameworkCore;
using Microsoft.JSInterop;
using Npgsql;
using Shouldly;
using Workbench.Client.Components;

namespace Workbench.Tests.Client;

public sealed class WhenAFaultIsTold
{
    [Fact]
    public void Only_a_fault_of_the_store_is_called_one()
    {
        var away = new NpgsqlException("connection refused");
        foreach (
            var fault in (Exception[])
                [away, new DbUpdateException("failed", away), new InvalidOperationException("transient", new DbUpdateException("failed", away))]
        )
            FaultWords.Of(fault).ShouldBe(FaultWords.Store);

        var full = new PostgresException("could not extend file", "ERROR", "ERROR", PostgresErrorCodes.DiskFull);
        FaultWords.Of(new DbUpdateException("failed", full)).ShouldBe("the disk of the store is full");

        foreach (var fault in (Exception[])[new JSException("monaco is not defined"), new InvalidOperationException("ours")])
            FaultWords.Of(fault).ShouldBe(FaultWords.Elsewhere);

        FaultWords.Of(new IOException("The folder is gone.")).ShouldBe("a file could not be read (The folder is gone)");
    }
}
