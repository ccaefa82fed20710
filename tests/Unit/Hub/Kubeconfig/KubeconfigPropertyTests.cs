using System.Text;
using FsCheck;
using FsCheck.Fluent;
using OcmPowerShell.Hub;
using OcmPowerShell.Hub.Kubeconfig;
using OcmPowerShell.Tests.Manifests;
using Xunit;

namespace OcmPowerShell.Tests.Hub.Kubeconfig;

/// <summary>A kubeconfig that somebody has spoilt becomes a configuration or a clear error; what is written to one stays in its place.</summary>
public sealed class KubeconfigPropertyTests : IDisposable
{
    private const string Secret = "s3cr3t-t0k3n-0f-th3-t3st";

    private static readonly string Valid = $$"""
        # mine
        apiVersion: v1
        kind: Config
        clusters:
        - name: hub
          cluster: {server: "https://hub.example:6443", insecure-skip-tls-verify: true}
        - {name: other, cluster: {server: other.example, certificate-authority: missing.pem} }
        users:
        - name: admin
          user:
            token: "{{Secret}}"
            extra: |
              {{Secret}}
        contexts:
        - name: c
          context: {cluster: hub, user: admin, namespace: default}
        - name: d
          context: {cluster: other}
        current-context: c
        preferences: {}

        """.ReplaceLineEndings("\n");

    private static readonly string[] Pieces = ["", "\n", "  ", "- ", "{", "}", "[", "]", ": ", "\"", "'", "#", "&a ", "*a", "|\n", "---\n", "\t", "\0", "\uFEFF", "null", "!!str ", "<<: ", "current-context: d\n"];

    private static readonly string[] Preludes = ["", "# a\n", "---\n", "x: 1\n", "x: |\n  current-context: c\n", "x: >\n  a\n\n"];
    private static readonly string[] Settings = ["", "current-context: a\n", "current-context: 'a' # b\n", "\"current-context\": \"a\"\n", "current-context:\n", "current-context:\n  a\n", "current-context: |-\n  a\n"];
    private static readonly string[] Ends = ["", "y: 1\n", "y: |+\n  a\n\n", "# b\n", "---\ncurrent-context: z\n", "...\n", "y: [1,\n  2]"];
    private static readonly string[] Names = ["a", "b", "true", "~", "0x1F", "1e3", "a: b", "#x", "- a", "it's", "\"q\"", "ü\U0001f600", "a\\b", " a ", "a\nb", "a\tb", "\u0085", "=", "<<", "arn:aws:eks:x:1:cluster/y"];

    private readonly ScratchFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_spoilt_kubeconfig_is_a_configuration_or_an_error_without_the_secret()
    {
        // One place is changed, or all behind it is lost: the secret stays in the place of a secret.
        Gen<string> spoilt =
            from place in Gen.Choose(0, Valid.Length)
            from removed in Gen.Choose(0, 1)
            from added in Gen.Elements(Pieces)
            from cut in Gen.Frequency((3, Gen.Constant(false)), (1, Gen.Constant(true)))
            select Valid[..place] + added + (cut ? "" : Valid[Math.Min(place + removed, Valid.Length)..]);

        Prop.ForAll(spoilt.ToArbitrary(), text => !Told(text).Contains(Secret, StringComparison.Ordinal)).Check(Config.QuickThrowOnFailure.WithMaxTest(500));
    }

    [Fact]
    public void A_kubeconfig_with_parts_in_other_places_is_a_configuration_or_an_error()
    {
        Gen<string> shuffled =
            from start in Gen.Choose(0, Valid.Length)
            from length in Gen.Choose(0, 200)
            from to in Gen.Choose(0, Valid.Length)
            from keep in ArbMap.Default.ArbFor<bool>().Generator
            let end = Math.Min(start + length, Valid.Length)
            let rest = keep ? Valid : Valid[..start] + Valid[end..]
            let at = Math.Min(to, rest.Length)
            select rest[..at] + Valid[start..end] + rest[at..];

        Prop.ForAll(shuffled.ToArbitrary(), text => { Told(text); }).Check(Config.QuickThrowOnFailure.WithMaxTest(300));
    }

    [Fact]
    public void Setting_the_context_changes_the_context_only()
    {
        Gen<(string Text, string Name)> kubeconfigs =
            from prelude in Gen.Elements(Preludes)
            from setting in Gen.Elements(Settings)
            from name in Gen.Elements(Names)
            from settingFirst in ArbMap.Default.ArbFor<bool>().Generator
            from windows in ArbMap.Default.ArbFor<bool>().Generator
            from end in Gen.Elements(Ends)
            let contexts = $"contexts: [{{name: {System.Text.Json.JsonSerializer.Serialize(name)}}}]\n"
            let text = prelude + (settingFirst ? setting + contexts : contexts + setting) + end
            select (windows ? text.ReplaceLineEndings("\r\n") : text, name);

        Prop.ForAll(kubeconfigs.ToArbitrary(), sample => ChangesContextOnly(sample.Text, sample.Name, mayRefuse: false)).Check(Config.QuickThrowOnFailure.WithMaxTest(500));
    }

    [Fact]
    public void Setting_the_context_in_a_spoilt_kubeconfig_changes_the_context_or_nothing()
    {
        Gen<string> spoilt =
            from place in Gen.Choose(0, Valid.Length)
            from removed in Gen.Choose(0, 30)
            from added in Gen.Elements(Pieces)
            select Valid[..place] + added + Valid[Math.Min(place + removed, Valid.Length)..];

        Prop.ForAll(spoilt.ToArbitrary(), text => ChangesContextOnly(text, "d")).Check(Config.QuickThrowOnFailure.WithMaxTest(400));
    }

    [Theory]
    [InlineData("current-context: c\n", 20_000)]
    [InlineData("x: current-context \n", 20_000)]
    [InlineData("current-context: c # # ", 50_000)]
    [InlineData(" \t", 100_000)]
    public void A_text_made_to_be_searched_for_long_is_given_up_soon(string part, int times)
    {
        string text = $"contexts: [{{name: d}}]\ny: |\n  {string.Concat(Enumerable.Repeat(part, times)).Replace("\n", "\n  ", StringComparison.Ordinal)}\n";

        Assert.True(ChangesContextOnly(text, "d"));
    }

    /// <summary>All that loading, listing and resolving say. Another exception than ours fails the property.</summary>
    private string Told(string text)
    {
        string file = _folder.Write("config", Encoding.UTF8.GetBytes(text));
        return Told(() => ClientConfig.Load(file)) + Told(() => ClientConfig.Parse(text, "text"));
    }

    private static string Told(Func<ClientConfig> load)
    {
        try
        {
            ClientConfig config = load();
            return string.Concat(config.Contexts.Select(shown => $"{shown.Server} {shown.AuthenticationType} {shown.Namespace}"))
                + string.Concat(new[] { null, "c", "d", "x" }.Select(context => Resolved(config, context)));
        }
        catch (HubException error)
        {
            return error.ToString();
        }
    }

    private static string Resolved(ClientConfig config, string? context)
    {
        try
        {
            return config.Resolve(context).ToString();
        }
        catch (HubException error)
        {
            return error.ToString();
        }
    }

    /// <summary>Whether the edit is refused, or says the new context and otherwise what the text said.</summary>
    private static bool ChangesContextOnly(string text, string name, bool mayRefuse = true)
    {
        string edited;
        try
        {
            edited = CurrentContextEdit.Apply(text, name, "text");
        }
        catch (HubException error)
        {
            return mayRefuse && error.ErrorId is "KubeconfigNotWritten" or "KubeconfigInvalid";
        }

        string[] before = text.Split('\n');
        string[] after = edited.Split('\n');
        int same = before.Zip(after).TakeWhile(pair => pair.First == pair.Second).Count();
        int sameAtEnd = before.Reverse().Zip(after.Reverse()).TakeWhile(pair => pair.First == pair.Second).Count();
        Assert.True(same + sameAtEnd >= Math.Min(before.Length, after.Length) - 1, edited);
        return KubeconfigDocument.Parse(edited, "text").CurrentContext == name
            && KubeconfigDocument.Parse(edited, "text").DiffersOnlyInCurrentContext(KubeconfigDocument.Parse(text, "text"));
    }
}
