namespace Workbench.Server.Storage;

/// <summary>
/// Who runs PostgreSQL's programs. PostgreSQL refuses to run as root, so that root hands it to an unprivileged user by
/// <c>setpriv</c>; everybody else runs it as himself.
/// </summary>
internal sealed class PostgresUser
{
    /// <summary>"nobody": owns nothing else on the machine.</summary>
    private const string UnprivilegedId = "65534";

    private readonly PostgresBinaries _binaries;

    public PostgresUser(PostgresBinaries binaries)
    {
        _binaries = binaries;
        IsOther = Environment.IsPrivilegedProcess && !OperatingSystem.IsWindows();
        if (IsOther && !OperatingSystem.IsLinux())
        {
            throw new StorageUnavailableException(
                "PostgreSQL refuses to run as root. Start Workbench as an ordinary user, or set ConnectionStrings__Workbench to a PostgreSQL server of your own."
            );
        }
    }

    /// <summary>True when PostgreSQL runs as another user than this process.</summary>
    public bool IsOther { get; }

    public Task<ChildProcess> RunAsync(string file, IReadOnlyList<string> arguments, CancellationToken cancellationToken, bool captureOutput = true) =>
        IsOther
            ? ChildProcess.RunAsync(
                "setpriv",
                [$"--reuid={UnprivilegedId}", $"--regid={UnprivilegedId}", "--clear-groups", "--", file, .. arguments],
                _binaries.Environment,
                cancellationToken,
                captureOutput
            )
            : ChildProcess.RunAsync(file, arguments, _binaries.Environment, cancellationToken, captureOutput);

    /// <summary>A directory of this user's own, closed to all others.</summary>
    public async Task CreateOwnDirectoryAsync(string path, CancellationToken cancellationToken)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(path);
            return;
        }

        Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        if (IsOther)
        {
            var owned = await ChildProcess.RunAsync("chown", ["-R", $"{UnprivilegedId}:{UnprivilegedId}", path], _binaries.Environment, cancellationToken);
            if (owned.ExitCode != 0)
                throw new StorageUnavailableException($"{path} cannot be handed to the user of PostgreSQL: {owned.Output}");
        }
    }

    /// <summary>Says which directory stands in the way when the other user cannot come to the programs or to its data.</summary>
    public async Task CheckReachAsync(string dataDirectory, CancellationToken cancellationToken)
    {
        if (!IsOther)
            return;

        var reached = await RunAsync("sh", ["-c", "test -x \"$0\" && test -x \"$1\"", _binaries.Postgres, dataDirectory], cancellationToken);
        if (reached.ExitCode == 0)
            return;

        foreach (var (path, what) in new[] { (dataDirectory, "its data directory"), (_binaries.Postgres, "its programs") })
        {
            foreach (var step in DataDirectory.SelfAndParents(path).Reverse())
            {
                if ((await RunAsync("test", ["-x", step], cancellationToken)).ExitCode != 0)
                {
                    throw new StorageUnavailableException(
                        $"PostgreSQL refuses to run as root, so it runs as the user {UnprivilegedId} (nobody), and this user cannot come to {what}: {step} is closed to it. "
                            + (
                                path == dataDirectory
                                    ? $"Set {DataDirectory.Variable} to a directory that others may enter (such as /var/lib/workbench), or run `chmod o+x {step}`, or start Workbench as an ordinary user."
                                    : $"Run `chmod o+x {step}`, move the solution, or start Workbench as an ordinary user."
                            )
                    );
                }
            }
        }

        throw new StorageUnavailableException($"The user {UnprivilegedId} cannot run {_binaries.Postgres} on {dataDirectory}. {reached.Output}");
    }
}
