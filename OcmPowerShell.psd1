@{
    # The one place of the version: the build reads it from here.
    ModuleVersion        = '0.1.0'
    RootModule           = 'OcmPowerShell.dll'
    GUID                 = '6c0f2a0e-3a5b-4d5e-9a4e-8f1d2b7c6a90'
    Author               = 'The OcmPowerShell authors'
    CompanyName          = 'The OcmPowerShell authors'
    Copyright            = '(c) The OcmPowerShell authors. Licensed under Apache-2.0.'
    Description          = 'Run a fleet of Kubernetes clusters from PowerShell through an Open Cluster Management (OCM) hub: deliver workloads to managed clusters, see on the hub what became of them, and wait for them, all as objects in a pipeline. Comes with an embedded hub to try it on.'
    PowerShellVersion    = '7.4'
    CompatiblePSEditions = @('Core')
    TypesToProcess       = @('OcmPowerShell.Types.ps1xml')
    FormatsToProcess     = @('OcmPowerShell.Format.ps1xml')
    CmdletsToExport      = @(
        'Add-OcmClusterSetMember'
        'Add-OcmClusterTaint'
        'Approve-OcmCluster'
        'Compare-OcmWork'
        'Connect-OcmHub'
        'ConvertFrom-OcmWork'
        'ConvertTo-OcmWork'
        'Deny-OcmCluster'
        'Disconnect-OcmHub'
        'Export-OcmWork'
        'Get-OcmCluster'
        'Get-OcmClusterSet'
        'Get-OcmClusterSetBinding'
        'Get-OcmContext'
        'Get-OcmHub'
        'Get-OcmPlacement'
        'Get-OcmPlacementDecision'
        'Get-OcmRegistrationRequest'
        'Get-OcmSandbox'
        'Get-OcmWork'
        'Get-OcmWorkHistory'
        'Get-OcmWorkManifest'
        'Invoke-OcmRestMethod'
        'New-OcmCluster'
        'New-OcmClusterSet'
        'New-OcmClusterSetBinding'
        'New-OcmManifestConfig'
        'New-OcmPlacement'
        'New-OcmWork'
        'Remove-OcmCluster'
        'Remove-OcmClusterSet'
        'Remove-OcmClusterSetBinding'
        'Remove-OcmClusterSetMember'
        'Remove-OcmClusterTaint'
        'Remove-OcmPlacement'
        'Remove-OcmWork'
        'Resume-OcmCluster'
        'Set-OcmCluster'
        'Set-OcmClusterSet'
        'Set-OcmPlacement'
        'Set-OcmWork'
        'Start-OcmSandbox'
        'Stop-OcmSandbox'
        'Suspend-OcmCluster'
        'Test-OcmHub'
        'Test-OcmPlacement'
        'Undo-OcmWork'
        'Use-OcmContext'
        'Wait-OcmCluster'
        'Wait-OcmPlacement'
        'Wait-OcmWork'
        'Watch-OcmCluster'
        'Watch-OcmPlacement'
        'Watch-OcmWork'
    )
    FunctionsToExport    = @()
    AliasesToExport      = @()
    VariablesToExport    = @()
    PrivateData          = @{
        PSData = @{
            Tags         = @('Kubernetes', 'OCM', 'OpenClusterManagement', 'MultiCluster', 'Fleet', 'ManifestWork', 'PSEdition_Core', 'Windows', 'Linux', 'MacOS')
            LicenseUri   = 'https://www.apache.org/licenses/LICENSE-2.0'
            ProjectUri   = 'https://github.com/ocmpowershell/ocmpowershell'
            ReleaseNotes = 'See CHANGELOG.md: the first cut. Works to clusters by name, waits, and the embedded hub.'
        }
    }
}
