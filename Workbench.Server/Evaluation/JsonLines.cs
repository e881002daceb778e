using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Workbench.Shared;

namespace Workbench.Server.Evaluation;

/// <summary>Files of one JSON document a line.</summary>
internal static class JsonLines
{
    /// <summary>Files of other programs have keys of their own.</summary>
    private static readonly JsonSerializerOptions Options = new(WireJson.Options)
    {
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Skip,
        RespectRequiredConstructorParameters = true,
        RespectNullableAnnotations = true,
    };

    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false);

    /// <summary>Empty lines are passed over.</summary>
    /// <exception cref="FormatException">A line is none: says which and why.</exception>
    public static async Task<IReadOnlyList<T>> ReadAsync<T>(string file, CancellationToken cancellationToken)
    {
        List<T> items = [];
        var number = 0;
        await foreach (var line in File.ReadLinesAsync(file, cancellationToken))
        {
            number++;
            if (string.IsNullOrWhiteSpace(line))
                continue;
            try
            {
                items.Add(JsonSerializer.Deserialize<T>(line, Options) ?? throw new JsonException("null is no document."));
            }
            catch (JsonException e)
            {
                throw new FormatException($"{file}:{number}:{e.BytePositionInLine + 1}: {e.Message}", e);
            }
        }
        return items;
    }

    /// <summary>What a process that was cut off wrote; its unfinished last line is removed from the file, so that lines can be added.</summary>
    public static async Task<IReadOnlyList<T>> ResumeAsync<T>(string file, CancellationToken cancellationToken)
    {
        if (!File.Exists(file))
            return [];
        await using (var stream = new FileStream(file, FileMode.Open, FileAccess.ReadWrite))
        {
            var end = stream.Length;
            while (end > 0)
            {
                stream.Position = end - 1;
                if (stream.ReadByte() == '\n')
                    break;
                end--;
            }
            stream.SetLength(end);
        }
        return await ReadAsync<T>(file, cancellationToken);
    }

    /// <summary>Each line reaches the disk before the next is written.</summary>
    public static StreamWriter Append(string file) => new(new FileStream(file, FileMode.Append, FileAccess.Write, FileShare.Read), Utf8) { NewLine = "\n" };

    public static string Line<T>(T item) => JsonSerializer.Serialize(item, WireJson.Options);
}
