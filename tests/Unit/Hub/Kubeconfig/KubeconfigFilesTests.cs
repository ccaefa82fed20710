using OcmPowerShell.Hub;
using OcmPowerShell.Hub.Connection;
using OcmPowerShell.Hub.Kubeconfig;
using OcmPowerShell.Tests.Manifests;
using Xunit;

namespace OcmPowerShell.Tests.Hub.Kubeconfig;

/// <summary>Which files count, and how several become one.</summary>
[Collection(EnvironmentTests.Name)]
public sealed class KubeconfigFilesTests : IDisposable
{
    private readonly ScratchFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_first_file_that_names_an_entry_wins_whole()
    {
        string first = _folder.Write("first", """
            clusters: [{name: hub, cluster: {server: "https://first.example:6443"}}]
            users: [{name: admin, user: {}}]
            """);
        string second = _folder.Write("second", """
            clusters: [{name: hub, cluster: {server: "https://second.example:6443", insecure-skip-tls-verify: true}}]
            users: [{name: admin, user: {token: second-token}}, {name: other, user: {token: other-token}}]
            contexts:
            - {name: one, context: {cluster: hub, user: admin}}
            - {name: two, context: {cluster: hub, user: other}}
            current-context: two
            """);

        ClientConfig config = LoadList(first, second);
        HubConfig one = config.Resolve("one");
        HubConfig two = config.Resolve();

        Assert.Equal([first, second], config.Files);
        Assert.Equal("https://first.example:6443/", one.Server.AbsoluteUri);
        Assert.False(one.SkipCertificateCheck);
        Assert.Null(one.Credentials);
        Assert.Equal("https://first.example:6443/", two.Server.AbsoluteUri);
        Assert.Equal("other-token", await two.Credentials!.TokenAsync());
    }

    [Fact]
    public void The_current_context_is_the_first_that_is_not_empty()
    {
        string first = _folder.Write("first", "current-context: \"\"\n");
        string second = _folder.Write("second", "current-context: second\n");
        string third = _folder.Write("third", "current-context: third\n");

        Assert.Equal("second", LoadList(first, second, third).CurrentContext);
    }

    [Fact]
    public void Missing_empty_and_repeated_entries_of_the_list_are_left_out()
    {
        string file = _folder.Write("config", "current-context: here\n");
        string other = _folder.Write("folder/config", "");

        ClientConfig config = LoadList("", Path.Combine(_folder.Root, "missing"), file, "", other, file, Path.Combine(_folder.Root, "folder", "..", "config"));

        Assert.Equal([file, other], config.Files);
        Assert.Equal("here", config.CurrentContext);
    }

    [Fact]
    public void A_list_of_missing_files_is_an_error_that_names_them()
    {
        string missing = Path.Combine(_folder.Root, "missing");

        HubException error = Assert.Throws<HubException>(() => LoadList(missing));

        Assert.Equal("KubeconfigNotFound", error.ErrorId);
        Assert.Contains(missing, error.Message, StringComparison.Ordinal);
        Assert.Contains("KUBECONFIG", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData(null)]
    public void Without_the_list_the_file_in_the_home_directory_counts(string? list)
    {
        string file = _folder.Write(".kube/config", "current-context: home\n");
        using var home = new EnvironmentVariable("HOME", _folder.Root);
        using var kubeconfig = new EnvironmentVariable("KUBECONFIG", list);

        ClientConfig config = ClientConfig.Load(cancellationToken: TestContext.Current.CancellationToken);

        Assert.Equal([file], config.Files);
        Assert.Equal("home", config.CurrentContext);
    }

    [Fact]
    public void Without_any_file_the_error_says_where_one_was_looked_for()
    {
        using var home = new EnvironmentVariable("HOME", _folder.Root);
        using var kubeconfig = new EnvironmentVariable("KUBECONFIG", null);

        HubException error = Assert.Throws<HubException>(() => ClientConfig.Load(cancellationToken: TestContext.Current.CancellationToken));

        Assert.Equal("KubeconfigNotFound", error.ErrorId);
        Assert.Contains(Path.Combine(_folder.Root, ".kube", "config"), error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_is_named_is_the_only_one()
    {
        string listed = _folder.Write("listed", "current-context: listed\n");
        string named = _folder.Write("named", "current-context: named\n");
        using var kubeconfig = new EnvironmentVariable("KUBECONFIG", listed);

        ClientConfig config = ClientConfig.Load(named, cancellationToken: TestContext.Current.CancellationToken);

        Assert.Equal([named], config.Files);
        Assert.Equal("named", config.CurrentContext);
        Assert.Equal("KubeconfigNotFound", Assert.Throws<HubException>(() => ClientConfig.Load(named + ".not", cancellationToken: TestContext.Current.CancellationToken)).ErrorId);
    }

    [Fact]
    public async Task A_relative_path_is_relative_to_the_file_it_stands_in()
    {
        _folder.Write("b/token", "from-b\n");
        string first = _folder.Write("a/config", "clusters: [{name: hub, cluster: {server: hub.example}}]\n");
        string second = _folder.Write("b/config", """
            users: [{name: admin, user: {tokenFile: token}}]
            contexts: [{name: c, context: {cluster: hub, user: admin}}]
            current-context: c
            """);

        HubConfig hub = LoadList(first, second).Resolve();

        Assert.Equal("https://hub.example/", hub.Server.AbsoluteUri);
        Assert.Equal("from-b", await hub.Credentials!.TokenAsync());
    }

    [Fact]
    public void One_unreadable_file_of_the_list_is_an_error_that_names_it()
    {
        string good = _folder.Write("good", "current-context: good\n");
        string bad = _folder.Write("bad", "clusters: [{name: hub\n");

        HubException error = Assert.Throws<HubException>(() => LoadList(good, bad));

        Assert.Equal("KubeconfigInvalid", error.ErrorId);
        Assert.Contains(bad, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Relative_names_are_relative_to_the_folder_that_the_caller_is_in()
    {
        string named = _folder.Write("here/named", "current-context: named\n");
        string listed = _folder.Write("here/listed", "current-context: listed\n");
        string here = Path.Combine(_folder.Root, "here");

        Assert.Equal([named], ClientConfig.Load("named", here, cancellationToken: TestContext.Current.CancellationToken).Files);
        using var kubeconfig = new EnvironmentVariable("KUBECONFIG", string.Join(Path.PathSeparator, "missing", "listed", Path.Combine("..", "here", "named")));
        Assert.Equal([listed, named], ClientConfig.Load(null, here, cancellationToken: TestContext.Current.CancellationToken).Files);
    }

    [Fact]
    public async Task A_link_to_a_kubeconfig_is_the_file_that_paths_are_relative_to()
    {
        _folder.Write("real/config", "clusters: [{name: hub, cluster: {server: a}}]\nusers: [{name: u, user: {tokenFile: token}}]\ncontexts: [{name: c, context: {cluster: hub, user: u}}]\n");
        _folder.Write("link/token", "beside-the-link");
        string link = Path.Combine(_folder.Root, "link", "config");
        File.CreateSymbolicLink(link, Path.Combine(_folder.Root, "real", "config"));

        Assert.Equal("beside-the-link", await ClientConfig.Load(link, cancellationToken: TestContext.Current.CancellationToken).Resolve("c").Credentials!.TokenAsync());
    }

    [Fact]
    public void A_directory_in_the_list_is_an_error_and_a_link_that_leads_nowhere_is_not()
    {
        string file = _folder.Write("config", "current-context: c\n");
        string dangling = Path.Combine(_folder.Root, "dangling");
        File.CreateSymbolicLink(dangling, Path.Combine(_folder.Root, "nothing"));

        Assert.Equal([file], LoadList(dangling, file).Files);
        Assert.Equal("KubeconfigInvalid", Assert.Throws<HubException>(() => LoadList(file, _folder.Root)).ErrorId);
    }

    [Theory]
    [InlineData("a:b::c:", false, "a|b|c")]
    [InlineData("C:\\a;D:\\b;;", true, "C:\\a|D:\\b")]
    [InlineData("\"C:\\a;b\";D:\\c", true, "C:\\a;b|D:\\c")]
    [InlineData("\"C:\\a;b", true, "C:\\a;b")]
    [InlineData(";", true, "")]
    public void The_list_is_split_as_the_system_does_it(string list, bool windows, string expected) =>
        Assert.Equal(expected, string.Join('|', KubeconfigFiles.SplitList(list, windows)));

    private static ClientConfig LoadList(params string[] files)
    {
        using var kubeconfig = new EnvironmentVariable("KUBECONFIG", string.Join(Path.PathSeparator, files));
        return ClientConfig.Load(cancellationToken: TestContext.Current.CancellationToken);
    }
}
