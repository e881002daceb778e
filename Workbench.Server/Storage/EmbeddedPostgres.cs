using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using Npgsql;

namespace Workbench.Server.Storage;

/// <summary>
/// The private PostgreSQL server of a data directory, on a free loopback port and with a generated password. Several processes may
/// use it at once: the first one in starts it, the last one out stops it. It is a process of its own, so that it survives the death
/// of those that use it; the next one finds it running and takes it over.
/// </summary>
public sealed class EmbeddedPostgres : IAsyncDisposable
{
    public const string Superuser = "workbench";

    private static readonly TimeSpan LockPatience = TimeSpan.FromMinutes(3);

    /// <summary>Bytes of the log after which a start begins a new one; the one before is kept.</summary>
    private const long LongestLog = 10_000_000;

    private readonly ClusterFiles _files;
    private readonly PostgresBinaries _binaries;
    private readonly PostgresUser _user;
    private readonly TimeProvider _time;
    private readonly string _password;
    private FileLock? _use;

    private EmbeddedPostgres(ClusterFiles files, PostgresBinaries binaries, PostgresUser user, TimeProvider time, string password)
    {
        _files = files;
        _binaries = binaries;
        _user = user;
        _time = time;
        _password = password;
    }

    public int Port { get; private set; }

    /// <summary>How this process found the server; for the words at start.</summary>
    public EmbeddedPostgresStart Start { get; private set; }

    public NpgsqlConnectionStringBuilder ConnectionString(string database) =>
        new()
        {
            Host = "127.0.0.1",
            Port = Port,
            Username = Superuser,
            Password = _password,
            Database = database,
        };

    /// <summary>Whether a server was ever started on the data directory.</summary>
    public static bool Exists(DataDirectory directory) => Directory.Exists(new ClusterFiles(directory).Cluster);

    /// <summary>Starts the server of the data directory, or joins it when it runs.</summary>
    /// <exception cref="StorageUnavailableException">It cannot be had; the message says why and what to do.</exception>
    public static async Task<EmbeddedPostgres> StartAsync(
        DataDirectory directory,
        EmbeddedPostgresOptions options,
        TimeProvider time,
        CancellationToken cancellationToken
    )
    {
        var where = new ClusterFiles(directory);
        var programs = PostgresBinaries.Find(options.Binaries);
        using var starting = await FileLock.TakeExclusiveAsync(where.StartLock, LockPatience, time, cancellationToken);
        var server = new EmbeddedPostgres(where, programs, new PostgresUser(programs), time, ReadOrCreatePassword(where.Password));
        await server.EnsureRunsAsync(options, cancellationToken);
        server._use = FileLock.TryTakeShared(where.UseLock) ?? throw new StorageUnavailableException($"{where.UseLock} is locked by another program.");
        return server;
    }

    /// <summary>Starts it again, at its old port, when it has ended while this process uses it.</summary>
    /// <returns>Whether it had ended.</returns>
    /// <exception cref="StorageUnavailableException">It does not start.</exception>
    public async Task<bool> RestartIfGoneAsync(EmbeddedPostgresOptions options, CancellationToken cancellationToken)
    {
        if (IsRunning)
            return false;
        using var starting = await FileLock.TakeExclusiveAsync(_files.StartLock, LockPatience, _time, cancellationToken);
        if (_use is null || IsRunning)
            return false;
        if (!IsFree(Port))
            throw new StorageUnavailableException(
                $"PostgreSQL on {_files.Cluster} has ended, and another program listens on its port {Port}. Start Workbench again."
            );
        PostmasterFile.Remove(_files.Cluster);
        await StartServerAsync(options, cancellationToken);
        return true;
    }

    /// <summary>Creates the database when there is none of that name.</summary>
    /// <returns>True when it was created.</returns>
    public async Task<bool> EnsureDatabaseAsync(string name, CancellationToken cancellationToken)
    {
        await using var source = NpgsqlDataSource.Create(Unpooled("postgres"));
        var isNew = await PostgresDatabases.EnsureAsync(source, name, cancellationToken);
        foreach (var closed in new[] { "postgres", "template1", name })
            await PostgresDatabases.CloseToPublicAsync(source, closed, cancellationToken);

        return isNew;
    }

    /// <summary>From now on the server stays when the last process leaves, for whoever was given its address.</summary>
    public void LeaveRunning() => File.WriteAllText(_files.Keep, "");

    /// <summary>The server ends with the last process again.</summary>
    public void StopLeavingRunning() => File.Delete(_files.Keep);

    /// <summary>Leaves the server, and stops it when no other process uses it.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_use is null)
            return;

        using var stopping = await FileLock.TakeExclusiveAsync(_files.StartLock, LockPatience, _time, CancellationToken.None);
        _use.Dispose();
        _use = null;
        using var last = FileLock.TryTakeExclusive(_files.UseLock);
        if (last is null || File.Exists(_files.Keep))
            return;

        NpgsqlConnection.ClearAllPools();
        await StopServerAsync();
    }

    /// <summary>Stops the server of the data directory, whoever uses it. For what a killed process left behind.</summary>
    internal static async Task StopAsync(DataDirectory directory, EmbeddedPostgresOptions options, TimeProvider time)
    {
        var programs = PostgresBinaries.Find(options.Binaries);
        await new EmbeddedPostgres(new ClusterFiles(directory), programs, new PostgresUser(programs), time, "").StopServerAsync();
    }

    private bool IsRunning => PostmasterFile.Read(_files.Cluster) is { } running && running.IsRunning(_files.Cluster);

    private Task<ChildProcess> StopServerAsync() =>
        _user.RunAsync(_binaries.PgCtl, ["stop", "-D", _files.Cluster, "-m", "fast", "-w", "-t", "60"], CancellationToken.None);

    private async Task EnsureRunsAsync(EmbeddedPostgresOptions options, CancellationToken cancellationToken)
    {
        await _user.CreateOwnDirectoryAsync(_files.Home, cancellationToken);
        await _user.CheckReachAsync(_files.Home, cancellationToken);
        try
        {
            CheckVersion();
            if (PostmasterFile.Read(_files.Cluster) is { } left)
            {
                if (left.IsRunning(_files.Cluster))
                {
                    await JoinAsync(left, options, cancellationToken);
                    return;
                }

                PostmasterFile.Remove(_files.Cluster);
            }

            Start = Directory.Exists(_files.Cluster) ? EmbeddedPostgresStart.Started : EmbeddedPostgresStart.Created;
            if (Start == EmbeddedPostgresStart.Created)
                await CreateClusterAsync(options, cancellationToken);

            // A process that was killed meanwhile may have left it.
            File.Delete(_files.InitDbPassword);
            if (File.Exists(_files.Log) && new FileInfo(_files.Log).Length > LongestLog)
                File.Move(_files.Log, _files.Log + ".1", overwrite: true);

            await StartServerAsync(options, cancellationToken);
        }
        catch (UnauthorizedAccessException e)
        {
            throw new StorageUnavailableException(
                $"{_files.Home} belongs to another user ({e.Message}) Start Workbench as the user who started it first, or set {DataDirectory.Variable} to another directory.",
                e
            );
        }
    }

    private void CheckVersion()
    {
        var file = Path.Combine(_files.Cluster, "PG_VERSION");
        if (_binaries.MajorVersion > 0 && File.Exists(file) && int.TryParse(File.ReadAllText(file), out var version) && version != _binaries.MajorVersion)
        {
            throw new StorageUnavailableException(
                $"{_files.Cluster} was written by PostgreSQL {version}, and the programs here are version {_binaries.MajorVersion}. "
                    + $"Move it with pg_upgrade, or set {DataDirectory.Variable} to an empty directory."
            );
        }
    }

    private async Task JoinAsync(PostmasterFile running, EmbeddedPostgresOptions options, CancellationToken cancellationToken)
    {
        Start = EmbeddedPostgresStart.Joined;
        var began = _time.GetTimestamp();
        while (true)
        {
            // The port is written a moment after the process number.
            running = PostmasterFile.Read(_files.Cluster) ?? running;
            Port = running.Port ?? 0;
            try
            {
                await using var connection = new NpgsqlConnection(Unpooled("postgres").ConnectionString);
                await connection.OpenAsync(cancellationToken);
                return;
            }
            catch (NpgsqlException e) when (e.SqlState != PostgresErrorCodes.InvalidPassword)
            {
                if (_time.GetElapsedTime(began) > options.StartPatience)
                {
                    throw new StorageUnavailableException(
                        $"PostgreSQL runs on {_files.Cluster} as process {running.ProcessId}, but does not accept connections on port {Port}: {e.Message} Its log is {_files.Log}.",
                        e
                    );
                }
            }
            catch (PostgresException e)
            {
                throw new StorageUnavailableException(
                    $"PostgreSQL runs on {_files.Cluster} as process {running.ProcessId}, but does not take the password in {_files.Password}: {e.MessageText}",
                    e
                );
            }

            await Task.Delay(TimeSpan.FromMilliseconds(50), _time, cancellationToken);
        }
    }

    private async Task CreateClusterAsync(EmbeddedPostgresOptions options, CancellationToken cancellationToken)
    {
        // Made under another name first: a process killed in the middle leaves nothing that looks like a cluster.
        var unfinished = _files.Cluster + ".unfinished";
        if (Directory.Exists(unfinished))
            Directory.Delete(unfinished, recursive: true);

        var passwordFile = _files.InitDbPassword;
        await File.WriteAllTextAsync(passwordFile, _password + "\n", cancellationToken);
        if (!OperatingSystem.IsWindows())
        {
            // The directory around it is closed to everybody else.
            File.SetUnixFileMode(passwordFile, UnixFileMode.UserRead | UnixFileMode.UserWrite | (_user.IsOther ? UnixFileMode.OtherRead : UnixFileMode.None));
        }

        List<string> arguments =
        [
            "-D",
            unfinished,
            $"--username={Superuser}",
            $"--pwfile={passwordFile}",
            "--auth=scram-sha-256",
            "--encoding=UTF8",
            // The same order and the same lower() on every machine, for all of Unicode.
            "--locale=C",
            "--locale-provider=builtin",
            "--builtin-locale=C.UTF-8",
            "--no-instructions",
        ];
        if (!options.IsDurable)
            arguments.Add("--no-sync");

        ChildProcess made;
        try
        {
            made = await _user.RunAsync(_binaries.InitDb, arguments, cancellationToken);
        }
        finally
        {
            File.Delete(passwordFile);
        }

        if (made.ExitCode != 0)
            throw new StorageUnavailableException($"initdb could not create {_files.Cluster}: {made.Output}");

        Directory.Move(unfinished, _files.Cluster);
    }

    private async Task StartServerAsync(EmbeddedPostgresOptions options, CancellationToken cancellationToken)
    {
        var began = _time.GetTimestamp();
        for (var attempt = 1; ; attempt++)
        {
            Port = attempt == 1 && PostgresSettings.ReadPort(_files.Cluster) is { } last && IsFree(last) ? last : FreePort();
            PostgresSettings.Write(_files.Cluster, Port, options.IsDurable);
            var logged = File.Exists(_files.Log) ? new FileInfo(_files.Log).Length : 0;
            var started = await _user.RunAsync(
                _binaries.PgCtl,
                ["start", "-D", _files.Cluster, "-l", _files.Log, "-w", "-t", options.StartPatience.TotalSeconds.ToString("0", CultureInfo.InvariantCulture)],
                cancellationToken,
                captureOutput: !OperatingSystem.IsWindows()
            );
            if (started.ExitCode == 0)
                return;

            var log = ReadLog(logged) is { Length: > 0 } text ? text : started.Output;
            var isWorthAnotherTry =
                log.Contains("could not bind", StringComparison.Ordinal) && attempt < 4
                // The children of a killed server need a moment to notice and to leave its shared memory.
                || log.Contains("pre-existing shared memory block", StringComparison.Ordinal) && _time.GetElapsedTime(began) < options.StartPatience;
            if (!isWorthAnotherTry)
                throw new StorageUnavailableException($"PostgreSQL did not start on {_files.Cluster}. The end of its log {_files.Log}:\n{log}");

            await Task.Delay(TimeSpan.FromMilliseconds(100), _time, cancellationToken);
        }
    }

    private string ReadLog(long from)
    {
        if (!File.Exists(_files.Log))
            return "";

        using var file = new FileStream(_files.Log, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        file.Seek(from, SeekOrigin.Begin);
        using var reader = new StreamReader(file);
        return string.Join('\n', reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries).TakeLast(12));
    }

    private NpgsqlConnectionStringBuilder Unpooled(string database)
    {
        var builder = ConnectionString(database);
        builder.Pooling = false;
        builder.Timeout = 10;
        return builder;
    }

    private static string ReadOrCreatePassword(string path)
    {
        if (File.Exists(path))
            return File.ReadAllText(path).Trim();

        var created = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(24));
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;

        using var writer = new StreamWriter(path, options);
        writer.Write(created);
        return created;
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static bool IsFree(int port)
    {
        try
        {
            using var listener = new TcpListener(IPAddress.Loopback, port);
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    /// <summary>Where the parts of the server lie in the data directory.</summary>
    private sealed class ClusterFiles(DataDirectory directory)
    {
        public string Home { get; } = directory.File("postgres");

        public string Cluster => Path.Combine(Home, "cluster");

        public string Log => Path.Combine(Home, "postgres.log");

        /// <summary>For as long as initdb reads it.</summary>
        public string InitDbPassword => Path.Combine(Home, "initdb.password");

        public string Password { get; } = directory.File("postgres.password");

        public string StartLock { get; } = directory.File("postgres.lock");

        public string UseLock { get; } = directory.File("postgres.use");

        public string Keep { get; } = directory.File("postgres.keep");
    }
}
