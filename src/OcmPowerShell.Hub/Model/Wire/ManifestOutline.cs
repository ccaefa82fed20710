using System.Text.Json;
using OcmPowerShell.Hub.Manifests;

namespace OcmPowerShell.Hub.Model.Wire;

/// <summary>What a manifest is, and how many replicas it wants.</summary>
internal sealed record ManifestOutline(string Group, string Version, string Kind, string Namespace, string Name, long? Replicas)
{
    /// <summary>The resource name of a kind that has to run to be ready, so that only feedback can tell; null for all others.</summary>
    public string? Resource => ResourceNames.Find(Group.Length == 0 ? Version : $"{Group}/{Version}", Kind);

    /// <summary>The outline of a manifest that was read from a file.</summary>
    public static ManifestOutline Of(Manifest manifest) =>
        new(manifest.Group, manifest.Version, manifest.Kind, manifest.Namespace, manifest.Name, null);

    /// <summary>Reads a manifest's JSON; what is missing is empty, since a work may hold anything.</summary>
    public static ManifestOutline Of(ReadOnlySpan<byte> manifest)
    {
        string apiVersion = "", kind = "", name = "", @namespace = "";
        long? replicas = null;
        var reader = new Utf8JsonReader(manifest, JsonDepth.Reader);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("apiVersion"u8))
            {
                apiVersion = NextText(ref reader);
            }
            else if (reader.ValueTextEquals("kind"u8))
            {
                kind = NextText(ref reader);
            }
            else if (reader.ValueTextEquals("metadata"u8))
            {
                ReadMetadata(ref reader, ref name, ref @namespace);
            }
            else if (reader.ValueTextEquals("spec"u8))
            {
                replicas = ReadReplicas(ref reader);
            }
            else
            {
                reader.Read();
                reader.Skip();
            }
        }

        int slash = apiVersion.IndexOf('/', StringComparison.Ordinal);
        return new ManifestOutline(slash < 0 ? "" : apiVersion[..slash], apiVersion[(slash + 1)..], kind, @namespace, name, replicas);
    }

    private static void ReadMetadata(ref Utf8JsonReader reader, ref string name, ref string @namespace)
    {
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            reader.Skip();
            return;
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("name"u8))
            {
                name = NextText(ref reader);
            }
            else if (reader.ValueTextEquals("namespace"u8))
            {
                @namespace = NextText(ref reader);
            }
            else
            {
                reader.Read();
                reader.Skip();
            }
        }
    }

    private static long? ReadReplicas(ref Utf8JsonReader reader)
    {
        long? replicas = null;
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            reader.Skip();
            return null;
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            bool found = reader.ValueTextEquals("replicas"u8);
            reader.Read();
            if (found && reader.TokenType == JsonTokenType.Number && reader.TryGetInt64(out long value))
            {
                replicas = value;
            }

            reader.Skip();
        }

        return replicas;
    }

    private static string NextText(ref Utf8JsonReader reader)
    {
        reader.Read();
        string text = reader.TokenType == JsonTokenType.String ? reader.GetString()! : "";
        reader.Skip();
        return text;
    }
}
