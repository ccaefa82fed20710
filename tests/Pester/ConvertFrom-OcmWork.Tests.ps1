BeforeAll {
    . (Join-Path $PSScriptRoot Common.ps1)
    $both = Out-TestFile both.yml ((Get-DeploymentText) + "`n---`n" + (Get-ConfigMapText))
    $yaml = ConvertTo-OcmWork web $both -Cluster one -AsYaml
    $file = Out-TestFile work.yml $yaml
}

AfterAll { Exit-Sandbox }

Describe 'ConvertFrom-OcmWork' {
    It 'gives the manifests of <Kind>' -ForEach @(
        @{ Kind = 'text'; Run = { $yaml | ConvertFrom-OcmWork } }
        @{ Kind = 'lines of text'; Run = { Get-Content $file | ConvertFrom-OcmWork } }
        @{ Kind = 'a file'; Run = { ConvertFrom-OcmWork $file } }
        @{ Kind = 'a file that is named literally'; Run = { ConvertFrom-OcmWork -LiteralPath $file } }
        @{ Kind = 'a file object'; Run = { Get-Item $file | ConvertFrom-OcmWork } }
        @{ Kind = 'an object'; Run = { ConvertTo-OcmWork web $both | ConvertFrom-OcmWork } }
        @{ Kind = 'an object of ConvertFrom-Json'; Run = { ConvertTo-OcmWork web $both | ConvertTo-Json -Depth 30 | ConvertFrom-Json | ConvertFrom-OcmWork } }
        @{ Kind = 'JSON text'; Run = { ConvertTo-OcmWork web $both | ConvertTo-Json -Depth 30 | ConvertFrom-OcmWork } }
        @{ Kind = 'a list'; Run = { @{ apiVersion = 'v1'; kind = 'List'; items = @(ConvertTo-OcmWork web $both) } | ConvertFrom-OcmWork } }
        @{ Kind = 'an argument'; Run = { ConvertFrom-OcmWork -InputObject $yaml } }
    ) {
        $manifests = & $Run
        $manifests.kind | Should -Be Deployment, ConfigMap
        $manifests[0].spec.replicas | Should -Be 2
    }

    It 'is silent, and holds nothing of the work' {
        $warnings = $null
        $manifests = $yaml | ConvertFrom-OcmWork -WarningVariable warnings
        $warnings | Should -BeNullOrEmpty
        "$($manifests.kind)" | Should -Not -BeLike '*ManifestWork*'
    }

    It 'writes YAML, a document a manifest, of which the same work can be made' {
        $text = $yaml | ConvertFrom-OcmWork -AsYaml
        $text | Should -HaveCount 2
        $text | Should -Match '^---'
        $text | ConvertTo-OcmWork web -Cluster one -AsYaml | Should -BeExactly $yaml
        ConvertFrom-OcmWork $file | ConvertTo-OcmWork web -Cluster one -AsYaml | Should -BeExactly $yaml
    }

    It 'takes works of several clusters that hold the same' {
        (ConvertTo-OcmWork web $both -Cluster one, two | ConvertFrom-OcmWork).kind | Should -Be Deployment, ConfigMap, Deployment, ConfigMap
    }

    It 'takes works of Get-OcmWork -IncludeJson, and says what to do about those without' {
        [void](Enter-Sandbox)
        [void](New-OcmWork web $both -Cluster one)
        (Get-OcmWork web one -IncludeJson | ConvertFrom-OcmWork).kind | Should -Be Deployment, ConfigMap
        $failure = (Get-Failure { Get-OcmWork web one | ConvertFrom-OcmWork })[0]
        $failure.FullyQualifiedErrorId | Should -BeLike 'NotAWork,*'
        $failure.Exception.Message | Should -BeLike '*-IncludeJson*'
        $failure.CategoryInfo.Category | Should -Be InvalidData
    }

    It 'takes a replica set' {
        $set = @{ apiVersion = 'work.open-cluster-management.io/v1alpha1'; kind = 'ManifestWorkReplicaSet'; metadata = @{ name = 'r' }
            spec = @{ manifestWorkTemplate = @{ workload = @{ manifests = @(@{ apiVersion = 'v1'; kind = 'ConfigMap'; metadata = @{ name = 'a' } }) } } } }
        ($set | ConvertFrom-OcmWork).metadata.name | Should -Be a
    }

    It 'gives nothing for an empty pipeline' {
        @() | ConvertFrom-OcmWork | Should -BeNullOrEmpty
        $null | ConvertFrom-OcmWork | Should -BeNullOrEmpty
    }

    It 'refuses <Kind>' -ForEach @(
        @{ Kind = 'plain manifests'; Run = { ConvertFrom-OcmWork $both }; Id = 'NotAWork' }
        @{ Kind = 'what is no YAML'; Run = { 'a: [' | ConvertFrom-OcmWork }; Id = 'YamlSyntax' }
        @{ Kind = 'a file that is not there'; Run = { ConvertFrom-OcmWork ./none.yml }; Id = 'ManifestNotFound' }
        @{ Kind = 'a literal file that is not there'; Run = { ConvertFrom-OcmWork -LiteralPath ./none.yml }; Id = 'ManifestNotFound' }
        @{ Kind = 'a file without works'; Run = { ConvertFrom-OcmWork (Out-TestFile empty.yml "# none`n") }; Id = 'NoManifest' }
    ) {
        (Get-Failure $Run)[0].FullyQualifiedErrorId | Should -BeLike "$Id,*"
    }
}
