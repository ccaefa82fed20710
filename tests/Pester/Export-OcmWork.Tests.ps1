BeforeAll {
    . (Join-Path $PSScriptRoot Common.ps1)
    [void](Enter-Sandbox -Cluster one, two)
    $both = Out-TestFile both.yml ((Get-DeploymentText) + "`n---`n" + (Get-ConfigMapText))
    $secret = Out-TestFile secret.yml "apiVersion: v1`nkind: Secret`nmetadata: { name: s, namespace: default }`nstringData: { key: value }`n"
    [void](New-OcmWork web $both -Cluster one, two -Label @{ team = 'web' } -Annotation @{ note = 'n' } -Wait -TimeoutSec 20)
    [void](New-OcmWork keys $secret -Cluster one -Wait -WaitFor Applied -TimeoutSec 20)
}

AfterAll { Exit-Sandbox }

Describe 'Export-OcmWork' {
    BeforeEach {
        $out = Join-Path $TestDrive ([guid]::NewGuid())
        Clear-Fault
        Clear-SentRequest
    }

    It 'writes each manifest of a work into a file, in the order of the work' {
        $files = Export-OcmWork web $out -Cluster one
        $files | Should -BeOfType System.IO.FileInfo
        $files.FullName | Should -Be (Join-Path $out one web 01-deployment-nginx.yaml), (Join-Path $out one web 02-configmap-settings.yaml)
        Get-Content $files[1] -Raw | Should -BeExactly "apiVersion: v1`nkind: ConfigMap`nmetadata:`n  name: settings`n  namespace: default`ndata:`n  value: `"1`"`n"
    }

    It 'makes a folder from which the same work can be made' {
        [void](Export-OcmWork web $out -Cluster one)
        $again = New-OcmWork again (Join-Path $out one web) -Cluster one
        $again.ManifestHash | Should -Be (Get-OcmWork web one).ManifestHash
        Remove-OcmWork again one
    }

    It 'writes a work that can be applied again with -AsWork' {
        $file = Export-OcmWork web $out -Cluster one -AsWork
        $file.FullName | Should -Be (Join-Path $out one web.yaml)
        $text = Get-Content $file -Raw
        $text | Should -Match 'kind: ManifestWork'
        $text | Should -Match 'team: web'
        $text | Should -Match 'manifestConfigs:'
        foreach ($gone in 'status:', 'uid:', 'resourceVersion:', 'managedFields:', 'finalizers:', 'creationTimestamp:', 'generation:') { $text | Should -Not -Match $gone }
        (New-OcmWork again $file -Cluster two -WarningAction SilentlyContinue).ManifestHash | Should -Be (Get-OcmWork web one).ManifestHash
        Remove-OcmWork again two
    }

    It 'takes works and clusters from the pipeline' {
        (Get-OcmWork web | Export-OcmWork -Path $out).Directory.Parent.Name | Sort-Object -Unique | Should -Be one, two
        (Get-OcmCluster | Export-OcmWork web (Join-Path $out more)).Count | Should -Be 4
        ('one' | Export-OcmWork * (Join-Path $out all) -WarningAction SilentlyContinue).Name | Should -Be 01-secret-s.yaml, 01-deployment-nginx.yaml, 02-configmap-settings.yaml
    }

    It 'takes all clusters where none is named' {
        (Export-OcmWork web $out).Count | Should -Be 4
    }

    It 'exports a work once, however often it is piped' {
        $work = Get-OcmWork web one
        ($work, $work | Export-OcmWork -Path $out).Count | Should -Be 2
    }

    It 'writes nothing at all where a file is there already, but for -Force' {
        [void](Export-OcmWork web $out -Cluster two)
        $first = Join-Path $out two web 01-deployment-nginx.yaml
        Set-Content $first mine
        $failure = (Get-Failure { Export-OcmWork web $out })[0]
        $failure.FullyQualifiedErrorId | Should -BeLike 'FileExists,*'
        $failure.CategoryInfo.Category | Should -Be ResourceExists
        $failure.TargetObject | Should -Be $out
        $failure.Exception.Message | Should -BeLike '*-Force*'
        Test-Path (Join-Path $out one) | Should -BeFalse
        Get-Content $first | Should -Be mine
        (Export-OcmWork web $out -Force).Count | Should -Be 4
        Get-Content $first -Raw | Should -Match Deployment
        Get-ChildItem $out -Recurse -Force -Filter *.tmp | Should -BeNullOrEmpty
    }

    It 'leaves no manifest of an earlier export beside those of a work that holds less' {
        [void](New-OcmWork less $both -Cluster one)
        [void](Export-OcmWork less $out -Cluster one)
        [void](New-OcmWork less (Out-TestFile map.yml (Get-ConfigMapText)) -Cluster one -Force)
        [void](Export-OcmWork less $out -Cluster one -Force)
        (Get-ChildItem (Join-Path $out one less)).Name | Should -Be 01-configmap-settings.yaml
        Remove-OcmWork less one
    }

    It 'warns of Secrets, which nobody else can read in the file' {
        $file = Export-OcmWork keys $out -Cluster one -WarningVariable warnings -WarningAction SilentlyContinue
        "$warnings" | Should -BeLike '*01-secret-s.yaml*'
        "$warnings" | Should -Not -BeLike '*value*value*'
        if (-not $IsWindows) { "$($file.UnixFileMode)" | Should -Be 'UserWrite, UserRead' }
        $work = Export-OcmWork keys $out -Cluster one -AsWork -WarningVariable warnings -WarningAction SilentlyContinue
        "$warnings" | Should -BeLike '*keys.yaml*'
        if (-not $IsWindows) { "$($work.UnixFileMode)" | Should -Be 'UserWrite, UserRead' }
    }

    It 'writes nothing with -WhatIf, and changes nothing on the hub ever' {
        Export-OcmWork web $out -WhatIf | Should -BeNullOrEmpty
        Test-Path $out | Should -BeFalse
        [void](Export-OcmWork web $out)
        Get-SentRequest -Changing | Should -BeNullOrEmpty
    }

    It 'refuses what is empty: <Parameter>' -ForEach @{ Parameter = 'Name' }, @{ Parameter = 'Cluster' } {
        $arguments = @{ Name = 'web'; Path = $out; Cluster = 'one' }
        $arguments[$Parameter] = @()
        (Get-Failure { Export-OcmWork @arguments })[0].FullyQualifiedErrorId | Should -BeLike 'EmptyTarget,*'
        Test-Path $out | Should -BeFalse
    }

    It 'does nothing for an empty pipeline' {
        @() | Export-OcmWork -Path $out | Should -BeNullOrEmpty
        @() | Export-OcmWork web $out | Should -BeNullOrEmpty
        Test-Path $out | Should -BeFalse
    }

    It 'tells of a work that is not there, and exports the others' {
        $failures = $null
        $files = Export-OcmWork web, none $out -Cluster one -ErrorVariable failures -ErrorAction SilentlyContinue
        $files.Count | Should -Be 2
        $failures.FullyQualifiedErrorId | Should -BeLike 'NotFound,*'
    }

    It 'refuses a place that is no directory: <Place>' -ForEach @{ Place = 'Env:'; Id = 'InvalidPath' }, @{ Place = 'file'; Id = 'FileExists' } {
        $where = $Place -eq 'file' ? $both : $Place
        (Get-Failure { Export-OcmWork web $where })[0].FullyQualifiedErrorId | Should -BeLike "$Id,*"
    }

    It 'takes relative paths from where PowerShell is' {
        Push-Location $TestDrive
        try { (Export-OcmWork web here -Cluster one)[0].FullName | Should -Be (Join-Path $TestDrive here one web 01-deployment-nginx.yaml) }
        finally { Pop-Location }
    }

    It 'tells of a directory that cannot be written' {
        if ($IsWindows -or (id -u) -eq 0) { Set-ItResult -Skipped -Because 'this user may write everywhere' }
        [void](New-Item $out -ItemType Directory)
        chmod 500 $out
        $failure = (Get-Failure { Export-OcmWork web $out })[0]
        $failure.FullyQualifiedErrorId | Should -BeLike 'FileNotWritten,*'
        $failure.CategoryInfo.Category | Should -Be WriteError
    }

    It 'completes names of works and clusters' {
        Get-Completion 'Export-OcmWork we' | Should -Contain web
        Get-Completion 'Export-OcmWork web ./out -Cluster t' | Should -Contain two
    }
}
