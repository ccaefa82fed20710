using System.Text;
using System.Text.Json;
using OcmPowerShell.Hub.Connection;
using OcmPowerShell.Hub.Rest;

namespace OcmPowerShell.Hub.Diagnosis;

/// <summary>Asks a hub who we are to it, and what we may do.</summary>
internal sealed class AccessReview(HubConnection hub)
{
    // The newest first: a server knows at least one from Kubernetes 1.26 on.
    private static readonly string[] IdentityVersions = ["v1", "v1beta1", "v1alpha1"];

    /// <summary>The user and groups that the hub takes us for; null where it has no answer to that.</summary>
    /// <exception cref="HubException">It cannot be asked: <c>Unauthorized</c> …</exception>
    public async Task<(string User, IReadOnlyList<string> Groups)?> WhoAmIAsync(CancellationToken cancellationToken)
    {
        foreach (string version in IdentityVersions)
        {
            try
            {
                byte[] answer = await PostAsync("authentication.k8s.io", version, "selfsubjectreviews", "SelfSubjectReview", null, cancellationToken).ConfigureAwait(false);
                return hub.Rest.Parse(ReadUser, answer);
            }
            catch (ApiStatusException exception) when (exception.Status.Code is 404 or 403)
            {
                // Not served in this version. Who is not known to the server is forbidden to ask.
            }
        }

        return null;
    }

    /// <summary>Whether we have a right, and the server's reason.</summary>
    /// <exception cref="HubException">It cannot be asked.</exception>
    public async Task<(bool Allowed, string Reason)> MayAsync(ResourceAttributes right, CancellationToken cancellationToken)
    {
        using var bytes = new MemoryStream();
        using (var writer = new Utf8JsonWriter(bytes))
        {
            writer.WriteStartObject();
            writer.WriteStartObject("resourceAttributes");
            writer.WriteString("verb", right.Verb);
            writer.WriteString("group", right.Group);
            writer.WriteString("resource", right.Resource);
            writer.WriteString("subresource", right.Subresource);
            writer.WriteString("namespace", right.Namespace);
            writer.WriteEndObject();
            writer.WriteEndObject();
        }

        byte[] answer = await PostAsync("authorization.k8s.io", "v1", "selfsubjectaccessreviews", "SelfSubjectAccessReview", Encoding.UTF8.GetString(bytes.ToArray()), cancellationToken).ConfigureAwait(false);
        return hub.Rest.Parse(ReadDecision, answer);
    }

    private Task<byte[]> PostAsync(string group, string version, string plural, string kind, string? spec, CancellationToken cancellationToken)
    {
        string body = $$"""{"apiVersion":"{{group}}/{{version}}","kind":"{{kind}}"{{(spec is null ? "" : $",\"spec\":{spec}")}}}""";
        return hub.Rest.SendAsync(HttpMethod.Post, $"apis/{group}/{version}/{plural}", Encoding.UTF8.GetBytes(body), "application/json", cancellationToken);
    }

    private static (string User, IReadOnlyList<string> Groups)? ReadUser(ReadOnlySpan<byte> answer)
    {
        var reader = new Utf8JsonReader(answer);
        using JsonDocument document = JsonDocument.ParseValue(ref reader);
        JsonElement user = document.RootElement.GetProperty("status").GetProperty("userInfo");
        string[] groups = user.TryGetProperty("groups", out JsonElement list) && list.ValueKind == JsonValueKind.Array
            ? list.EnumerateArray().Select(group => group.GetString() ?? "").ToArray()
            : [];
        return (ApiText.Of(user, "username"), groups);
    }

    private static (bool Allowed, string Reason) ReadDecision(ReadOnlySpan<byte> answer)
    {
        var reader = new Utf8JsonReader(answer);
        using JsonDocument document = JsonDocument.ParseValue(ref reader);
        JsonElement status = document.RootElement.GetProperty("status");
        return (status.TryGetProperty("allowed", out JsonElement allowed) && allowed.ValueKind == JsonValueKind.True, ApiText.Of(status, "reason"));
    }
}
