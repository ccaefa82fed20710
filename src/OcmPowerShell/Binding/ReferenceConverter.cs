using System.Management.Automation;

namespace OcmPowerShell.Binding;

/// <summary>
/// Lets PowerShell bind objects to a typed reference, and tells it when an object is not of that kind: the binder then
/// looks at the other parameters, or says that the object cannot be bound.
/// </summary>
/// <typeparam name="T">The reference's type.</typeparam>
public abstract class ReferenceConverter<T> : PSTypeConverter
    where T : class
{
    /// <summary>Makes a reference; null when the object is not of the kind.</summary>
    protected abstract T? TryConvert(object source);

    /// <summary>What can be converted, for the error.</summary>
    protected abstract string Expected { get; }

    /// <inheritdoc/>
    public sealed override bool CanConvertFrom(object sourceValue, Type destinationType) =>
        sourceValue is not null;

    /// <inheritdoc/>
    public sealed override object ConvertFrom(object sourceValue, Type destinationType, IFormatProvider formatProvider, bool ignoreCase) =>
        TryConvert(sourceValue) ?? throw new PSInvalidCastException($"'{sourceValue}' is not {Expected}.");

    /// <inheritdoc/>
    public sealed override bool CanConvertTo(object sourceValue, Type destinationType) => false;

    /// <inheritdoc/>
    public sealed override object ConvertTo(object sourceValue, Type destinationType, IFormatProvider formatProvider, bool ignoreCase) =>
        throw new PSInvalidCastException($"{typeof(T).Name} cannot be converted.");
}
