using Microsoft.Extensions.Logging;

namespace Workbench.Tests.Models;

/// <summary>Keeps what was logged.</summary>
internal sealed class ToldLog : ILogger
{
    public List<(LogLevel Level, string Message)> Told { get; } = [];

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        Told.Add((logLevel, formatter(state, exception)));
}
