using System.IO.Compression;
using Workbench.Server.Semantics.Layer;
using Workbench.Shared.SemanticLayer;

namespace Workbench.Server.SemanticInterchange;

/// <summary>Uploaded files as texts; archives are opened, within limits.</summary>
internal static class UploadedTexts
{
    /// <summary>Bytes of all files together, unpacked.</summary>
    private const long MaxBytes = 32 << 20;

    public static IReadOnlyList<ForeignText> Of(IReadOnlyList<InterchangeUpload> uploads, out string? fault)
    {
        var texts = new List<ForeignText>();
        long bytes = 0;
        fault = null;
        foreach (var upload in uploads)
        {
            if (upload.Name.EndsWith(".zip", StringComparison.OrdinalIgnoreCase))
            {
                fault = Unpack(upload, texts, ref bytes);
                if (fault is not null)
                    return [];
                continue;
            }
            bytes += upload.Content.Length;
            if (Add(upload.Name, upload.Content.ToArray(), texts) is { } reason)
            {
                fault = reason;
                return [];
            }
        }
        if (bytes > MaxBytes)
            fault = $"The files have {bytes:N0} bytes together; {MaxBytes >> 20} MB are read at once.";
        else if (texts.Count == 0)
            fault = "There is no YAML file among them: names end in .yml or .yaml.";
        return fault is null ? texts : [];
    }

    public static bool IsYaml(string name) => Path.GetExtension(name).ToLowerInvariant() is ".yml" or ".yaml";

    private static string? Unpack(InterchangeUpload upload, List<ForeignText> texts, ref long bytes)
    {
        try
        {
            using var zip = new ZipArchive(new MemoryStream(upload.Content.ToArray()), ZipArchiveMode.Read);
            foreach (var entry in zip.Entries.Where(e => IsYaml(e.FullName)))
            {
                if (texts.Count >= ForeignReading.MaxFiles)
                    return $"{upload.Name} holds more than {ForeignReading.MaxFiles:N0} files.";
                using var stream = entry.Open();
                using var content = new MemoryStream();
                var buffer = new byte[81_920];
                // What an archive says of its sizes need not be so.
                for (int read; (read = stream.Read(buffer)) > 0; )
                {
                    content.Write(buffer, 0, read);
                    if ((bytes += read) > MaxBytes)
                        return $"{upload.Name} unpacks to more than {MaxBytes >> 20} MB.";
                }
                if (Add(entry.FullName, content.ToArray(), texts) is { } reason)
                    return reason;
            }
            return null;
        }
        catch (InvalidDataException)
        {
            return $"{upload.Name} is no archive that can be opened.";
        }
    }

    private static string? Add(string name, byte[] content, List<ForeignText> texts)
    {
        var file = LayerFileBytes.Decode(name, content);
        if (file.Fault is { } fault)
            return fault.Message;
        texts.Add(new ForeignText(name, file.Text));
        return null;
    }
}
