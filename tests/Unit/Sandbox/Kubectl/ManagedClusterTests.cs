using System.Text.RegularExpressions;
using Xunit;

namespace OcmPowerShell.Tests.Sandbox.Kubectl;

/// <summary>What kubectl says to a managed cluster of a sandbox is what it says to a real one.</summary>
public sealed class ManagedClusterTests
{
    private const string Web = """
        apiVersion: apps/v1
        kind: Deployment
        metadata:
          name: shop
          labels: {app: shop}
        spec:
          replicas: 2
          selector: {matchLabels: {app: shop}}
          template:
            metadata: {labels: {app: shop}}
            spec:
              containers:
              - name: web
                image: nginx:1.27
                ports: [{containerPort: 80}]
                env: [{name: A, value: "1"}, {name: B, value: "2"}]
              - name: side
                image: side:1
        """;

    public static TheoryData<string> Kubectl => Kubectls.All;

    private static string[] On(params string[] arguments) => ["--context", "sandbox-one", .. arguments];

    private static async Task SaysAsync(KubectlSession session, int exitCode, string output, params string[] arguments)
    {
        KubectlSession.Result result = await session.RunAsync(On(arguments));
        Assert.Equal($"[{exitCode}] {output}", $"[{result.ExitCode}] {result.Output}");
    }

    private static async Task ShowsAsync(KubectlSession session, string pattern, params string[] arguments)
    {
        KubectlSession.Result result = await session.RunAsync(On(arguments));
        Assert.Matches(new Regex(pattern), Regex.Replace(result.Output, " +", " "));
        Assert.Equal(0, result.ExitCode);
    }

    [Theory]
    [MemberData(nameof(Kubectl))]
    public async Task A_deployment_from_creation_to_going_back(string kubectl)
    {
        await using KubectlSession session = await KubectlSession.StartWholeAsync(kubectl, "one", "two");
        await SaysAsync(session, 0, "deployment.apps/web created", "create", "deployment", "web", "--image=nginx:1.27", "--replicas=2");
        await ShowsAsync(session, "deployment \"web\" successfully rolled out", "rollout", "status", "deployment/web", "--timeout=20s");
        await ShowsAsync(session, "^NAME READY UP-TO-DATE AVAILABLE AGE\\s+web 2/2 2 2 \\d+s$", "get", "deployments");
        await ShowsAsync(session, "CONTAINERS IMAGES SELECTOR\\s+web 2/2 2 2 \\d+s nginx nginx:1.27 app=web$", "get", "deployments", "-o", "wide");
        await ShowsAsync(session, "^NAME DESIRED CURRENT READY AGE\\s+web-[a-z0-9]{10} 2 2 2 \\d+s$", "get", "rs");
        await ShowsAsync(session, "^NAME READY STATUS RESTARTS AGE\\s+web-[a-z0-9]+-[a-z0-9]{5} 1/1 Running 0 \\d+s\\s+web-", "get", "pods");
        await ShowsAsync(session, "deployment.apps/web scaled", "scale", "deployment/web", "--replicas=3");
        await ShowsAsync(session, "successfully rolled out", "rollout", "status", "deployment/web", "--timeout=20s");
        await ShowsAsync(session, "^3$", "get", "deployment", "web", "-o", "jsonpath={.status.readyReplicas}");
        await ShowsAsync(session, "image updated", "set", "image", "deployment/web", "nginx=nginx:1.28");
        await ShowsAsync(session, "successfully rolled out", "rollout", "status", "deployment/web", "--timeout=20s");
        await ShowsAsync(session, "REVISION CHANGE-CAUSE\\s+1 <none>\\s+2 <none>", "rollout", "history", "deployment/web");
        await ShowsAsync(session, "rolled back", "rollout", "undo", "deployment/web");
        await ShowsAsync(session, "^nginx:1.27$", "get", "deployment", "web", "-o", "jsonpath={.spec.template.spec.containers[0].image}");
        await ShowsAsync(session, "deployment.apps/web", "get", "all");
    }

    [Theory]
    [MemberData(nameof(Kubectl))]
    public async Task Applying_tells_containers_and_variables_apart(string kubectl)
    {
        await using KubectlSession session = await KubectlSession.StartWholeAsync(kubectl, "one", "two");
        session.File("shop.yml", Web);
        session.File("shop2.yml", Web.Replace("value: \"2\"", "value: \"3\"").Replace("- name: side\n        image: side:1", ""));
        session.File("bad.yml", Web.Replace("replicas: 2", "replicas: two"));
        await SaysAsync(session, 0, "deployment.apps/shop created", "apply", "-f", "shop.yml");
        await SaysAsync(session, 0, "deployment.apps/shop unchanged", "apply", "-f", "shop.yml");
        await SaysAsync(session, 0, "", "diff", "-f", "shop.yml");
        await ShowsAsync(session, "patched", "patch", "deployment", "shop", "-p", """{"spec":{"template":{"spec":{"containers":[{"name":"side","image":"side:2"}]}}}}""");
        await ShowsAsync(session, "^web side$", "get", "deployment", "shop", "-o", "jsonpath={.spec.template.spec.containers[*].name}");
        await ShowsAsync(session, "^side:2$", "get", "deployment", "shop", "-o", "jsonpath={.spec.template.spec.containers[1].image}");
        await SaysAsync(session, 0, "deployment.apps/shop configured", "apply", "-f", "shop2.yml");
        await ShowsAsync(session, "^1 3$", "get", "deployment", "shop", "-o", "jsonpath={.spec.template.spec.containers[0].env[*].value}");
        Assert.NotEqual(0, (await session.RunAsync(On("apply", "-f", "bad.yml"))).ExitCode);
        await SaysAsync(session, 0, "deployment.apps/shop serverside-applied", "apply", "--server-side", "--force-conflicts", "-f", "shop.yml");
        await ShowsAsync(session, "containerPort", "explain", "deployment.spec.template.spec.containers.ports");
        await ShowsAsync(session, "image", "explain", "deployment.spec.template.spec.containers");
    }

    [Theory]
    [MemberData(nameof(Kubectl))]
    public async Task Everything_that_create_makes_without_a_file(string kubectl)
    {
        await using KubectlSession session = await KubectlSession.StartWholeAsync(kubectl, "one", "two");
        await SaysAsync(session, 0, "namespace/team created", "create", "namespace", "team");
        await SaysAsync(session, 0, "configmap/c created", "create", "configmap", "c", "--from-literal=a=b", "--from-literal=c=d");
        await SaysAsync(session, 0, "secret/s created", "create", "secret", "generic", "s", "--from-literal=a=b");
        await SaysAsync(session, 0, "serviceaccount/sa created", "create", "serviceaccount", "sa");
        await SaysAsync(session, 0, "role.rbac.authorization.k8s.io/r created", "create", "role", "r", "--verb=get", "--resource=pods");
        await SaysAsync(session, 0, "rolebinding.rbac.authorization.k8s.io/rb created", "create", "rolebinding", "rb", "--role=r", "--serviceaccount=default:sa");
        await SaysAsync(session, 0, "clusterrole.rbac.authorization.k8s.io/cr created", "create", "clusterrole", "cr", "--verb=get,list", "--resource=deployments.apps");
        await SaysAsync(session, 0, "clusterrolebinding.rbac.authorization.k8s.io/crb created", "create", "clusterrolebinding", "crb", "--clusterrole=cr", "--user=jane");
        await SaysAsync(session, 0, "job.batch/j created", "create", "job", "j", "--image=busybox:1");
        await ShowsAsync(session, "^job.batch/j condition met$", "wait", "job/j", "--for=condition=Complete", "--timeout=20s");
        await ShowsAsync(session, "^NAME DATA AGE\\s+c 2 \\d+s", "get", "configmap", "c");
        await ShowsAsync(session, "^NAME TYPE DATA AGE\\s+s Opaque 1 \\d+s", "get", "secret", "s");
        await ShowsAsync(session, "^YQ==|^Yg==$", "get", "secret", "s", "-o", "jsonpath={.data.a}");
        await ShowsAsync(session, "Completed", "get", "pods");
        await ShowsAsync(session, "Ready control-plane \\d+s v1.33.13", "get", "nodes");
        await ShowsAsync(session, "^sandbox-one$", "get", "clusterclaim", "id.k8s.io", "-o", "jsonpath={.spec.value}");
        await ShowsAsync(session, "klusterlet", "get", "klusterlets");
    }
}
