using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Workbench.Server.Router.Features;
using Workbench.Server.Router.Network;
using Workbench.Shared.Router;

namespace Workbench.Server.Router;

/// <summary>
/// Weights in a file: mark, format, SHA-256 of what follows, then what must fit (encoder, features, sizes) and the numbers as 16-bit floats.
/// docs/router.md, "The file".
/// </summary>
internal static class RouterWeightsFile
{
    public const ushort Format = 1;

    private const int HashLength = 32;
    private static readonly byte[] Mark = "WBROUTER"u8.ToArray();

    /// <summary>As they are after being written and read: rounded to 16 bits.</summary>
    public static RouterWeights Rounded(RouterWeights weights) => Read(Bytes(weights), weights.Name);

    /// <summary>Writes beside the file and moves it there: a reader sees the old weights or the new ones.</summary>
    public static async Task WriteAsync(RouterWeights weights, string path, CancellationToken cancellationToken)
    {
        var beside = path + ".new";
        await File.WriteAllBytesAsync(beside, Bytes(weights), cancellationToken);
        File.Move(beside, path, overwrite: true);
    }

    /// <exception cref="RouterWeightsException">The file is not there, cut, damaged, or of another version.</exception>
    public static RouterWeights Read(string path)
    {
        try
        {
            return Read(File.ReadAllBytes(path), path);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new RouterWeightsException($"There are no router weights at {path}. `./workbench router train` makes them.", e);
        }
    }

    public static byte[] Bytes(RouterWeights weights)
    {
        using MemoryStream body = new();
        using (BinaryWriter writer = new(body, Encoding.UTF8, leaveOpen: true))
            WriteBody(writer, weights);
        var content = body.ToArray();
        var format = new byte[sizeof(ushort)];
        BinaryPrimitives.WriteUInt16LittleEndian(format, Format);
        return [.. Mark, .. format, .. SHA256.HashData(content), .. content];
    }

    public static RouterWeights Read(byte[] bytes, string path)
    {
        var start = Mark.Length + sizeof(ushort) + HashLength;
        if (bytes.Length < start && bytes.AsSpan().StartsWith(Mark.AsSpan(0, Math.Min(bytes.Length, Mark.Length))))
            throw new RouterWeightsException($"{path} is cut: it ends after {bytes.Length} bytes, inside its head.");
        if (!bytes.AsSpan().StartsWith(Mark))
            throw new RouterWeightsException($"{path} is no file of router weights.");
        var format = BinaryPrimitives.ReadUInt16LittleEndian(bytes.AsSpan(Mark.Length));
        if (format != Format)
            throw new RouterWeightsException(
                $"{path} is of format {format}; this program reads format {Format}. `./workbench router train` makes new weights."
            );
        if (!SHA256.HashData(bytes.AsSpan(start)).AsSpan().SequenceEqual(bytes.AsSpan(Mark.Length + sizeof(ushort), HashLength)))
            throw new RouterWeightsException($"{path} is cut or damaged: its checksum does not fit its {bytes.Length} bytes.");
        using BinaryReader reader = new(new MemoryStream(bytes, start, bytes.Length - start, writable: false), Encoding.UTF8);
        return ReadBody(reader, path);
    }

    private static void WriteBody(BinaryWriter writer, RouterWeights weights)
    {
        writer.Write(MessageFeatures.Version);
        writer.Write(RouterProbabilities.Classes);
        writer.Write(weights.Name);
        writer.Write(weights.Encoder);
        writer.Write(weights.DataHash);
        writer.Write(weights.Seed);
        writer.Write(weights.Input.EmbeddingSize);
        writer.Write(weights.Input.Slots);
        WriteSingles(writer, weights.Input.Means);
        WriteSingles(writer, weights.Input.Deviations);
        writer.Write(weights.Calibration.Temperature);
        writer.Write(weights.Members.Count);
        foreach (var member in weights.Members)
        {
            writer.Write(member.Layers.Length);
            foreach (var layer in member.Layers)
                writer.Write(layer.Outputs);
            foreach (var layer in member.Layers)
            {
                foreach (var weight in layer.Weights)
                    writer.Write((Half)weight);
                foreach (var bias in layer.Biases)
                    writer.Write((Half)bias);
            }
        }
    }

    private static RouterWeights ReadBody(BinaryReader reader, string path)
    {
        var features = reader.ReadInt32();
        var classes = reader.ReadInt32();
        if (features != MessageFeatures.Version || classes != RouterProbabilities.Classes)
            throw new RouterWeightsException(
                $"{path} was trained on features of version {features} for {classes} classes; this program has version {MessageFeatures.Version} and {RouterProbabilities.Classes}. `./workbench router train` makes new weights."
            );
        var (name, encoder, hash, seed) = (reader.ReadString(), reader.ReadString(), reader.ReadString(), reader.ReadInt32());
        InputScale input = new(reader.ReadInt32(), reader.ReadInt32(), ReadSingles(reader), ReadSingles(reader));
        Calibration calibration = new(reader.ReadSingle());
        var members = new Mlp[reader.ReadInt32()];
        for (var i = 0; i < members.Length; i++)
            members[i] = ReadNetwork(reader, input);
        return new RouterWeights
        {
            Name = name,
            Encoder = encoder,
            DataHash = hash,
            Seed = seed,
            Input = input,
            Calibration = calibration,
            Members = members,
        };
    }

    private static Mlp ReadNetwork(BinaryReader reader, InputScale input)
    {
        var outputs = new int[reader.ReadInt32()];
        for (var i = 0; i < outputs.Length; i++)
            outputs[i] = reader.ReadInt32();
        Mlp network = new(input.Dense, input.Slots, outputs);
        foreach (var layer in network.Layers)
        {
            for (var i = 0; i < layer.Weights.Length; i++)
                layer.Weights[i] = (float)reader.ReadHalf();
            for (var i = 0; i < layer.Biases.Length; i++)
                layer.Biases[i] = (float)reader.ReadHalf();
        }
        return network;
    }

    private static void WriteSingles(BinaryWriter writer, float[] values)
    {
        writer.Write(values.Length);
        foreach (var value in values)
            writer.Write(value);
    }

    private static float[] ReadSingles(BinaryReader reader)
    {
        var values = new float[reader.ReadInt32()];
        for (var i = 0; i < values.Length; i++)
            values[i] = reader.ReadSingle();
        return values;
    }
}
