using System.Management.Automation;
using OcmPowerShell.Hub;
using OcmPowerShell.Hub.Manifests;
using OcmPowerShell.Hub.Rest;

namespace OcmPowerShell.Binding;

/// <summary>Makes error records: the id and category that scripts test, and the advice that people read.</summary>
internal static class ErrorRecords
{
    public static ErrorRecord From(HubException exception, object? target)
    {
        var record = new ErrorRecord(exception, exception.ErrorId, CategoryOf(exception), target);
        if (Advice(exception) is { } advice)
        {
            record.ErrorDetails = new ErrorDetails(Message(exception)) { RecommendedAction = advice };
        }

        return record;
    }

    // Of a refused credential the API says but one word.
    private static string Message(HubException exception) => Refusal(exception) is { Status.Code: 401 } refusal
        ? $"The hub {refusal.Hub} does not accept the credentials: has the token or certificate expired?"
        : exception.Message;

    private static ErrorCategory CategoryOf(HubException exception) => exception.ErrorId switch
    {
        { } id when id.EndsWith("NotFound", StringComparison.Ordinal) || id.EndsWith("Gone", StringComparison.Ordinal) => ErrorCategory.ObjectNotFound,
        "ClusterSetNotBound" or "NoClusterSelected" or "NoHistory" => ErrorCategory.ObjectNotFound,
        "TooManyRemovals" => ErrorCategory.LimitsExceeded,
        "PlacementNotCurrent" or "PartsNotApplied" => ErrorCategory.ResourceBusy,
        "RemovalsHeldBack" => ErrorCategory.InvalidOperation,
        "AlreadyExists" or "SandboxExists" => ErrorCategory.ResourceExists,
        "KubeconfigNotWritten" => ErrorCategory.WriteError,
        { } id when id.EndsWith("Deleting", StringComparison.Ordinal) => ErrorCategory.ResourceBusy,
        "Conflict" or "KubeconfigLocked" or "ClusterSetBound" => ErrorCategory.ResourceBusy,
        "BuiltInClusterSet" or "ClusterSetSelectsByLabels" or "NotDelivered" or "WorkComplete" or "UntilFailed" => ErrorCategory.InvalidOperation,
        "FeatureGateDisabled" or "NoProgressRule" => ErrorCategory.InvalidOperation,
        "CredentialPluginTimeout" => ErrorCategory.OperationTimeout,
        "Unauthorized" or "TokenScriptFailed" or "OidcRefreshFailed" or "ClientCertificateExpired" or "CredentialPluginFailed" or "CredentialPluginInvalid" => ErrorCategory.AuthenticationError,
        "Forbidden" => ErrorCategory.PermissionDenied,
        "ManagedByOther" or "RequestRefused" or "RequestDenied" => ErrorCategory.PermissionDenied,
        "CertificateError" => ErrorCategory.SecurityError,
        "DownloadFailed" or "HubUnreachable" or "ConnectionLost" or "ProxyError" or "NotAHub" or "NotAnApiServer" => ErrorCategory.ConnectionError,
        "HubTimeout" or "WaitTimeout" or "Timeout" or "KustomizeTimeout" => ErrorCategory.OperationTimeout,
        "SandboxNotStarted" when exception.InnerException is not ArgumentException => ErrorCategory.ResourceUnavailable,
        "TooManyRequests" or "ServiceUnavailable" => ErrorCategory.ResourceUnavailable,
        "YamlSyntax" => ErrorCategory.ParserError,
        "FileUnreadable" or "TokenFileUnreadable" => ErrorCategory.ReadError,
        "PlacementMisconfigured" or "KubeconfigInvalid" or "InClusterConfigInvalid" or "CertificateInvalid" or "InvalidAnswer" or "NotAnObject" or "MissingApiVersion" or "MissingKind" or "MissingName"
            or "ResourceNameUnknown" or "HistoryInvalid" or "GenerateName" or "DuplicateManifest" or "ManifestsTooLarge" or "FileTooLarge" or "NoManifest" => ErrorCategory.InvalidData,
        "TransformFailed" or "KustomizeFailed" => ErrorCategory.InvalidResult,
        "NotAWork" or "FileNameTaken" => ErrorCategory.InvalidData,
        "FileExists" => ErrorCategory.ResourceExists,
        "FileNotWritten" => ErrorCategory.WriteError,
        "CredentialNotSupported" => ErrorCategory.NotImplemented,
        _ when exception is ManifestException => ErrorCategory.InvalidData,
        _ when Refusal(exception) is { Status.Code: >= 500 } => ErrorCategory.ResourceUnavailable,
        _ => ErrorCategory.InvalidArgument,
    };

    // What the API answered, also where it was put into other words.
    private static ApiStatusException? Refusal(HubException exception) => exception as ApiStatusException ?? exception.InnerException as ApiStatusException;

    // What to do next, where the message does not say it: PowerShell shows both.
    private static string? Advice(HubException exception) => exception.ErrorId switch
    {
        "Unauthorized" => "Renew the token or certificate in the kubeconfig, then run Connect-OcmHub again.",
        "Forbidden" when Refusal(exception)?.Attributes is { } missing => $"Ask the hub's admin for a role that allows: {missing}.",
        "Forbidden" => "Ask the hub's admin for a role that allows the verb and resource named in the message.",
        "HubUnreachable" => "Get-OcmContext shows the servers' addresses in the kubeconfig.",
        "WaitTimeout" when exception.Advice is null => "Wait longer with -TimeoutSec. What keeps a work, Get-OcmWorkManifest shows.",
        _ => exception.Advice,
    };
}
