using System.Management.Automation;
using OcmPowerShell.Binding;
using OcmPowerShell.Completion;
using OcmPowerShell.Hub;
using OcmPowerShell.Hub.Kubeconfig;

namespace OcmPowerShell.Commands;

/// <summary>Lists the kubeconfig's contexts. Sends nothing.</summary>
[Cmdlet(VerbsCommon.Get, "OcmContext")]
[OutputType(typeof(HubContext))]
public sealed class GetOcmContextCommand : OcmCmdlet
{
    /// <summary>Names of contexts; wildcards may be used.</summary>
    [Parameter(Position = 0)]
    [SupportsWildcards]
    [AllowNull]
    [AllowEmptyCollection]
    [AllowEmptyString]
    [ArgumentCompleter(typeof(ContextCompleter))]
    public string[]? Name { get; set; }

    /// <summary>The kubeconfig file; <c>KUBECONFIG</c> or <c>~/.kube/config</c> when not given.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? KubeConfig { get; set; }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        try
        {
            Targets.RefuseEmpty(nameof(Name), MyInvocation.BoundParameters.ContainsKey(nameof(Name)), Name);
            ClientConfig config = ClientConfig.Load(FilePath(KubeConfig), Location);
            List<HubContext> contexts = config.Contexts.ToList();
            Func<string, bool> matches = Targets.Matcher(Name);
            WriteObject(contexts.Where(context => matches(context.Name)), enumerateCollection: true);
            foreach (string missing in (Name ?? []).Where(name => !Targets.IsPattern(name) && !contexts.Exists(context => string.Equals(context.Name, name, StringComparison.OrdinalIgnoreCase))))
            {
                WriteError(ErrorRecords.From(new HubException("ContextNotFound", $"There is no context '{missing}' in {string.Join(", ", config.Files)}."), missing));
            }
        }
        catch (HubException exception)
        {
            Fail(exception, KubeConfig);
        }
    }
}
