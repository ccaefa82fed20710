using System.Text;
using System.Text.Json.Nodes;
using OcmPowerShell.Hub.Yaml;

namespace OcmPowerShell.Sandbox;

/// <summary>The kubeconfig in <c>kube-public/cluster-info</c>: where the hub is and what to trust, and no credentials.</summary>
internal static class JoinKubeconfig
{
    /// <summary>The kubeconfig as YAML.</summary>
    public static string Of(Uri url, string authorityPem)
    {
        var kubeconfig = new JsonObject
        {
            ["apiVersion"] = "v1",
            ["clusters"] = new JsonArray(new JsonObject
            {
                ["cluster"] = new JsonObject
                {
                    ["certificate-authority-data"] = Convert.ToBase64String(Encoding.ASCII.GetBytes(authorityPem)),
                    ["server"] = url.AbsoluteUri.TrimEnd('/'),
                },
                ["name"] = "",
            }),
            ["contexts"] = null,
            ["current-context"] = "",
            ["kind"] = "Config",
            ["preferences"] = new JsonObject(),
            ["users"] = null,
        };
        return YamlText.Write(Encoding.UTF8.GetBytes(kubeconfig.ToJsonString()));
    }
}
