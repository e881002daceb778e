using System.Threading.Channels;

namespace Workbench.Server.StepLogs;

/// <summary>Takes what is logged for a step, beside where the log goes otherwise. Its levels are those of <c>Logging:Step</c>.</summary>
[ProviderAlias("Step")]
internal sealed class StepLogProvider(TimeProvider time) : ILoggerProvider
{
    private const int Waiting = 20_000;

    private readonly Channel<StepLogRow> _lines = Channel.CreateBounded<StepLogRow>(
        new BoundedChannelOptions(Waiting) { FullMode = BoundedChannelFullMode.Wait, SingleReader = true }
    );

    /// <summary>For their one writer to the store.</summary>
    public ChannelReader<StepLogRow> Lines => _lines.Reader;

    public ILogger CreateLogger(string categoryName) => new Logger(categoryName, this);

    public void Dispose() => _lines.Writer.TryComplete();

    private sealed class Logger(string category, StepLogProvider provider) : ILogger
    {
        private const int Longest = 8_000;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel != LogLevel.None && StepLogScope.Current is not null;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (!IsEnabled(logLevel) || StepLogScope.Current is not { } step || step.Take() is not (not StepLogPlace.None and var place))
                return;
            var text =
                place == StepLogPlace.Last ? "There are more lines of this step in the server's log."
                : exception is null ? formatter(state, exception)
                : $"{formatter(state, exception)}\n{exception}";
            // A store that is away must not hold the step up: lines that have no room are in the server's log alone.
            provider._lines.Writer.TryWrite(
                new StepLogRow
                {
                    RunId = step.Run,
                    Seq = step.Step,
                    At = provider.Now,
                    Level = logLevel.ToString().ToLowerInvariant(),
                    Category = category,
                    Text = text.Length <= Longest ? text : text[..Longest] + " …",
                }
            );
        }
    }

    private DateTimeOffset Now => time.GetUtcNow();
}
