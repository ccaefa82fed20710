using OcmPowerShell.Hub.Connection.Credentials.Exec;
using Xunit;

namespace OcmPowerShell.Tests.Hub.Credentials;

/// <summary>Which program a command names, by the rules of each system; and what a batch file is given.</summary>
public sealed class ExecCommandTests
{
    private static readonly HashSet<string> Unix = ["/bin/login", "/opt/tools/login", "/home/a/.kube/bin/login", "/srv/login", "login", "./login"];

    private static readonly HashSet<string> Windows = new(StringComparer.OrdinalIgnoreCase)
    {
        @"C:\Tools\login.exe", @"C:\Tools\gcloud.cmd", @"C:\Other\gcloud.exe", @"C:\kube\bin\login.bat", @"C:\Tools\script.ps1", @"C:\Tools\script.js",
        @"C:\Tools\a.b.exe", @"C:\Tools\plain", @"\\share\tools\login.com", "login.exe", @"C:\Tools\both.exe", @"C:\Tools\both.cmd",
    };

    [Theory]
    [InlineData("login", "/usr/bin:/opt/tools:/bin", "/opt/tools/login")]
    [InlineData("login", "/bin/:/opt/tools", "/bin/login")]
    [InlineData("login", "", null)]
    [InlineData("login", ".::bin:relative", null)]
    [InlineData("login", null, null)]
    [InlineData("missing", "/bin", null)]
    [InlineData("bin/login", "/bin", "/home/a/.kube/bin/login")]
    [InlineData("./bin/login", "", null)]
    [InlineData("/srv/login", "/bin", "/srv/login")]
    [InlineData("/bin/missing", "/bin", null)]
    public void On_Unix_a_name_is_on_the_PATH_and_a_path_is_beside_the_kubeconfig(string command, string? path, string? expected) =>
        Assert.Equal(expected, ExecCommand.Find(command, "/home/a/.kube", windows: false, name => name == "PATH" ? path : null, Unix.Contains));

    [Theory]
    [InlineData("login", @"C:\Windows;C:\Tools", ".COM;.EXE;.BAT;.CMD", @"C:\Tools\login.EXE")]
    [InlineData("login.exe", @"C:\Tools", ".COM;.EXE", @"C:\Tools\login.exe")]
    [InlineData("gcloud", @"C:\Tools;C:\Other", ".EXE;.CMD", @"C:\Tools\gcloud.CMD")]
    [InlineData("gcloud", @"""C:\Other"";C:\Tools", ".EXE;.CMD", @"C:\Other\gcloud.EXE")]
    [InlineData("both", @"C:\Tools", ".CMD;.EXE", @"C:\Tools\both.CMD")]
    [InlineData("both", @"C:\Tools", null, @"C:\Tools\both.exe")]
    [InlineData("a.b", @"C:\Tools", ".EXE", @"C:\Tools\a.b.EXE")]
    [InlineData("script", @"C:\Tools", ".PS1;.JS;.EXE", null)]
    [InlineData("script.ps1", @"C:\Tools", ".PS1;.EXE", null)]
    [InlineData("plain", @"C:\Tools", ".EXE", null)]
    [InlineData("login", ".;bin;;", ".EXE", null)]
    [InlineData(@"bin\login", "", ".EXE;.BAT", @"C:\kube\bin\login.BAT")]
    [InlineData("bin/login.bat", "", ".EXE", @"C:\kube\bin/login.bat")]
    [InlineData(@"\\share\tools\login", "", ".COM", @"\\share\tools\login.COM")]
    public void On_Windows_endings_are_left_out_and_what_needs_a_shell_is_no_program(string command, string path, string? endings, string? expected)
    {
        string? Variable(string name) => name == "PATH" ? path : name == "PATHEXT" ? endings : null;

        Assert.Equal(expected, ExecCommand.Find(command, @"C:\kube", windows: true, Variable, file => Windows.Contains(file.Replace("bin/", @"bin\", StringComparison.Ordinal))));
    }

    [Fact]
    public void A_batch_file_gets_every_argument_in_quotation_marks() => Assert.Equal(
        """
        /d /e:on /v:off /s /c ""C:\Program Files\gcloud.cmd" "a b" "x&calc" "^|<>()!" "" "C:\dir\\""
        """,
        ExecCommand.BatchLine(@"C:\Program Files\gcloud.cmd", ["a b", "x&calc", "^|<>()!", "", @"C:\dir\"]));

    [Theory]
    [InlineData("a\" & calc & \"")]
    [InlineData("%PATH%")]
    [InlineData("100%")]
    [InlineData("a\r\ncalc")]
    [InlineData("a\0b")]
    public void What_cmd_reads_even_in_quotation_marks_is_not_given_to_a_batch_file(string argument)
    {
        Assert.Null(ExecCommand.BatchLine(@"C:\gcloud.cmd", ["get", argument]));
        Assert.Null(ExecCommand.BatchLine($@"C:\{argument}.cmd", []));
    }
}
