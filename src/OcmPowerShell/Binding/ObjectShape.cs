using System.Collections;
using System.Management.Automation;

namespace OcmPowerShell.Binding;

/// <summary>
/// Reads properties of whatever comes down a pipeline: our own objects, their copies from Clixml or CSV, hashtables, and
/// what <c>kubectl -o json | ConvertFrom-Json</c> gives.
/// </summary>
internal readonly struct ObjectShape
{
    private readonly PSObject? _object;
    private readonly IDictionary? _dictionary;

    public ObjectShape(object? value)
    {
        _object = value is null ? null : PSObject.AsPSObject(value);
        _dictionary = _object?.BaseObject as IDictionary;
    }

    /// <summary>A property as text; null when it is not there, empty, or no scalar.</summary>
    public string? Text(string name) => Value(name) is { } value && value is string or ValueType && value.ToString() is { Length: > 0 } text ? text : null;

    /// <summary>Whether there is such a property at all.</summary>
    public bool Has(string name) => _dictionary?.Contains(name) ?? _object?.Properties[name] is not null;

    /// <summary>A property that is an object itself.</summary>
    public ObjectShape Inner(string name) => new(Value(name));

    /// <summary>Whether it is an object of one of our types, or a copy of one from another process.</summary>
    public bool IsOrWas(Type type) =>
        _object is not null && (type.IsInstanceOfType(_object.BaseObject) || _object.TypeNames.Contains("Deserialized." + type.FullName));

    private object? Value(string name)
    {
        object? value = _dictionary is not null ? _dictionary[name] : _object?.Properties[name]?.Value;
        return value is PSObject wrapped and not { BaseObject: PSCustomObject } ? wrapped.BaseObject : value;
    }
}
