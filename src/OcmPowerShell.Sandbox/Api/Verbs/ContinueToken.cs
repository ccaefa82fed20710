using System.Text.Json.Nodes;
using OcmPowerShell.Sandbox.Api.Json;

namespace OcmPowerShell.Sandbox.Api.Verbs;

/// <summary>Where a list goes on. Its text is the server's own business; the form is the real one's, so that bad ones fail alike.</summary>
/// <param name="Version">The version of the list; -1 for whatever is the newest.</param>
/// <param name="Namespace">The namespace of the last object of the page before; empty in a list of one namespace, as the real server has it.</param>
/// <param name="Name">Its name.</param>
internal sealed record ContinueToken(long Version, string Namespace, string Name)
{
    /// <summary>The token as text.</summary>
    public override string ToString()
    {
        byte[] json = JsonText.AsBuilt(new JsonObject { ["v"] = "meta.k8s.io/v1", ["rv"] = Version, ["start"] = $"{Namespace}/{Name}\0" });
        return Convert.ToBase64String(json).TrimEnd('=').Replace('+', '-').Replace('/', '_');
    }

    /// <summary>Reads a token.</summary>
    /// <exception cref="ApiException">It is none of ours.</exception>
    public static ContinueToken Parse(string text)
    {
        try
        {
            string base64 = text.Replace('-', '+').Replace('_', '/');
            byte[] json = Convert.FromBase64String(base64.PadRight((base64.Length + 3) / 4 * 4, '='));
            var token = JsonText.Parse(json) as JsonObject;
            string? start = token.Text("start")?.TrimEnd('\0');
            int slash = start?.IndexOf('/') ?? -1;
            return token.Text("v") == "meta.k8s.io/v1" && token.Whole("rv") is long version && slash >= 0
                ? new ContinueToken(version, start![..slash], start[(slash + 1)..])
                : throw Refusal.BadRequest("invalid continue token: continue key is not valid: unrecognized encoding");
        }
        catch (FormatException)
        {
            throw Refusal.BadRequest("invalid continue token: continue key is not valid: illegal base64 data");
        }
        catch (JsonSyntaxException exception)
        {
            throw Refusal.BadRequest($"invalid continue token: continue key is not valid: {exception.Message}");
        }
    }
}
