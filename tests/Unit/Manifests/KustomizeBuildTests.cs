using System.Diagnostics;
using OcmPowerShell.Hub;
using OcmPowerShell.Hub.Manifests;
using OcmPowerShell.Tests.Hub;
using OcmPowerShell.Tests.Sandbox.Kubectl;
using Xunit;

namespace OcmPowerShell.Tests.Manifests;

/// <summary>Kustomizations, built by a kubectl that is there, that is not, or that misbehaves.</summary>
public sealed class KustomizeBuildTests : IDisposable
{
    private readonly ScratchFolder _folder = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_real_kubectl_builds_an_overlay()
    {
        string? kubectl = Kubectls.Find("kubectl");
        Assert.SkipWhen(kubectl is null, Kubectls.ReasonToSkip("kubectl"));
        _folder.Write("base/map.yaml", Samples.ConfigMap);
        _folder.Write("base/kustomization.yaml", "resources: [map.yaml]\n");
        _folder.Write("prod/kustomization.yaml", "resources: [../base]\nnamePrefix: prod-\n");
        (string text, _) = await new KustomizeBuild { Program = () => kubectl }.RunAsync(Path.Combine(_folder.Root, "prod"), "prod", Cancel);
        Assert.Equal("prod-settings", Assert.Single(Samples.Read(text).Manifests).Name);
    }

    [Fact]
    public async Task Without_kubectl_the_error_says_what_to_do()
    {
        HubException refusal = await Assert.ThrowsAsync<HubException>(() => new KustomizeBuild { Program = () => null }.RunAsync(_folder.Root, "prod", Cancel));
        Assert.Equal("KubectlNotFound", refusal.ErrorId);
        Assert.Contains("Install kubectl", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_it_complains_of_is_in_the_error()
    {
        HubException refusal = await Assert.ThrowsAsync<HubException>(() => RunAsync("echo some; printf 'bad \\033[31mfile\\033[0m\\n' >&2; exit 3"));
        Assert.Equal("KustomizeFailed", refusal.ErrorId);
        Assert.Contains("'prod' (exit code 3). It said: bad file", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_it_says_besides_comes_apart_from_the_manifests_and_arguments_arrive_as_they_are()
    {
        (string text, string said) = await RunAsync("echo old >&2; echo \"$#:$1:$2\"; read x; echo \"end:$x\"");
        Assert.Equal($"2:kustomize:{_folder.Root}\nend:\n", text);
        Assert.Equal("old", said);
    }

    [Fact]
    public async Task One_that_prints_without_end_is_ended() =>
        Assert.Equal("FileTooLarge", (await Assert.ThrowsAsync<HubException>(() => RunAsync("yes xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"))).ErrorId);

    [Fact]
    public async Task One_that_takes_too_long_is_ended()
    {
        HubException refusal = await Assert.ThrowsAsync<HubException>(() => RunAsync("echo fetching >&2; sleep 100", TimeSpan.FromSeconds(1)));
        Assert.Equal("KustomizeTimeout", refusal.ErrorId);
        Assert.Contains("fetching", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stopping_ends_it_and_what_it_started()
    {
        using var stop = new CancellationTokenSource();
        string pid = Path.Combine(_folder.Root, "pid");
        Task run = new KustomizeBuild { Program = () => Script($"sleep 100 & echo $! > '{pid}.new'; mv '{pid}.new' '{pid}'; wait") }.RunAsync(_folder.Root, "prod", stop.Token);
        await Eventually.HoldsAsync(() => File.Exists(pid), "the child");
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run);
        int child = int.Parse(await File.ReadAllTextAsync(pid, Cancel), System.Globalization.CultureInfo.InvariantCulture);
        await Eventually.HoldsAsync(() => !IsRunning(child), "the child's end");
    }

    [Theory]
    [InlineData("kustomization.yaml")]
    [InlineData("kustomization.yml")]
    [InlineData("Kustomization")]
    public void The_directory_or_its_kustomization_file_is_taken(string file)
    {
        string path = _folder.Write($"prod/{file}", "");
        Assert.Equal(Path.GetDirectoryName(path), KustomizeBuild.DirectoryOf(path, "x"));
        Assert.Equal(Path.GetDirectoryName(path), KustomizeBuild.DirectoryOf(Path.GetDirectoryName(path)!, "x"));
        Assert.Equal("KustomizationNotFound", Assert.Throws<HubException>(() => KustomizeBuild.DirectoryOf(_folder.Root, "x")).ErrorId);
    }

    private Task<(string Text, string Said)> RunAsync(string script, TimeSpan? limit = null)
    {
        string program = Script(script);
        return new KustomizeBuild { Program = () => program, TimeLimit = limit ?? TimeSpan.FromMinutes(1) }.RunAsync(_folder.Root, "prod", Cancel);
    }

    private string Script(string script)
    {
        string path = _folder.Write("kubectl", $"#!/bin/sh\n{script}\n");
        Assert.SkipWhen(OperatingSystem.IsWindows(), "needs a shell script for a program");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        return path;
    }

    private static bool IsRunning(int id)
    {
        try
        {
            using Process process = Process.GetProcessById(id);
            return !process.HasExited && !(File.Exists($"/proc/{id}/stat") && File.ReadAllText($"/proc/{id}/stat").Contains(") Z ", StringComparison.Ordinal));
        }
        catch (ArgumentException)
        {
            return false;
        }
    }
}
