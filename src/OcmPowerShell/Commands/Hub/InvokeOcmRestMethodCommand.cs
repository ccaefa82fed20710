using System.Management.Automation;
using System.Text;
using System.Text.Json;
using OcmPowerShell.Binding;
using OcmPowerShell.Hub;
using OcmPowerShell.Hub.Connection;
using OcmPowerShell.Hub.Rest;

namespace OcmPowerShell.Commands;

/// <summary>Asks the hub's API for what no other cmdlet does, with this connection's credentials and care.</summary>
[Cmdlet(VerbsLifecycle.Invoke, "OcmRestMethod", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium)]
[OutputType(typeof(PSObject), typeof(string))]
public sealed class InvokeOcmRestMethodCommand : MultiHubCmdlet
{
    /// <summary>The path after the server's address, query included, as in /apis/work.open-cluster-management.io/v1/manifestworks?limit=5.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [AllowNull]
    [AllowEmptyString]
    public string Path { get; set; } = "";

    /// <summary>The method.</summary>
    [Parameter]
    [ValidateSet("Get", "Post", "Put", "Patch", "Delete", IgnoreCase = true)]
    public string Method { get; set; } = "Get";

    /// <summary>What to send: an object or hashtable, or JSON text.</summary>
    [Parameter]
    [ValidateNotNull]
    public object? Body { get; set; }

    /// <summary>The body's type; application/json, and of a patch application/merge-patch+json, when not given.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? ContentType { get; set; }

    /// <summary>Asks the server what it would do, and changes nothing.</summary>
    [Parameter]
    public SwitchParameter DryRun { get; set; }

    /// <summary>Returns the answer's text in place of objects.</summary>
    [Parameter]
    public SwitchParameter Raw { get; set; }

    private protected override bool IsChanging => !Method.Equals("Get", StringComparison.OrdinalIgnoreCase);

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        try
        {
            Targets.RefuseEmpty(nameof(Path), true, [Path]);
            string path = CheckedPath();
            var method = new HttpMethod(Method.ToUpperInvariant());
            ReadOnlyMemory<byte>? body = BodyBytes();
            if (body is not null && method == HttpMethod.Get)
            {
                throw new HubException("InvalidArgument", "A Get takes no -Body. Name the -Method: Post, Put, Patch or Delete.");
            }

            foreach (HubConnection hub in Hubs)
            {
                if (method == HttpMethod.Get || ShouldProcess($"/{path} on hub {hub}", DryRun ? $"{Method} (server dry run)" : Method))
                {
                    Write(hub, Await(token => hub.Rest.SendRawAsync(method, path, body, body is null ? null : TypeOf(method), token)));
                }
            }

            WriteHubWarnings();
        }
        catch (HubException exception)
        {
            Fail(exception, Path);
        }
    }

    // An address of another server must not get this hub's credentials, and a path must not climb out of the server's own.
    private string CheckedPath()
    {
        string path = Path.StartsWith('/') ? Path[1..] : Path;
        string[] parts = path.Split('?', 2);
        if (path.Contains("://", StringComparison.Ordinal) || path.StartsWith('/') || path.Contains('#') || path.Any(char.IsControl)
            || parts[0].Split('/', '\\').Any(segment => Uri.UnescapeDataString(segment) is "." or ".."))
        {
            throw new HubException("InvalidPath", $"'{Path}' is not a path of the API. Write what comes after the server's address, as in /apis/work.open-cluster-management.io/v1/manifestworks; the hub is chosen with -Hub or -Context.");
        }

        if (parts.Length > 1 && parts[1].Split('&').Any(pair => pair is "watch" or "watch=true" or "watch=1"))
        {
            throw new HubException("InvalidPath", "A watch never ends, and this command returns whole answers. Leave watch out of the query.");
        }

        return DryRun && IsChanging ? $"{path}{(parts.Length == 1 ? '?' : '&')}dryRun=All" : path;
    }

    private ReadOnlyMemory<byte>? BodyBytes()
    {
        object? plain = Body is PSObject wrapped ? wrapped.BaseObject : Body;
        if (plain is null)
        {
            return null;
        }

        if (plain is string text)
        {
            return Encoding.UTF8.GetBytes(text);
        }

        using var bytes = new MemoryStream();
        using (var writer = new Utf8JsonWriter(bytes))
        {
            PowerShellJson.Write(writer, Body);
        }

        return bytes.ToArray();
    }

    private string TypeOf(HttpMethod method) => ContentType ?? (method == HttpMethod.Patch ? "application/merge-patch+json" : "application/json");

    private void Write(HubConnection hub, RawAnswer answer)
    {
        if (answer.Body.Length == 0)
        {
            return;
        }

        bool isJson = answer.MediaType == "application/json" || answer.MediaType.EndsWith("+json", StringComparison.Ordinal);
        WriteObject(isJson && !Raw ? hub.Rest.Parse(ReadObjects, answer.Body) : Encoding.UTF8.GetString(answer.Body));
    }

    private static object? ReadObjects(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json, JsonDepth.Reader);
        using JsonDocument document = JsonDocument.ParseValue(ref reader);
        return PowerShellJson.Read(document.RootElement);
    }
}
