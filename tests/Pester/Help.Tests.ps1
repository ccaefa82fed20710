BeforeDiscovery {
    $path = $env:OCM_MODULE ? $env:OCM_MODULE : (Get-ChildItem "$PSScriptRoot/../../out/OcmPowerShell/*/OcmPowerShell.psd1" | Sort-Object LastWriteTime | Select-Object -Last 1).FullName
    Import-Module $path
    $cases = (Get-Command -Module OcmPowerShell).Name | ForEach-Object { @{ Name = $_ } }
}

BeforeAll {
    $path = $env:OCM_MODULE ? $env:OCM_MODULE : (Get-ChildItem "$PSScriptRoot/../../out/OcmPowerShell/*/OcmPowerShell.psd1" | Sort-Object LastWriteTime | Select-Object -Last 1).FullName
    Import-Module $path
    $common = [System.Management.Automation.Cmdlet]::CommonParameters

    function Get-Text([object] $Part) { ($Part | ForEach-Object Text) -join "`n" }

    # What a reader gets to see, all of it.
    function Get-Shown([string] $Name) { Get-Help $Name -Full | Out-String -Width 200 }
}

Describe 'Get-Help <Name>' -ForEach $cases {
    BeforeAll { $help = Get-Help $Name -Full }

    It 'says in a sentence what it is for' {
        # Where there is no help, PowerShell shows the syntax there.
        $help.Synopsis.Trim() | Should -Match '^[A-Z][^\n]+\.$'
    }

    It 'describes it' {
        (Get-Text $help.Description).Length | Should -BeGreaterThan 200
    }

    It 'has two examples or more, each with code and an explanation' {
        @($help.Examples.Example).Count | Should -BeGreaterOrEqual 2
        foreach ($example in $help.Examples.Example) {
            $example.Title | Should -Match '^-+ Example \d+: [A-Z].+ -+$'
            $example.Code | Should -Not -BeNullOrEmpty
            (Get-Text $example.Remarks).Trim() | Should -Not -BeNullOrEmpty -Because $example.Title
        }
    }

    It 'has an example with a pipeline' {
        $help.Examples.Example.Code | Where-Object { $_ -match '\|' } | Should -Not -BeNullOrEmpty
    }

    It 'has examples that PowerShell understands, with cmdlets and parameters that there are' {
        foreach ($example in $help.Examples.Example) {
            $problems = $null
            $script = [System.Management.Automation.Language.Parser]::ParseInput($example.Code, [ref] $null, [ref] $problems)
            $problems | Should -BeNullOrEmpty -Because $example.Title
            foreach ($call in $script.FindAll({ $args[0] -is [System.Management.Automation.Language.CommandAst] }, $true)) {
                $used = $call.GetCommandName()
                if ($used -notmatch '-Ocm') { continue }
                $command = Get-Command $used -Module OcmPowerShell -ErrorAction Ignore
                $command | Should -Not -BeNullOrEmpty -Because "the example '$($example.Title)' uses $used"
                foreach ($parameter in $call.CommandElements | Where-Object { $_ -is [System.Management.Automation.Language.CommandParameterAst] }) {
                    $command.Parameters.Keys | Should -Contain $parameter.ParameterName -Because $example.Title
                }
            }
        }
    }

    It 'describes every parameter' {
        $parameters = (Get-Command $Name).Parameters.Keys | Where-Object { $_ -notin $common }
        foreach ($parameter in $parameters) {
            $described = @($help.Parameters.Parameter) | Where-Object Name -EQ $parameter
            $described | Should -HaveCount 1 -Because "-$parameter must be described"
            (Get-Text $described.Description).Length | Should -BeGreaterThan 20 -Because "-$parameter must be described"
        }
    }

    It 'says what comes out' {
        (Get-Text $help.ReturnValues.ReturnValue.Description).Trim() | Should -Not -BeNullOrEmpty
    }

    It 'says what clusteradm has for it' {
        Get-Text $help.AlertSet.Alert | Should -Match 'clusteradm'
    }

    It 'leads to its page and to its neighbours' {
        $links = @($help.RelatedLinks.NavigationLink)
        $links[0].Uri | Should -Match "^https://.+/$Name\.md$"
        $neighbours = $links.LinkText | Where-Object { $_ -match '^\w+-Ocm' }
        $neighbours | Should -Not -BeNullOrEmpty
        foreach ($neighbour in $neighbours) {
            Get-Command $neighbour -Module OcmPowerShell -ErrorAction Ignore | Should -Not -BeNullOrEmpty -Because "it leads to $neighbour"
        }
    }

    It 'shows text, without the marks of its source' {
        $shown = Get-Shown $Name
        $shown | Should -Not -Match '```'
        $shown | Should -Not -Match '\{\{ '
        $shown | Should -Not -Match '[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]'
    }
}

Describe 'Get-Help <Topic>' -ForEach @{ Topic = 'about_OcmPowerShell' }, @{ Topic = 'about_OcmPowerShell_Authentication' }, @{ Topic = 'about_OcmPowerShell_Placements' } {
    It 'is found' {
        Get-Help $Topic | Out-String | Should -Match 'SHORT DESCRIPTION'
    }

    It 'names only cmdlets that there are' {
        $named = [regex]::Matches((Get-Help $Topic | Out-String), '\b[A-Z]\w+-Ocm\w+').Value | Sort-Object -Unique
        $named | Should -Not -BeNullOrEmpty
        foreach ($name in $named) {
            Get-Command $name -Module OcmPowerShell -ErrorAction Ignore | Should -Not -BeNullOrEmpty -Because "it names $name"
        }
    }

    It 'fits into a window of 80 columns' {
        (Get-Help $Topic | Out-String) -split '\r?\n' | Where-Object Length -GT 79 | Should -BeNullOrEmpty
    }
}
