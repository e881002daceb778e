using System.Globalization;
using System.Numerics.Tensors;
using System.Text.Json;

namespace Workbench.Server.Embeddings;

/// <summary>A reply in OpenAI's form: <c>{"data": [{"index": 0, "embedding": [0.1, …]}]}</c>.</summary>
internal static class EmbeddingsReply
{
    /// <returns>In the order of the texts, each brought to the length 1.</returns>
    /// <exception cref="JsonException">It is no JSON.</exception>
    /// <exception cref="InvalidDataException">It is something else, or not of so many texts.</exception>
    public static IReadOnlyList<float[]> Read(ReadOnlyMemory<byte> reply, int count)
    {
        using var document = JsonDocument.Parse(reply);
        if (
            document.RootElement.ValueKind != JsonValueKind.Object
            || !document.RootElement.TryGetProperty("data", out var data)
            || data.ValueKind != JsonValueKind.Array
        )
            throw new InvalidDataException("It has no list `data`.");
        if (data.GetArrayLength() != count)
            throw new InvalidDataException(string.Create(CultureInfo.InvariantCulture, $"It has {data.GetArrayLength()} embeddings for {count} texts."));
        var vectors = new float[count][];
        foreach (var (place, item) in data.EnumerateArray().Index())
        {
            if (item.ValueKind != JsonValueKind.Object || !item.TryGetProperty("embedding", out var numbers) || numbers.ValueKind != JsonValueKind.Array)
                throw new InvalidDataException("An item of `data` has no list `embedding`.");
            // Some providers leave the index out; the order then is that of the texts.
            var index = item.TryGetProperty("index", out var told) && told.TryGetInt32(out var number) ? number : place;
            if (index < 0 || index >= count || vectors[index] is not null)
                throw new InvalidDataException(string.Create(CultureInfo.InvariantCulture, $"It has the index {index} twice, or for no text."));
            vectors[index] = Unit([.. numbers.EnumerateArray().Select(Number)]);
        }
        if (vectors.Any(v => v.Length != vectors[0].Length))
            throw new InvalidDataException("Its embeddings differ in length.");
        return vectors;
    }

    private static float Number(JsonElement element) =>
        element.ValueKind == JsonValueKind.Number ? element.GetSingle() : throw new InvalidDataException("An embedding holds something else than numbers.");

    private static float[] Unit(float[] vector)
    {
        var length = TensorPrimitives.Norm<float>(vector);
        if (length == 0 || !float.IsFinite(length))
            throw new InvalidDataException("An embedding is empty, zero, or has numbers without end.");
        TensorPrimitives.Divide(vector, length, vector);
        return vector;
    }
}
