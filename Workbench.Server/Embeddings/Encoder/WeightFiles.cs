using System.Buffers;
using System.Runtime.InteropServices;
using System.Text.Json;
using Microsoft.Win32.SafeHandles;

namespace Workbench.Server.Embeddings.Encoder;

/// <summary>Weights as TensorFlow.js keeps them: <c>model.json</c> names them in order, and the files beside it hold their numbers, one after the other.</summary>
internal sealed class WeightFiles : IDisposable
{
    private readonly string _directory;
    private readonly List<SafeFileHandle> _files = [];
    private readonly Dictionary<string, (long Offset, int Count)> _weights = new(StringComparer.Ordinal);

    /// <exception cref="IOException">A file is missing or cannot be read.</exception>
    /// <exception cref="InvalidDataException">They are cut, or of another form.</exception>
    public WeightFiles(string directory)
    {
        _directory = directory;
        try
        {
            using var model = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(directory, "model.json")));
            foreach (var group in model.RootElement.GetProperty("weightsManifest").EnumerateArray())
                Open(group);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException or FormatException or OverflowException)
        {
            Dispose();
            throw new InvalidDataException($"model.json in {directory} is not a model of TensorFlow.js: {e.Message}", e);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public float[] Numbers(string name, int count)
    {
        var numbers = GC.AllocateUninitializedArray<float>(count);
        Read(name, numbers);
        return numbers;
    }

    public PackedMatrix Matrix(string name, int inputs, int outputs)
    {
        var values = ArrayPool<float>.Shared.Rent(inputs * outputs);
        try
        {
            Read(name, values.AsSpan(0, inputs * outputs));
            return new PackedMatrix(values.AsSpan(0, inputs * outputs), inputs, outputs);
        }
        finally
        {
            ArrayPool<float>.Shared.Return(values);
        }
    }

    public void Dispose() => _files.ForEach(f => f.Dispose());

    private void Open(JsonElement group)
    {
        var start = Length();
        foreach (var path in group.GetProperty("paths").EnumerateArray())
            _files.Add(File.OpenHandle(Path.Combine(_directory, Path.GetFileName(path.GetString() ?? ""))));
        var end = start;
        foreach (var weight in group.GetProperty("weights").EnumerateArray())
        {
            var count = 1;
            foreach (var size in weight.GetProperty("shape").EnumerateArray())
                count = checked(count * size.GetInt32());
            // Numbers of this model are four bytes each, the whole ones too.
            _weights[weight.GetProperty("name").GetString()!] = (end, count);
            end += count * sizeof(float);
        }
        if (end != Length())
            throw new InvalidDataException($"The weights in {_directory} are cut: {Length() - start:N0} bytes where model.json names {end - start:N0}.");
    }

    private long Length() => _files.Sum(RandomAccess.GetLength);

    private void Read(string name, Span<float> numbers)
    {
        if (!_weights.TryGetValue(name, out var weight))
            throw new InvalidDataException($"model.json in {_directory} names no weights {name}: it is of another model.");
        if (weight.Count != numbers.Length)
            throw new InvalidDataException(
                $"The weights {name} in {_directory} are {weight.Count} numbers and not {numbers.Length}: they are of another model."
            );
        Read(MemoryMarshal.AsBytes(numbers), weight.Offset);
    }

    private void Read(Span<byte> bytes, long offset)
    {
        foreach (var file in _files)
        {
            var length = RandomAccess.GetLength(file);
            while (bytes.Length > 0 && offset < length)
            {
                var read = RandomAccess.Read(file, bytes, offset);
                if (read == 0)
                    break;
                bytes = bytes[read..];
                offset += read;
            }
            offset -= length;
        }
        if (bytes.Length > 0)
            throw new InvalidDataException($"The weights in {_directory} end early.");
    }
}
