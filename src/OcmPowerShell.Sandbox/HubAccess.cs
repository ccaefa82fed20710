using System.Security.Cryptography;
using System.Text.Json.Nodes;
using OcmPowerShell.Sandbox.Api;
using OcmPowerShell.Sandbox.Api.Authorization;
using OcmPowerShell.Sandbox.Api.Certificates;
using OcmPowerShell.Sandbox.Api.Resources;
using OcmPowerShell.Sandbox.Api.ServiceAccounts;
using OcmPowerShell.Sandbox.Controllers;
using OcmPowerShell.Sandbox.Controllers.Authorization;
using OcmPowerShell.Sandbox.Controllers.Certificates;
using OcmPowerShell.Sandbox.Controllers.Registration;
using OcmPowerShell.Sandbox.Controllers.ServiceAccounts;
using OcmPowerShell.Sandbox.Kinds.Kubernetes;
using OcmPowerShell.Sandbox.Server;
using OcmPowerShell.Sandbox.Store;

namespace OcmPowerShell.Sandbox;

/// <summary>Who may do what on a hub, and by which credentials: roles, service accounts, tokens and certificates.</summary>
internal sealed class HubAccess : IAsyncDisposable
{
    /// <summary>The namespace of what <c>clusteradm init</c> installs.</summary>
    public const string OcmNamespace = "open-cluster-management";

    private const string BootstrapAccount = "agent-registration-bootstrap";
    private const string TokenCharacters = "abcdefghijklmnopqrstuvwxyz0123456789";
    private const string CommonName = "2.5.4.3";
    private const string Organization = "2.5.4.10";

    private static readonly string[] Namespaces =
        ["default", "kube-node-lease", "kube-public", "kube-system", OcmNamespace, $"{OcmNamespace}-hub"];

    private readonly SandboxFoundation _foundation;
    private readonly ServiceAccountTokens _tokens;
    private readonly RbacAuthorizer _authorizer;
    private readonly TimeProvider _time;
    private readonly List<Supervisor> _running = [];

    /// <param name="foundation">What the sandbox stands on.</param>
    /// <param name="store">The hub's objects.</param>
    /// <param name="time">The clock.</param>
    public HubAccess(SandboxFoundation foundation, ObjectStore store, TimeProvider? time = null)
    {
        _foundation = foundation;
        _time = time ?? TimeProvider.System;
        _authorizer = new RbacAuthorizer(store);
        _tokens = new ServiceAccountTokens(store, _time, foundation.Authority.ExportKeyPem());
        Tokens = new TokenAuthenticators(foundation.Tokens, _tokens, new BootstrapTokens(store, _time));
    }

    /// <summary>Knows who may do what.</summary>
    public IAuthorizer Authorizer => _authorizer;

    /// <summary>Knows every token that is accepted.</summary>
    public ITokenAuthenticator Tokens { get; }

    /// <summary>The user by whose rights clusters ask to join.</summary>
    public static Identity BootstrapUser(IResourceClient hub) =>
        Identity.OfServiceAccount(OcmNamespace, BootstrapAccount, hub.Get(KubernetesTypes.ServiceAccount, OcmNamespace, BootstrapAccount).TextAt("metadata", "uid") ?? "");

    /// <summary>Adds the kinds of access control, or their rules where they are there.</summary>
    public void AddTo(ResourceTable table) => AccessResources.Add(table, _authorizer, _tokens, _time);

    /// <summary>Creates what a cluster begins with, and what <c>clusteradm init</c> would have made, and starts the controllers.</summary>
    public void Start(ResourceApi hub, Backoff backoff, Action<ActorFault> report)
    {
        Seed(hub.Client("kube-apiserver"));
        IResourceClient manager = hub.Client("kube-controller-manager");
        string authority = _foundation.Authority.CertificatePem.TrimEnd() + "\n";
        IActor[] actors =
        [
            new NamespaceDefaults(manager, authority, backoff, _time, report),
            new TokenSecrets(manager, _tokens.IssueFor, authority, backoff, _time, report),
            new ClusterRoleAggregation(hub.Client("clusterrole-aggregation-controller"), backoff, _time, report),
            new CertificateSigner(manager, _foundation.Authority.SignClient, backoff, _time, report),
            new CertificateRequestCleaner(manager, backoff, _time, report),
            new RenewalApprover(hub.Client("registration"), NameOf, MayRenew, backoff, _time, report),
        ];
        _running.AddRange(actors.Select(actor => new Supervisor(actor, report, backoff, _time)));
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (Supervisor actor in _running)
        {
            await actor.DisposeAsync().ConfigureAwait(false);
        }

        _tokens.Dispose();
    }

    private static (string CommonName, IReadOnlyList<string> Organizations)? NameOf(string? request) =>
        CertificateRequests.Read(request) is { } read
            ? (CertificateRequests.Values(read.SubjectName, CommonName).LastOrDefault(""), [.. CertificateRequests.Values(read.SubjectName, Organization)])
            : null;

    private static void Create(IResourceClient hub, ResourceType type, string? @namespace, JsonObject value)
    {
        if (hub.Get(type, @namespace, value.Name()) is null)
        {
            hub.Create(type, @namespace, value);
        }
    }

    private static JsonObject Named(string name) => new() { ["metadata"] = new JsonObject { ["name"] = name } };

    private bool MayRenew(string user, IReadOnlyList<string> groups) => _authorizer.Allows(
        new Identity(user, groups),
        new RequestAttributes("renew", "") { Group = "register.open-cluster-management.io", Resource = "managedclusters", Subresource = "clientcertificates" });

    private void Seed(IResourceClient hub)
    {
        foreach (string name in Namespaces)
        {
            Create(hub, KubernetesTypes.Namespace, null, Named(name));
        }

        Create(hub, KubernetesService.Type, "default", KubernetesService.New());
        foreach ((ResourceType type, JsonObject value) in DefaultRoles.All())
        {
            Create(hub, type, null, value);
        }

        SeedBootstrap(hub);
        string kubeconfig = JoinKubeconfig.Of(_foundation.Url, _foundation.Authority.CertificatePem);
        JsonObject info = Named("cluster-info");
        info["data"] = new JsonObject { ["kubeconfig"] = kubeconfig };
        Create(hub, KubernetesTypes.ConfigMap, "kube-public", info);
    }

    /// <summary>What <c>clusteradm init</c> makes for clusters to join with: a service account, and a bootstrap token.</summary>
    private static void SeedBootstrap(IResourceClient hub)
    {
        const string Role = "open-cluster-management:bootstrap";
        JsonObject role = Named(Role);
        role["rules"] = new JsonArray(
            DefaultRoles.Rule(["get"], [""], ["configmaps"]),
            DefaultRoles.Rule(["create", "get", "list", "watch"], ["certificates.k8s.io"], ["certificatesigningrequests"]),
            DefaultRoles.Rule(["get", "create", "list", "watch"], ["cluster.open-cluster-management.io"], ["managedclusters"]),
            DefaultRoles.Rule(["create"], ["cluster.open-cluster-management.io"], ["managedclustersets/join"]));
        Create(hub, KubernetesTypes.ClusterRole, null, role);
        Create(hub, KubernetesTypes.ServiceAccount, OcmNamespace, Named(BootstrapAccount));
        Bind($"{Role}:agent-registration", new JsonObject { ["kind"] = "ServiceAccount", ["name"] = BootstrapAccount, ["namespace"] = OcmNamespace });
        Bind($"{Role}:managedcluster", new JsonObject
        {
            ["apiGroup"] = "rbac.authorization.k8s.io",
            ["kind"] = "Group",
            ["name"] = "system:bootstrappers:managedcluster",
        });
        JsonObject secret = Named("bootstrap-token-ocmhub");
        secret.Child("metadata")["labels"] = new JsonObject { ["app"] = "cluster-manager" };
        secret["type"] = BootstrapTokens.SecretType;
        secret["data"] = new JsonObject
        {
            ["auth-extra-groups"] = SecretData.Encode("system:bootstrappers:managedcluster"),
            ["token-id"] = SecretData.Encode("ocmhub"),
            ["token-secret"] = SecretData.Encode(RandomNumberGenerator.GetString(TokenCharacters, 16)),
            ["usage-bootstrap-authentication"] = SecretData.Encode("true"),
        };
        Create(hub, KubernetesTypes.Secret, BootstrapTokens.Namespace, secret);

        void Bind(string name, JsonObject subject)
        {
            JsonObject binding = Named(name);
            binding["roleRef"] = new JsonObject { ["apiGroup"] = "rbac.authorization.k8s.io", ["kind"] = "ClusterRole", ["name"] = Role };
            binding["subjects"] = new JsonArray(subject);
            Create(hub, KubernetesTypes.ClusterRoleBinding, null, binding);
        }
    }
}
