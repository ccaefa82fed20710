# What the tests of all files share. Dot-source it in the BeforeAll of a file: . (Join-Path $PSScriptRoot Common.ps1)
# The module under test is the packaged one: $env:OCM_MODULE, or the newest that a build left in out/.

$script:ModulePath = if ($env:OCM_MODULE) { $env:OCM_MODULE } else {
    Get-ChildItem (Join-Path $PSScriptRoot '..' '..' 'out' 'OcmPowerShell' '*' 'OcmPowerShell.psd1') |
        Sort-Object LastWriteTime | Select-Object -Last 1 -ExpandProperty FullName
}
if (-not $ModulePath) { throw 'There is no packaged module to test. Run: dotnet build' }
Import-Module $ModulePath -ErrorAction Stop

# Nobody's own hubs may be found by a test.
$env:KUBECONFIG = ''

# --- The sandbox of a file

function Enter-Sandbox {
    # Starts a sandbox, to which the runspace then is connected.
    param([string] $Name = 'sandbox', [string[]] $Cluster = @('one', 'two'), [switch] $Second)
    if (-not $Second) { Disconnect-OcmHub }
    Start-OcmSandbox $Name -Cluster $Cluster -WarningAction SilentlyContinue
}

function Exit-Sandbox {
    Find-LeakedSecret
    Disconnect-OcmHub
    Get-OcmSandbox | ForEach-Object { Stop-OcmSandbox $_.Name }
}

function Find-LeakedSecret {
    # Every error of the file's tests, whoever caught it, is looked through for the tokens of its sandboxes.
    $secrets = @(Get-OcmSandbox | ForEach-Object { Get-SandboxToken $_.Name })
    foreach ($record in @($global:Error | Where-Object { $_ -is [System.Management.Automation.ErrorRecord] })) {
        $text = ($record, $record.Exception.ToString(), $record.ErrorDetails, $record.TargetObject | Out-String -Width 4000)
        $shown = $text -replace [regex]::Escape("$($record.InvocationInfo.Line)"), ''
        foreach ($secret in $secrets) {
            if ($shown.Contains($secret)) { throw "An error tells a token: $($record.FullyQualifiedErrorId)" }
        }
    }
}

function Get-Inside($Object, [string] $Property) {
    $flags = [System.Reflection.BindingFlags]'Instance, NonPublic, Public'
    $Object.GetType().GetProperty($Property, $flags).GetValue($Object)
}

function Get-SandboxHub([string] $Name = 'sandbox') {
    # The running hub itself, which the cmdlets do not hand out.
    $registry = [OcmPowerShell.Commands.SandboxInfo].Assembly.GetType('OcmPowerShell.Commands.SandboxRegistry')
    $registry.GetProperty('All').GetValue($null) | Where-Object Name -EQ $Name
}

function Get-SentRequest {
    # What clients have sent to the sandbox, oldest first.
    param([switch] $Changing, [string] $Sandbox = 'sandbox')
    (Get-Inside (Get-SandboxHub $Sandbox) Requests).Snapshot() |
        Where-Object { -not $Changing -or ($_.IsMutating -and -not $_.IsDryRun) }
}

function Clear-SentRequest([string] $Sandbox = 'sandbox') { (Get-Inside (Get-SandboxHub $Sandbox) Requests).Clear() }

function Get-OpenRequest {
    # Requests that the sandbox still works on, watches included.
    Get-SentRequest | Where-Object { $null -eq $_.Duration }
}

function Add-Fault {
    # Spoils answers: Add-Fault Status 503, 'ServiceUnavailable', 'busy' -Path works/web
    param([string] $Kind, [object[]] $With = @(), [string] $Method, [string] $Path, [int] $Skip, [int] $Count = [int]::MaxValue, [string] $Sandbox = 'sandbox')
    $assembly = (Get-SandboxHub $Sandbox).GetType().Assembly
    $make = $assembly.GetType('OcmPowerShell.Sandbox.Server.Faults.Fault').GetMethod($Kind)
    $all = @($make.GetParameters() | ForEach-Object { if ($_.Position -lt $With.Count) { , $With[$_.Position] } else { , $_.DefaultValue } })
    $rule = [Activator]::CreateInstance($assembly.GetType('OcmPowerShell.Sandbox.Server.Faults.FaultRule'), @($make.Invoke($null, $all)))
    if ($Method) { $rule.Method = $Method }
    if ($Path) { $rule.PathContains = $Path }
    $rule.Skip = $Skip
    $rule.Count = $Count
    (Get-Inside (Get-SandboxHub $Sandbox) Faults).Add($rule)
}

function Clear-Fault([string] $Sandbox = 'sandbox') { (Get-Inside (Get-SandboxHub $Sandbox) Faults).Clear() }

function Get-SandboxToken([string] $Sandbox = 'sandbox') { Get-Inside (Get-SandboxHub $Sandbox) Token }

function Revoke-SandboxToken([string] $Sandbox = 'sandbox') {
    # Makes the admin's token expire.
    [void](Get-Inside (Get-SandboxHub $Sandbox) Tokens).Expire((Get-SandboxToken $Sandbox))
}

function Grant-SandboxToken([string] $Sandbox = 'sandbox') {
    # Makes the admin's token good again.
    (Get-Inside (Get-SandboxHub $Sandbox) Tokens).Add((Get-SandboxToken $Sandbox), 'sandbox-admin', [string[]]@('system:masters'))
}

function Clear-Work {
    # Takes all works away, and waits until they are gone. One that went by itself since it was listed is gone too.
    Get-OcmWork | Remove-OcmWork -IncludeManaged -Wait -TimeoutSec 20 -ErrorAction SilentlyContinue -ErrorVariable failures
    $failures | Where-Object FullyQualifiedErrorId -NotLike 'NotFound,*' | ForEach-Object { throw $_ }
    Clear-SentRequest
}

# --- Clusters that come and go

function Add-JoiningCluster([string[]] $Name) {
    # Clusters of which the agents run, and ask to join.
    foreach ($one in $Name) { [void](Invoke-OcmRestMethod -Method Post /sandbox/v1/clusters -Body (@{ name = $one } | ConvertTo-Json)) }
}

function Add-RegisteredCluster([string] $Name, [switch] $Accepted) {
    # A cluster that is known to the hub and asks for nothing. Once it is accepted, the sandbox runs agents for it.
    $body = @{ apiVersion = 'cluster.open-cluster-management.io/v1'; kind = 'ManagedCluster'; metadata = @{ name = $Name }; spec = @{ hubAcceptsClient = [bool]$Accepted } }
    [void](Invoke-OcmRestMethod -Method Post /apis/cluster.open-cluster-management.io/v1/managedclusters -Body ($body | ConvertTo-Json))
}

function Add-RegistrationRequest {
    # A request for a cluster's certificate, as somebody sends it; what is not said is as a klusterlet has it.
    param(
        [string] $Cluster,
        [string] $Name,
        [string] $Agent = 'agent',
        [string] $User = 'system:serviceaccount:open-cluster-management:agent-registration-bootstrap',
        [string[]] $Group = @('system:serviceaccounts', 'system:serviceaccounts:open-cluster-management', 'system:authenticated'),
        [hashtable] $Label = @{}
    )
    $prefix = 'system:open-cluster-management:'
    $subject = [System.Security.Cryptography.X509Certificates.X500DistinguishedNameBuilder]::new()
    $subject.AddCommonName("$prefix${Cluster}:$Agent")
    "$prefix$Cluster", "${prefix}managed-clusters" | ForEach-Object { $subject.AddOrganizationName($_) }
    $key = [System.Security.Cryptography.ECDsa]::Create()
    $pem = [System.Security.Cryptography.X509Certificates.CertificateRequest]::new($subject.Build(), $key, 'SHA256').CreateSigningRequestPem()
    $key.Dispose()
    $body = @{
        apiVersion = 'certificates.k8s.io/v1'
        kind       = 'CertificateSigningRequest'
        metadata   = @{ name = $Name; labels = @{ 'open-cluster-management.io/cluster-name' = $Cluster } + $Label }
        spec       = @{
            request    = [Convert]::ToBase64String([System.Text.Encoding]::ASCII.GetBytes($pem))
            signerName = 'kubernetes.io/kube-apiserver-client'
            usages     = @('digital signature', 'key encipherment', 'client auth')
        }
    }
    $token = (Get-Inside (Get-SandboxHub) Tokens).Issue($User, [string[]]($Group + 'system:masters'))
    $uri = "$((Get-OcmSandbox | Select-Object -First 1).Url)/apis/certificates.k8s.io/v1/certificatesigningrequests"
    [void](Invoke-RestMethod $uri -Method Post -ContentType application/json -Body ($body | ConvertTo-Json -Depth 6) -Headers @{ Authorization = "Bearer $token" } -SkipCertificateCheck)
}

function Remove-Request([string] $Name) { [void](Invoke-OcmRestMethod -Method Delete "/apis/certificates.k8s.io/v1/certificatesigningrequests/$Name") }

function Disable-Cluster([string] $Name) {
    # Cuts a cluster off, and lets the hub know at once what it finds out in five minutes.
    [void](Invoke-OcmRestMethod -Method Patch "/sandbox/v1/clusters/$Name" -Body '{"offline":true}')
    $conditions = @((Invoke-OcmRestMethod "/apis/cluster.open-cluster-management.io/v1/managedclusters/$Name").status.conditions)
    ($conditions | Where-Object type -EQ ManagedClusterConditionAvailable).status = 'Unknown'
    [void](Invoke-OcmRestMethod -Method Patch "/apis/cluster.open-cluster-management.io/v1/managedclusters/$Name/status" -Body (@{ status = @{ conditions = $conditions } } | ConvertTo-Json -Depth 6))
}

function Enable-Cluster([string] $Name) { [void](Invoke-OcmRestMethod -Method Patch "/sandbox/v1/clusters/$Name" -Body '{"offline":false}') }

# --- Manifests

function Get-ConfigMapText([string] $Name = 'settings', [string] $Value = '1') {
    # Ready as soon as it is applied, which keeps tests quick.
    "apiVersion: v1`nkind: ConfigMap`nmetadata:`n  name: $Name`n  namespace: default`ndata:`n  value: `"$Value`"`n"
}

function Get-DeploymentText([string] $Name = 'nginx', [string] $Image = 'nginx:1.27') {
    # An image named broken:1 never starts in the sandbox.
    @"
apiVersion: apps/v1
kind: Deployment
metadata:
  name: $Name
  namespace: default
spec:
  replicas: 2
  selector:
    matchLabels: { app: $Name }
  template:
    metadata:
      labels: { app: $Name }
    spec:
      containers:
        - name: $Name
          image: $Image
"@
}

function Out-TestFile([string] $Name, [string] $Text) {
    # Writes a file for the running test and gives its path.
    $path = Join-Path $TestDrive $Name
    [void](New-Item (Split-Path $path) -ItemType Directory -Force)
    Set-Content -LiteralPath $path -Value $Text -NoNewline
    $path
}

# --- Running things

function Get-Failure([scriptblock] $Script) {
    # Every error of a command, whether it ended the command or not. There is no difference for who must understand it.
    $ErrorActionPreference = 'Continue'
    $WarningPreference = 'SilentlyContinue'
    $all = try { & $Script 2>&1 } catch { $_ }
    @($all | Where-Object { $_ -is [System.Management.Automation.ErrorRecord] })
}

function Get-Stream([scriptblock] $Script) {
    # Everything that a command writes to any stream, as text.
    $ErrorActionPreference = 'Continue'
    $VerbosePreference = $DebugPreference = $InformationPreference = 'Continue'
    $all = try { & $Script *>&1 } catch { $_ }
    ($all | ForEach-Object { if ($_ -is [System.Management.Automation.ErrorRecord]) { $_, $_.Exception, $_.TargetObject, $_.ErrorDetails } else { $_ } } | Out-String -Width 2000)
}

function Wait-Until([scriptblock] $Condition, [int] $Seconds = 10) {
    # True as soon as something holds; false when it does not in time.
    $until = [DateTime]::UtcNow.AddSeconds($Seconds)
    while ([DateTime]::UtcNow -lt $until) {
        if (& $Condition) { return $true }
        Start-Sleep -Milliseconds 50
    }
    $false
}

function Get-Completion([string] $Line) {
    # What Tab offers at the end of a line.
    @([System.Management.Automation.CommandCompletion]::CompleteInput($Line, $Line.Length, $null).CompletionMatches.CompletionText)
}

function Get-NewShell {
    # A PowerShell with a runspace of its own in this process, with the module in it.
    $state = [initialsessionstate]::CreateDefault2()
    $state.ImportPSModule($ModulePath)
    [powershell]::Create($state)
}

function Measure-Stop {
    # Starts a script in another runspace, presses Ctrl+C once something holds, and tells how many ms it then takes to end.
    param([string] $Script, [hashtable] $Argument = @{}, [scriptblock] $Once)
    $shell = Get-NewShell
    try {
        [void]$shell.AddScript($Script).AddParameters($Argument)
        $running = $shell.BeginInvoke()
        $begun = Wait-Until $Once -Seconds 15
        $watch = [System.Diagnostics.Stopwatch]::StartNew()
        $shell.Stop()
        $milliseconds = $watch.ElapsedMilliseconds
        [pscustomobject]@{
            Begun        = $begun
            Milliseconds = $milliseconds
            State        = $shell.InvocationStateInfo.State
            Errors       = @($shell.Streams.Error)
            Ended        = $running.IsCompleted
        }
    }
    finally { $shell.Dispose() }
}
