using OcmPowerShell.Hub.Model;
using OcmPowerShell.Hub.Registration;
using Xunit;
using static OcmPowerShell.Tests.Hub.Registration.SigningRequests;

namespace OcmPowerShell.Tests.Hub.Registration;

/// <summary>Which requests are approved: every clause alone, and all of them together.</summary>
public sealed class RegistrationCheckTests
{
    private const string ServiceAccount = "system:serviceaccount:open-cluster-management:agent-registration-bootstrap";

    /// <summary>What spoils a good request, by clause; the text says which clause refused.</summary>
    private static readonly Dictionary<string, (Action<RegistrationRequest> Spoil, string Text, bool IsAboutRequester)> Clauses = new()
    {
        ["signer"] = (request => request.SignerName = "kubernetes.io/legacy-unknown", "signer 'kubernetes.io/legacy-unknown'", false),
        ["user"] = (request => request.Requester = "alice", "'alice' is not a bootstrap user", true),
        ["groups"] = (request => request.Groups = ["system:authenticated"], "is in no group of bootstrap users", true),
        ["content"] = (request => request.Unreadable = "its certificate request cannot be read", "cannot be read", false),
        ["name"] = (request => request.CommonName = "system:admin", "'system:admin', which is not of the form", false),
        ["own group"] = (request => request.Organizations = [.. request.Organizations.Where(group => group != Own)], "does not ask for the cluster's own group", false),
        ["other group"] = (request => request.Organizations = [.. request.Organizations, "system:masters"], "'system:masters', which no cluster has", false),
    };

    public static TheoryData<string> ClauseNames => [.. Clauses.Keys];

    public static TheoryData<string, string> Bootstrappers => new()
    {
        { "system:bootstrap:abcdef", "system:bootstrappers:managedcluster" },
        { ServiceAccount, "system:serviceaccounts:open-cluster-management" },
        { "system:serviceaccount:open-cluster-management-hub:grpc-server-sa", "system:serviceaccounts:open-cluster-management-hub" },
    };

    [Theory]
    [MemberData(nameof(Bootstrappers))]
    public void A_klusterlets_request_with_bootstrap_credentials_is_approved(string user, string group)
    {
        RegistrationRequest request = Good();
        (request.Requester, request.Groups) = (user, ["system:authenticated", group]);

        Assert.Null(RegistrationCheck.RefusalOf(request, AdmissionPolicy.Default));
        request.Organizations = [Own];
        Assert.Null(RegistrationCheck.RefusalOf(request, AdmissionPolicy.Default));
    }

    [Theory]
    [InlineData("system:bootstrap:")]
    [InlineData("system:bootstrappers:abcdef")]
    [InlineData("System:Bootstrap:abcdef")]
    [InlineData(ServiceAccount + "-2")]
    [InlineData("system:serviceaccount:other:agent-registration-bootstrap")]
    [InlineData("")]
    public void A_user_that_only_looks_like_a_bootstrap_user_is_refused(string user)
    {
        RegistrationRequest request = Good();
        request.Requester = user;

        Assert.Contains("is not a bootstrap user", RegistrationCheck.RefusalOf(request, AdmissionPolicy.Default), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("system:open-cluster-management:one")]
    [InlineData("system:open-cluster-management:one:")]
    [InlineData("system:open-cluster-management:one2:agent")]
    [InlineData("system:open-cluster-management:two:agent")]
    [InlineData("system:open-cluster-management:one:addon:proxy:agent:x")]
    [InlineData(" system:open-cluster-management:one:agent")]
    [InlineData("SYSTEM:open-cluster-management:one:agent")]
    [InlineData("")]
    public void A_name_that_is_not_an_agents_of_that_cluster_is_refused(string name)
    {
        RegistrationRequest request = Good();
        request.CommonName = name;

        Assert.Contains("not of the form system:open-cluster-management:one:<agent>", RegistrationCheck.RefusalOf(request, AdmissionPolicy.Default), StringComparison.Ordinal);
    }

    [Fact]
    public void A_cluster_named_cluster_does_not_get_the_names_of_add_ons()
    {
        RegistrationRequest request = Good();
        (request.Cluster, request.CommonName) = ("cluster", "system:open-cluster-management:cluster:one:addon:proxy:agent:x");
        request.Organizations = ["system:open-cluster-management:cluster"];

        Assert.NotNull(RegistrationCheck.RefusalOf(request, AdmissionPolicy.Default));
    }

    [Theory]
    [MemberData(nameof(ClauseNames))]
    public void Each_clause_alone_refuses_and_says_so(string clause)
    {
        RegistrationRequest request = Spoilt([clause]);

        Assert.Contains(Clauses[clause].Text, RegistrationCheck.RefusalOf(request, AdmissionPolicy.Default), StringComparison.Ordinal);
    }

    [Fact]
    public void A_request_is_approved_when_no_clause_is_broken_and_never_else()
    {
        string[] names = [.. Clauses.Keys];
        for (int mask = 0; mask < 1 << names.Length; mask++)
        {
            string[] broken = [.. names.Where((_, index) => (mask & (1 << index)) != 0)];
            RegistrationRequest request = Spoilt(broken);
            string? refusal = RegistrationCheck.RefusalOf(request, AdmissionPolicy.Default);
            Assert.True((refusal is null) == (broken.Length == 0), $"[{string.Join(' ', broken)}]: {refusal ?? "approved"}");

            // Who is named need not be a bootstrap user; what he asks for must still be a cluster's.
            string? named = RegistrationCheck.RefusalOf(request, new AdmissionPolicy { Requesters = ["x", request.Requester] });
            Assert.True((named is null) == broken.All(clause => Clauses[clause].IsAboutRequester), $"[{string.Join(' ', broken)}] named: {named ?? "approved"}");

            Assert.NotNull(RegistrationCheck.RefusalOf(request, new AdmissionPolicy { Requesters = ["somebody"] }));
            Assert.Null(RegistrationCheck.RefusalOf(request, new AdmissionPolicy { SkipsCheck = true }));
            Assert.Null(RegistrationCheck.RefusalOf(request, new AdmissionPolicy { SkipsCheck = true, Requesters = [request.Requester] }));
            Assert.NotNull(RegistrationCheck.RefusalOf(request, new AdmissionPolicy { SkipsCheck = true, Requesters = ["somebody"] }));
        }
    }

    [Fact]
    public void A_requester_is_named_by_user_or_by_common_name_to_the_letter()
    {
        RegistrationRequest request = Good();

        Assert.Null(RegistrationCheck.RefusalOf(request, new AdmissionPolicy { Requesters = [ServiceAccount] }));
        Assert.Null(RegistrationCheck.RefusalOf(request, new AdmissionPolicy { Requesters = [Agent] }));
        Assert.Contains("-Requester", RegistrationCheck.RefusalOf(request, new AdmissionPolicy { Requesters = [Agent.ToUpperInvariant(), "*", ""] }), StringComparison.Ordinal);
    }

    [Fact]
    public void Of_add_ons_and_renewals_the_hub_decides_by_itself()
    {
        RegistrationRequest addOn = Good();
        addOn.AddOn = "proxy";
        RegistrationRequest renewal = Good();
        renewal.Requester = Agent;

        Assert.True(RegistrationCheck.IsTheHubs(addOn) && RegistrationCheck.IsTheHubs(renewal) && !RegistrationCheck.IsTheHubs(Good()));
        Assert.Contains("add-on 'proxy'", RegistrationCheck.RefusalOf(addOn, new AdmissionPolicy { SkipsCheck = true, Requesters = [addOn.Requester] }), StringComparison.Ordinal);
        Assert.Contains("renew", RegistrationCheck.RefusalOf(renewal, AdmissionPolicy.Default), StringComparison.Ordinal);
    }

    [Fact]
    public void Several_agents_that_ask_to_be_one_cluster_are_told_by_name()
    {
        RegistrationRequest[] requests = [Good(), Good(), Good()];
        Assert.Null(RegistrationCheck.AmbiguityOf(requests, AdmissionPolicy.Default));
        requests[2].CommonName = Agent + "2";

        Assert.Contains($"({Agent}, {Agent}2)", RegistrationCheck.AmbiguityOf(requests, AdmissionPolicy.Default), StringComparison.Ordinal);
        Assert.Null(RegistrationCheck.AmbiguityOf(requests, new AdmissionPolicy { SkipsCheck = true }));

        RegistrationCheck.Judge(requests);
        Assert.All(requests, request => Assert.False(request.WouldBeApproved));
        Assert.All(requests, request => Assert.Contains("several agents", request.Reason, StringComparison.Ordinal));

        // One that is decided does not make the others doubtful.
        requests[2].Status = RegistrationRequestStatus.Issued;
        RegistrationCheck.Judge(requests);
        Assert.All(requests, request => Assert.True(request.WouldBeApproved));
    }

    [Fact]
    public void What_is_denied_or_failed_is_not_approved_again()
    {
        RegistrationRequest denied = Good();
        (denied.Status, denied.Conditions) = (RegistrationRequestStatus.Denied, [new Condition { Type = "Denied", Message = "not ours" }]);
        RegistrationRequest failed = Good();
        failed.Status = RegistrationRequestStatus.Failed;
        RegistrationCheck.Judge([denied, failed]);

        Assert.Equal((false, "it has been denied: not ours"), (denied.WouldBeApproved, denied.Reason));
        Assert.Equal((false, "the signer could not make a certificate of it"), (failed.WouldBeApproved, failed.Reason));
    }

    internal static RegistrationRequest Good() => new()
    {
        RequestName = "one-abcde",
        Cluster = "one",
        Requester = ServiceAccount,
        Groups = ["system:serviceaccounts", "system:serviceaccounts:open-cluster-management", "system:authenticated"],
        SignerName = "kubernetes.io/kube-apiserver-client",
        CommonName = Agent,
        Organizations = [Own, All],
    };

    private static RegistrationRequest Spoilt(IEnumerable<string> clauses)
    {
        RegistrationRequest request = Good();
        foreach (string clause in clauses)
        {
            Clauses[clause].Spoil(request);
        }

        return request;
    }
}
