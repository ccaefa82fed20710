using System.Text.Json;
using OcmPowerShell.Hub.Connection;

namespace OcmPowerShell.Hub.Kubeconfig;

/// <summary>One named stanza of a kubeconfig, and the file that it came from: relative paths are relative to that.</summary>
internal sealed record KubeconfigEntry(string Name, JsonElement Value, string File)
{
    /// <summary>Whether it stands in a text and not in a file: nothing is relative to that.</summary>
    public bool FromText { get; init; }

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

    /// <summary>A text field for lists that must not fail: empty when it is absent or something else.</summary>
    public string ShownText(string field) =>
        Value.ValueKind == JsonValueKind.Object && Value.TryGetProperty(field, out JsonElement value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : "";

    /// <summary>A boolean field; false when absent or null.</summary>
    /// <exception cref="HubException">The field is there but is neither true nor false.</exception>
    public bool Flag(string field) =>
        Value.ValueKind == JsonValueKind.Object && Value.TryGetProperty(field, out JsonElement value) && value.ValueKind switch
        {
            JsonValueKind.True => true,
            JsonValueKind.False or JsonValueKind.Null => false,
            _ => throw new HubException("KubeconfigInvalid", $"The field '{field}' of '{Name}' in {File} is neither true nor false. Write it without quotes."),
        };

    /// <summary>Whether a field is there and not null, be it empty: <c>exec: {}</c> asks for a plugin and forgets which.</summary>
    public bool IsSet(string field) =>
        Value.ValueKind == JsonValueKind.Object && Value.TryGetProperty(field, out JsonElement value) && value.ValueKind != JsonValueKind.Null;

    /// <summary>Whether a field is there and not null or empty.</summary>
    public bool Has(string field) =>
        Value.ValueKind == JsonValueKind.Object && Value.TryGetProperty(field, out JsonElement value) && value.ValueKind switch
        {
            JsonValueKind.Null or JsonValueKind.Undefined => false,
            JsonValueKind.String => value.GetString()!.Length > 0,
            JsonValueKind.Array => value.GetArrayLength() > 0,
            JsonValueKind.Object => value.EnumerateObject().Any(),
            _ => true,
        };

    /// <summary>The server as it may be shown: what stands before an at sign may be a password.</summary>
    public string ShownServer => HubAddress.Shown(ShownText("server"));

    /// <summary>A path field, made absolute from the file it stands in; null when absent.</summary>
    /// <exception cref="HubException">It is not a path, or is relative and stands in no file.</exception>
    public string? FilePath(string field) => Text(field) switch
    {
        null => null,
        string path when path.Contains('\0') => throw new HubException("KubeconfigInvalid", $"The field '{field}' of '{Name}' in {File} is not a path."),
        string path when !FromText => Path.GetFullPath(path, Path.GetDirectoryName(File)!),
        string path when Path.IsPathFullyQualified(path) => Path.GetFullPath(path),
        _ => throw new HubException("KubeconfigInvalid", $"The field '{field}' of '{Name}' in {File} is a relative path, but that text stands in no file that it could be relative to. Write an absolute path, or put the content into the text."),
    };

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
            return BoundedFile.Read(path);
        }
        catch (IOException) when (field == "client-key" && !System.IO.File.Exists(path))
        {
            // Whoever forgot the -data wrote the key itself where its path belongs.
            throw new HubException("KubeconfigInvalid", $"'{Name}' in {File} names a {field} file that does not exist. If the field holds the key itself, it is meant to be {field}-data.");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw new HubException("KubeconfigInvalid", $"The file {path}, which '{Name}' in {File} names as its {field}, cannot be read: {exception.Message}", exception);
        }
    }
}
