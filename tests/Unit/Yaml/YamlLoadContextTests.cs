using System.Reflection;
using System.Runtime.Loader;
using OcmPowerShell.Hub.Yaml;
using Xunit;

namespace OcmPowerShell.Tests.Yaml;

public sealed class YamlLoadContextTests
{
    private static readonly string YamlFolder = Path.Combine(AppContext.BaseDirectory, "yaml");

    [Fact]
    public void Another_YamlDotNet_in_the_process_does_no_harm()
    {
        Assembly others = AssemblyLoadContext.Default.LoadFromAssemblyPath(Path.Combine(YamlFolder, "YamlDotNet.dll"));
        IYamlCodec codec = YamlLoadContext.LoadCodec();
        Assert.Single(codec.Read("a: 1"));

        Type theirs = others.GetType("YamlDotNet.Core.Parser", throwOnError: true)!;
        AssemblyLoadContext ours = AssemblyLoadContext.GetLoadContext(codec.GetType().Assembly)!;
        Type mine = Assert.Single(ours.Assemblies, assembly => assembly.GetName().Name == "YamlDotNet").GetType("YamlDotNet.Core.Parser", throwOnError: true)!;
        Assert.NotSame(theirs, mine);
        Assert.NotSame(AssemblyLoadContext.Default, ours);
    }

    [Fact]
    public void Nothing_of_YamlDotNet_is_seen_through_the_interface()
    {
        IYamlCodec codec = YamlLoadContext.LoadCodec();
        YamlSyntaxException fault = Assert.Throws<YamlSyntaxException>(() => codec.Read("a: ]"));
        Assert.Same(typeof(IYamlCodec).Assembly, fault.GetType().Assembly);
    }
}
