using System.Text.Json;

namespace OcmPowerShell.Hub.Manifests;

/// <summary>The few members that tell what an object is, read in one pass.</summary>
internal sealed class ManifestHeader
{
    private ManifestHeader()
    {
    }

    public HeaderField ApiVersion { get; private set; }

    public HeaderField Kind { get; private set; }

    public HeaderField Metadata { get; private set; }

    public HeaderField Name { get; private set; }

    public HeaderField Namespace { get; private set; }

    public HeaderField GenerateName { get; private set; }

    /// <summary>The annotation <c>helm.sh/hook</c>: when helm would run the object, as in <c>pre-install,pre-upgrade</c>.</summary>
    public HeaderField HelmHook { get; private set; }

    /// <summary>Whether the object has a top-level array <c>items</c>.</summary>
    public bool HasItems { get; private set; }

    /// <summary>Reads the members of a JSON object.</summary>
    public static ManifestHeader Of(ReadOnlySpan<byte> json)
    {
        var header = new ManifestHeader();
        var reader = new Utf8JsonReader(json, JsonDepth.Reader);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            header.ReadMember(ref reader);
        }

        return header;
    }

    private void ReadMember(ref Utf8JsonReader reader)
    {
        if (reader.ValueTextEquals("apiVersion"u8))
        {
            ApiVersion = HeaderField.Read(ref reader);
        }
        else if (reader.ValueTextEquals("kind"u8))
        {
            Kind = HeaderField.Read(ref reader);
        }
        else if (reader.ValueTextEquals("items"u8))
        {
            HasItems = HeaderField.Read(ref reader).Type == JsonTokenType.StartArray;
        }
        else if (reader.ValueTextEquals("metadata"u8))
        {
            ReadMetadata(ref reader);
        }
        else
        {
            reader.Read();
        }

        reader.TrySkip();
    }

    private void ReadMetadata(ref Utf8JsonReader reader)
    {
        Metadata = HeaderField.Read(ref reader);
        if (Metadata.Type != JsonTokenType.StartObject)
        {
            return;
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("name"u8))
            {
                Name = HeaderField.Read(ref reader);
            }
            else if (reader.ValueTextEquals("namespace"u8))
            {
                Namespace = HeaderField.Read(ref reader);
            }
            else if (reader.ValueTextEquals("generateName"u8))
            {
                GenerateName = HeaderField.Read(ref reader);
            }
            else if (reader.ValueTextEquals("annotations"u8))
            {
                ReadAnnotations(ref reader);
            }
            else
            {
                reader.Read();
            }

            reader.TrySkip();
        }
    }

    private void ReadAnnotations(ref Utf8JsonReader reader)
    {
        if (HeaderField.Read(ref reader).Type != JsonTokenType.StartObject)
        {
            return;
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("helm.sh/hook"u8))
            {
                HelmHook = HeaderField.Read(ref reader);
            }
            else
            {
                reader.Read();
            }

            reader.TrySkip();
        }
    }
}
