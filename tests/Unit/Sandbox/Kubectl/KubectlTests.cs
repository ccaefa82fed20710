using System.Text.Json.Nodes;
using OcmPowerShell.Sandbox.Api;
using Xunit;

namespace OcmPowerShell.Tests.Sandbox.Kubectl;

/// <summary>What kubectl says to a sandbox is what it was recorded to say to a real hub.</summary>
public sealed class KubectlTests
{
    private const string Work = """
        apiVersion: work.open-cluster-management.io/v1
        kind: ManifestWork
        metadata:
          name: k1
          namespace: one
        spec:
          workload:
            manifests:
            - apiVersion: v1
              kind: ConfigMap
              metadata:
                name: a
                namespace: default
              data:
                k: v
        """;

    private const string Name = "manifestwork.work.open-cluster-management.io/k1";
    private const string NotFound = "Error from server (NotFound): manifestworks.work.open-cluster-management.io \"k1\" not found";

    public static TheoryData<string> Kubectl => Kubectls.All;

    private static async Task<KubectlSession> StartWithWorkAsync(string kubectl)
    {
        KubectlSession session = await KubectlSession.StartAsync(kubectl);
        session.File("work.yml", Work);
        session.File("work2.yml", Work.Replace("k: v", "k: w"));
        session.File("bad.yml", Work.Replace("spec:", "spec:\n  nonsense: 1"));
        return session;
    }

    private static async Task SaysAsync(KubectlSession session, int exitCode, string output, params string[] arguments)
    {
        KubectlSession.Result result = await session.RunAsync(arguments);
        Assert.Equal($"[{exitCode}] {output}", $"[{result.ExitCode}] {result.Output}");
    }

    private static async Task SaysPartAsync(KubectlSession session, int exitCode, string part, params string[] arguments)
    {
        KubectlSession.Result result = await session.RunAsync(arguments);
        Assert.Contains(part, result.Output);
        Assert.Equal(exitCode, result.ExitCode);
    }

    /// <summary>Tables with their columns one space apart, and ages as one letter.</summary>
    private static async Task ShowsAsync(KubectlSession session, string[] table, params string[] arguments)
    {
        KubectlSession.Result result = await session.RunAsync(arguments);
        string[] rows = [.. result.Output.Split('\n').Select(row =>
            string.Join(' ', row.Split("  ", StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
                .Select(cell => System.Text.RegularExpressions.Regex.IsMatch(cell, "^\\d+s$") ? "5s" : cell)))];
        Assert.Equal(table, rows);
        Assert.Equal(0, result.ExitCode);
    }

    [Theory]
    [MemberData(nameof(Kubectl))]
    public async Task Discovery_version_and_explain(string kubectl)
    {
        await using KubectlSession session = await StartWithWorkAsync(kubectl);
        await SaysPartAsync(session, 0, "v1.33.0+sandbox", "version");
        await ShowsAsync(
            session,
            [
                "NAME SHORTNAMES APIVERSION NAMESPACED KIND",
                "addonplacementscores cluster.open-cluster-management.io/v1alpha1 true AddOnPlacementScore",
                "managedclusters mcl,mcls cluster.open-cluster-management.io/v1 false ManagedCluster",
                "managedclustersetbindings mclsetbinding,mclsetbindings cluster.open-cluster-management.io/v1beta2 true ManagedClusterSetBinding",
                "managedclustersets mclset,mclsets cluster.open-cluster-management.io/v1beta2 false ManagedClusterSet",
                "placementdecisions cluster.open-cluster-management.io/v1beta1 true PlacementDecision",
                "placements cluster.open-cluster-management.io/v1beta1 true Placement",
            ],
            "api-resources", "--api-group=cluster.open-cluster-management.io");
        await ShowsAsync(
            session,
            [
                "NAME SHORTNAMES APIVERSION NAMESPACED KIND",
                "manifestworkreplicasets mwrs work.open-cluster-management.io/v1alpha1 true ManifestWorkReplicaSet",
                "manifestworks work.open-cluster-management.io/v1 true ManifestWork",
            ],
            "api-resources", "--api-group=work.open-cluster-management.io");
        await SaysPartAsync(session, 0, "managedclusters.cluster.open-cluster-management.io", "get", "crd");
        await SaysPartAsync(session, 0, "work.open-cluster-management.io/v1", "api-versions");
        await SaysPartAsync(session, 0, "workload", "explain", "manifestwork.spec");
        await SaysPartAsync(session, 0, "hubAcceptsClient", "explain", "managedcluster.spec");
        await SaysPartAsync(session, 0, "\"kind\":\"ManifestWorkList\"", "get", "--raw", "/apis/work.open-cluster-management.io/v1/namespaces/one/manifestworks");
    }

    [Theory]
    [MemberData(nameof(Kubectl))]
    public async Task Get_in_every_form(string kubectl)
    {
        await using KubectlSession session = await StartWithWorkAsync(kubectl);
        await session.RunAsync("apply", "-f", "work.yml");
        await ShowsAsync(session, ["NAME AGE", "k1 5s"], "get", "manifestworks", "-n", "one");
        await ShowsAsync(session, ["NAME AGE", "k1 5s"], "get", "manifestworks", "-n", "one", "-o", "wide");
        await ShowsAsync(session, ["NAMESPACE NAME AGE", "one k1 5s"], "get", "manifestworks", "-A");
        await ShowsAsync(
            session,
            [
                "NAME HUB ACCEPTED MANAGED CLUSTER URLS JOINED AVAILABLE AGE",
                "one true https://127.0.0.1:6444 True True 5s",
                "two true https://127.0.0.1:6444 True True 5s",
            ],
            "get", "managedclusters", "one", "two");
        await ShowsAsync(session, ["NAME STATUS AGE", "one Active 5s", "two Active 5s"], "get", "ns");
        await SaysAsync(session, 0, Name, "get", "manifestwork", "k1", "-n", "one", "-o", "name");
        await SaysAsync(session, 0, "ConfigMap", "get", "manifestwork", "k1", "-n", "one", "-o", "jsonpath={.spec.workload.manifests[0].kind}");
        await SaysPartAsync(session, 0, "\n      kind: ConfigMap\n", "get", "manifestwork", "k1", "-n", "one", "-o", "yaml");
        KubectlSession.Result json = await session.RunAsync("get", "manifestworks", "-A", "-o", "json");
        Assert.Equal("k1", (string?)JsonNode.Parse(json.Output)!["items"]![0]!["metadata"]!["name"]);
        await SaysPartAsync(session, 0, "Creation Timestamp:", "describe", "manifestwork", "k1", "-n", "one");
        await SaysAsync(session, 1, NotFound.Replace("k1", "nope"), "get", "manifestwork", "nope", "-n", "one");
        await SaysAsync(session, 0, "No resources found", "get", "managedclusters", "-l", "a=b");
    }

    [Theory]
    [MemberData(nameof(Kubectl))]
    public async Task Apply_create_and_replace(string kubectl)
    {
        await using KubectlSession session = await StartWithWorkAsync(kubectl);
        await SaysAsync(session, 0, $"{Name} created (server dry run)", "apply", "--dry-run=server", "-f", "work.yml");
        await SaysAsync(session, 0, $"{Name} created", "apply", "-f", "work.yml");
        await SaysAsync(session, 0, $"{Name} unchanged", "apply", "-f", "work.yml");
        await SaysPartAsync(session, 1, "+  generation: 2", "diff", "-f", "work2.yml");
        await SaysAsync(session, 0, $"{Name} configured", "apply", "-f", "work2.yml");
        await SaysAsync(session, 0, "", "diff", "-f", "work2.yml");
        await SaysAsync(
            session,
            1,
            "Error from server (AlreadyExists): error when creating \"work.yml\": manifestworks.work.open-cluster-management.io \"k1\" already exists",
            "create", "-f", "work.yml");
        await SaysAsync(session, 0, $"{Name} replaced", "replace", "-f", "work.yml");
    }

    [Theory]
    [MemberData(nameof(Kubectl))]
    public async Task Unknown_fields_are_refused_unless_validation_is_off(string kubectl)
    {
        await using KubectlSession session = await StartWithWorkAsync(kubectl);
        string refusal = session.IsOld
            ? "error: error validating \"bad.yml\": error validating data: ValidationError(ManifestWork.spec): unknown field \"nonsense\""
            : "Error from server (BadRequest): error when creating \"bad.yml\": ManifestWork in version \"v1\" cannot be handled as a ManifestWork: strict decoding error: unknown field \"spec.nonsense\"";
        await SaysPartAsync(session, 1, refusal, "apply", "-f", "bad.yml");
        await SaysPartAsync(session, 0, $"{Name} created", "apply", "--validate=false", "-f", "bad.yml");
        Assert.Null(session.Client.Get(OcmTypes.ManifestWork, "one", "k1")!["spec"]!["nonsense"]);
    }

    [Theory]
    [MemberData(nameof(Kubectl))]
    public async Task Server_side_apply(string kubectl)
    {
        await using KubectlSession session = await StartWithWorkAsync(kubectl);
        await session.RunAsync("apply", "-f", "work2.yml");
        await SaysAsync(session, 0, $"{Name} serverside-applied", "apply", "--server-side", "-f", "work.yml");
        await SaysPartAsync(
            session,
            1,
            "conflict with \"kubectl\"",
            "apply", "--server-side", "--field-manager=other", "-f", "work2.yml");
        await SaysAsync(session, 0, $"{Name} serverside-applied", "apply", "--server-side", "--field-manager=other", "--force-conflicts", "-f", "work2.yml");
        Assert.Equal("w", (string?)session.Client.Get(OcmTypes.ManifestWork, "one", "k1")!["spec"]!["workload"]!["manifests"]![0]!["data"]!["k"]);
    }

    [Theory]
    [MemberData(nameof(Kubectl))]
    public async Task Label_annotate_and_patch(string kubectl)
    {
        await using KubectlSession session = await StartWithWorkAsync(kubectl);
        string[] it = ["-n", "one", "manifestwork", "k1"];
        await session.RunAsync("apply", "-f", "work.yml");
        await SaysAsync(session, 0, $"{Name} labeled", ["label", .. it, "a=b"]);
        await SaysAsync(session, 1, "error: 'a' already has a value (b), and --overwrite is false", ["label", .. it, "a=c"]);
        await SaysAsync(session, 0, $"{Name} labeled", ["label", .. it, "a=c", "--overwrite"]);
        await SaysAsync(session, 0, $"{Name} annotated", ["annotate", .. it, "note=hello"]);
        await SaysAsync(session, 0, $"{Name} patched", ["patch", .. it, "--type=merge", "-p", """{"metadata":{"labels":{"x":"y"}}}"""]);
        await SaysAsync(session, 0, $"{Name} patched", ["patch", .. it, "--type=json", "-p", """[{"op":"remove","path":"/metadata/labels/x"}]"""]);
        await SaysAsync(session, 0, $"{Name} patched (no change)", ["patch", .. it, "--type=merge", "-p", "{}"]);
        await SaysPartAsync(
            session,
            1,
            "the body of the request was in an unknown format - accepted media types include: application/json-patch+json, application/merge-patch+json",
            ["patch", .. it, "-p", """{"metadata":{"labels":{"x":"y"}}}"""]);
        await ShowsAsync(session, ["NAMESPACE NAME AGE", "one k1 5s"], "get", "manifestworks", "-A", "-l", "a=c");
        await SaysAsync(session, 0, "No resources found", "get", "manifestworks", "-A", "-l", "a in (b,d),!x");
        await ShowsAsync(session, ["NAMESPACE NAME AGE", "one k1 5s"], "get", "manifestworks", "-A", "--field-selector", "metadata.name=k1");
        await SaysAsync(
            session,
            1,
            "Error from server (BadRequest): Unable to find \"work.open-cluster-management.io/v1, Resource=manifestworks\" that match label selector \"\", field selector \"spec.x=1\": field label not supported: spec.x",
            "get", "manifestworks", "-A", "--field-selector", "spec.x=1");
    }

    [Theory]
    [MemberData(nameof(Kubectl))]
    public async Task Watch_and_wait(string kubectl)
    {
        await using KubectlSession session = await StartWithWorkAsync(kubectl);
        await session.RunAsync("apply", "-f", "work.yml");
        string[] lines = await session.ReadLinesAsync(
            3,
            () =>
            {
                session.Client.Create(OcmTypes.ManifestWork, "one", JsonNode.Parse("""
                    {"metadata":{"name":"k2"},"spec":{"workload":{"manifests":[{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"a"}}]}}}
                    """)!.AsObject());
                return Task.CompletedTask;
            },
            "get", "manifestworks", "-n", "one", "-w");
        Assert.Equal(["NAME", "k1", "k2"], lines.Select(line => line.Split(' ')[0]));

        await SaysAsync(
            session, 1, "error: timed out waiting for the condition on manifestworks/k1", "wait", "-n", "one", "manifestwork/k1", "--for=condition=Applied", "--timeout=1s");
        JsonObject work = session.Client.Get(OcmTypes.ManifestWork, "one", "k1")!;
        work["status"] = JsonNode.Parse("""
            {"conditions":[{"type":"Applied","status":"True","reason":"R","message":"","lastTransitionTime":"2026-01-01T00:00:00Z"}]}
            """);
        session.Client.UpdateStatus(OcmTypes.ManifestWork, "one", work);
        await SaysAsync(session, 0, $"{Name} condition met", "wait", "-n", "one", "manifestwork/k1", "--for=condition=Applied", "--timeout=10s");
    }

    [Theory]
    [MemberData(nameof(Kubectl))]
    public async Task Delete(string kubectl)
    {
        await using KubectlSession session = await StartWithWorkAsync(kubectl);
        await session.RunAsync("apply", "-f", "work.yml");
        string deleted = "manifestwork.work.open-cluster-management.io \"k1\"";
        await SaysPartAsync(session, 0, $"{deleted} deleted", "delete", "manifestwork", "k1", "-n", "one", "--dry-run=server");
        await SaysPartAsync(session, 0, $"{deleted} deleted", "delete", "manifestwork", "k1", "-n", "one", "--wait=true", "--timeout=20s");
        await SaysAsync(session, 1, NotFound, "delete", "manifestwork", "k1", "-n", "one");
        await SaysAsync(session, 0, "", "delete", "manifestwork", "k1", "-n", "one", "--ignore-not-found");

        await session.RunAsync("apply", "-f", "work.yml");
        await session.RunAsync("patch", "manifestwork", "k1", "-n", "one", "--type=merge", "-p", """{"metadata":{"finalizers":["example.com/wait"]}}""");
        await SaysPartAsync(session, 1, "timed out waiting for the condition", "delete", "manifestwork", "k1", "-n", "one", "--timeout=1s");
        Assert.NotNull(session.Client.Get(OcmTypes.ManifestWork, "one", "k1")!["metadata"]!["deletionTimestamp"]);
        await SaysAsync(session, 0, $"{Name} patched", "patch", "manifestwork", "k1", "-n", "one", "--type=merge", "-p", """{"metadata":{"finalizers":null}}""");
        Assert.Null(session.Client.Get(OcmTypes.ManifestWork, "one", "k1"));

        await session.RunAsync("apply", "-f", "work.yml");
        await SaysPartAsync(session, 0, $"{deleted} deleted", "delete", "manifestworks", "--all", "-n", "one");
    }

    [Theory]
    [MemberData(nameof(Kubectl))]
    public async Task Namespaces(string kubectl)
    {
        await using KubectlSession session = await StartWithWorkAsync(kubectl);
        session.File("ns.yml", "apiVersion: v1\nkind: Namespace\nmetadata:\n  name: rec3\n  labels: {a: b}\n");
        session.File("ns2.yml", "apiVersion: v1\nkind: Namespace\nmetadata:\n  name: rec3\n  labels: {a: c}\n");
        await SaysAsync(session, 0, "namespace/rec2 created", "create", "ns", "rec2");
        await SaysAsync(session, 1, "Error from server (AlreadyExists): namespaces \"rec2\" already exists", "create", "ns", "rec2");
        await SaysAsync(session, 0, "namespace/rec3 created", "apply", "-f", "ns.yml");
        await SaysAsync(session, 0, "namespace/rec3 unchanged", "apply", "-f", "ns.yml");
        await SaysAsync(session, 0, "namespace/rec3 configured", "apply", "-f", "ns2.yml");
        await SaysAsync(session, 0, "namespace/rec3 labeled", "label", "ns", "rec3", "x=y");
        await SaysAsync(session, 0, "namespace \"rec3\" deleted", "delete", "ns", "rec3", "--wait=true", "--timeout=20s");
        await session.RunAsync("apply", "-f", "work.yml");
        await SaysAsync(session, 0, "namespace \"one\" deleted", "delete", "ns", "one", "--wait=true", "--timeout=20s");
        await SaysAsync(session, 0, "No resources found", "get", "manifestworks", "-A");
    }

    [Theory]
    [MemberData(nameof(Kubectl))]
    public async Task Who_may_do_what(string kubectl)
    {
        await using KubectlSession session = await StartWithWorkAsync(kubectl);
        string[] question = ["auth", "can-i", "create", "manifestworks.work.open-cluster-management.io", "-n", "one"];
        await SaysAsync(session, 0, "yes", question);
        await SaysAsync(session, 1, "no", [.. question, "--as=jane"]);
        await SaysAsync(
            session,
            1,
            "Error from server (Forbidden): manifestworks.work.open-cluster-management.io is forbidden: User \"jane\" cannot list resource \"manifestworks\" in API group \"work.open-cluster-management.io\" in the namespace \"one\"",
            "get", "manifestworks", "-n", "one", "--as=jane");
        if (!session.IsOld)
        {
            await SaysPartAsync(session, 0, "[system:masters system:authenticated]", "auth", "whoami");
        }
    }
}
