using System.Runtime.CompilerServices;
using System.Text.Json;
using Workbench.Server.Storage;
using Workbench.Shared.Traces;

namespace Workbench.Server.Traces;

/// <summary>Runs of a filter, page by page, so that the store is never asked for all of them at once.</summary>
internal sealed class RunExports(RunSearch search, TraceExport export) : IRunExports
{
    private const int PageSize = 500;

    public Task<int> CountAsync(TraceFilter filter, int most, CancellationToken cancellationToken) =>
        search.CountAsync(filter, SearchWords.Parse(filter.Text), most, cancellationToken);

    public async IAsyncEnumerable<JsonDocument> ReadAsync(TraceFilter filter, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var words = SearchWords.Parse(filter.Text);
        PageCursor? after = null;
        do
        {
            var found = await search.FindAsync(filter, words, after, PageSize, cancellationToken);
            foreach (var run in found)
                if (await export.WriteAsync(run.Id, cancellationToken) is { } document)
                    yield return document;
            after = found.Count < PageSize ? null : found[^1];
        } while (after is not null);
    }
}
