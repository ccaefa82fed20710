BeforeAll {
    . (Join-Path $PSScriptRoot Common.ps1)
    [void](Enter-Sandbox)
    $map = Join-Path $TestDrive map.yml
    Set-Content $map (Get-ConfigMapText)
}

AfterAll { Exit-Sandbox }

Describe 'Remove-OcmWork removes works' {
    BeforeEach { [void](New-OcmWork web $map -Cluster one, two); [void](New-OcmWork api $map -Cluster one); Clear-SentRequest }
    AfterEach { Clear-Fault; Clear-Work }

    It 'removes a named work of a cluster and says nothing' {
        Remove-OcmWork web one -Wait -TimeoutSec 20 | Should -BeNullOrEmpty
        (Get-OcmWork).Name | Sort-Object | Should -Be api, web
        (Get-OcmWork web).Cluster | Should -Be two
    }

    It 'removes <Kind>' -ForEach @(
        @{ Kind = 'piped works'; Run = { Get-OcmWork web | Remove-OcmWork -Wait -TimeoutSec 20 }; Left = 1 }
        @{ Kind = 'CSV copies of works'; Run = { Get-OcmWork web | ConvertTo-Csv | ConvertFrom-Csv | Remove-OcmWork -Wait -TimeoutSec 20 }; Left = 1 }
        @{ Kind = 'kubectl objects'; Run = { (Get-OcmWork web -IncludeJson).Json | ConvertFrom-Json | Remove-OcmWork -Wait -TimeoutSec 20 }; Left = 1 }
        @{ Kind = 'a name from piped clusters'; Run = { Get-OcmCluster | Remove-OcmWork web -Wait -TimeoutSec 20 }; Left = 1 }
        @{ Kind = 'what wildcards match'; Run = { Remove-OcmWork 'a*' -Cluster '*' -Wait -TimeoutSec 20 }; Left = 2 }
        @{ Kind = 'works as an argument'; Run = { Remove-OcmWork -Work (Get-OcmWork) -Wait -TimeoutSec 20 }; Left = 0 }
        @{ Kind = 'nothing for an empty pipeline'; Run = { Get-OcmWork 'no*' | Remove-OcmWork }; Left = 3 }
    ) {
        & $Run
        Get-OcmWork | Should -HaveCount $Left
    }

    It 'wants a cluster beside a name: a name alone is not "everywhere"' {
        { Remove-OcmWork web -ErrorAction Stop } | Should -Throw -ErrorId 'MissingMandatoryParameter*'
        Get-SentRequest -Changing | Should -BeNullOrEmpty
    }

    It 'sends no changing request with -WhatIf' {
        Get-OcmWork | Remove-OcmWork -WhatIf
        Remove-OcmWork * * -WhatIf
        Get-SentRequest -Changing | Should -BeNullOrEmpty
        Get-OcmWork | Should -HaveCount 3
    }

    It 'leaves all with -DryRun, and tells what the server would refuse' {
        Get-OcmWork | Remove-OcmWork -DryRun
        Get-SentRequest -Changing | Should -BeNullOrEmpty
        @(Get-SentRequest | Where-Object Method -EQ DELETE) | Should -HaveCount 3
        Get-OcmWork | Should -HaveCount 3
        [void](Add-Fault Status 403, 'Forbidden', 'a webhook said no' -Method DELETE)
        (Get-Failure { Remove-OcmWork api one -DryRun })[0].FullyQualifiedErrorId | Should -BeLike 'Forbidden,*'
    }

    It 'needs no answer without a person there' {
        $shell = Get-NewShell
        try {
            [void]$shell.AddScript('param($config) Get-OcmWork web -KubeConfig $config | Remove-OcmWork').AddArgument((Get-OcmSandbox).KubeConfig)
            [void]$shell.Invoke()
            $shell.Streams.Error | Should -BeNullOrEmpty
        }
        finally { $shell.Dispose() }
        Wait-Until { -not (Get-OcmWork web -ErrorAction Ignore) } | Should -BeTrue
    }

    It 'is a NotFound error for a work that is not there, and the others go on' {
        $failed = Get-Failure { Remove-OcmWork api -Cluster one, two -Wait -TimeoutSec 20 }
        $failed | Should -HaveCount 1
        $failed[0].FullyQualifiedErrorId | Should -Be 'NotFound,OcmPowerShell.Commands.RemoveOcmWorkCommand'
        $failed[0].TargetObject | Should -Be two
        Get-OcmWork api* | Should -BeNullOrEmpty
    }

    It 'goes on with the others when one cluster refuses' {
        [void](Add-Fault Status 403, 'Forbidden', 'a webhook said no' -Method DELETE -Path /two/)
        $failed = Get-Failure { Get-OcmWork | Remove-OcmWork -Wait -TimeoutSec 20 }
        $failed | Should -HaveCount 1
        $failed[0].FullyQualifiedErrorId | Should -BeLike 'Forbidden,*'
        $failed[0].CategoryInfo.Category | Should -Be PermissionDenied
        $failed[0].TargetObject.Cluster | Should -Be two
        (Get-OcmWork).Cluster | Should -Be two
    }

    It 'counts as done what somebody else removed meanwhile' {
        [void](Add-Fault Status 404, 'NotFound', 'manifestworks "api" not found' -Method DELETE -Path /api)
        Get-Failure { Remove-OcmWork api one } | Should -BeNullOrEmpty
    }

    It 'ends the script with ErrorAction Stop' {
        { Remove-OcmWork nothing one -ErrorAction Stop } | Should -Throw -ErrorId 'NotFound,*'
    }
}

Describe 'Remove-OcmWork removes only what was meant' {
    AfterEach { Clear-Fault; Clear-Work }

    It 'refuses a piped work that was deleted and created again since' {
        $old = New-OcmWork web $map -Cluster one
        Remove-OcmWork web one -Wait -TimeoutSec 20
        [void](New-OcmWork web $map -Cluster one)
        Clear-SentRequest
        $failed = Get-Failure { $old | Remove-OcmWork }
        $failed | Should -HaveCount 1
        $failed[0].FullyQualifiedErrorId | Should -BeLike 'Conflict,*'
        $failed[0].CategoryInfo.Category | Should -Be ResourceBusy
        $failed[0].TargetObject | Should -Be $old
        Get-SentRequest -Changing | Should -BeNullOrEmpty
    }

    It 'refuses <Kind> unless -IncludeManaged is given, and removes the user''s beside it' -ForEach @(
        @{ Kind = 'an add-on''s work by its label'; Name = 'monitor'; Label = @{ 'open-cluster-management.io/addon-name' = 'observability' }; Owner = 'observability' }
        @{ Kind = 'an add-on''s work by its name'; Name = 'addon-proxy-deploy'; Label = @{}; Owner = 'proxy-deploy' }
        @{ Kind = 'a replica set''s work'; Name = 'part'; Label = @{ 'work.open-cluster-management.io/manifestworkreplicaset' = 'default.all' }; Owner = 'default.all' }
        @{ Kind = 'the klusterlet''s work'; Name = 'one-klusterlet-crds'; Label = @{}; Owner = 'klusterlet' }
    ) {
        [void](New-OcmWork $Name $map -Cluster one -Label $Label)
        [void](New-OcmWork mine $map -Cluster one)
        Clear-SentRequest
        $failed = Get-Failure { Get-OcmWork -Cluster one | Remove-OcmWork -Wait -TimeoutSec 20 }
        $failed | Should -HaveCount 1
        $failed[0].FullyQualifiedErrorId | Should -BeLike 'ManagedByOther,*'
        $failed[0].CategoryInfo.Category | Should -Be PermissionDenied
        $failed[0].TargetObject.Name | Should -Be $Name
        "$($failed[0])" | Should -BeLike "*$Name*$Owner*-IncludeManaged*"
        (Get-OcmWork -Cluster one).Name | Should -Be $Name
        Get-OcmWork $Name one | Remove-OcmWork -IncludeManaged -Wait -TimeoutSec 20
        Get-OcmWork -Cluster one | Should -BeNullOrEmpty
    }

    It 'refuses with -WhatIf too, so that the preview is true' {
        [void](New-OcmWork addon-x $map -Cluster one)
        (Get-Failure { Remove-OcmWork * one -WhatIf })[0].FullyQualifiedErrorId | Should -BeLike 'ManagedByOther,*'
    }

    It 'removes a work that a placement of this module made' {
        [void](New-OcmWork web $map -Cluster one -Label @{ 'ocmpowershell.io/placement' = 'prod.web' })
        (Get-OcmWork web one).ManagedBy | Should -Be Placement
        Get-Failure { Get-OcmWork | Remove-OcmWork -Wait -TimeoutSec 20 } | Should -BeNullOrEmpty
    }
}

Describe 'Remove-OcmWork -Wait' {
    AfterEach { Clear-Fault; Clear-Work }

    It 'is a WaitTimeout error when the work is not seen to go in time' {
        [void](New-OcmWork web $map -Cluster one)
        [void](Add-Fault Stall -Method GET -Path manifestworks -Skip 1)
        $failed = Get-Failure { Remove-OcmWork web one -Wait -TimeoutSec 1 }
        $failed | Should -HaveCount 1
        $failed[0].FullyQualifiedErrorId | Should -BeLike 'WaitTimeout,*'
        $failed[0].CategoryInfo.Category | Should -Be OperationTimeout
        $failed[0].TargetObject | Should -Be one
        "$($failed[0])" | Should -BeLike '*one/web*was not gone after 1 s*last state*'
        Clear-Fault
        Wait-Until { -not (Get-OcmWork) } | Should -BeTrue -Because 'that it was not waited for does not stop it'
    }

    It 'gives the prompt back soon after Ctrl+C' {
        [void](New-OcmWork web $map -Cluster one)
        [void](Add-Fault Stall -Path manifestworks -Method GET -Count 1000)
        $stopped = Measure-Stop 'param($config) Remove-OcmWork web one -Wait -KubeConfig $config' @{ config = (Get-OcmSandbox).KubeConfig } -Once { Get-OpenRequest }
        Clear-Fault
        $stopped.Begun | Should -BeTrue
        $stopped.State | Should -Be Stopped
        $stopped.Milliseconds | Should -BeLessThan 2000
        Wait-Until { -not (Get-OpenRequest) } | Should -BeTrue
    }

    It 'refuses -Wait with -DryRun' {
        (Get-Failure { Remove-OcmWork web one -DryRun -Wait })[0].FullyQualifiedErrorId | Should -BeLike 'InvalidArgument,*'
    }
}

Describe 'Remove-OcmWork -RemoveFinalizer' {
    BeforeAll {
        $path = '/apis/work.open-cluster-management.io/v1/namespaces/{0}/manifestworks/{1}'
        function Add-Hold([string] $Work, [string] $Cluster = 'one') {
            $finalizers = @((Invoke-OcmRestMethod ($path -f $Cluster, $Work)).metadata.finalizers) + 'test/hold'
            [void](Invoke-OcmRestMethod -Method Patch ($path -f $Cluster, $Work) -Body (@{ metadata = @{ finalizers = $finalizers } } | ConvertTo-Json -Depth 4))
        }
        function Disable-Two {
            Disable-Cluster two
            (Get-OcmCluster two).Available | Should -Be $null
        }
    }
    AfterEach {
        Clear-Fault
        Enable-Cluster two
        [void](Wait-Until { (Get-OcmCluster two).Available })
        Clear-Work
    }

    It 'takes the work of a cluster without an agent off the hub at once, and says what stays there' {
        [void](New-OcmWork web $map -Cluster one, two -Wait -TimeoutSec 20)
        Disable-Two
        Remove-OcmWork web two -RemoveFinalizer -Confirm:$false -WarningVariable warned -WarningAction SilentlyContinue | Should -BeNullOrEmpty
        (Get-OcmWork web).Cluster | Should -Be one
        $warned | Should -HaveCount 1
        "$warned" | Should -BeLike "*two/web*'two'*ConfigMap default/settings*60 minutes*"
    }

    It 'finishes what a removal without it could not' {
        [void](New-OcmWork web $map -Cluster two -Wait -TimeoutSec 20)
        Disable-Two
        $failed = Get-Failure { Remove-OcmWork web two -Wait -TimeoutSec 1 }
        $failed[0].FullyQualifiedErrorId | Should -BeLike 'WaitTimeout,*'
        $failed[0].ErrorDetails.RecommendedAction | Should -BeLike '*-RemoveFinalizer*'
        Get-OcmWork web two | Remove-OcmWork -RemoveFinalizer -Confirm:$false -WarningAction SilentlyContinue
        Get-OcmWork | Should -BeNullOrEmpty
    }

    It 'gives a live agent its time: what it takes away is no reason to warn' {
        [void](New-OcmWork web $map -Cluster one -Wait -TimeoutSec 20)
        Clear-SentRequest
        Remove-OcmWork web one -RemoveFinalizer -Confirm:$false -WarningVariable warned
        Get-OcmWork | Should -BeNullOrEmpty
        $warned | Should -BeNullOrEmpty
        @(Get-SentRequest -Changing | Where-Object { $_.QueryString -like '*OcmPowerShell*' -or $_.Method -EQ 'DELETE' -and $_.Path -like '*manifestworks*' }).Method | Should -Be DELETE
    }

    It 'takes off what holds a work on a live cluster when time is up, and none before' {
        [void](New-OcmWork web $map -Cluster one, two -Wait -TimeoutSec 20)
        Add-Hold web
        $watch = [System.Diagnostics.Stopwatch]::StartNew()
        Get-OcmWork web | Remove-OcmWork -RemoveFinalizer -TimeoutSec 2 -Confirm:$false -WarningVariable warned -WarningAction SilentlyContinue
        $watch.ElapsedMilliseconds | Should -BeGreaterThan 1900
        Get-OcmWork | Should -BeNullOrEmpty
        $warned | Should -HaveCount 1
        "$warned" | Should -BeLike '*one/web*'
    }

    It 'is one error for a work that the hub does not let go, and the others go' {
        [void](New-OcmWork web $map -Cluster two)
        [void](New-OcmWork api $map -Cluster two)
        [void](Wait-Until { @((Invoke-OcmRestMethod ($path -f 'two', 'web')).metadata.finalizers).Count -gt 0 -and @((Invoke-OcmRestMethod ($path -f 'two', 'api')).metadata.finalizers).Count -gt 0 })
        Disable-Two
        [void](Add-Fault Status 403, 'Forbidden', 'a webhook said no' -Method PATCH -Path manifestworks/web)
        $failed = Get-Failure { Remove-OcmWork * two -RemoveFinalizer -Confirm:$false }
        $failed | Should -HaveCount 1
        $failed[0].FullyQualifiedErrorId | Should -BeLike 'Forbidden,*'
        (Get-OcmWork).Name | Should -Be web
    }

    It 'asks first, unlike the plain removal, and so does nothing where nobody can answer' {
        [void](New-OcmWork web $map -Cluster one)
        $config = (Get-OcmSandbox).KubeConfig
        $said = pwsh -NoProfile -NonInteractive -c "Import-Module '$ModulePath'; Remove-OcmWork web one -RemoveFinalizer -KubeConfig '$config'" 2>&1 | Out-String
        $said | Should -Match 'NonInteractive'
        (Get-OcmWork web one).Deleting | Should -BeFalse
        pwsh -NoProfile -NonInteractive -c "Import-Module '$ModulePath'; `$ConfirmPreference = 'None'; Remove-OcmWork web one -RemoveFinalizer -KubeConfig '$config'" 2>&1 | Should -BeNullOrEmpty
        Get-OcmWork | Should -BeNullOrEmpty
    }

    It 'sends nothing with -WhatIf, and refuses -DryRun' {
        [void](New-OcmWork web $map -Cluster one)
        Clear-SentRequest
        Remove-OcmWork web one -RemoveFinalizer -WhatIf
        Get-SentRequest -Changing | Should -BeNullOrEmpty
        (Get-Failure { Remove-OcmWork web one -RemoveFinalizer -DryRun })[0].FullyQualifiedErrorId | Should -BeLike 'InvalidArgument,*'
    }

    It 'refuses a controller''s work as ever' {
        [void](New-OcmWork addon-x $map -Cluster one)
        (Get-Failure { Remove-OcmWork * one -RemoveFinalizer -Confirm:$false })[0].FullyQualifiedErrorId | Should -BeLike 'ManagedByOther,*'
        (Get-OcmWork addon-x one).Deleting | Should -BeFalse
    }
}

Describe 'What clusteradm''s removal gets wrong' {
    BeforeAll { $path = '/apis/work.open-cluster-management.io/v1/namespaces/one/manifestworks/{0}' }
    AfterEach { Clear-Fault; Clear-Work }

    It 'does not take another work''s end for that of its own' {
        [void](New-OcmWork web $map -Cluster one)
        [void](New-OcmWork api $map -Cluster one)
        [void](Invoke-OcmRestMethod -Method Patch ($path -f 'web') -Body '{"metadata":{"finalizers":["test/hold"]}}')
        $failed = Get-Failure { Remove-OcmWork web, api one -Wait -TimeoutSec 2 }
        $failed | Should -HaveCount 1
        $failed[0].FullyQualifiedErrorId | Should -BeLike 'WaitTimeout,*'
        "$($failed[0])" | Should -BeLike '*one/web*after 2 s*'
        (Get-OcmWork).Name | Should -Be web
        [void](Invoke-OcmRestMethod -Method Patch ($path -f 'web') -Body '{"metadata":{"finalizers":null}}')
    }

    It 'does not let a long pipeline pile up' {
        $work = New-OcmWork web $map -Cluster one
        [void](Add-Fault Stall -Path manifestworks/web -Method GET)
        $pulled = [System.Collections.Concurrent.ConcurrentQueue[int]]::new()
        $stopped = Measure-Stop 'param($config, $work, $pulled) Disconnect-OcmHub; Connect-OcmHub -KubeConfig $config; 1..500 | ForEach-Object { $pulled.Enqueue($_); $work } | Remove-OcmWork -ThrottleLimit 2' @{
            config = (Get-OcmSandbox).KubeConfig; work = $work; pulled = $pulled
        } -Once { @(Get-OpenRequest).Count -ge 2 }
        Clear-Fault
        $stopped.Begun | Should -BeTrue
        $pulled.Count | Should -BeLessThan 20
    }
}

Describe 'Completion on Remove-OcmWork' {
    BeforeAll { [void](New-OcmWork web $map -Cluster one) }

    It 'completes -Name and -Cluster' {
        Get-Completion 'Remove-OcmWork ' | Should -Contain web
        Get-Completion 'Remove-OcmWork web -Cluster ' | Should -Be one, two
    }
}
