using System.Globalization;
using System.Text;
using System.Text.Json;
using CsvHelper;
using Workbench.Shared;
using Workbench.Shared.Audit;

namespace Workbench.Server.Audit;

/// <summary>The chain as a file, oldest first, as it is read: a log of millions of entries takes no more memory than one of ten.</summary>
internal sealed class AuditExport(AuditReader reader, IAuditLog log)
{
    private static readonly string[] Columns =
    [
        "number",
        "at",
        "who",
        "verb",
        "kind",
        "subject",
        "about",
        "origin",
        "details",
        "id",
        "person",
        "about_person",
        "hash",
    ];

    private static readonly CsvWriterOptions Csv = new() { Injection = CsvInjection.Escape, WriteByteOrderMark = true };

    /// <summary>What was noted until now is in it.</summary>
    /// <returns>The last entry of the whole chain, whatever the filter is: what to keep elsewhere.</returns>
    public async Task<AuditTail> BeginAsync(CancellationToken cancellationToken)
    {
        await log.FlushAsync(cancellationToken);
        var (number, hash) = await reader.LastAsync(cancellationToken);
        return new AuditTail(number, Convert.ToHexStringLower(hash));
    }

    /// <summary>That it was exported is noted as well.</summary>
    /// <returns>Entries that were written.</returns>
    public async Task<long> WriteAsync(AuditFilter filter, AuditFormat format, AuditTail tail, Stream to, CancellationToken cancellationToken)
    {
        log.Note(
            new AuditEntry(AuditVerb.Exported, AuditKinds.Audit, "entries")
            {
                Details = new()
                {
                    ["format"] = format.ToString().ToLowerInvariant(),
                    ["until"] = tail.Number,
                    ["of_one_person"] = filter.Who is not null,
                    ["what"] = filter.What,
                    ["kind"] = filter.Kind,
                    ["from"] = filter.From?.ToString("O", CultureInfo.InvariantCulture),
                    ["to"] = filter.To?.ToString("O", CultureInfo.InvariantCulture),
                },
            }
        );
        var lines = reader.ReadAsync(filter, tail.Number, cancellationToken);
        return format == AuditFormat.Csv ? await WriteCsvAsync(lines, to, cancellationToken) : await WriteJsonAsync(lines, to, cancellationToken);
    }

    private static async Task<long> WriteJsonAsync(IAsyncEnumerable<AuditLine> lines, Stream to, CancellationToken cancellationToken)
    {
        var count = 0L;
        await using var writer = new StreamWriter(to, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), bufferSize: 65_536, leaveOpen: true);
        await foreach (var line in lines)
        {
            var text = JsonSerializer.Serialize(line with { At = line.At.ToUniversalTime() }, WireJson.Options);
            await writer.WriteAsync(text.AsMemory(), cancellationToken);
            await writer.WriteAsync('\n');
            count++;
        }
        await writer.FlushAsync(cancellationToken);
        return count;
    }

    private static async Task<long> WriteCsvAsync(IAsyncEnumerable<AuditLine> lines, Stream to, CancellationToken cancellationToken)
    {
        var count = 0L;
        await using var csv = CsvWriter.Create(to, Csv, leaveOpen: true);
        await csv.WriteRecordAsync(Columns, cancellationToken);
        await foreach (var line in lines)
        {
            await csv.WriteRecordAsync(
                [
                    FormattableString.Invariant($"{line.Number}"),
                    SealedEntry.Stamp(line.At),
                    line.Who,
                    line.Verb,
                    line.Kind,
                    line.Subject,
                    line.About ?? "",
                    line.Origin,
                    line.Details,
                    line.Id.ToString(),
                    line.Person?.ToString() ?? "",
                    line.AboutPerson?.ToString() ?? "",
                    line.Hash,
                ],
                cancellationToken
            );
            count++;
        }
        await csv.FlushAsync(cancellationToken);
        return count;
    }
}

internal enum AuditFormat
{
    JsonLines,
    Csv,
}

/// <summary>The end of the chain.</summary>
/// <param name="Number">0: there is no entry yet.</param>
internal sealed record AuditTail(long Number, string Hash);
