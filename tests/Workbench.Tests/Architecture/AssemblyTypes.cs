using System.Collections.Immutable;
using System.Reflection;
using System.Reflection.Emit;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;

namespace Workbench.Tests.Architecture;

/// <summary>The types of a compiled assembly and what each of them uses, read from its metadata and code without loading it.</summary>
internal sealed class AssemblyTypes : IDisposable
{
    private static readonly Dictionary<int, OpCode> OpCodes = typeof(OpCodes)
        .GetFields(BindingFlags.Public | BindingFlags.Static)
        .Select(f => (OpCode)f.GetValue(null)!)
        .ToDictionary(o => (int)(ushort)o.Value);

    private readonly PEReader _file;
    private readonly MetadataReader _metadata;

    public AssemblyTypes(Assembly assembly)
    {
        _file = new PEReader(File.OpenRead(assembly.Location));
        _metadata = _file.GetMetadataReader();
        Types = [.. _metadata.TypeDefinitions.Where(IsOutermost).Select(Read)];
    }

    /// <summary>Outermost types; what their nested types use is theirs.</summary>
    public ImmutableArray<UsingType> Types { get; }

    public IEnumerable<string> References => _metadata.AssemblyReferences.Select(r => _metadata.GetString(_metadata.GetAssemblyReference(r).Name));

    public void Dispose() => _file.Dispose();

    private bool IsOutermost(TypeDefinitionHandle handle) => _metadata.GetTypeDefinition(handle).GetDeclaringType().IsNil;

    private UsingType Read(TypeDefinitionHandle handle)
    {
        var definition = _metadata.GetTypeDefinition(handle);
        var uses = new UseCollector(_metadata);
        Collect(handle, uses);
        return new UsingType(
            _metadata.GetString(definition.Namespace),
            _metadata.GetString(definition.Name),
            (definition.Attributes & TypeAttributes.VisibilityMask) == TypeAttributes.Public,
            [.. uses.Found]
        );
    }

    private void Collect(TypeDefinitionHandle handle, UseCollector uses)
    {
        var definition = _metadata.GetTypeDefinition(handle);
        uses.Add(definition.BaseType);
        foreach (var implemented in definition.GetInterfaceImplementations())
            uses.Add(_metadata.GetInterfaceImplementation(implemented).Interface);

        foreach (var field in definition.GetFields())
            _metadata.GetFieldDefinition(field).DecodeSignature(uses, null);

        foreach (var method in definition.GetMethods().Select(_metadata.GetMethodDefinition))
        {
            method.DecodeSignature(uses, null);
            if (method.RelativeVirtualAddress != 0)
                CollectCode(_file.GetMethodBody(method.RelativeVirtualAddress), uses);
        }

        foreach (var nested in definition.GetNestedTypes())
            Collect(nested, uses);
    }

    private void CollectCode(MethodBodyBlock body, UseCollector uses)
    {
        if (!body.LocalSignature.IsNil)
            _metadata.GetStandaloneSignature(body.LocalSignature).DecodeLocalSignature(uses, null);

        var code = body.GetILReader();
        while (code.RemainingBytes > 0)
        {
            int value = code.ReadByte();
            var operation = OpCodes[value == 0xFE ? 0xFE00 | code.ReadByte() : value];
            switch (operation.OperandType)
            {
                case OperandType.InlineNone:
                    break;
                case OperandType.InlineField or OperandType.InlineMethod or OperandType.InlineTok or OperandType.InlineType:
                    uses.Add(MetadataTokens.EntityHandle(code.ReadInt32()));
                    break;
                case OperandType.InlineSwitch:
                    var targets = code.ReadInt32();
                    code.Offset += 4 * targets;
                    break;
                case OperandType.InlineI8 or OperandType.InlineR:
                    code.Offset += 8;
                    break;
                case OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar:
                    code.Offset += 1;
                    break;
                case OperandType.InlineVar:
                    code.Offset += 2;
                    break;
                default:
                    code.Offset += 4;
                    break;
            }
        }
    }
}

internal sealed record UsingType(string Namespace, string Name, bool IsPublic, ImmutableArray<UsedType> Uses)
{
    public string FullName => $"{Namespace}.{Name}";
}

/// <param name="Assembly">Null: the same assembly.</param>
internal sealed record UsedType(string? Assembly, string Namespace, string Name)
{
    public string FullName => $"{Namespace}.{Name}";
}
