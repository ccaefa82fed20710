using System.Management.Automation;

namespace OcmPowerShell.Binding;

/// <summary>
/// Refuses plain text where a SecureString is wanted, in words of our own: PowerShell's own error repeats the value, which
/// is the secret.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class SecureOnlyAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData) =>
        inputData is string or PSObject { BaseObject: string }
            ? throw new ArgumentTransformationMetadataException("It takes a SecureString, not text: that would stand in the history and in logs. Use Read-Host -AsSecureString, Get-Secret, or ConvertTo-SecureString $text -AsPlainText.")
            : inputData;
}
