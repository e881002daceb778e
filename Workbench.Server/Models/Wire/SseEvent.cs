namespace Workbench.Server.Models.Wire;

/// <param name="Data">Good until the next one is read.</param>
internal readonly record struct SseEvent(string? Name, ReadOnlyMemory<byte> Data);
