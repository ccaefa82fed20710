using System.Text.RegularExpressions;
using OcmPowerShell.Tests.Hub;
using Xunit;

namespace OcmPowerShell.Tests.Sandbox.Kubectl;

/// <summary>kubectl's commands about objects of any kind, against a whole sandbox: exit codes and messages are those of a real server.</summary>
public sealed class KubectlObjectTests
{
    private const string Map = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: m, namespace: default, labels: {app: x}}\ndata: {a: '1'}\n";

    public static TheoryData<string> Kubectl => Kubectls.All;

    private static async Task SaysAsync(KubectlSession session, int exitCode, string pattern, params string[] arguments)
    {
        KubectlSession.Result result = await session.RunAsync(arguments);
        string output = Regex.Replace(result.Output, " +", " ");
        Assert.True(Regex.IsMatch(output, pattern, RegexOptions.Multiline), $"kubectl {string.Join(' ', arguments)}\n[{result.ExitCode}] {output}\nwanted [{exitCode}] {pattern}");
        Assert.Equal((exitCode, string.Join(' ', arguments)), (result.ExitCode, string.Join(' ', arguments)));
    }

    [Theory]
    [MemberData(nameof(Kubectl))]
    public async Task Forms_of_output_and_selection(string kubectl)
    {
        await using KubectlSession session = await KubectlSession.StartWholeAsync(kubectl);
        session.File("m.yml", Map);
        await SaysAsync(session, 0, "^configmap/m created$", "apply", "-f", "m.yml");
        await SaysAsync(session, 0, "^NAME DATA\nm map\\[a:1\\]$", "get", "cm", "m", "-o", "custom-columns=NAME:.metadata.name,DATA:.data");
        await SaysAsync(session, 0, "^m=1$", "get", "cm", "-l", "app=x", "-o", "jsonpath={.items[0].metadata.name}={.items[0].data.a}");
        await SaysAsync(session, 0, "^m$", "get", "cm", "m", "-o", "go-template={{.metadata.name}}");
        await SaysAsync(session, 0, "^configmap/m$", "get", "cm", "-o", "name", "-l", "app in (x,y),!z");
        await SaysAsync(session, 0, "^configmap/m$", "get", "cm", "-o", "name", "--field-selector", "metadata.name=m,metadata.namespace!=other");
        await SaysAsync(session, 0, "^NAME DATA AGE APP\nkube-root-ca.crt 1 \\d+s \nm 1 \\d+s x$", "get", "cm", "-L", "app", "--sort-by=.metadata.name");
        await SaysAsync(session, 0, "^m 1 \\d+s app=x$", "get", "cm", "m", "--show-labels", "--no-headers");
        await SaysAsync(session, 0, "^NAME: m$|^Name: m$", "describe", "cm", "m");
        await SaysAsync(session, 0, "^configmap/m unchanged$", "apply", "-f", "m.yml", "--prune", "-l", "app=x", session.IsOld ? "--prune-whitelist=core/v1/ConfigMap" : "--prune-allowlist=core/v1/ConfigMap");
        await SaysAsync(session, 0, "^\\s*\"last-applied|data:", "apply", "view-last-applied", "cm", "m");
        await SaysAsync(session, 0, "^configmap \"m\" deleted$", "delete", "cm", "-l", "app=x");
        await SaysAsync(session, 0, "^No resources found$", "delete", "cm", "-l", "app=x");
    }

    [Theory]
    [MemberData(nameof(Kubectl))]
    public async Task Bad_input(string kubectl)
    {
        await using KubectlSession session = await KubectlSession.StartWholeAsync(kubectl, "one");
        session.File("nowhere.yml", Map.Replace("namespace: default", "namespace: nowhere"));
        session.File("name.yml", Map.Replace("name: m", "name: Bad_Name"));
        session.File("kind.yml", "apiVersion: v1\nkind: Nonsense\nmetadata: {name: x}\n");
        session.File("type.yml", Map.Replace("data: {a: '1'}", "data: [1]"));
        session.File("label.yml", Map.Replace("app: x", "app: 'not a label'"));
        session.File("enum.yml", """
            apiVersion: work.open-cluster-management.io/v1
            kind: ManifestWork
            metadata: {name: w, namespace: one}
            spec: {deleteOption: {propagationPolicy: Sometimes}, workload: {manifests: [{apiVersion: v1, kind: ConfigMap, metadata: {name: a}}]}}
            """);
        session.File("empty.yml", """
            apiVersion: work.open-cluster-management.io/v1
            kind: ManifestWork
            metadata: {name: w, namespace: one}
            spec: {workload: {manifests: []}}
            """);
        session.File("yaml.yml", "a: [");
        await SaysAsync(session, 1, "^Error from server \\(NotFound\\): error when creating \"nowhere.yml\": namespaces \"nowhere\" not found$", "create", "-f", "nowhere.yml");
        await SaysAsync(session, 1, "^The ConfigMap \"Bad_Name\" is invalid: metadata.name: Invalid value: \"Bad_Name\": a (lowercase RFC 1123|DNS-1123) subdomain", "create", "-f", "name.yml");
        await SaysAsync(session, 1, "no matches for kind \"Nonsense\" in version \"v1\"", "create", "-f", "kind.yml");
        await SaysAsync(session, 1, "data|ConfigMap", "create", "-f", "type.yml");
        await SaysAsync(session, 1, "metadata.labels: Invalid value: \"not a label\": a valid label must be", "create", "-f", "label.yml");
        await SaysAsync(session, 1, "spec.deleteOption.propagationPolicy: Unsupported value: \"Sometimes\": supported values: \"Foreground\", \"Orphan\", \"SelectivelyOrphan\"|invalid value|unsupported value", "create", "-f", "enum.yml");
        await SaysAsync(session, 1, "^Error from server(:| \\(BadRequest\\):) error when creating \"empty.yml\": admission webhook \"manifestworkvalidators.admission.work.open-cluster-management.io\" denied the request: manifests should not be empty$", "create", "-f", "empty.yml");
        await SaysAsync(session, 1, "error parsing yaml.yml|error converting YAML", "create", "-f", "yaml.yml");
        await SaysAsync(session, 1, "^error: the server doesn't have a resource type \"nonsense\"$", "get", "nonsense");
        await SaysAsync(session, 1, "^Error from server \\(NotFound\\): configmaps \"nope\" not found$", "get", "cm", "nope");
        await SaysAsync(session, 1, "unable to (parse|find)|Invalid|invalid", "get", "cm", "-l", "a===b");
        await SaysAsync(session, 1, "^Error from server \\(BadRequest\\): Unable to find \"/v1, Resource=configmaps\" that match label selector \"\", field selector \"data.a=1\": \"data.a\" is not a known field selector: only \"metadata.name\", \"metadata.namespace\"$", "get", "cm", "--field-selector", "data.a=1");
        await SaysAsync(session, 1, "^Error from server \\(Forbidden\\): secrets is forbidden: User \"eve\" cannot list resource \"secrets\" in API group \"\" in the namespace \"default\"$", "get", "secrets", "--as=eve");
        await SaysAsync(session, 1, "^error: You must be logged in to the server \\(Unauthorized\\)$", "get", "cm", "--token=wrong");
    }

    [Theory]
    [MemberData(nameof(Kubectl))]
    public async Task A_kind_from_a_file(string kubectl)
    {
        await using KubectlSession session = await KubectlSession.StartWholeAsync(kubectl);
        session.File("crd.yml", """
            apiVersion: apiextensions.k8s.io/v1
            kind: CustomResourceDefinition
            metadata: {name: widgets.example.com}
            spec:
              group: example.com
              scope: Namespaced
              names: {plural: widgets, singular: widget, kind: Widget, shortNames: [wi], categories: [all]}
              versions:
              - name: v1
                served: true
                storage: true
                subresources: {status: {}, scale: {specReplicasPath: .spec.size, statusReplicasPath: .status.size}}
                additionalPrinterColumns: [{name: Size, type: integer, jsonPath: .spec.size}]
                schema:
                  openAPIV3Schema:
                    type: object
                    properties:
                      spec:
                        type: object
                        description: What is wanted.
                        required: [size]
                        properties:
                          size: {type: integer, minimum: 1, description: How many.}
                      status: {type: object, properties: {size: {type: integer}}}
            """);
        session.File("w.yml", "apiVersion: example.com/v1\nkind: Widget\nmetadata: {name: w, namespace: default}\nspec: {size: 3}\n");
        session.File("small.yml", "apiVersion: example.com/v1\nkind: Widget\nmetadata: {name: s, namespace: default}\nspec: {size: 0}\n");
        session.File("none.yml", "apiVersion: example.com/v1\nkind: Widget\nmetadata: {name: none, namespace: default}\nspec: {}\n");
        await SaysAsync(session, 0, "^customresourcedefinition.apiextensions.k8s.io/widgets.example.com created$", "apply", "-f", "crd.yml");
        await SaysAsync(session, 0, "condition met$", "wait", "crd/widgets.example.com", "--for=condition=Established", "--timeout=20s");
        await SaysAsync(session, 0, "^widgets wi example.com/v1 true Widget$", "api-resources", "--api-group=example.com");
        await SaysAsync(session, 0, "How many", "explain", "widget.spec.size");
        await SaysAsync(session, 0, "size", "explain", "widget", "--recursive");
        await SaysAsync(session, 0, "^widget.example.com/w created$", "apply", "-f", "w.yml");
        await SaysAsync(session, 0, "^NAME SIZE\nw 3$", "get", "wi");
        await SaysAsync(session, 1, "The Widget \"s\" is invalid: spec.size: Invalid value: 0: spec.size in body should be greater than or equal to 1", "apply", "-f", "small.yml");
        await SaysAsync(session, 1, "spec.size: Required value|missing required field \"size\"", "apply", "-f", "none.yml");
        await SaysAsync(session, 0, "^widget.example.com/w scaled$", "scale", "widget/w", "--replicas=5");
        await SaysAsync(session, 0, "^5$", "get", "widget", "w", "-o", "jsonpath={.spec.size}");
        await SaysAsync(session, 0, "widget.example.com/w", "get", "all", "-n", "default");
        await SaysAsync(session, 0, "deleted$", "delete", "crd", "widgets.example.com", "--timeout=20s");
        await SaysAsync(session, 1, "the server doesn't have a resource type \"widgets\"|could not find the requested resource", "get", "widgets");
    }

    [Theory]
    [MemberData(nameof(Kubectl))]
    public async Task Editing_and_applying_by_several_managers(string kubectl)
    {
        await using KubectlSession session = await KubectlSession.StartWholeAsync(kubectl);
        Assert.SkipWhen(OperatingSystem.IsWindows(), "the editor is a shell script");
        session.File("m.yml", Map);
        session.File("m2.yml", Map.Replace("'1'", "'2'"));
        session.File("edit.sh", "#!/bin/sh\nsed -i 's/a: \"1\"/a: \"edited\"/' \"$1\"\n");
        session.File("same.sh", "#!/bin/sh\nexit 0\n");
        await SaysAsync(session, 0, "^configmap/m serverside-applied$", "apply", "--server-side", "-f", "m.yml");
        session.Editor = "sh same.sh";
        await SaysAsync(session, 0, "^Edit cancelled, no changes made.$", "edit", "cm", "m");
        session.Editor = "sh edit.sh";
        await SaysAsync(session, 0, "^configmap/m edited$", "edit", "cm", "m");
        await SaysAsync(session, 0, "^edited$", "get", "cm", "m", "-o", "jsonpath={.data.a}");
        await SaysAsync(session, 1, "Apply failed with 1 conflict: conflict with \"kubectl-edit\" using v1: .data.a", "apply", "--server-side", "-f", "m2.yml");
        await SaysAsync(session, 1, "^\\+ a: \"2\"$", "diff", "--server-side", "--force-conflicts", "-f", "m2.yml");
        await SaysAsync(session, 0, "^configmap/m serverside-applied$", "apply", "--server-side", "--force-conflicts", "-f", "m2.yml");
        await SaysAsync(session, 0, "^$", "diff", "--server-side", "-f", "m2.yml");
        await SaysAsync(session, 0, "^configmap/m replaced$", "replace", "-f", "m.yml");
        await SaysAsync(session, 0, "^configmap \"m\" deleted$", "replace", "--force", "-f", "m.yml");
        await SaysAsync(session, 0, "^configmap/m patched$", "patch", "cm", "m", "-p", """{"data":{"b":"2"}}""");
        await SaysAsync(session, 0, "^configmap/m patched$", "patch", "cm", "m", "--type=json", "-p", """[{"op":"replace","path":"/data/b","value":"3"}]""");
        await SaysAsync(session, 1, "the server rejected our request due to an error in our request|is invalid", "patch", "cm", "m", "--type=json", "-p", """[{"op":"test","path":"/data/b","value":"x"}]""");
        await SaysAsync(session, 0, "^configmap/m annotated$", "annotate", "cm", "m", "note=hello");
        await SaysAsync(session, 0, "^configmap/m annotated$", "annotate", "cm", "m", "note-");
        await SaysAsync(session, 0, "^configmap/m (un)?labell?ed$", "label", "cm", "m", "app-");
    }

    [Theory]
    [MemberData(nameof(Kubectl))]
    public async Task Deleting_and_waiting(string kubectl)
    {
        await using KubectlSession session = await KubectlSession.StartWholeAsync(kubectl);
        session.File("held.yml", Map.Replace("labels: {app: x}", "finalizers: [example.com/hold]"));
        await SaysAsync(session, 0, "created", "create", "-f", "held.yml");
        await SaysAsync(session, 0, "^configmap \"m\" deleted$", "delete", "cm", "m", "--wait=false");
        await SaysAsync(session, 0, "^2\\d\\d\\d-", "get", "cm", "m", "-o", "jsonpath={.metadata.deletionTimestamp}");
        await SaysAsync(session, 1, "timed out waiting for the condition on configmaps/m", "wait", "cm/m", "--for=delete", "--timeout=1s");
        int asked = session.Hub.Requests.Snapshot().Count;
        Task<KubectlSession.Result> wait = session.RunAsync("wait", "cm/m", "--for=delete", "--timeout=30s");

        // An old kubectl that finds the map gone already calls that an error.
        await Eventually.HoldsAsync(() => session.Hub.Requests.Snapshot().Skip(asked).Any(request => request.Path.EndsWith("/configmaps", StringComparison.Ordinal)), "the watch of the wait");
        await SaysAsync(session, 0, "^configmap/m patched$", "patch", "cm", "m", "--type=merge", "-p", """{"metadata":{"finalizers":null}}""");
        Assert.Equal(0, (await wait).ExitCode);
        foreach (string name in new[] { "a", "b" })
        {
            await SaysAsync(session, 0, "created", "create", "cm", name);
        }

        await SaysAsync(session, 0, "^configmap \"a\" deleted$", "delete", "cm", "--all");
        if (!session.IsOld)
        {
            await SaysAsync(session, 0, "condition met$", "wait", "ns/default", "--for=jsonpath={.status.phase}=Active", "--timeout=20s");
        }

        await SaysAsync(session, 1, "^Error from server \\(NotFound\\): configmaps \"nope\" not found$", "delete", "cm", "nope");
    }

    [Theory]
    [MemberData(nameof(Kubectl))]
    public async Task What_a_work_brings_to_a_cluster(string kubectl)
    {
        await using KubectlSession session = await KubectlSession.StartWholeAsync(kubectl, "one");
        session.File("work.yml", """
            apiVersion: work.open-cluster-management.io/v1
            kind: ManifestWork
            metadata: {name: web, namespace: one}
            spec:
              workload:
                manifests:
                - apiVersion: apps/v1
                  kind: Deployment
                  metadata: {name: web, namespace: default}
                  spec:
                    replicas: 2
                    selector: {matchLabels: {app: web}}
                    template:
                      metadata: {labels: {app: web}}
                      spec: {containers: [{name: web, image: 'nginx:1.27'}]}
            """);
        await SaysAsync(session, 0, "created", "create", "-f", "work.yml");
        await SaysAsync(session, 0, "^manifestwork.work.open-cluster-management.io/web condition met$", "wait", "manifestwork/web", "-n", "one", "--for=condition=Available", "--timeout=20s");
        await SaysAsync(session, 0, "successfully rolled out", "--context", "sandbox-one", "rollout", "status", "deployment/web", "--timeout=20s");
        await SaysAsync(session, 0, "^default web 2/2 2 2 \\d+s$", "--context", "sandbox-one", "get", "deployments", "-A");
        await SaysAsync(session, 0, "restarted$", "--context", "sandbox-one", "rollout", "restart", "deployment/web");
        await SaysAsync(session, 0, "successfully rolled out", "--context", "sandbox-one", "rollout", "status", "deployment/web", "--timeout=20s");
        session.File("event.yml", """
            apiVersion: v1
            kind: Event
            metadata: {name: e, namespace: default}
            involvedObject: {kind: Deployment, name: web, namespace: default, apiVersion: apps/v1}
            type: Normal
            reason: Noticed
            message: It is there
            lastTimestamp: "2026-01-01T00:00:00Z"
            """);
        await SaysAsync(session, 0, "^event/e created$", "--context", "sandbox-one", "create", "-f", "event.yml");
        await SaysAsync(session, 0, "Normal Noticed deployment/web It is there$", "--context", "sandbox-one", "get", "events");
        await SaysAsync(session, 0, "Replicas: 2 desired", "--context", "sandbox-one", "describe", "deployment", "web");
        await SaysAsync(session, 0, "^manifestwork.work.open-cluster-management.io \"web\" deleted", "delete", "manifestwork", "web", "-n", "one", "--timeout=20s");
        await SaysAsync(session, 0, "^No resources found", "--context", "sandbox-one", "get", "deployments", "-A");
    }
}
