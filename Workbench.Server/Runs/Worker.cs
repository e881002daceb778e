using System.Globalization;

namespace Workbench.Server.Runs;

/// <summary>This process, as an owner of runs and as a sender of signals.</summary>
public sealed class Worker
{
    public string Name { get; } =
        string.Create(
            CultureInfo.InvariantCulture,
            $"{Environment.MachineName}-{Environment.ProcessId}-{Convert.ToHexStringLower(Guid.NewGuid().ToByteArray().AsSpan(0, 3))}"
        );
}
