using System.ComponentModel;
using System.Management.Automation;
using OcmPowerShell.Commands;

namespace OcmPowerShell.Binding;

/// <summary>Names a sandbox of this process: made from its name, an object of Get-OcmSandbox, or a copy of one.</summary>
[TypeConverter(typeof(Converter))]
public sealed class SandboxReference
{
    private SandboxReference(string name, object source) => (Name, Source) = (name, source);

    /// <summary>The sandbox's name.</summary>
    public string Name { get; }

    /// <summary>What the user passed.</summary>
    internal object Source { get; }

    /// <inheritdoc/>
    public override string ToString() => Name;

    private static SandboxReference? From(object source)
    {
        if (PSObject.AsPSObject(source).BaseObject is string text)
        {
            return new SandboxReference(text.Trim(), source);
        }

        var shape = new ObjectShape(source);
        bool sandbox = shape.IsOrWas(typeof(SandboxInfo)) || (shape.Has("Url") && shape.Has("KubeConfig"));
        return sandbox && shape.Text("Name") is { } name ? new SandboxReference(name, source) : null;
    }

    /// <summary>Binds objects to it.</summary>
    public sealed class Converter : ReferenceConverter<SandboxReference>
    {
        /// <inheritdoc/>
        protected override string Expected => "a sandbox: pass its name, or an object of Get-OcmSandbox";

        /// <inheritdoc/>
        protected override SandboxReference? TryConvert(object source) => From(source);
    }
}
