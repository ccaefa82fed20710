using System.Text.Json;

namespace OcmPowerShell.Hub.Kubeconfig;

/// <summary>One named stanza of a kubeconfig, and the file that it came from: relative paths are relative to that.</summary>
internal sealed record KubeconfigEntry(string Name, JsonElement Value, string File)
{
    /// <summary>A text field; null when absent, null or empty.</summary>
    /// <exception cref="HubException">The field is there but is not text.</exception>
    public string? Text(string field)
    {
        if (Value.ValueKind != JsonValueKind.Object || !Value.TryGetProperty(field, out JsonElement value) || value.ValueKind == JsonValueKind.Null)
        {
            return null;
        }

        if (value.ValueKind != JsonValueKind.String)
        {
            throw new HubException("KubeconfigInvalid", $"The field '{field}' of '{Name}' in {File} is not text. Put it in quotes.");
        }

        string text = value.GetString()!;
        return text.Length == 0 ? null : text;
    }

    /// <summary>A boolean field; false when absent.</summary>
    public bool Flag(string field) =>
        Value.ValueKind == JsonValueKind.Object && Value.TryGetProperty(field, out JsonElement value) && value.ValueKind == JsonValueKind.True;

    /// <summary>Whether a field is there and not null.</summary>
    public bool Has(string field) =>
        Value.ValueKind == JsonValueKind.Object && Value.TryGetProperty(field, out JsonElement value) && value.ValueKind is not (JsonValueKind.Null or JsonValueKind.Undefined);

    /// <summary>A path field, made absolute from the file it stands in; null when absent.</summary>
    public string? FilePath(string field) =>
        Text(field) is { } path ? Path.GetFullPath(path, Path.GetDirectoryName(File)!) : null;

    /// <summary>What a <c>*-data</c> field or, failing that, the file of the plain field holds; null when neither is there.</summary>
    public byte[]? DataOrFile(string field)
    {
        if (Text(field + "-data") is { } data)
        {
            try
            {
                return Convert.FromBase64String(data);
            }
            catch (FormatException exception)
            {
                throw new HubException("KubeconfigInvalid", $"The field '{field}-data' of '{Name}' in {File} is not base64.", exception);
            }
        }

        if (FilePath(field) is not { } path)
        {
            return null;
        }

        try
        {
            return System.IO.File.ReadAllBytes(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new HubException("KubeconfigInvalid", $"The file {path}, which '{Name}' in {File} names as its {field}, cannot be read: {exception.Message}", exception);
        }
    }
}
