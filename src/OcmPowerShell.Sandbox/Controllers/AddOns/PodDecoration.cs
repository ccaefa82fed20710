using System.Text.Json.Nodes;
using OcmPowerShell.Sandbox.Api;

namespace OcmPowerShell.Sandbox.Controllers.AddOns;

/// <summary>Gives the pods of an agent what the deployment configuration and the registration ask for.</summary>
internal sealed class PodDecoration(string addOn, JsonObject template, TemplateValues values)
{
    private const string CaFolder = "/managed/proxy-ca";
    private const string CaFile = "ca-bundle.crt";

    private string CaConfigMap => $"{addOn}-proxy-ca";

    /// <summary>Changes the pod template of a Deployment or DaemonSet.</summary>
    /// <param name="workload">The workload.</param>
    /// <param name="resource">Its name in URLs.</param>
    public void Decorate(JsonObject workload, string resource)
    {
        if (workload.ObjectAt("spec", "template", "spec") is not { } pod)
        {
            return;
        }

        var containers = pod.ObjectsAt("containers").ToList();
        AddEnvironment(containers, values.Preset);
        foreach (var (name, folder, secret) in Secrets())
        {
            AddVolume(pod, containers, name, folder, new JsonObject { ["secret"] = new JsonObject { ["secretName"] = secret } });
        }

        if (values.NodePlacement.ObjectAt("nodeSelector") is { } selector)
        {
            pod["nodeSelector"] = selector.DeepClone();
            // As in OCM, tolerations count only beside a selector.
            Replace(pod, "tolerations", values.NodePlacement.ArrayAt("tolerations"));
        }

        foreach (var container in containers.Where(container => container.TextAt("image") is not null))
        {
            container["image"] = ImageMirrors.Find(values.Registries, container.TextAt("image")!);
        }

        AddProxy(pod, containers);
        foreach (var container in containers)
        {
            if (RequirementsOf($"{resource}:{workload.Name()}:{container.TextAt("name")}") is { } requirements)
            {
                container["resources"] = requirements.DeepClone();
            }
        }
    }

    /// <summary>The ConfigMap with the authorities of a proxy, if there are any; in no namespace of its own yet.</summary>
    public JsonObject? ProxyAuthorities()
    {
        if (values.Proxy.TextAt("caBundle") is not { Length: > 0 } bundle)
        {
            return null;
        }

        string text;
        try
        {
            text = System.Text.Encoding.UTF8.GetString(Convert.FromBase64String(bundle));
        }
        catch (FormatException)
        {
            throw new AddOnRenderException("proxyConfig.caBundle is not base64");
        }

        return new JsonObject
        {
            ["apiVersion"] = "v1",
            ["data"] = new JsonObject { [CaFile] = text },
            ["kind"] = "ConfigMap",
            ["metadata"] = new JsonObject { ["name"] = CaConfigMap, ["namespace"] = AddOnNames.DefaultNamespace },
        };
    }

    private static void AddEnvironment(IEnumerable<JsonObject> containers, IReadOnlyCollection<KeyValuePair<string, string>> variables)
    {
        foreach (var container in containers)
        {
            foreach (var (name, value) in variables)
            {
                container.List("env").Add(new JsonObject { ["name"] = name, ["value"] = value });
            }
        }
    }

    private static void AddVolume(JsonObject pod, IEnumerable<JsonObject> containers, string name, string folder, JsonObject source)
    {
        foreach (var container in containers)
        {
            container.List("volumeMounts").Add(new JsonObject { ["mountPath"] = folder, ["name"] = name });
        }

        source["name"] = name;
        pod.List("volumes").Add(source);
    }

    private static void Replace(JsonObject value, string name, JsonNode? member)
    {
        value.Remove(name);
        if (member is not null)
        {
            value[name] = member.DeepClone();
        }
    }

    /// <summary>Whether a pattern of three parts, each of which may be <c>*</c>, means a container.</summary>
    private static bool Matches(string pattern, string container)
    {
        var (wanted, parts) = (pattern.Split(':'), container.Split(':'));
        return wanted.Length == parts.Length && wanted.Zip(parts).All(pair => pair.First is "*" || pair.First == pair.Second);
    }

    /// <summary>The secrets in which an agent finds what it comes to the hub with.</summary>
    private IEnumerable<(string Volume, string Folder, string Secret)> Secrets()
    {
        foreach (var registration in template.ObjectsAt("spec", "registration"))
        {
            switch (registration.TextAt("type"))
            {
                case "KubeClient":
                    yield return ("hub-kubeconfig", "/managed/hub-kubeconfig", $"{addOn}-hub-kubeconfig");
                    break;
                case "CustomSigner":
                    var signer = (registration.TextAt("customSigner", "signerName") ?? throw new AddOnRenderException("custom signer is nil")).Replace('/', '-');
                    yield return ($"cert-{signer.Replace('.', '-')}", $"/managed/{signer}", $"{addOn}-{signer}-client-cert");
                    break;
            }
        }
    }

    private void AddProxy(JsonObject pod, IReadOnlyCollection<JsonObject> containers)
    {
        List<KeyValuePair<string, string>> variables = [];
        foreach (var (member, name) in new[] { ("httpProxy", "HTTP_PROXY"), ("httpsProxy", "HTTPS_PROXY"), ("noProxy", "NO_PROXY") })
        {
            if (values.Proxy.TextAt(member) is { Length: > 0 } text)
            {
                variables.Add(new(name, text));
                variables.Add(new(name.ToLowerInvariant(), text));
            }
        }

        AddEnvironment(containers, variables);
        if (variables.Count > 0 && values.Proxy.TextAt("caBundle") is { Length: > 0 })
        {
            AddEnvironment(containers, [new("CA_BUNDLE_FILE_PATH", $"{CaFolder}/{CaFile}")]);
            AddVolume(pod, containers, "proxy-ca-bundle", CaFolder, new JsonObject { ["configMap"] = new JsonObject { ["name"] = CaConfigMap } });
        }
    }

    /// <summary>Of several that mean a container the last counts.</summary>
    private JsonObject? RequirementsOf(string container) =>
        values.ResourceRequirements.LastOrDefault(item => Matches(item.TextAt("containerID") ?? "", container)).ObjectAt("resources");
}
