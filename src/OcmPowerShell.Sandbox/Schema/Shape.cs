namespace OcmPowerShell.Sandbox.Schema;

/// <summary>The words that schemas are written in. A member's name that ends in <c>*</c> is required.</summary>
internal static class Shape
{
    /// <summary>An object with named members.</summary>
    public static SchemaNode Object(string description, params (string Name, SchemaNode Schema)[] members) => new()
    {
        Type = "object",
        Description = description,
        Properties = members.ToDictionary(member => member.Name.TrimEnd('*'), member => member.Schema, StringComparer.Ordinal),
        Required = members.Where(member => member.Name.EndsWith('*')).Select(member => member.Name.TrimEnd('*')).ToArray(),
    };

    /// <summary>An object whose member names are data.</summary>
    public static SchemaNode Map(string description, SchemaNode value) =>
        new() { Type = "object", Description = description, AdditionalProperties = value };

    /// <summary>A list that has one owner as a whole.</summary>
    public static SchemaNode List(string description, SchemaNode item) =>
        new() { Type = "array", Description = description, Items = item };

    /// <summary>A list whose items are told apart by some of their members.</summary>
    public static SchemaNode ListByKey(string description, SchemaNode item, params string[] keys) =>
        new() { Type = "array", Description = description, Items = item, ListType = "map", ListMapKeys = keys };

    /// <summary>A text.</summary>
    public static SchemaNode Text(string description) => new() { Type = "string", Description = description };

    /// <summary>One of a few texts.</summary>
    public static SchemaNode OneOf(string description, params string[] values) =>
        new() { Type = "string", Description = description, Enum = values };

    /// <summary>True or false.</summary>
    public static SchemaNode Flag(string description) => new() { Type = "boolean", Description = description };

    /// <summary>A whole number of 32 bits.</summary>
    public static SchemaNode Int32(string description) => new() { Type = "integer", Format = "int32", Description = description };

    /// <summary>A whole number of 64 bits.</summary>
    public static SchemaNode Int64(string description) => new() { Type = "integer", Format = "int64", Description = description };

    /// <summary>A moment in RFC 3339.</summary>
    public static SchemaNode Time(string description) => new() { Type = "string", Format = "date-time", Description = description };
}
