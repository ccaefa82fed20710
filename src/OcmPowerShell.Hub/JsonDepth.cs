using System.Text.Json;

namespace OcmPowerShell.Hub;

/// <summary>
/// How deep JSON may nest. .NET stops at 64, but a manifest, a CustomResourceDefinition above all, may go deeper, and in
/// a work in a list it stands some levels down already.
/// </summary>
internal static class JsonDepth
{
    public const int Limit = 1000;

    public static readonly JsonReaderOptions Reader = new() { MaxDepth = Limit };

    public static readonly JsonDocumentOptions Document = new() { MaxDepth = Limit };
}
