using System.Buffers;
using System.Collections;
using System.Management.Automation;
using System.Text.Json;
using OcmPowerShell.Hub;
using OcmPowerShell.Hub.Manifests;

namespace OcmPowerShell.Binding;

/// <summary>
/// A script block that fits manifests to a cluster: <c>{ param($Manifest, $Cluster) … }</c>. It runs once for each manifest
/// and cluster, with a copy of its own. What it outputs takes the manifest's place; when it outputs nothing, the manifest
/// counts as the script left it; <c>$null</c> leaves it out. Pipeline thread only.
/// </summary>
internal sealed class ManifestTransform(PSCmdlet cmdlet, ScriptBlock script)
{
    /// <summary>Gives the manifests as the script makes them for a cluster.</summary>
    /// <param name="manifests">The manifests; they stay as they are.</param>
    /// <param name="cluster">The script's <c>$Cluster</c>; null where there is none.</param>
    /// <param name="sizeLimit">What they may add up to, in bytes: more where they are split afterwards.</param>
    /// <exception cref="HubException"><c>TransformFailed</c>: the script failed, or left nothing; or what it made is no set of manifests.</exception>
    public ManifestSet Apply(ManifestSet manifests, object? cluster, long sizeLimit = ManifestSize.Limit)
    {
        string where = cluster is null ? "" : $" for cluster '{cluster}'";
        var reader = new ManifestReader { SizeLimit = sizeLimit, IsSecondReading = true };
        bool any = false;
        foreach (Manifest manifest in manifests.Manifests)
        {
            any |= Add(reader, manifest, cluster, where);
        }

        if (!any)
        {
            throw new HubException("TransformFailed", $"The -Transform script left out every manifest{where}, and a work cannot be empty. Leave the cluster out instead.");
        }

        ManifestSet result = reader.ToManifestSet();
        foreach (string warning in result.Warnings)
        {
            cmdlet.WriteWarning(warning);
        }

        return result;
    }

    private bool Add(ManifestReader reader, Manifest manifest, object? cluster, string where)
    {
        PSObject copy = Copy(manifest);
        List<object?> output = Run(copy, cluster, $"on {manifest}{where}");
        var source = new ManifestSource($"{manifest.Identity} of {manifest.Source.Name}, as -Transform made it{where}");
        if (output.Count == 0)
        {
            AddObject(reader, copy, source);
            return true;
        }

        output.RemoveAll(item => item is null);
        if (output.Count == 0)
        {
            cmdlet.WriteVerbose($"The -Transform script left out {manifest}{where}.");
            return false;
        }

        foreach (object? item in output)
        {
            AddOutput(reader, item!, source);
        }

        return true;
    }

    private static void AddOutput(ManifestReader reader, object item, ManifestSource source)
    {
        object plain = item is PSObject wrapped ? wrapped.BaseObject : item;
        switch (plain)
        {
            case string text:
                reader.AddText(text, source.Name);
                break;
            case IDictionary or PSCustomObject:
                AddObject(reader, item, source);
                break;
            default:
                throw new HubException("TransformFailed", $"{source}: the script's output is a {plain.GetType().Name}, not a manifest. Assign what is no output to $null.");
        }
    }

    private static void AddObject(ManifestReader reader, object item, ManifestSource source)
    {
        var buffer = new ArrayBufferWriter<byte>();
        try
        {
            using var writer = new Utf8JsonWriter(buffer, PowerShellJson.WriterOptions);
            PowerShellJson.Write(writer, item);
        }
        catch (HubException exception)
        {
            throw new HubException(exception.ErrorId, $"{source}: {exception.Message}", exception);
        }

        reader.AddObject(buffer.WrittenMemory, source);
    }

    private static PSObject Copy(Manifest manifest)
    {
        using JsonDocument document = JsonDocument.Parse(manifest.Utf8Json, JsonDepth.Document);
        return PSObject.AsPSObject(PowerShellJson.Read(document.RootElement)!);
    }

    private List<object?> Run(PSObject manifest, object? cluster, string what)
    {
        // An error that the script does not handle is a reason not to deliver what it made, so none passes as a message.
        List<PSVariable> variables = [new("ErrorActionPreference", ActionPreference.Stop), new("_", manifest)];
        try
        {
            return [.. script.InvokeWithContext(null, variables, manifest, cluster)];
        }
        catch (RuntimeException exception) when (exception is not PipelineStoppedException)
        {
            throw new HubException("TransformFailed", $"The -Transform script failed {what}: {exception.Message}{Place(exception)}", exception);
        }
        catch (FlowControlException exception)
        {
            throw new HubException("TransformFailed", $"The -Transform script used break, continue or exit outside of a loop of its own, {what}. Use return to end it, and throw to leave the cluster out.", exception);
        }
    }

    private static string Place(RuntimeException exception) =>
        exception.ErrorRecord?.InvocationInfo is { ScriptLineNumber: > 0 } place ? $" (line {place.ScriptLineNumber}: {place.Line.Trim()})" : "";
}
