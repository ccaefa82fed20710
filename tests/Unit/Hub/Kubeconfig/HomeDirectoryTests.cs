using OcmPowerShell.Hub.Kubeconfig;
using Xunit;

namespace OcmPowerShell.Tests.Hub.Kubeconfig;

/// <summary>Where the home directory is: on Windows several variables name one.</summary>
public sealed class HomeDirectoryTests
{
    private const string Variables = @"HOME=H:\home;HOMEDRIVE=D:;HOMEPATH=\path;USERPROFILE=C:\user";

    [Theory]
    [InlineData(Variables, @"H:\home\.kube\config;D:\path\.kube\config;C:\user\.kube\config", @"H:\home")]
    [InlineData(Variables, @"H:\home/;D:\path\.kube\config;C:\user\.kube\config", @"D:\path")]
    [InlineData(Variables, @"H:\home/;D:\path/;C:\user\.kube\config", @"C:\user")]
    [InlineData(Variables, @"H:\home/;C:\user/;D:\path/", @"H:\home")]
    [InlineData(Variables, @"H:\home/readonly;C:\user/;D:\path/", @"C:\user")]
    [InlineData(Variables, @"H:\home/readonly;D:\path/", @"D:\path")]
    [InlineData(Variables, @"C:\user/readonly;D:\path/readonly", @"C:\user")]
    [InlineData(Variables, @"C:\user;D:\path/", @"D:\path")]
    [InlineData(Variables, "", @"H:\home")]
    [InlineData(@"HOME=;HOMEDRIVE=D:;HOMEPATH=\path;USERPROFILE=C:\user", "", @"C:\user")]
    [InlineData(@"HOMEDRIVE=D:;USERPROFILE=C:\user", @"D:\.kube\config", @"C:\user")]
    [InlineData(@"HOMEPATH=\path", @"\path\.kube\config", null)]
    [InlineData(@"HOMEDRIVE=D:;HOMEPATH=\path", "", @"D:\path")]
    [InlineData("", "", null)]
    public void On_Windows_the_one_with_a_kubeconfig_comes_first_then_one_to_write_to(string variables, string existing, string? expected) =>
        Assert.Equal(expected, HomeDirectory.Find(windows: true, Lookup(variables), AttributesOf(existing)));

    [Theory]
    [InlineData("HOME=/home/me;USERPROFILE=/other", "/home/me")]
    [InlineData("HOME=;USERPROFILE=/other", null)]
    public void Elsewhere_it_is_what_HOME_says(string variables, string? expected) =>
        Assert.Equal(expected, HomeDirectory.Find(windows: false, Lookup(variables), AttributesOf("/other/.kube/config")));

    private static Func<string, string?> Lookup(string variables)
    {
        Dictionary<string, string> values = variables.Split(';', StringSplitOptions.RemoveEmptyEntries).Select(pair => pair.Split('=')).ToDictionary(pair => pair[0], pair => pair[1]);
        return name => values.GetValueOrDefault(name);
    }

    // A slash marks a directory, and "/readonly" one that is marked so.
    private static Func<string, FileAttributes?> AttributesOf(string existing)
    {
        Dictionary<string, FileAttributes> found = existing.Split(';', StringSplitOptions.RemoveEmptyEntries).ToDictionary(
            path => path.Split('/')[0],
            path => path.EndsWith("/readonly", StringComparison.Ordinal) ? FileAttributes.Directory | FileAttributes.ReadOnly
                : path.EndsWith('/') ? FileAttributes.Directory
                : FileAttributes.Normal);
        return path => found.TryGetValue(path, out FileAttributes attributes) ? attributes : null;
    }
}
