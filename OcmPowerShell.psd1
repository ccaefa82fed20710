@{
    RootModule = 'OcmPowerShell.dll'
    ModuleVersion = '0.1.0'
}
