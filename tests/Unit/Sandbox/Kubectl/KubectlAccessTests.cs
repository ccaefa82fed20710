using System.Text.RegularExpressions;
using OcmPowerShell.Tests.Sandbox.Access;
using Xunit;

namespace OcmPowerShell.Tests.Sandbox.Kubectl;

/// <summary>kubectl's commands about rights, tokens, certificates and owned objects, against a whole sandbox.</summary>
public sealed class KubectlAccessTests
{
    public static TheoryData<string> Kubectl => Kubectls.All;

    private static async Task SaysAsync(KubectlSession session, int exitCode, string pattern, params string[] arguments)
    {
        KubectlSession.Result result = await session.RunAsync(arguments);
        Assert.Matches(new Regex(pattern, RegexOptions.Singleline), result.Output);
        Assert.Equal(exitCode, result.ExitCode);
    }

    [Theory]
    [MemberData(nameof(Kubectl))]
    public async Task Rights(string kubectl)
    {
        await using KubectlSession session = await KubectlSession.StartWholeAsync(kubectl);
        await SaysAsync(session, 0, "created", "create", "clusterrole", "maps", "--verb=get,list", "--resource=configmaps");
        await SaysAsync(session, 0, "created", "create", "rolebinding", "bob", "--clusterrole=maps", "--user=bob", "-n", "default");

        await SaysAsync(session, 0, "^yes", "auth", "can-i", "list", "configmaps", "-n", "default", "--as=bob");
        await SaysAsync(session, 1, "^no", "auth", "can-i", "list", "configmaps", "-n", "kube-public", "--as=bob");
        await SaysAsync(session, 0, @"configmaps +\[\] +\[\] +\[get list\]", "auth", "can-i", "--list", "-n", "default", "--as=bob");
        await SaysAsync(session, 0, @"\*\.\* +\[\] +\[\] +\[\*\]", "auth", "can-i", "--list");
        await SaysAsync(session, 0, "kube-root-ca.crt", "get", "configmaps", "-n", "default", "--as=bob");
        await SaysAsync(
            session,
            1,
            "^Error from server \\(Forbidden\\): configmaps is forbidden: User \"bob\" cannot list resource \"configmaps\" in API group \"\" at the cluster scope$",
            "get", "configmaps", "-A", "--as=bob");
        if (!session.IsOld)
        {
            await SaysAsync(session, 0, @"Username +bob", "auth", "whoami", "--as=bob");
        }
    }

    [Theory]
    [MemberData(nameof(Kubectl))]
    public async Task Tokens(string kubectl)
    {
        await using KubectlSession session = await KubectlSession.StartWholeAsync(kubectl);
        await SaysAsync(session, 0, "created", "create", "serviceaccount", "robot", "-n", "default");
        if (!session.IsOld)
        {
            KubectlSession.Result token = await session.RunAsync("create", "token", "robot", "-n", "default");
            Assert.Equal(0, token.ExitCode);
            Assert.Equal("system:serviceaccount:default:robot", await WhoAsync(session, token.Output));
        }
    }

    [Theory]
    [MemberData(nameof(Kubectl))]
    public async Task Certificates(string kubectl)
    {
        await using KubectlSession session = await KubectlSession.StartWholeAsync(kubectl);
        (string first, var firstKey) = AccessHub.CertificateRequest("carol", "carol", ["ops"]);
        (string second, var secondKey) = AccessHub.CertificateRequest("dave", "dave", []);
        firstKey.Dispose();
        secondKey.Dispose();
        session.File("carol.json", first);
        session.File("dave.json", second);
        await SaysAsync(session, 0, "created", "create", "-f", "carol.json", "-f", "dave.json");
        await SaysAsync(session, 0, "carol approved", "certificate", "approve", "carol");
        await SaysAsync(session, 0, "dave denied", "certificate", "deny", "dave");
        await SaysAsync(session, 0, "kubernetes.io/kube-apiserver-client", "get", "csr", "carol");
        await SaysAsync(session, 0, "dave .*Denied", "get", "csr", "dave");
        await SaysAsync(session, 0, "Approved", "get", "csr", "carol", "-o", "yaml");
    }

    [Theory]
    [MemberData(nameof(Kubectl))]
    public async Task Cascades(string kubectl)
    {
        await using KubectlSession session = await KubectlSession.StartWholeAsync(kubectl);
        foreach (string cascade in new[] { "background", "foreground", "orphan" })
        {
            await SaysAsync(session, 0, "created", "create", "configmap", "owner", "-n", "default");
            KubectlSession.Result uid = await session.RunAsync("get", "configmap", "owner", "-n", "default", "-o", "jsonpath={.metadata.uid}");
            session.File("owned.json", $$$"""
                {"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"{{{cascade}}}","namespace":"default","ownerReferences":[
                {"apiVersion":"v1","kind":"ConfigMap","name":"owner","uid":"{{{uid.Output}}}","blockOwnerDeletion":true}]}}
                """);
            await SaysAsync(session, 0, "created", "create", "-f", "owned.json");
            await SaysAsync(session, 0, "deleted", "delete", "configmap", "owner", "-n", "default", $"--cascade={cascade}");
            if (cascade == "orphan")
            {
                await SaysAsync(session, 0, "^$", "get", "configmap", "orphan", "-n", "default", "-o", "jsonpath={.metadata.ownerReferences}");
            }
            else
            {
                await GoneAsync(session, cascade);
            }
        }
    }

    private static async Task GoneAsync(KubectlSession session, string name)
    {
        DateTime end = DateTime.UtcNow.AddSeconds(20);
        while ((await session.RunAsync("get", "configmap", name, "-n", "default", "--ignore-not-found", "-o", "name")).Output.Length > 0)
        {
            Assert.True(DateTime.UtcNow < end, $"{name} is still there");
        }
    }

    private static async Task<string?> WhoAsync(KubectlSession session, string token)
    {
        using HttpClient client = session.Hub.Client(token);
        using HttpResponseMessage answer = await client.PostAsync(
            "/apis/authentication.k8s.io/v1/selfsubjectreviews",
            new StringContent("""{"apiVersion":"authentication.k8s.io/v1","kind":"SelfSubjectReview"}""", System.Text.Encoding.UTF8, "application/json"),
            TestContext.Current.CancellationToken);
        string text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        return (string?)System.Text.Json.Nodes.JsonNode.Parse(text)!["status"]!["userInfo"]!["username"];
    }
}
