using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace OcmPowerShell.Tests.Docs;

/// <summary>
/// A cmdlet as the packaged assembly declares it. Read from metadata: the PowerShell assembly that is here at test time
/// has no code, so no cmdlet can be made.
/// </summary>
/// <param name="ClassName">The class's name.</param>
/// <param name="IsSealed">Whether nobody can derive from it.</param>
/// <param name="Verb">The verb.</param>
/// <param name="Noun">The noun.</param>
/// <param name="Parameters">Its parameters, those of its base classes and of ShouldProcess included.</param>
internal sealed record CmdletClass(string ClassName, bool IsSealed, string Verb, string Noun, IReadOnlyList<CmdletParameter> Parameters)
{
    /// <summary>All cmdlets of the packaged module, in order of their names.</summary>
    public static IReadOnlyList<CmdletClass> All { get; } = ReadAll();

    public string Name => $"{Verb}-{Noun}";

    public override string ToString() => Name;

    private static List<CmdletClass> ReadAll()
    {
        using FileStream file = File.OpenRead(Path.Combine(PackagedModule.Folder, "OcmPowerShell.dll"));
        using var image = new PEReader(file);
        MetadataReader metadata = image.GetMetadataReader();
        return [.. metadata.TypeDefinitions
            .Select(metadata.GetTypeDefinition)
            .Select(type => Read(metadata, type))
            .OfType<CmdletClass>()
            .OrderBy(cmdlet => cmdlet.Name, StringComparer.Ordinal)];
    }

    private static CmdletClass? Read(MetadataReader metadata, TypeDefinition type)
    {
        if (FindAttribute(metadata, type.GetCustomAttributes(), "CmdletAttribute") is not { } cmdlet)
        {
            return null;
        }

        var parameters = new List<CmdletParameter>(ReadParameters(metadata, type));
        if (cmdlet.NamedArguments.Any(argument => argument is { Name: "SupportsShouldProcess", Value: true }))
        {
            parameters.AddRange([new CmdletParameter("WhatIf", []), new CmdletParameter("Confirm", [])]);
        }

        return new CmdletClass(
            metadata.GetString(type.Name),
            type.Attributes.HasFlag(TypeAttributes.Sealed),
            (string)cmdlet.FixedArguments[0].Value!,
            (string)cmdlet.FixedArguments[1].Value!,
            parameters);
    }

    private static IEnumerable<CmdletParameter> ReadParameters(MetadataReader metadata, TypeDefinition type)
    {
        foreach (PropertyDefinition property in type.GetProperties().Select(metadata.GetPropertyDefinition))
        {
            if (FindAttribute(metadata, property.GetCustomAttributes(), "ParameterAttribute") is not null)
            {
                yield return new CmdletParameter(metadata.GetString(property.Name), Aliases(metadata, property));
            }
        }

        // A base class of another assembly is PowerShell's own.
        EntityHandle baseType = Definition(metadata, type.BaseType);
        if (baseType.Kind == HandleKind.TypeDefinition)
        {
            foreach (CmdletParameter inherited in ReadParameters(metadata, metadata.GetTypeDefinition((TypeDefinitionHandle)baseType)))
            {
                yield return inherited;
            }
        }
    }

    // A generic class stands there with its arguments: a signature that begins with what it is and then names the class.
    private static EntityHandle Definition(MetadataReader metadata, EntityHandle type)
    {
        if (type.Kind != HandleKind.TypeSpecification)
        {
            return type;
        }

        BlobReader signature = metadata.GetBlobReader(metadata.GetTypeSpecification((TypeSpecificationHandle)type).Signature);
        return signature.ReadSignatureTypeCode() == SignatureTypeCode.GenericTypeInstance && signature.ReadCompressedInteger() == (int)SignatureTypeKind.Class
            ? signature.ReadTypeHandle()
            : type;
    }

    private static string[] Aliases(MetadataReader metadata, PropertyDefinition property) =>
        FindAttribute(metadata, property.GetCustomAttributes(), "AliasAttribute")?.FixedArguments[0].Value is IEnumerable<CustomAttributeTypedArgument<string>> names
            ? [.. names.Select(name => (string)name.Value!)]
            : [];

    private static CustomAttributeValue<string>? FindAttribute(MetadataReader metadata, CustomAttributeHandleCollection attributes, string name)
    {
        foreach (CustomAttribute attribute in attributes.Select(metadata.GetCustomAttribute))
        {
            if (attribute.Constructor.Kind == HandleKind.MemberReference
                && metadata.GetMemberReference((MemberReferenceHandle)attribute.Constructor).Parent is { Kind: HandleKind.TypeReference } parent
                && metadata.StringComparer.Equals(metadata.GetTypeReference((TypeReferenceHandle)parent).Name, name))
            {
                return attribute.DecodeValue(AttributeTypes.Instance);
            }
        }

        return null;
    }

    /// <summary>Names types instead of loading them; every enum that an attribute here takes is an int.</summary>
    private sealed class AttributeTypes : ICustomAttributeTypeProvider<string>
    {
        public static AttributeTypes Instance { get; } = new();

        public string GetPrimitiveType(PrimitiveTypeCode typeCode) => typeCode.ToString();

        public string GetSystemType() => "Type";

        public string GetSZArrayType(string elementType) => elementType + "[]";

        public string GetTypeFromDefinition(MetadataReader reader, TypeDefinitionHandle handle, byte rawTypeKind) =>
            reader.GetString(reader.GetTypeDefinition(handle).Name);

        public string GetTypeFromReference(MetadataReader reader, TypeReferenceHandle handle, byte rawTypeKind) =>
            reader.GetString(reader.GetTypeReference(handle).Name);

        public string GetTypeFromSerializedName(string name) => name;

        public PrimitiveTypeCode GetUnderlyingEnumType(string type) => PrimitiveTypeCode.Int32;

        public bool IsSystemType(string type) => type == "Type";
    }
}
