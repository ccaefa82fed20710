using System.Text.Json.Nodes;
using OcmPowerShell.Hub;
using OcmPowerShell.Sandbox.Api;
using OcmPowerShell.Sandbox.Api.Verbs;
using OcmPowerShell.Sandbox.Controllers;
using OcmPowerShell.Sandbox.Controllers.GarbageCollector;
using OcmPowerShell.Sandbox.Kinds;
using OcmPowerShell.Tests.Sandbox.Agents;
using OcmPowerShell.Tests.Sandbox.Api;
using Xunit;

namespace OcmPowerShell.Tests.Sandbox.Access;

/// <summary>What is owned goes with its owners, after them, before them or not at all.</summary>
public sealed class GarbageCollectionTests : IAsyncLifetime
{
    private static readonly ResourceType Maps = KubernetesTypes.ConfigMap;
    private static readonly ResourceType Nodes = new("", "v1", "Node", "nodes", false);

    private readonly ResourceApi _api = new(ManagedClusterResources.Table());
    private readonly GarbageCollector _collector;
    private readonly Supervisor _running;
    private readonly List<ActorFault> _faults = [];

    public GarbageCollectionTests()
    {
        var retry = new Backoff(TimeSpan.FromMilliseconds(20), TimeSpan.FromMilliseconds(200));
        _collector = new GarbageCollector(retry, TimeProvider.System, _faults.Add);
        _collector.Attach(_api);
        _running = new Supervisor(_collector, _faults.Add, retry, TimeProvider.System);
        Client = _api.Client("tester");
        foreach (string name in new[] { "rec", "other" })
        {
            Client.Create(KubernetesTypes.Namespace, null, new JsonObject { ["metadata"] = new JsonObject { ["name"] = name } });
        }
    }

    private InProcessClient Client { get; }

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => _running.DisposeAsync();

    private JsonObject Create(string name, params JsonObject[] owners) => Create("rec", name, blocks: true, owners);

    private JsonObject Create(string home, string name, bool blocks, params JsonObject[] owners) => Client.Create(Maps, home, new JsonObject
    {
        ["metadata"] = new JsonObject
        {
            ["name"] = name,
            ["ownerReferences"] = new JsonArray([.. owners.Select(owner => new JsonObject
            {
                ["apiVersion"] = owner.TextAt("apiVersion"),
                ["kind"] = owner.TextAt("kind"),
                ["name"] = owner.Name(),
                ["uid"] = owner.TextAt("metadata", "uid"),
                ["blockOwnerDeletion"] = blocks,
            })]),
        },
    });

    private void Delete(string name, DeletionPropagation propagation) =>
        _api.Removal.Delete(_api.Table.Get(Maps), "rec", name, new DeleteOptions { Propagation = propagation });

    private Task GoneAsync(string name) => TestFleet.GoneAsync(Client, Maps, "rec", name);

    [Fact]
    public async Task In_the_background_the_owner_goes_first_and_all_below_it_follow()
    {
        JsonObject owner = Create("owner");
        JsonObject child = Create("child", owner);
        Create("grandchild", child);
        Create("other");

        Delete("owner", DeletionPropagation.Background);

        Assert.Null(Client.Get(Maps, "rec", "owner"));
        await GoneAsync("child");
        await GoneAsync("grandchild");
        Assert.NotNull(Client.Get(Maps, "rec", "other"));
        Assert.Empty(_faults);
    }

    [Fact]
    public async Task In_the_foreground_the_owner_waits_for_what_blocks_it()
    {
        JsonObject owner = Create("owner");
        JsonObject child = Create("child", owner);
        Create("grandchild", child);
        Client.Change(Maps, "rec", "grandchild", value => value.AddFinalizer("example.com/wait"));

        Delete("owner", DeletionPropagation.Foreground);

        await TestFleet.ObjectAsync(Client, Maps, "rec", "grandchild", value => value.IsDeleting());
        Assert.True(Client.Get(Maps, "rec", "owner")!.HasFinalizer("foregroundDeletion"));
        Assert.True(Client.Get(Maps, "rec", "child")!.HasFinalizer("foregroundDeletion"));
        Client.Change(Maps, "rec", "grandchild", value => value.RemoveFinalizer("example.com/wait"));
        await GoneAsync("owner");
        Assert.Null(Client.Get(Maps, "rec", "child"));
        Assert.Null(Client.Get(Maps, "rec", "grandchild"));
    }

    [Fact]
    public async Task In_the_foreground_nothing_waits_for_what_does_not_block()
    {
        JsonObject owner = Create("owner");
        Create("rec", "child", blocks: false, owner);
        Client.Change(Maps, "rec", "child", value => value.AddFinalizer("example.com/wait"));

        Delete("owner", DeletionPropagation.Foreground);

        await GoneAsync("owner");
        await TestFleet.ObjectAsync(Client, Maps, "rec", "child", value => value.IsDeleting());
    }

    [Fact]
    public async Task Orphans_stay_and_forget_their_owner()
    {
        JsonObject owner = Create("owner");
        Create("child", owner);

        Delete("owner", DeletionPropagation.Orphan);

        await GoneAsync("owner");
        Assert.Null(Client.Get(Maps, "rec", "child").At("metadata", "ownerReferences"));
    }

    [Fact]
    public async Task A_waiting_owner_that_is_deleted_in_the_background_goes_at_once()
    {
        JsonObject owner = Create("owner");
        Create("child", owner);
        Client.Change(Maps, "rec", "child", value => value.AddFinalizer("example.com/wait"));
        Delete("owner", DeletionPropagation.Foreground);
        await TestFleet.ObjectAsync(Client, Maps, "rec", "child", value => value.IsDeleting());

        Delete("owner", DeletionPropagation.Background);

        Assert.Null(Client.Get(Maps, "rec", "owner"));
    }

    [Fact]
    public async Task One_owner_of_two_is_enough()
    {
        JsonObject first = Create("first");
        JsonObject second = Create("second");
        Create("child", first, second);

        Delete("first", DeletionPropagation.Background);
        JsonObject child = await TestFleet.ObjectAsync(Client, Maps, "rec", "child", value => value.ArrayAt("metadata", "ownerReferences")!.Count == 1);
        Assert.Equal("second", child.ArrayAt("metadata", "ownerReferences")![0].TextAt("name"));
        Delete("second", DeletionPropagation.Background);
        await GoneAsync("child");
    }

    [Fact]
    public async Task An_owner_that_is_not_there_owns_nothing_and_one_of_an_unknown_kind_is_left_in_peace()
    {
        JsonObject node = Client.Create(Nodes, null, new JsonObject { ["metadata"] = new JsonObject { ["name"] = "node" } });
        JsonObject elsewhere = Create("other", "owner", blocks: true);
        Create("of-node", node);
        var unknown = (JsonObject)node.DeepClone();
        unknown["kind"] = "Strange";
        Create("of-strange", unknown);
        var replaced = (JsonObject)node.DeepClone();
        replaced["metadata"]!["uid"] = "another";
        Create("of-replaced", replaced);
        Create("of-elsewhere", elsewhere);

        await GoneAsync("of-replaced");
        await GoneAsync("of-elsewhere");
        Assert.NotNull(Client.Get(Maps, "rec", "of-node"));
        Assert.NotNull(Client.Get(Maps, "rec", "of-strange"));
        Client.Delete(Nodes, null, "node");
        await GoneAsync("of-node");
        Assert.NotNull(Client.Get(Maps, "rec", "of-strange"));
    }

    [Theory]
    [InlineData("""{"propagationPolicy":"Sideways"}""", "", 422, "propagationPolicy: Unsupported value: \"Sideways\": supported values: \"Foreground\", \"Background\", \"Orphan\", \"nil\"")]
    [InlineData("""{"propagationPolicy":"Orphan","orphanDependents":true}""", "", 422, "orphanDependents and deletionPropagation cannot be both set")]
    [InlineData("""{"gracePeriodSeconds":"soon"}""", "", 400, "gracePeriodSeconds")]
    [InlineData("{}", "?gracePeriodSeconds=soon", 400, "strconv.ParseInt: parsing \"soon\": invalid syntax")]
    [InlineData("""{"propagationPolicy":"Foreground"}""", "", 200, null)]
    [InlineData("{}", "?propagationPolicy=Orphan", 200, null)]
    [InlineData("{}", "?orphanDependents=true", 200, null)]
    public async Task Options_of_a_delete_are_checked(string body, string query, int status, string? message)
    {
        var caller = new ApiCaller();
        await caller.CreateAsync("w");
        ApiCaller.Answer answer = await caller.SendAsync("DELETE", $"{ApiCaller.Works}/w{query}", body);

        Assert.Equal(status, answer.Status);
        Assert.Contains(message ?? "deletionTimestamp", answer.Text.Replace("\\\"", "\""), StringComparison.Ordinal);
    }
}
