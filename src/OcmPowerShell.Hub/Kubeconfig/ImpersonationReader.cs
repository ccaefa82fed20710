using System.Text.Json;
using OcmPowerShell.Hub.Connection.Credentials;

namespace OcmPowerShell.Hub.Kubeconfig;

/// <summary>Reads from a user stanza whom to act as: <c>as</c>, <c>as-uid</c>, <c>as-groups</c>, <c>as-user-extra</c>.</summary>
internal static class ImpersonationReader
{
    /// <summary>Whom to act as; null for oneself.</summary>
    /// <exception cref="HubException"><c>KubeconfigInvalid</c>, <c>InvalidImpersonation</c>.</exception>
    public static Impersonation? Read(KubeconfigEntry user)
    {
        string? uid = user.Text("as-uid");
        IReadOnlyList<string> groups = KubeconfigList.Texts(user, "as-groups");
        Dictionary<string, IReadOnlyList<string>> extra = Extra(user);
        if (user.Text("as") is not { } name)
        {
            // Left out, the request would go out with all of one's own rights.
            return uid is null && groups.Count == 0 && extra.Count == 0
                ? null
                : throw new HubException("KubeconfigInvalid", $"The user '{user.Name}' in {user.File} asks for as-uid, as-groups or as-user-extra without as: name the user to act as.");
        }

        try
        {
            return new Impersonation(name, uid, groups, extra);
        }
        catch (HubException exception)
        {
            throw new HubException(exception.ErrorId, $"{exception.Message} Correct the user '{user.Name}' in {user.File}.");
        }
    }

    private static Dictionary<string, IReadOnlyList<string>> Extra(KubeconfigEntry user)
    {
        var extra = new Dictionary<string, IReadOnlyList<string>>();
        if (!user.Has("as-user-extra"))
        {
            return extra;
        }

        JsonElement fields = user.Value.GetProperty("as-user-extra");
        if (fields.ValueKind != JsonValueKind.Object)
        {
            throw new HubException("KubeconfigInvalid", $"The field 'as-user-extra' of '{user.Name}' in {user.File} is not a map of lists.");
        }

        var entry = new KubeconfigEntry(user.Name, fields, user.File);
        foreach (JsonProperty field in fields.EnumerateObject())
        {
            extra[field.Name] = KubeconfigList.Texts(entry, field.Name);
        }

        return extra;
    }
}
