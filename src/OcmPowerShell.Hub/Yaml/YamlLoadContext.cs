using System.Reflection;
using System.Runtime.Loader;

namespace OcmPowerShell.Hub.Yaml;

/// <summary>
/// Keeps <c>OcmPowerShell.Yaml</c> and <c>YamlDotNet</c> to ourselves: another module may bring any version of
/// YamlDotNet into the process, before or after, and neither sees the other's.
/// </summary>
internal sealed class YamlLoadContext : AssemblyLoadContext
{
    private const string CodecAssembly = "OcmPowerShell.Yaml";
    private const string CodecType = "OcmPowerShell.Yaml.YamlCodec";

    private readonly string _folder;

    private YamlLoadContext(string folder)
        : base("OcmPowerShell.Yaml") => _folder = folder;

    public static IYamlCodec LoadCodec()
    {
        string folder = Path.Combine(Path.GetDirectoryName(typeof(YamlLoadContext).Assembly.Location)!, "yaml");
        var context = new YamlLoadContext(folder);
        Assembly assembly = context.LoadFromAssemblyPath(Path.Combine(folder, CodecAssembly + ".dll"));
        return (IYamlCodec)Activator.CreateInstance(assembly.GetType(CodecType, throwOnError: true)!, nonPublic: true)!;
    }

    protected override Assembly? Load(AssemblyName assemblyName)
    {
        // The interface must be one type on both sides: the assembly that declares it is shared, whatever loaded it.
        if (assemblyName.Name == typeof(IYamlCodec).Assembly.GetName().Name)
        {
            return typeof(IYamlCodec).Assembly;
        }

        string path = Path.Combine(_folder, assemblyName.Name + ".dll");
        return File.Exists(path) ? LoadFromAssemblyPath(path) : null;
    }
}
