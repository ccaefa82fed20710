namespace OcmPowerShell.Commands;

/// <summary>How far a change of context reaches.</summary>
public enum ContextScope
{
    /// <summary>This runspace only: nothing is written.</summary>
    Runspace,

    /// <summary>The kubeconfig file too, as <c>kubectl config use-context</c> does: every shell and kubectl follow.</summary>
    File,
}
