using System.Collections.Immutable;
using Microsoft.Extensions.AI;

namespace Workbench.Server.Models;

/// <summary>Something that runs models.</summary>
/// <param name="Name">As in prices and usage rows: <c>local</c>, <c>openai</c>.</param>
public sealed record ModelProvider(string Name, IChatClient Client, ImmutableArray<OfferedModel> Models, TimeSpan Timeout);

/// <param name="Label">For people.</param>
/// <param name="Note">What to know before choosing it.</param>
public sealed record OfferedModel(string Name, string Label, string? Note);
