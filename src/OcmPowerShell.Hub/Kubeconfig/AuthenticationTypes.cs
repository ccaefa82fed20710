using System.Text.Json;

namespace OcmPowerShell.Hub.Kubeconfig;

/// <summary>What kind of credentials a user entry has, in words that tell none of them.</summary>
internal static class AuthenticationTypes
{
    /// <summary>The kinds, joined by a comma; <c>None</c> where there are none.</summary>
    public static string Of(KubeconfigEntry user)
    {
        var kinds = new List<string>();
        void Add(string kind, params string[] fields)
        {
            if (Array.Exists(fields, user.Has))
            {
                kinds.Add(kind);
            }
        }

        Add("ClientCertificate", "client-certificate", "client-certificate-data");
        Add("Token", "token");
        Add("TokenFile", "tokenFile");
        Add("Basic", "username", "password");
        Add($"Exec{Named(user, "exec", "command")}", "exec");
        Add($"AuthProvider{Named(user, "auth-provider", "name")}", "auth-provider");
        return kinds.Count == 0 ? "None" : string.Join(", ", kinds);
    }

    // Only the program's name: the rest of a command line may hold anything.
    private static string Named(KubeconfigEntry user, string field, string name)
    {
        if (user.Value.ValueKind != JsonValueKind.Object || !user.Value.TryGetProperty(field, out JsonElement value)
            || new KubeconfigEntry(field, value, user.File).ShownText(name) is not { Length: > 0 } text)
        {
            return "";
        }

        string last = text[(text.LastIndexOfAny(['/', '\\']) + 1)..].Split(' ')[0];
        return last.Length == 0 ? "" : $" ({last})";
    }
}
