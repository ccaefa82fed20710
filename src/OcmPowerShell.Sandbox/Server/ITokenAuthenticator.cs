namespace OcmPowerShell.Sandbox.Server;

/// <summary>Knows some of the bearer tokens that an API server accepts.</summary>
internal interface ITokenAuthenticator
{
    /// <summary>Whom a token stands for; null where it is none of these, or no longer holds.</summary>
    Identity? Find(string token);
}
